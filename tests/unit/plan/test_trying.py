"""Settings made by hand: the quick forecast agrees with the full plan, and what lies outside the bounds is found."""

from __future__ import annotations

import statistics
import time
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from needlepoint import InputError, load_case, make_plan, parse_case
from needlepoint.course import Schedule, ZoneTreatment, course_to_yaml, parse_course
from needlepoint.device import Technique
from needlepoint.plan import Settings, Trial, reforecast, room
from needlepoint.report import plan_schema

EXAMPLES = Path(__file__).parents[3] / "examples"
ON = date(2026, 11, 20)
CHEEKS = ("cheek_left", "cheek_right")


def settings_of(option: dict[str, Any]) -> Settings:
    zones = option["sessions"][0]["zones"]
    treatments = tuple(
        ZoneTreatment(zone=item["zone"], technique=Technique(item["depth_mm"], item["passes"], item["pattern"]))
        for item in zones
    )
    return Settings(treatments, Schedule(option["schedule"]["interval_days"] or 28, option["schedule"]["sessions"]))


def on_cheeks(depth: float = 1.0, passes: int = 4, sessions: int = 3, interval: int = 42) -> Settings:
    treatments = tuple(ZoneTreatment(zone=zone, technique=Technique(depth, passes)) for zone in CHEEKS)
    return Settings(treatments, Schedule(interval, sessions))


def tried(settings: Settings, name: str = "acne-scars", **how: Any) -> Trial:
    case = load_case(EXAMPLES / f"{name}.yaml", ON)
    return reforecast(case, on=ON, treatments=settings.treatments, schedule=settings.schedule, **how)


@pytest.mark.parametrize("name", ["acne-scars", "stretch-marks", "melasma"])
def test_the_quick_forecast_lies_within_the_band_of_the_full_plan(name: str) -> None:
    plan = make_plan(load_case(EXAMPLES / f"{name}.yaml", ON), on=ON)
    for option in plan.document["options"]:
        quick = tried(settings_of(option), name)
        full, fast = option["recovery"]["downtime_days"], quick.document["recovery"]["downtime_days"]
        assert full["low"] - 0.1 <= fast["median"] <= full["high"] + 0.1
        assert abs(fast["median"] - full["median"]) < 0.25
        for told, mine in zip(option["outcomes"], quick.document["outcomes"], strict=True):
            assert (told["concern"], told["identifiable"]) == (mine["concern"], mine["identifiable"])
            for at, other in zip(told["at"], mine["at"], strict=True):
                band = at["high"] - at["low"]
                assert at["low"] <= other["median"] <= at["high"]
                assert abs(other["median"] - at["median"]) < 0.06 * band
        assert quick.document["axes"]["risk"]["number"] == pytest.approx(option["axes"]["risk"]["number"], rel=0.05)
        assert quick.document["cost"] == option["cost"]
        assert quick.document["dates"] == [item["date"] for item in option["sessions"] if item["date"]]
        assert quick.findings == ()


def test_the_same_settings_give_the_same_document() -> None:
    assert tried(on_cheeks()) == tried(on_cheeks())


@pytest.mark.parametrize(
    ("settings", "rule", "effect"),
    [
        (on_cheeks(depth=1.5), "depth_bound", "clinician"),
        (on_cheeks(depth=2.25), "depth_bound", "stop"),
        (on_cheeks(depth=0.5), "depth_low", "caution"),
        (on_cheeks(passes=8), "passes_bound", "clinician"),
        (on_cheeks(passes=1), "passes_low", "caution"),
        (on_cheeks(sessions=7), "sessions_bound", "clinician"),
        (on_cheeks(sessions=1), "sessions_low", "caution"),
        (on_cheeks(interval=21), "interval_bound", "clinician"),
        (on_cheeks(interval=90), "interval_long", "caution"),
        (on_cheeks(sessions=6), "own_limit", "ask"),
        (on_cheeks(interval=90, sessions=4), "event_missed", "ask"),
        (on_cheeks(depth=2.0, passes=12, sessions=6, interval=7), "scar_warning", "stop"),
    ],
)
def test_what_lies_outside_is_found_and_forecast_all_the_same(settings: Settings, rule: str, effect: str) -> None:
    trial = tried(settings)
    found = {item.rule: item for item in trial.findings}
    assert found[rule].effect == effect
    assert found[rule].fact
    assert found[rule].reason
    assert trial.document["schedule"]["sessions"] == settings.schedule.sessions
    assert trial.document["outcomes"][0]["by_day"]
    order = ("stop", "wait", "clinician", "ask", "caution")
    places = [order.index(item.effect) for item in trial.findings]
    assert places == sorted(places)


def test_a_zone_that_is_not_open_is_found() -> None:
    settings = Settings((ZoneTreatment(zone="chin", technique=Technique(1.0, 4)),), Schedule(42, 3))
    assert tried(settings).findings[0].rule == "zone_closed"


TWO_GOALS = """
patient: {age: 35, sex: female, phototype: II}
history: {conditions: [], medications: [], topicals: [], procedures: [], allergies: [], pregnant: no,
  breastfeeding: no}
goals:
- {concern: atrophic_acne_scar, subtype: rolling, zones: [cheek_left, cheek_right]}
- {concern: fine_lines, zones: [forehead]}
setting: clinic
"""


@pytest.mark.parametrize(("kept", "told"), [("cheek_left", (True, False)), ("forehead", (False, True))])
def test_nothing_is_forecast_for_a_goal_whose_zones_are_all_left_out(kept: str, told: tuple[bool, bool]) -> None:
    case = parse_case(TWO_GOALS, "two goals", on=ON)
    treatments = (ZoneTreatment(zone=kept, technique=Technique(1.0, 4)),)
    trial = reforecast(case, on=ON, treatments=treatments, schedule=Schedule(42, 3))
    plan = make_plan(case, on=ON, draws=2, own=Settings(treatments, Schedule(42, 3))).document
    jsonschema.validate(plan, plan_schema())
    for document in (trial.document, plan["options"][-1]):
        assert tuple(item["identifiable"] for item in document["outcomes"]) == told
        left = document["outcomes"][told.index(False)]
        assert left["words"][0] == "None of the zones of this goal is treated."
        assert (left["chances"], left["at"], left["by_day"]) == (None, [], None)
        assert document["axes"]["benefit"]["label"].startswith("grade")
    assert all(all(item["identifiable"] for item in option["outcomes"]) for option in plan["options"][:-1])


@pytest.mark.parametrize("settings", [on_cheeks(depth=3.5), Settings((), Schedule(42, 3))])
def test_what_the_device_cannot_do_is_refused(settings: Settings) -> None:
    with pytest.raises(InputError):
        tried(settings)


def test_on_stop_there_is_no_room_and_no_forecast() -> None:
    case = load_case(EXAMPLES / "keloid.yaml", ON)
    assert room(case, on=ON) is None
    with pytest.raises(InputError, match="do not treat"):
        reforecast(case, on=ON, treatments=on_cheeks().treatments, schedule=on_cheeks().schedule)


def test_no_draws_are_refused() -> None:
    with pytest.raises(InputError, match="draws"):
        tried(on_cheeks(), draws=0)


def test_settings_by_hand_are_one_more_option_of_a_whole_plan() -> None:
    case = load_case(EXAMPLES / "acne-scars.yaml", ON)
    plan = make_plan(case, on=ON, draws=4, own=on_cheeks(depth=1.5))
    jsonschema.validate(plan.document, plan_schema())
    own = plan.document["options"][-1]
    assert own["name"] == "own"
    assert not own["recommended"]
    assert [item["rule"] for item in own["findings"]] == ["depth_bound", "depth_bound"]
    assert plan.document["recommended"] != "own"
    assert set(plan.courses) == {item["name"] for item in plan.document["options"]}
    assert parse_course(course_to_yaml(plan.courses["own"])) == plan.courses["own"]


def test_a_body_of_many_zones_is_quick_beside_a_plan() -> None:
    """Warm; a ratio, since seconds are those of the machine (benchmarks/trying.py prints them)."""
    zones = ["forehead", "temple_left", "temple_right", "cheek_left", "cheek_right", "perioral", "chin", "nose"]
    text = f"""
patient: {{age: 35, sex: female, phototype: II}}
history: {{conditions: [], medications: [], topicals: [], procedures: [], allergies: [], pregnant: no,
  breastfeeding: no}}
goals: [{{concern: atrophic_acne_scar, subtype: rolling, zones: [{", ".join(zones)}]}}]
setting: clinic
"""
    case = parse_case(text, "eight zones", on=ON)
    plan = make_plan(case, on=ON)  # warm
    began = time.perf_counter()
    make_plan(case, on=ON)
    whole = time.perf_counter() - began
    settings, taken = settings_of(plan.document["options"][-1]), []
    for _ in range(5):
        began = time.perf_counter()
        reforecast(case, on=ON, treatments=settings.treatments, schedule=settings.schedule)
        taken.append(time.perf_counter() - began)
    assert statistics.median(taken) < 0.25 * whole
