"""What the case leaves out is asked for, and never taken for a no."""

from __future__ import annotations

import json
from datetime import date

import pytest

from needlepoint.case import parse_case
from needlepoint.evidence import all_sources, recording
from needlepoint.screening import Screening, rules, screen

ON = date(2026, 11, 20)


def asked(look, **changes) -> set[str]:
    return {item.fact.split(" is not")[0] for item in look(**changes).findings if item.rule == "not_answered"}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"age": None}, "patient.age"),
        ({"phototype": None}, "patient.phototype"),
        ({"conditions": None}, "history.conditions"),
        ({"medications": None}, "history.medications"),
        ({"topicals": None}, "history.topicals"),
        ({"procedures": None}, "history.procedures"),
        ({"allergies": None}, "history.allergies"),
        ({"pregnant": None}, "history.pregnant"),
        ({"breastfeeding": None}, "history.breastfeeding"),
        ({"setting": None}, "setting"),
        ({"device": None}, "device"),
        ({"conditions": ["herpes_labialis"]}, "history.conditions[0].active"),
        ({"conditions": [{"eczema": {"zones": ["knee"]}}]}, "history.conditions[0].severity"),
        ({"conditions": [{"eczema": {"severity": "mild"}}]}, "history.conditions[0].active"),
        (
            {"conditions": [{"rosacea": {"active": False}}, {"rosacea": {"subtype": "ocular"}}]},
            "history.conditions[1].active",
        ),
        ({"procedures": [{"kind": "filler"}]}, "history.procedures[0].date"),
        ({"procedures": [{"kind": "chemotherapy", "date": "2026-01-01"}]}, "history.procedures[0].end"),
        ({"medications": [{"name": "aspirin"}]}, "history.medications[0].prescribed"),
        ({"medications": ["prednisone"]}, "history.medications[0].name"),
        ({"goals": [{"concern": "burn_scar", "zones": ["chin"]}]}, "goals[0].scar_date"),
        ({"allergies": ["nickel"], "device": {"kind": "pen"}}, "device.material"),
        ({"setting": "home", "device": {"kind": "pen"}}, "device.max_depth_mm or device.needle_length_mm"),
    ],
)
def test_what_is_missing_is_asked(look, changes, place):
    assert asked(look, **changes) == {place}


def test_a_case_with_nothing_but_a_goal_is_asked_everything(look):
    result = screen(parse_case("goals: [{concern: wrinkles, zones: [cheek]}]"), ON)
    assert result.verdict == "ask"
    assert {item.rule for item in result.findings} == {"not_answered"}
    places = {item.fact.split(" is not")[0] for item in result.findings}
    assert {"patient.age", "patient.sex", "history.pregnant", "history.conditions", "setting", "device"} <= places


@pytest.mark.parametrize(
    ("sex", "age", "needed"),
    [
        ("female", 11, False),
        ("female", 12, True),
        ("female", 55, True),
        ("female", 56, False),
        ("female", None, True),
        ("male", 30, False),
        ("other", 30, True),
        (None, 30, True),
    ],
)
def test_pregnancy_is_asked_of_those_who_could_be(look, sex, age, needed):
    places = asked(look, sex=sex, age=age, pregnant=None, breastfeeding=None)
    assert ({"history.pregnant", "history.breastfeeding"} <= places) is needed


def test_a_detail_that_would_change_nothing_is_not_asked(look):
    assert asked(look, conditions=[{"eczema": {"severity": "severe"}}]) == set()
    assert asked(look, conditions=[{"rosacea": {"subtype": "papulopustular"}}]) == set()
    assert asked(look, procedures=[{"kind": "filler", "zones": ["back"]}]) == set()
    assert asked(look, medications=[{"name": "aspirin", "last": "2026-10-01"}]) == set()


def test_an_answer_about_a_zone_is_asked_for_that_zone(look):
    (found,) = look(procedures=[{"kind": "filler", "zones": ["cheek_left"]}]).findings
    assert (found.effect, found.zones) == ("ask", ("cheek_left",))


def test_a_named_device_says_what_it_is(look):
    named = {"kind": "pen", "name": "SkinPen Precision"}
    assert "home_depth" in {item.rule for item in look(setting="home", device=named).findings}


def test_an_unknown_device_name_is_no_answer(look):
    places = asked(look, setting="home", device={"kind": "pen", "name": "No Such Pen"})
    assert places == {"device.max_depth_mm or device.needle_length_mm"}


def test_screening_is_pure_and_its_json_comes_back(case):
    person = case(phototype="IV", medications=["warfarin"], allergies=None)
    one, two = screen(person, ON), screen(person, ON)
    assert one == two
    data = one.model_dump(mode="json")
    assert Screening.model_validate_json(json.dumps(data)) == one
    assert {"verdict", "earliest_date", "excluded_zones", "findings"} <= set(data)
    assert {"rule", "effect", "zones", "until", "until_event", "fact", "reason"} <= set(data["findings"][0])
    assert {"sources", "positions", "override", "would_change"} <= set(data["findings"][0])


def test_every_source_and_position_is_registered():
    named = {id for rule in rules() for branch in rule.branches for id in branch.sources}
    named |= {position.who for rule in rules() for position in rule.positions}
    assert named <= set(all_sources())


def test_a_default_of_ours_is_labelled_and_a_rule_from_a_source_is_not():
    for rule in rules():
        for branch in rule.branches:
            assert branch.assumption == (branch.sources[0] == "needlepoint") or rule.id == "unknown_name"


def test_the_sources_shown_are_the_sources_noted(case):
    with recording() as used:
        result = screen(case(conditions=["keloid"]), ON)
    shown = {id for item in result.findings for id in item.sources}
    shown |= {position.who for item in result.findings for position in item.positions}
    assert used.sources == shown


def test_the_version_names_the_day_and_the_content(look):
    day, digest = look().rules_version.split(".")
    assert date.fromisoformat(day)
    assert len(digest) == 8
