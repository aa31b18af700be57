"""From a screened case to proposals: constraints hold, reasons are given, the recommendation follows its rule."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from needlepoint.case import parse_case
from needlepoint.course import course_to_yaml, option_course, parse_course, propose
from needlepoint.course.proposals import GENTLE_RULES
from needlepoint.evidence import all_sources
from needlepoint.screening import Finding, rules, screen

ON = date(2026, 11, 20)
MONEY = "budget: {amount: 1600, currency: USD}, price_per_session: {amount: 400, currency: USD}"


@pytest.fixture
def proposals(make_case: Any, screened: Any, forecaster: Any) -> Any:
    """Proposals for a case given by its parts; ``predict`` and what screening says can be replaced."""

    def make(predict: Any = None, screening: dict[str, Any] | None = None, **parts: Any) -> Any:
        case = make_case(**parts)
        return propose(case, screened(case, **(screening or {})), predict or forecaster())

    return make


def words(found: Any) -> str:
    return " ".join(item.text for item in found.notes)


def test_three_distinct_options_gentlest_first(proposals: Any) -> None:
    found = proposals()
    assert [option.name for option in found.options] == ["gentle", "standard", "intensive"]
    plans = {(option.candidate.schedule, option.candidate.treatments) for option in found.options}
    assert len(plans) == 3
    gains = [option.prediction.gain for option in found.options]
    assert gains == sorted(gains)
    assert found.recommended == "standard"
    assert [option.name for option in found.options if option.recommended] == ["standard"]


def test_one_batched_prediction(make_case: Any, screened: Any, forecaster: Any) -> None:
    predict, case = forecaster(), make_case()
    propose(case, screened(case), predict)
    assert len(predict.calls) == 1
    assert len(predict.calls[0]) <= 48


def test_the_same_case_gives_the_same_proposals(proposals: Any) -> None:
    assert proposals() == proposals()


def test_every_option_is_inside_its_bounds_and_becomes_a_course(make_case: Any, screened: Any, forecaster: Any) -> None:
    case = make_case(goals="[{concern: atrophic_acne_scar, zones: [cheek, forehead]}]")
    for option in propose(case, screened(case), forecaster()).options:
        by_zone = {item.zone: item for item in option.bounds}
        for item in option.candidate.treatments:
            bounds = by_zone[item.zone]
            assert bounds.depth_low_mm <= item.technique.depth_mm <= bounds.depth_high_mm
        course = option_course(option, case, "Scars")
        assert tuple(session.date for session in course.sessions) == option.dates
        assert course.about is not None
        assert course.about.age == 32
        assert parse_course(course_to_yaml(course)) == course


def test_stop_gives_no_option_but_alternatives(proposals: Any) -> None:
    found = proposals(screening={"verdict": "stop"})
    assert found.options == ()
    assert found.recommended is None
    assert found.alternatives
    assert "not to treat" in words(found)


def test_no_open_zone_gives_no_option(proposals: Any) -> None:
    assert proposals(screening={"open_zones": ()}).options == ()


def test_only_open_zones_are_treated(proposals: Any) -> None:
    found = proposals(screening={"open_zones": ("cheek_right",)})
    assert {item.zone for option in found.options for item in option.candidate.treatments} == {"cheek_right"}


def test_waiting_starts_on_the_earliest_day(proposals: Any) -> None:
    earliest = date(2027, 2, 15)
    found = proposals(screening={"verdict": "wait", "earliest_date": earliest}, constraints="{start: 2026-12-01}")
    assert {option.dates[0] for option in found.options} == {earliest}
    assert "2027-02-15" in words(found)


def test_waiting_without_a_date_gives_courses_without_dates(proposals: Any) -> None:
    found = proposals(screening={"verdict": "wait"})
    assert {option.dates for option in found.options} == {()}
    assert "No day can be named yet" in words(found)


def test_an_event_is_reached_ready(proposals: Any) -> None:
    event = date(2027, 6, 12)
    for option in proposals(constraints="{event: 2027-06-12}").options:
        ready = option.dates[-1] + timedelta(days=option.prediction.downtime_days + 28)
        assert event - timedelta(days=1) <= ready <= event
        assert option.dates[0] >= ON


def test_the_margin_before_an_event_is_stated_with_its_basis(proposals: Any) -> None:
    (said,) = [item for item in proposals(constraints="{event: 2027-06-12}").notes if "2027-06-12" in item.text]
    assert "28 days" in said.text
    assert said.sources == ("minh2019",)


def test_a_near_event_means_fewer_sessions_and_says_so(proposals: Any) -> None:
    found = proposals(constraints="{event: 2027-01-30}")
    assert {option.candidate.schedule.sessions for option in found.options} == {2}
    assert "With fewer, expect less" in words(found)
    assert any("event" in reason for reason in found.options[-1].binding)


@pytest.mark.parametrize("days", [2, 3])
def test_downtime_is_kept(proposals: Any, days: int) -> None:
    found = proposals(constraints=f"{{max_downtime_days: {days}}}")
    assert all(option.prediction.downtime_days <= days for option in found.options)


def test_downtime_that_held_the_plan_back_is_named(proposals: Any) -> None:
    strongest = proposals(constraints="{max_downtime_days: 2}").options[-1]
    assert "your limit of 2 days to recover" in strongest.binding
    assert "your limit of 2 days to recover" in strongest.why


def test_downtime_that_no_plan_keeps(proposals: Any) -> None:
    found = proposals(constraints="{max_downtime_days: 0}")
    assert found.options == ()
    assert "your limit of 0 days" in words(found)
    assert "the easiest needs about 2 days" in words(found)


def test_sessions_and_money_are_kept(proposals: Any) -> None:
    found = proposals(constraints=f"{{max_sessions: 5, {MONEY}}}")
    assert max(option.candidate.schedule.sessions for option in found.options) == 4
    for option in found.options:
        assert option.cost.total == 400 * option.candidate.schedule.sessions <= 1600
        assert option.cost.within_budget
    assert any("budget" in reason for reason in found.options[-1].binding)


def test_not_enough_money_for_one_visit(proposals: Any) -> None:
    found = proposals(
        constraints="{budget: {amount: 5, currency: USD}, price_per_session: {amount: 400, currency: USD}}"
    )
    assert found.options == ()
    assert "your budget, which pays for 0 visits" in words(found)


def test_a_budget_without_a_price_is_said(proposals: Any) -> None:
    found = proposals(constraints="{budget: {amount: 1600, currency: USD}}")
    assert {option.cost for option in found.options} == {None}
    assert "A budget without the price" in words(found)


def test_depth_caps_are_named_in_a_persons_words(proposals: Any) -> None:
    found = proposals(goals="[{concern: wrinkles, zones: [cheek, perioral]}]")
    said = found.options[-1].why
    assert "1.5 mm at most on the left and right cheek (" in said
    assert "1 mm at most on the skin around the mouth (thin skin close to the lip)" in said


def test_scarring_plans_are_left_out(proposals: Any, forecaster: Any) -> None:
    found = proposals(predict=forecaster(scar_from_mm=1.4))
    assert all(item.technique.depth_mm < 1.4 for option in found.options for item in option.candidate.treatments)
    assert "were left out because the simulation warns of scarring" in words(found)
    assert any("scarring" in reason for reason in found.options[-1].binding)


def test_nothing_is_proposed_when_everything_scars(proposals: Any, forecaster: Any) -> None:
    found = proposals(predict=forecaster(scar_from_mm=0.0))
    assert found.options == ()
    assert "scarring in every plan" in words(found)


def test_fewer_options_say_why(proposals: Any) -> None:
    found = proposals(
        device="{kind: roller, needle_length_mm: 1.5}",
        constraints="{max_sessions: 3}",
        goals="[{concern: atrophic_acne_scar, zones: [chin]}]",
    )
    assert 1 <= len(found.options) < 3
    assert "the others gain the same within" in words(found)
    assert found.recommended in {option.name for option in found.options}


@pytest.mark.parametrize(
    ("phototype", "name"), [("III", "standard"), ("IV", "gentle"), ("VI", "gentle"), (None, "gentle")]
)
def test_darker_or_unknown_skin_is_recommended_the_gentle_course(
    proposals: Any, phototype: str | None, name: str
) -> None:
    found = proposals(phototype=phototype)
    assert found.recommended == name
    assert f"The {name} course is recommended" in words(found)


@pytest.mark.parametrize("rule", GENTLE_RULES)
def test_reactive_skin_is_recommended_the_gentle_course(proposals: Any, rule: str) -> None:
    finding = Finding(rule=rule, effect="caution", fact="an old answer", reason="", sources=("needlepoint",))
    found = proposals(screening={"findings": (finding,)})
    assert found.recommended == "gentle"
    assert "because screening found an old answer" in words(found)


def test_rules_that_ask_for_gentleness_exist() -> None:
    assert set(GENTLE_RULES) <= {rule.id for rule in rules()}


def test_a_home_roller_for_scars_is_a_result_with_its_reason(proposals: Any) -> None:
    found = proposals(setting="home", device="{kind: roller, name: Home roller}")
    assert found.options == ()
    assert "No plan for acne scars (cheeks)" in words(found)
    assert "0.25 mm is the most" in words(found)


def test_a_home_roller_for_glow(proposals: Any) -> None:
    found = proposals(
        setting="home",
        device="{kind: roller, needle_length_mm: 0.2}",
        goals="[{concern: glow, zones: [cheek, forehead]}]",
    )
    assert found.options
    assert {item.technique.depth_mm for option in found.options for item in option.candidate.treatments} == {0.2}


def test_a_zone_that_cannot_be_planned_is_left_out_and_named(proposals: Any) -> None:
    found = proposals(
        device="{kind: roller, needle_length_mm: 1.5}",
        goals="[{concern: atrophic_acne_scar, zones: [cheek, forehead]}]",
    )
    assert {item.zone for item in found.options[0].candidate.treatments} == {"cheek_left", "cheek_right"}
    assert "No plan for acne scars (forehead)" in words(found)


def test_what_the_case_leaves_out_is_said(proposals: Any) -> None:
    assert "names no device; it is planned for a common pen" in words(proposals(device=None))
    assert "planned for a clinic" in words(proposals(setting=None))
    assert "needle length is not given" in words(proposals(device="{kind: roller}"))


def test_weak_evidence_is_said(proposals: Any) -> None:
    def said(concern: str, zone: str = "cheek") -> str:
        return words(proposals(goals=f"[{{concern: {concern}, zones: [{zone}]}}]"))

    assert "no trial of plain needling with numbers" in said("enlarged_pores")
    assert "another treatment always joined" in said("androgenetic_alopecia", "scalp")
    assert "a specialist's treatment" in said("burn_scar")
    assert "no trial" not in said("atrophic_acne_scar")
    assert "unverified" in said("atrophic_acne_scar")


def test_two_concerns_in_one_zone_make_one_treatment(proposals: Any) -> None:
    found = proposals(goals="[{concern: atrophic_acne_scar, zones: [cheek]}, {concern: melasma, zones: [cheek_left]}]")
    for option in found.options:
        assert [item.zone for item in option.candidate.treatments] == ["cheek_left", "cheek_right"]
    assert "In the trials for melasma" in words(found)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [("clinician", "A clinician has to decide"), ("ask", "Some answers are missing"), ("clear", "")],
)
def test_what_has_to_happen_first(proposals: Any, verdict: str, said: str) -> None:
    assert said in words(proposals(screening={"verdict": verdict}))


def test_every_note_has_registered_sources(proposals: Any) -> None:
    found = proposals(constraints="{event: 2027-01-30, max_downtime_days: 3}")
    assert {id for item in found.notes for id in item.sources} <= set(all_sources())


def test_a_real_screening_leads_to_proposals(forecaster: Any) -> None:
    case = parse_case(
        """
patient: {age: 32, sex: female, phototype: IV}
history: {conditions: [], medications: [{name: isotretinoin, last: 2026-07-01}], topicals: [], procedures: [],
  allergies: [], pregnant: false, breastfeeding: false}
goals: [{concern: atrophic_acne_scar, subtype: rolling, zones: [cheek], scar_date: 2020-01-01}]
setting: clinic
device: {kind: pen, needles: 12, max_depth_mm: 2.5, material: steel}
""",
        on=ON,
    )
    screening = screen(case, ON)
    found = propose(case, screening, forecaster())
    assert screening.verdict == "wait"
    assert screening.earliest_date == date(2027, 1, 1)
    assert {option.dates[0] for option in found.options} == {date(2027, 1, 1)}
    assert found.recommended == "gentle"
