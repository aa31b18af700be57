"""The verdict is the most serious effect that counts, about the zones that are left."""

from __future__ import annotations

from datetime import date

import pytest

from needlepoint.errors import InputError

LEFT, RIGHT = "cheek_left", "cheek_right"


def filler(zone: str, day: str) -> dict[str, object]:
    return {"kind": "filler", "zones": [zone], "date": day}


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "clear"),
        ({"phototype": "IV"}, "caution"),
        ({"phototype": "IV", "allergies": None}, "ask"),
        ({"phototype": "IV", "allergies": None, "conditions": ["vitiligo"]}, "clinician"),
        ({"allergies": None, "conditions": ["vitiligo", "sunburn"]}, "wait"),
        ({"allergies": None, "conditions": ["vitiligo", "sunburn", "keloid"]}, "stop"),
    ],
)
def test_the_most_serious_effect_is_the_verdict(look, changes, verdict):
    assert look(**changes).verdict == verdict


def test_findings_come_most_serious_first(look):
    found = look(phototype="IV", allergies=None, conditions=["vitiligo", "sunburn", "keloid"]).findings
    assert [item.effect for item in found] == ["stop", "wait", "clinician", "ask", "caution"]


def test_a_stop_in_one_zone_leaves_the_other(look):
    result = look(conditions=[{"suspicious_lesion": {"zones": [LEFT]}}])
    assert (result.verdict, result.excluded_zones, result.open_zones) == ("clear", (LEFT,), (RIGHT,))
    assert result.findings[0].zones == (LEFT,)


def test_a_stop_in_every_zone_is_the_verdict(look):
    result = look(conditions=[{"suspicious_lesion": {"zones": [LEFT]}}, {"skin_cancer": {"zones": [RIGHT, "back"]}}])
    assert (result.verdict, result.excluded_zones, result.open_zones) == ("stop", (LEFT, RIGHT), ())
    assert result.earliest_date is None


def test_a_wait_in_one_zone_leaves_the_other_free_today(look):
    result = look(procedures=[filler(LEFT, "2026-09-01")])
    assert (result.verdict, result.earliest_date) == ("clear", None)
    assert (result.excluded_zones, result.open_zones) == ((LEFT,), (RIGHT,))
    assert result.findings[0].until == date(2027, 3, 1)


def test_waits_in_every_zone_are_the_verdict_and_the_latest_counts(look):
    result = look(procedures=[filler(LEFT, "2026-09-01"), filler(RIGHT, "2026-10-01")])
    assert (result.verdict, result.earliest_date) == ("wait", date(2027, 4, 1))
    assert (result.excluded_zones, result.open_zones) == ((), (LEFT, RIGHT))


def test_a_stop_in_one_zone_and_a_wait_in_the_other_is_a_wait(look):
    result = look(conditions=[{"skin_cancer": {"zones": [LEFT]}}], procedures=[filler(RIGHT, "2026-10-01")])
    assert (result.verdict, result.earliest_date) == ("wait", date(2027, 4, 1))
    assert (result.excluded_zones, result.open_zones) == ((LEFT,), (RIGHT,))


def test_a_zone_that_waits_longer_than_the_rest_is_left_out(look):
    ibuprofen = [{"name": "ibuprofen", "last": "2026-11-18"}]
    result = look(medications=ibuprofen, procedures=[filler(LEFT, "2026-10-01")])
    assert (result.verdict, result.earliest_date, result.excluded_zones) == ("wait", date(2026, 11, 23), (LEFT,))


def test_a_zone_that_is_free_before_the_rest_is_not_left_out(look):
    isotretinoin = [{"name": "isotretinoin", "last": "2026-10-01"}]
    result = look(medications=isotretinoin, procedures=[filler(LEFT, "2026-06-01")])
    assert (result.verdict, result.earliest_date, result.excluded_zones) == ("wait", date(2027, 4, 1), ())


def test_a_place_outside_the_wanted_zones_changes_nothing(look):
    result = look(conditions=[{"skin_cancer": {"zones": ["back"]}}], procedures=[filler("forehead", "2026-11-01")])
    assert (result.verdict, result.findings) == ("clear", ())


def test_no_zone_given_counts_as_everywhere(look):
    result = look(conditions=["skin_cancer"])
    assert (result.verdict, result.findings[0].zones) == ("stop", ())


def test_the_latest_of_all_waits(look):
    result = look(
        medications=[{"name": "isotretinoin", "last": "2026-08-01"}, {"name": "ibuprofen", "last": "2026-11-18"}]
    )
    assert result.earliest_date == date(2027, 2, 1)


def test_a_wait_for_an_event_has_no_date(look):
    result = look(pregnant=True, medications=[{"name": "ibuprofen", "last": "2026-11-18"}])
    assert (result.verdict, result.earliest_date) == ("wait", None)


def test_a_stop_has_no_date(look):
    result = look(conditions=["keloid"], medications=[{"name": "ibuprofen", "last": "2026-11-18"}])
    assert (result.verdict, result.earliest_date, result.open_zones) == ("stop", None, ())


def test_active_herpes_leaves_a_zone_far_from_the_face(look):
    goals = [{"concern": "texture", "zones": ["cheek", "neck"]}, {"concern": "stretch_marks", "zones": ["thigh_left"]}]
    result = look(goals=goals, conditions=[{"herpes_labialis": {"active": True}}])
    assert result.excluded_zones == (LEFT, RIGHT, "neck")
    assert result.open_zones == ("thigh_left",)


# --- overrides ---


def override(rule: str, role: str) -> list[dict[str, str]]:
    return [{"rule": rule, "by": "Dr Example", "role": role, "reason": "examined and discussed"}]


@pytest.mark.parametrize(
    ("rule", "changes", "role", "lifted"),
    [
        ("herpes_history", {"conditions": [{"herpes_labialis": {"active": False}}]}, "clinician", True),
        ("herpes_history", {"conditions": [{"herpes_labialis": {"active": False}}]}, "specialist", True),
        ("herpes_history", {"conditions": [{"herpes_labialis": {"active": False}}]}, "surgeon", True),
        ("keloid", {"conditions": ["keloid"]}, "clinician", False),
        ("keloid", {"conditions": ["keloid"]}, "specialist", True),
        ("keloid", {"conditions": ["keloid"]}, "surgeon", True),
        ("surgery", {"procedures": [{"kind": "surgery", "date": "2026-09-01"}]}, "clinician", False),
        ("surgery", {"procedures": [{"kind": "surgery", "date": "2026-09-01"}]}, "specialist", False),
        ("surgery", {"procedures": [{"kind": "surgery", "date": "2026-09-01"}]}, "surgeon", True),
        ("minor", {"age": 16}, "surgeon", False),
        ("infection", {"conditions": ["skin_infection"]}, "specialist", False),
        ("not_answered", {"allergies": None}, "specialist", False),
    ],
)
def test_who_may_lift_what(look, rule, changes, role, lifted):
    plain = look(**changes)
    result = look(**changes, overrides=override(rule, role))
    (found,) = (item for item in result.findings if item.rule == rule)
    assert found.overridden is not None
    assert (found.overridden.by, found.overridden.role) == ("Dr Example", role)
    assert found.counts is not lifted
    assert bool(found.override_note) is not lifted
    assert result.verdict == ("clear" if lifted else plain.verdict)


def test_a_lifted_wait_no_longer_sets_the_date(look):
    changes = {
        "medications": [{"name": "isotretinoin", "last": "2026-10-01"}, {"name": "ibuprofen", "last": "2026-11-18"}]
    }
    result = look(**changes, overrides=override("isotretinoin_recent", "clinician"))
    assert (result.verdict, result.earliest_date) == ("wait", date(2026, 11, 23))
    assert len(result.findings) == 2


def test_a_refused_override_says_what_it_takes(look):
    result = look(conditions=["keloid"], overrides=override("keloid", "clinician"))
    assert "it takes a specialist" in result.findings[0].override_note
    assert result.verdict == "stop"


def test_a_lifting_override_wins_over_one_that_may_not_lift(look):
    both = override("keloid", "clinician") + override("keloid", "specialist")
    result = look(conditions=["keloid"], overrides=both)
    assert (result.verdict, result.findings[0].overridden.role) == ("clear", "specialist")


def test_a_branch_keeps_its_own_level(look):
    lifted = look(
        conditions=[{"rosacea": {"subtype": "ocular", "active": False}}], overrides=override("rosacea", "clinician")
    )
    kept = look(conditions=[{"rosacea": {"active": True}}], overrides=override("rosacea", "clinician"))
    assert lifted.verdict == "clear"
    assert kept.verdict == "wait"


def test_an_unknown_rule_is_an_error_with_the_nearest_name(look):
    with pytest.raises(InputError, match=r"overrides\[0\]\.rule.*Did you mean keloid\?"):
        look(overrides=override("keloids", "clinician"))


def test_a_cleared_clinician_finding_no_longer_sends_home_users_to_a_clinic(look):
    home = {
        "setting": "home",
        "device": {"kind": "roller", "needle_length_mm": 0.2},
        "goals": [{"concern": "fine_lines", "zones": ["cheek"]}],
        "conditions": [{"herpes_labialis": {"active": False}}],
    }
    assert look(**home).verdict == "stop"
    assert look(**home, overrides=override("herpes_history", "clinician")).verdict == "clear"


def test_home_findings_say_that_they_are_about_home(look):
    scopes = {item.rule: item.scope for item in look(setting="home").findings}
    assert scopes == {"home_depth": "home", "home_needs_clinic": "home"}
