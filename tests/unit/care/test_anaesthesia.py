"""Numbing cream at a visit: refusals before numbers, cautions by medicine and condition, and the clock."""

from __future__ import annotations

from itertools import pairwise

import pytest

from needlepoint.care import numbing_visit, products, zones_area
from needlepoint.errors import InputError
from needlepoint.evidence import all_sources
from needlepoint.screening import screen

MIXED, PLAIN = "lidocaine_prilocaine", "lidocaine_4"


def steps(visit):
    return {step.id: step for step in visit.clock}


def test_the_clock_runs_from_cream_on_to_the_first_pass():
    clock = steps(numbing_visit(MIXED, 100, depth_mm=1.5, weight_kg=62, at="23:30"))
    assert (clock["apply"].time, clock["remove"].time, clock["first_pass"].time) == ("23:30", "00:30", "00:40")
    assert clock["latest"].minute == 300


@pytest.mark.parametrize("product", products())
@pytest.mark.parametrize("minutes", [None, 15, 90, 400])
def test_the_cream_is_always_off_before_the_first_pass(product, minutes):
    visit = numbing_visit(product, 100, minutes_on=minutes)
    assert steps(visit)["remove"].minute < steps(visit)["first_pass"].minute
    assert all(one.minute <= other.minute for one, other in pairwise(visit.clock))


def test_deeper_needling_begins_later():
    def first(depth):
        return steps(numbing_visit(MIXED, 100, depth_mm=depth))["first_pass"].minute

    assert first(4.0) > first(1.5)


def test_needled_skin_gets_no_cream_and_that_stands_first():
    visit = numbing_visit(PLAIN, 50, needled=True)
    assert not visit.allowed
    assert "needled" in visit.refusals[0]
    assert numbing_visit(PLAIN, 50).allowed


def test_a_finding_of_screening_refuses_until_a_clinician_lifts_it(make_case):
    override = {"rule": "no_topical_anaesthetic", "by": "Dr. A", "role": "clinician", "reason": "Patch tested."}
    allergic = {"history": {"allergies": ["lidocaine"]}}
    from datetime import date

    on = date(2026, 11, 20)
    barred, lifted = make_case(**allergic), make_case(**allergic, overrides=[override])
    assert not numbing_visit(PLAIN, 50, case=barred, screening=screen(barred, on)).allowed
    assert numbing_visit(PLAIN, 50, case=lifted, screening=screen(lifted, on)).allowed


@pytest.mark.parametrize(
    ("given", "id"),
    [
        ({"taking": ["Amiodarone 200 mg"]}, "class_three"),
        ({"taking": ["flecainide"]}, "class_one"),
        ({"taking": ["nitrofurantoin"]}, "methaemoglobin_medicine"),
        ({"taking": ["Co-trimoxazole"]}, "methaemoglobin_medicine"),
        ({"taking": ["cimetidine"]}, "clearance"),
        ({"has": ["methaemoglobinaemia"]}, "methaemoglobin_condition"),
        ({"has": ["G6PD deficiency"]}, "methaemoglobin_condition"),
        ({"has": ["eczema"]}, "eczema"),
        ({"has": ["epilepsy"]}, "asked_by_the_maker"),
    ],
)
def test_cautions_fire_for_what_they_name(given, id):
    visit = numbing_visit(MIXED, 50, **given)
    assert [caution.id for caution in visit.cautions] == [id]
    assert visit.unknown == ()
    assert set(visit.cautions[0].sources) <= set(all_sources())


def test_methaemoglobin_cautions_belong_to_prilocaine_only():
    assert numbing_visit(PLAIN, 50, taking=["nitrofurantoin"]).cautions == ()
    assert numbing_visit(PLAIN, 50, taking=["nitrofurantoin"]).unknown == ()


def test_a_caution_never_stops_the_medicine():
    visit = numbing_visit(MIXED, 50, taking=["amiodarone", "phenytoin", "cimetidine", "mexiletine"])
    assert len(visit.cautions) == 4
    assert all("The medicine goes on." in caution.text for caution in visit.cautions)


def test_what_is_in_no_list_is_said():
    assert numbing_visit(MIXED, 50, taking=["amiodaron"]).unknown == ("amiodaron (Did you mean amiodarone?)",)


def test_the_case_brings_weight_medicines_and_conditions(make_case):
    case = make_case(
        history={"medications": [{"name": "amiodarone"}], "conditions": [{"epilepsy": {}}]}, patient={"weight_kg": 50}
    )
    visit = numbing_visit(PLAIN, 50, case=case)
    assert visit.dose.mg_per_kg == pytest.approx(visit.dose.mg / 50)
    assert {caution.id for caution in visit.cautions} == {"class_three", "asked_by_the_maker"}


def warned(visit, words):
    return any(words in warning for warning in visit.dose.warnings)


def test_too_long_and_too_short_on_are_said():
    assert warned(numbing_visit(MIXED, 50, minutes_on=301), "longer than the 300 min")
    assert not warned(numbing_visit(MIXED, 50, minutes_on=300), "longer than")
    assert warned(numbing_visit(MIXED, 50, minutes_on=30), "shorter than the 60 min")
    assert warned(numbing_visit(PLAIN, 50), "No longest time on was read")
    assert warned(numbing_visit(PLAIN, 50), "No label's maximum amount was read")


def test_the_area_of_zones_counts_each_once():
    assert zones_area(["cheek"]) == pytest.approx(zones_area(["cheek_left", "cheek_right", "cheek_left"]))


@pytest.mark.parametrize(
    "wrong",
    [{"at": "25:00"}, {"at": "noon"}, {"minutes_on": 0}, {"minutes_on": -5}, {"depth_mm": -1}, {"depth_mm": 9}],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(InputError):
        numbing_visit(PLAIN, 50, **wrong)
