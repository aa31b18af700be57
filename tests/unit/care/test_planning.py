"""The care plan adapts to depth, zones, setting and findings, session by session, and says the same to nobody twice."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise

import pytest

from needlepoint.care import care_plan, entries
from needlepoint.care.catalogue import SECTIONS
from needlepoint.care.planning import course_key
from needlepoint.evidence import recording

ON = date(2026, 11, 20)

# advice id -> what brings it about (arguments of make_plan); it stays silent in the plan of nobody special
NOBODY = {"zones": ("cheek_left", "cheek_right"), "depth_mm": 0.75, "phototype": "II"}
FIRES = {
    "blood_thinner": {"findings": ("anticoagulant",)},
    "bruises_thinner": {"findings": ("anticoagulant",)},
    "cold_sores": {"findings": ("herpes_history",)},
    "antiviral_after": {"findings": ("herpes_history",)},
    "visit_herpes": {"findings": ("herpes_history",)},
    "visit_off_label": {"findings": ("off_label",)},
    "no_numbing_planned": {"findings": ("no_topical_anaesthetic",)},
    "visit_no_numbing": {"findings": ("no_topical_anaesthetic",)},
    "smoking": {"findings": ("smoker",)},
    "smoking_after": {"findings": ("smoker",)},
    "sugar": {"findings": ("diabetes",)},
    "sugar_after": {"findings": ("diabetes",)},
    "allergies_known": {"case": {"history": {"allergies": ["nickel"]}}},
    "allergy_products": {"case": {"history": {"allergies": ["nickel"]}}},
    "visit_metal": {"findings": ("metal",)},
    "keep_named_medicines": {"case": {"history": {"medications": [{"name": "warfarin", "prescribed": True}]}}},
    "home_no_numbing": {"case": {"setting": "home"}},
    "home_setup": {"case": {"setting": "home"}},
    "home_own": {"case": {"setting": "home"}},
    "home_depth": {"case": {"setting": "home"}},
    "home_after": {"case": {"setting": "home"}},
    "home_products_wait": {"case": {"setting": "home"}},
    "home_see_clinic": {"case": {"setting": "home"}},
    "buy_home": {"case": {"setting": "home"}},
    "home_wait_if_sore": {"case": {"setting": "home"}},
    "sun_medicine": {"findings": ("photosensitising_medication",)},
    "sun_medicine_after": {"findings": ("photosensitising_medication",)},
    "visit_roller_sterile": {"kind": "roller"},
    "redness_deep": {"depth_mm": 1.5},
    "bleeding": {"depth_mm": 1.5},
    "bruises": {"depth_mm": 1.5},
    "visit_endpoint_deep": {"depth_mm": 1.5},
    "redness_shallow": {"depth_mm": 0.5},
    "flaking_shallow": {"depth_mm": 0.5},
    "clean_hair": {"zones": ("scalp",)},
    "shampoo_wait": {"zones": ("scalp",)},
    "shampoo_mild": {"zones": ("scalp",)},
    "hair_tonic": {"zones": ("scalp",)},
    "hair_dye": {"zones": ("scalp",)},
    "flaking_scalp": {"zones": ("scalp",)},
    "loose_clothes": {"zones": ("abdomen",)},
    "buy_loose_clothes": {"zones": ("abdomen",)},
    "eye_swelling": {"zones": ("periorbital_left",)},
    "redness_dark_skin": {"case": {"patient": {"phototype": "V"}}},
    "sun_dark_skin": {"case": {"patient": {"phototype": "IV"}}},
    "pigment_watch": {"case": {"patient": {"phototype": "VI"}}},
    "visit_bone": {"case": {"patient": {"phototype": "IV"}}},
    "sun_season_north": {"first": date(2027, 5, 3)},
    "applied_watch": {"applied": ("vitamin_c",)},
    "applied_numbing": {"applied": ("numbing_cream",)},
}
HUSHED = {
    "makeup_wait": {"zones": ("abdomen",)},
    "buy_hat": {"zones": ("abdomen",)},
    "pillow": {"zones": ("thigh_left",)},
    "wash_mild": {"zones": ("scalp",)},
    "shaving": {"zones": ("scalp",)},
    "visit_numbing": {"findings": ("no_topical_anaesthetic",)},
    "no_own_numbing": {"findings": ("no_topical_anaesthetic",)},
    "visit_cartridge": {"case": {"setting": "home"}},
    "visit_consent": {"case": {"setting": "home"}},
    "products_wait": {"case": {"setting": "home"}},
    "maintenance_session": {"case": {"setting": "home"}},
    "redness_middle": {"depth_mm": 1.5},
    "swelling": {"depth_mm": 0.5},
    "no_early_session": {"sessions": 1},
    "healed_before_next": {"sessions": 1},
    "sun_season_south": {"first": date(2027, 5, 3)},
    "scars_slow": {"case": {"goals": [{"concern": "fine_lines", "zones": ["cheek_left"]}]}},
    "tell_history": {"case": {"setting": "home"}},
    "tell_changes": {"case": {"setting": "home"}},
}


@pytest.mark.parametrize(("id", "given"), FIRES.items(), ids=list(FIRES))
def test_advice_fires_for_whom_it_is_meant_and_stays_silent_otherwise(make_plan, ids, id, given):
    assert id in ids(make_plan(**(NOBODY | given)))
    assert id not in ids(make_plan(**NOBODY))


@pytest.mark.parametrize(("id", "given"), HUSHED.items(), ids=list(HUSHED))
def test_advice_falls_silent_where_it_does_not_belong(make_plan, ids, id, given):
    assert id in ids(make_plan(**NOBODY))
    assert id not in ids(make_plan(**(NOBODY | given)))


def test_every_condition_is_met_by_someone_and_not_by_everyone(make_plan, ids):
    """No entry is dead, and no condition is idle."""
    people = [NOBODY | given for given in (*FIRES.values(), *HUSHED.values())] + [NOBODY]
    seen = [ids(make_plan(**given)) for given in people]
    conditional = [entry.id for section in SECTIONS for entry in entries(section) if entry.when]
    assert [id for id in conditional if not any(id in plan for plan in seen)] == []
    assert [id for id in conditional if all(id in plan for plan in seen)] == []


def test_an_unknown_phototype_is_watched_like_a_dark_one(make_course, ids):
    plan = care_plan(make_course(phototype=None), None, None, ON)
    assert {"pigment_watch", "sun_dark_skin", "visit_bone"} <= ids(plan)


def test_a_course_without_a_case_is_taken_to_a_clinic_and_says_that_the_dose_cannot_be_checked(make_course, ids):
    plan = care_plan(make_course(), None, None, ON)
    assert "visit_consent" in ids(plan)
    assert "home_setup" not in ids(plan)
    assert plan.numbing
    assert all("cannot be checked" in " ".join(check.warnings) for check in plan.numbing)


def test_a_case_without_a_screening_is_screened(make_course, make_case, ids):
    smoker = make_case(history={"conditions": ["smoker"]})
    assert "smoking" in ids(care_plan(make_course(), smoker, None, ON))


@pytest.mark.parametrize(
    "given", [{"case": {"setting": "home"}}, {"findings": ("no_topical_anaesthetic",)}, {"depth_mm": 0.25}]
)
def test_no_numbing_where_there_should_be_none(make_plan, given):
    plan = make_plan(**given)
    assert plan.numbing == ()
    assert not any(step.id.startswith("dose_") for step in plan.visit)
    assert not any(step.id == "visit_numbing" for step in plan.visit)


def test_numbing_is_back_when_a_clinician_lifts_the_finding(make_course, make_case, ids):
    override = {"rule": "no_topical_anaesthetic", "by": "Dr. A", "role": "clinician", "reason": "Patch tested."}
    allergic = {"history": {"allergies": ["lidocaine"]}}
    barred = care_plan(make_course(), make_case(**allergic), None, ON)
    lifted = care_plan(make_course(), make_case(**allergic, overrides=[override]), None, ON)
    assert not barred.numbing
    assert "no_numbing_planned" in ids(barred)
    assert lifted.numbing
    assert "no_numbing_planned" not in ids(lifted)


def test_home_care_never_offers_numbing_and_never_shares(make_plan):
    plan = make_plan(case={"setting": "home"}, depth_mm=0.25, kind="roller")
    texts = " ".join(step.text for step in plan.visit)
    assert "Never share your roller" in texts
    assert "70 % alcohol" in texts
    assert "0.25 mm" in texts
    assert all(step.audience == "patient" for step in plan.visit)


def test_the_dose_on_the_checklist_uses_the_patients_weight_and_area(make_plan):
    plan = make_plan(zones=("cheek_left",))
    line = next(step for step in plan.visit if step.id == "dose_lidocaine_4")
    check = next(check for check in plan.numbing if check.product == "lidocaine_4")
    assert check.mg_per_kg == pytest.approx(check.mg / 62)
    assert f"{check.mg_per_kg:.1f} mg per kg" in line.text
    assert line.audience == "provider"


def test_the_visit_has_its_steps_in_order(make_plan):
    steps = [step.id for step in make_plan().visit]
    wanted = [
        "visit_identity",
        "visit_consent",
        "visit_photographs",
        "visit_numbing",
        "dose_lidocaine_4",
        "visit_numbing_off",
        "visit_antiseptic",
        "visit_cartridge",
        "visit_needling",
        "visit_endpoint_deep",
        "visit_channels",
        "visit_after",
    ]
    assert [step for step in steps if step in wanted] == wanted


def test_the_clock_of_the_visit_has_no_gap_and_the_cream_is_off_before_the_needles(make_plan):
    steps = {step.id: step for step in make_plan().visit}
    timed = [step for step in steps.values() if step.from_minute is not None]
    assert timed[0].from_minute == 0
    assert all(after.from_minute == before.to_minute for before, after in pairwise(timed))
    assert steps["visit_numbing"].to_minute - steps["visit_numbing"].from_minute == 60
    assert steps["visit_numbing_off"].to_minute <= steps["visit_needling"].from_minute
    assert 20 <= steps["visit_needling"].to_minute - steps["visit_needling"].from_minute <= 45


def test_a_larger_area_takes_longer(make_plan):
    def minutes(zones):
        step = next(step for step in make_plan(zones=zones).visit if step.id == "visit_needling")
        return step.to_minute - step.from_minute

    assert minutes(("chin",)) < minutes(("abdomen", "thigh_left", "thigh_right"))


def test_sessions_of_different_depth_get_different_care(make_plan, ids):
    plan = make_plan(depths=(0.5, 1.5), sessions=2)
    assert "redness_shallow" in ids(plan, 1) - ids(plan, 2)
    assert "redness_deep" in ids(plan, 2) - ids(plan, 1)


def test_the_same_advice_stands_once_and_names_its_sessions(make_plan):
    plan = make_plan(sessions=4)
    washing = [advice for advice in plan.days if advice.id == "rinse_only"]
    assert [advice.sessions for advice in washing] == [(1, 2, 3, 4)]


def test_every_plan_has_the_same_red_flags(make_plan):
    plain = make_plan()
    others = [
        make_plan(case={"setting": "home"}, depth_mm=0.25),
        make_plan(zones=("scalp",), findings=("smoker", "herpes_history")),
        make_plan(case={"patient": {"phototype": "VI"}}, depth_mm=2.0),
    ]
    assert {flag.level for flag in plain.red_flags} == {"emergency", "same_day", "this_week"}
    assert all(other.red_flags == plain.red_flags for other in others)


def test_conflicts_are_shown_and_the_stricter_is_marked(make_plan):
    exercise = next(advice for advice in make_plan().days if advice.id == "exercise_wait")
    assert {"A", "D", "SKP"} <= {position.who for position in exercise.positions}
    assert "Held: the strictest, 72 hours" in exercise.held
    assert (exercise.from_day, exercise.to_day) == (0, 2)


def test_preparation_begins_as_early_as_the_strictest_says(make_plan):
    preparation = {advice.id: advice for advice in make_plan().preparation}
    assert (preparation["retinoid_before"].from_day, preparation["retinoid_before"].to_day) == (-7, -1)
    assert preparation["nsaid_before"].from_day == -7
    assert preparation["self_tan_before"].from_day == -14


def test_prescribed_medicines_are_named_and_kept(make_plan):
    medicines = [{"name": "warfarin", "prescribed": True}, {"name": "ibuprofen", "prescribed": False}]
    plan = make_plan(case={"history": {"medications": medicines}})
    line = next(advice for advice in plan.preparation if advice.id == "keep_named_medicines")
    assert line.text == "Keep taking warfarin as your doctor told you."


def test_sources_are_noted_as_used(make_plan):
    with recording() as used:
        plan = make_plan()
    cited = {id for advice in (*plan.days, *plan.red_flags, *plan.visit) for id in advice.sources}
    assert cited <= used.sources
    assert "care.injected_lidocaine_ceiling" in used.parameters


def test_the_plan_is_json_and_repeats_itself(make_plan):
    plan = make_plan()
    assert json.loads(plan.model_dump_json()) == plan.model_dump(mode="json")
    assert make_plan().model_dump_json() == plan.model_dump_json()


def test_the_key_stays_when_dates_move_and_tells_nothing(make_course):
    key = course_key(make_course())
    assert course_key(make_course(first=date(2027, 3, 1), sessions=5)) == key
    assert course_key(make_course(zones=("scalp",))) != key
    assert all(letter in "0123456789abcdef" for letter in key)
