"""The case schema: what it reads, what it leaves unanswered, and what it refuses as impossible."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from needlepoint.case import Case, Condition, Goal, Medication, Patient, Procedure, describe_case, load_case, parse_case
from needlepoint.errors import InputError, Problem
from needlepoint.evidence import recording

ON = dt.date(2026, 11, 20)
GOALS = "goals: [{concern: glow, zones: [chin]}]\n"

FULL = """\
patient: {age: 32, sex: female, phototype: IV, weight_kg: 62}
history:
  conditions:
    - herpes_labialis: {active: false, last: 2026-05-01}
    - psoriasis: {severity: mild, zones: [scalp]}
    - diabetes: {control: controlled}
    - keloid
    - smoker:
  medications:
    - {name: isotretinoin, last: 2026-02-15}
    - {name: aspirin, prescribed: true}
    - warfarin
  topicals: [{name: tretinoin, last: 2026-11-10}, minoxidil]
  procedures: [{kind: filler, zones: [cheek_left], date: 2026-01-10}, {kind: chemotherapy, end: 2026-03-01}]
  allergies: []
  pregnant: no
  breastfeeding: false
goals:
  - {concern: atrophic_acne_scar, subtype: rolling, zones: [cheek, chin], severity: {scale: ecca, score: 60}}
  - {concern: surgical_scar, zones: [chin, neck], scar_date: 2025-01-01}
setting: clinic
device: {kind: pen, needles: 12, max_depth_mm: 2.5, needle_diameter_mm: 0.25, rate_hz: 120, material: steel}
constraints:
  start: 2026-12-01
  event: 2027-06-12
  max_downtime_days: 3
  max_sessions: 6
  budget: {amount: 2000, currency: USD}
  price_per_session: {amount: 400, currency: USD}
overrides: [{rule: isotretinoin_recent, by: A. Nurse, role: clinician, reason: Low dose only.}]
"""


def parse(text: str) -> Case:
    return parse_case(text, on=ON)


def problems(text: str) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        parse(text)
    return list(caught.value.problems)


def only(text: str) -> Problem:
    (problem,) = problems(text)
    return problem


def test_a_whole_case_is_read() -> None:
    case = parse(FULL)
    assert case.patient == Patient(age=32, sex="female", phototype="IV", weight_kg=62)
    assert case.history.conditions is not None
    assert case.history.conditions[0] == Condition(name="herpes_labialis", active=False, last=dt.date(2026, 5, 1))
    assert [entry.name for entry in case.history.conditions] == [
        *("herpes_labialis", "psoriasis", "diabetes", "keloid", "smoker"),
    ]
    assert case.history.medications is not None
    assert case.history.medications[2] == Medication(name="warfarin")
    assert case.history.procedures is not None
    assert case.history.procedures[0] == Procedure(kind="filler", zones=("cheek_left",), date=dt.date(2026, 1, 10))
    assert case.history.allergies == ()
    assert case.history.pregnant is False
    assert case.goals[0].zones == ("cheek_left", "cheek_right", "chin")
    assert case.wanted_zones == ("cheek_left", "cheek_right", "chin", "neck")
    assert case.constraints.budget is not None
    assert case.constraints.budget.amount == 2000
    assert case.overrides[0].role == "clinician"


def test_a_case_survives_json() -> None:
    case = parse(FULL)
    assert parse(case.model_dump_json()) == case
    assert parse(case.model_dump_json(exclude_none=True)) == case


def test_a_case_cannot_be_changed() -> None:
    case = parse(FULL)
    with pytest.raises(ValidationError):
        case.patient.age = 5  # type: ignore[misc]
    assert hash(case) == hash(parse(FULL))


def test_what_is_left_out_is_not_answered_and_what_is_empty_is_none() -> None:
    bare = parse(GOALS)
    assert bare.history.conditions is None
    assert bare.history.pregnant is None
    assert bare.patient.age is None
    assert bare.setting is None
    assert bare.device is None
    empty = parse(f"patient:\nhistory: {{conditions: [], medications: }}\nconstraints:\noverrides:\n{GOALS}")
    assert empty.history.conditions == ()
    assert empty.history.medications is None
    assert empty.overrides == ()


def test_each_zone_is_kept_once_and_an_elsewhere_is_an_empty_tuple() -> None:
    case = parse("history: {conditions: [rash: {zones: []}]}\ngoals: [{concern: glow, zones: [cheeks, left cheek]}]\n")
    assert case.goals[0].zones == ("cheek_left", "cheek_right")
    assert case.history.conditions is not None
    assert case.history.conditions[0].zones == ()


def test_age_on_a_day_counts_birthdays() -> None:
    patient = Patient(birth_date=dt.date(2000, 3, 14))
    assert patient.age_on(dt.date(2026, 3, 13)) == 25
    assert patient.age_on(dt.date(2026, 3, 14)) == 26
    assert Patient(age=40).age_on(ON) == 40
    assert Patient().age_on(ON) is None


def test_a_case_file_is_loaded_and_errors_carry_its_name(tmp_path: Any) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(FULL)
    assert load_case(path, ON) == parse(FULL)
    path.write_text("setting: clinic\n")
    with pytest.raises(InputError, match=r"case\.yaml: goals: found nothing; allowed: a list with at least one goal"):
        load_case(path)


def test_the_summary_tells_nothing_of_who_it_is() -> None:
    case = parse(FULL.replace("age: 32", "birth_date: 1994-02-03"))
    with recording() as used:
        summary = describe_case(case, ON)
    assert summary["age"] == 32
    assert summary["device"]["max_depth_mm"] == 2.5
    assert summary["goals"][0] == {
        "concern": "atrophic_acne_scar",
        "label": "acne scars",
        "subtype": "rolling",
        "zones": ["cheek_left", "cheek_right", "chin"],
        "severity": {"scale": "ecca", "score": 60.0},
    }
    assert "1994" not in str(summary)
    assert "Nurse" not in str(summary)
    assert used.sources == {"dreno2007"}
    assert describe_case(parse(GOALS), ON)["device"] is None


# One mistake each: the file, the place, a part of what was found, of what is allowed, of the remedy.
MISTAKES = [
    ("patient: {age: 130}\n" + GOALS, "patient.age", "130", "0 to 120", ""),
    ("patient: {age: -1}\n" + GOALS, "patient.age", "-1", "0 to 120", ""),
    ("patient: {age: yes}\n" + GOALS, "patient.age", "yes (true)", "0 to 120", ""),
    ("patient: {age: '32'}\n" + GOALS, "patient.age", "'32'", "whole years", ""),
    ("patient: {age: 32.5}\n" + GOALS, "patient.age", "32.5", "whole years", ""),
    ("patient: {age: 9999999999999999999}\n" + GOALS, "patient.age", "9999999999999999999", "0 to 120", ""),
    ("patient: {weight_kg: .nan}\n" + GOALS, "patient.weight_kg", "nan", "2 to 400", ""),
    ("patient: {weight_kg: .inf}\n" + GOALS, "patient.weight_kg", "inf", "2 to 400", ""),
    ("patient: {birth_date: 2027-01-01}\n" + GOALS, "patient.birth_date", "in the future", "up to 2026-11-20", ""),
    ("patient: {birth_date: 1903-01-01}\n" + GOALS, "patient.birth_date", "an age of 123", "0 to 120", "year"),
    ("patient: {birth_date: 1000-01-01}\n" + GOALS, "patient.birth_date", "1000-01-01", "1900 to 2199", "year"),
    ("patient: {birth_date: 1990-01-01, age: 20}\n" + GOALS, "patient.age", "20", "36", "birth date"),
    ("patient: {sex: Female}\n" + GOALS, "patient.sex", "'Female'", "female, male, other", "female"),
    ("patient: {phototype: 4}\n" + GOALS, "patient.phototype", "4", "I, II, III, IV, V, VI", "Write IV."),
    ("patient: {phototype: iv}\n" + GOALS, "patient.phototype", "'iv'", "I, II, III, IV, V, VI", "Write IV."),
    ("patient: {phototype: VII}\n" + GOALS, "patient.phototype", "'VII'", "I, II, III, IV, V, VI", ""),
    ("patient: {phototype: 7}\n" + GOALS, "patient.phototype", "7", "I, II, III, IV, V, VI", ""),
    ("patient: {wieght_kg: 60}\n" + GOALS, "patient.wieght_kg", "an unknown key", "weight_kg", "weight_kg"),
    ("patient: [32]\n" + GOALS, "patient", "a list of 1", "an object with the keys age", ""),
    ("history: {conditions: none}\n" + GOALS, "history.conditions", "'none'", "a list", "[] for none"),
    ("history: {conditions: {keloid: {}}}\n" + GOALS, "history.conditions", "an object with keloid", "a list", ""),
    ("history: {conditions: [keliod]}\n" + GOALS, "history.conditions[0]", "'keliod'", "keloid", "keloid"),
    ("history: {conditions: [xyz]}\n" + GOALS, "history.conditions[0]", "'xyz'", "smoker", ""),
    ("history: {conditions: [Keloid]}\n" + GOALS, "history.conditions[0]", "'Keloid'", "keloid", "keloid"),
    ("history: {conditions: [keloid: no]}\n" + GOALS, "history.conditions[0].keloid", "no (false)", "details", "leave"),
    ("history: {conditions: [{tan: , rash: }]}\n" + GOALS, "history.conditions[0]", "tan, rash", "the one name", ""),
    ("history: {conditions: [{}]}\n" + GOALS, "history.conditions[0]", "an empty object", "a condition's name", ""),
    ("history: {conditions: [3]}\n" + GOALS, "history.conditions[0]", "3", "a condition's name", ""),
    (
        "history: {conditions: [eczema: {sevrity: mild}]}\n" + GOALS,
        *("history.conditions[0].eczema.sevrity", "an unknown key", "severity", "severity"),
    ),
    (
        "history: {conditions: [eczema: {severity: bad}]}\n" + GOALS,
        *("history.conditions[0].eczema.severity", "'bad'", "mild, moderate, severe", ""),
    ),
    (
        "history: {conditions: [eczema: {control: controlled}]}\n" + GOALS,
        *("history.conditions[0].eczema.control", "control for eczema", "only for diabetes", "Leave control out"),
    ),
    (
        "history: {conditions: [rosacea: {subtype: papulo}]}\n" + GOALS,
        *("history.conditions[0].rosacea.subtype", "'papulo'", "papulopustular", "papulopustular"),
    ),
    (
        "history: {conditions: [inflammatory_acne: {grade: 3}]}\n" + GOALS,
        *("history.conditions[0].inflammatory_acne.grade", "3", "I, II, III, IV", "Write III."),
    ),
    (
        "history: {conditions: [herpes_labialis: {last: 2026-11-21}]}\n" + GOALS,
        *("history.conditions[0].herpes_labialis.last", "2026-11-21, which is in the future", "up to 2026-11-20", ""),
    ),
    (
        "history: {conditions: [rash: {zones: [chek, nose]}]}\n" + GOALS,
        *("history.conditions[0].rash.zones[0]", "'chek'", "cheek", "write zones: []"),
    ),
    (
        "history: {conditions: [rash: {name: keloid}]}\n" + GOALS,
        *("history.conditions[0].rash.name", "a second name", "details", ""),
    ),
    (
        "history: {medications: [{name: isotretinoin, last: 2027-02-15}]}\n" + GOALS,
        *("history.medications[0].last", "in the future", "up to 2026-11-20", "still going on, leave this date out"),
    ),
    (
        "history: {medications: [{name: isotretinoin, last: '15.02.2026'}]}\n" + GOALS,
        *("history.medications[0].last", "'15.02.2026'", "year-month-day", ""),
    ),
    (
        "history: {medications: [{name: isotretinoin, last: 2026-02-30}]}\n" + GOALS,
        *("history.medications[0].last", "no calendar", "year-month-day", ""),
    ),
    (
        "history: {medications: [{name: isotretinoin, last: 20260215}]}\n" + GOALS,
        *("history.medications[0].last", "20260215", "year-month-day", ""),
    ),
    (
        "history: {medications: [{name: isotretinoin, last: 2026-02-15 10:00}]}\n" + GOALS,
        *("history.medications[0].last", "10:00", "year-month-day", ""),
    ),
    ("history: {medications: [{name: ''}]}\n" + GOALS, "history.medications[0].name", "''", "a name of 1 to 120", ""),
    ("history: {medications: [{last: }]}\n" + GOALS, "history.medications[0].name", "nothing", "a name of 1", ""),
    ("history: {medications: [12]}\n" + GOALS, "history.medications[0]", "12", "a name, or an object", ""),
    (
        "history: {topicals: [{name: tretinoin, last: 2026-11-21}]}\n" + GOALS,
        *("history.topicals[0].last", "in the future", "up to", ""),
    ),
    (
        "history: {procedures: [{kind: fillers}]}\n" + GOALS,
        *("history.procedures[0].kind", "'fillers', an unknown procedure", "filler", "Did you mean filler?"),
    ),
    (
        "history: {procedures: [{kind: surgery, date: 2026-11-21}]}\n" + GOALS,
        *("history.procedures[0].date", "in the future", "up to 2026-11-20", ""),
    ),
    (
        "history: {procedures: [{kind: chemotherapy, date: 2026-03-01, end: 2026-02-01}]}\n" + GOALS,
        *("history.procedures[0].end", "2026-02-01", "2026-03-01", ""),
    ),
    (
        "patient: {birth_date: 2000-05-05}\nhistory: {procedures: [{kind: surgery, date: 1999-05-05}]}\n" + GOALS,
        *("history.procedures[0].date", "1999-05-05", "from the birth (2000-05-05) on", ""),
    ),
    (
        "patient: {age: 30}\nhistory: {topicals: [{name: x, last: 1995-11-19}]}\n" + GOALS,
        *("history.topicals[0].last", "1995-11-19", "since birth", ""),
    ),
    ("history: {allergies: nickel}\n" + GOALS, "history.allergies", "'nickel'", "a list", "dash"),
    ("history: {allergies: [3]}\n" + GOALS, "history.allergies[0]", "3", "a name", ""),
    ("history: {pregnant: 'no'}\n" + GOALS, "history.pregnant", "'no'", "yes or no", "without quotes"),
    ("history: {pregnant: 1}\n" + GOALS, "history.pregnant", "1", "yes or no", ""),
    ("goals: []\n", "goals", "an empty list", "at least one goal", ""),
    ("goals: [glow]\n", "goals[0]", "'glow'", "an object with the keys concern", ""),
    ("goals: [{concern: glow}]\n", "goals[0].zones", "nothing", "a list of zone names", "dash"),
    ("goals: [{concern: glow, zones: []}]\n", "goals[0].zones", "an empty list", "a list of zone names", ""),
    ("goals: [{concern: glow, zones: chin}]\n", "goals[0].zones", "'chin'", "a list of zone names", "dash"),
    ("goals: [{concern: glow, zones: [chin, 4]}]\n", "goals[0].zones[1]", "4", "the name of a zone", ""),
    ("goals: [{concern: glow, zones: [chin, cheak]}]\n", "goals[0].zones[1]", "'cheak'", "forehead", "cheek"),
    ("goals: [{concern: glow, zones: [eyelid]}]\n", "goals[0].zones[0]", "'eyelid'", "never", "periorbital"),
    ("goals: [{concern: glow, zones: [lip vermilion]}]\n", "goals[0].zones[0]", "'lip vermilion'", "never", ""),
    (
        "goals: [{concern: acne scar, zones: [chin]}]\n",
        "goals[0].concern",
        "'acne scar'",
        "melasma",
        "atrophic_acne_scar",
    ),
    ("goals: [{concern: glow, zones: [chin], subtype: x}]\n", "goals[0].subtype", "'x'", "no subtype for glow", ""),
    (
        "goals: [{concern: stretch_marks, zones: [abdomen], subtype: Alba}]\n",
        *("goals[0].subtype", "'Alba'", "rubra, alba", "alba"),
    ),
    (
        "goals: [{concern: glow, zones: [chin], scar_date: 2020-01-01}]\n",
        *("goals[0].scar_date", "a scar date for glow", "burn_scar", ""),
    ),
    (
        "goals: [{concern: burn_scar, zones: [chin], scar_date: 2026-12-01}]\n",
        *("goals[0].scar_date", "in the future", "up to", ""),
    ),
    (
        "patient: {birth_date: 2000-05-05}\ngoals: [{concern: burn_scar, zones: [chin], scar_date: 1999-12-01}]\n",
        *("goals[0].scar_date", "1999-12-01", "from the birth", ""),
    ),
    ("goals: [{concern: androgenetic_alopecia, zones: [chin]}]\n", "goals[0].zones", "chin", "only scalp", ""),
    (
        "goals: [{concern: glow, zones: [chin], severity: {scale: ecca, score: 541}}]\n",
        *("goals[0].severity.score", "541", "0 to 540", ""),
    ),
    (
        "goals: [{concern: glow, zones: [chin], severity: {scale: goodman_baron, score: 2}}]\n",
        *("goals[0].severity.scale", "'goodman_baron'", "ecca", "goodman_baron_qualitative"),
    ),
    (
        "goals: [{concern: wrinkles, zones: [chin], severity: {scale: masi, score: 9.6}}]\n",
        *("goals[0].severity.scale", "masi for wrinkles", "lemperle", "grades melasma"),
    ),
    (
        "goals: [{concern: burn_scar, zones: [chin], severity: {scale: vss, score: 6.5}}]\n",
        *("goals[0].severity.score", "6.5", "0 to 13 in steps of 1", ""),
    ),
    (GOALS + "setting: hospital\n", "setting", "'hospital'", "clinic, home", ""),
    (GOALS + "device: pen\n", "device", "'pen'", "an object with the keys kind", ""),
    (GOALS + "device: {material: steel}\n", "device.kind", "nothing", "pen, roller, stamp", ""),
    (GOALS + "device: {kind: rollr}\n", "device.kind", "'rollr'", "pen, roller, stamp", "roller"),
    (GOALS + "device: {kind: roller, needle_length_mm: 60}\n", "device.needle_length_mm", "60", "0.1 to 3.5 mm", ""),
    (GOALS + "device: {kind: roller, needle_length_mm: 4}\n", "device.needle_length_mm", "4", "0.1 to 3.5 mm", ""),
    (GOALS + "device: {kind: pen, max_depth_mm: -1.5}\n", "device.max_depth_mm", "-1.5", "0.1 to 3.5 mm", ""),
    (GOALS + "device: {kind: pen, max_depth_mm: 1.5 mm}\n", "device.max_depth_mm", "'1.5 mm'", "0.1 to 3.5 mm", ""),
    (GOALS + "device: {kind: pen, needle_length_mm: 1}\n", "device.needle_length_mm", "for a pen", "", "max_depth_mm"),
    (
        GOALS + "device: {kind: roller, max_depth_mm: 1}\n",
        "device.max_depth_mm",
        "for a roller",
        "",
        "needle_length_mm",
    ),
    (GOALS + "device: {kind: roller, rate_hz: 90}\n", "device.rate_hz", "for a roller", "", "by hand"),
    (GOALS + "device: {kind: pen, needles: 0}\n", "device.needles", "0", "1 to 2000", ""),
    (GOALS + "device: {kind: pen, needle_diameter_mm: 2}\n", "device.needle_diameter_mm", "2", "0.03 to 0.6", ""),
    (GOALS + "device: {kind: pen, rate_hz: .inf}\n", "device.rate_hz", "inf", "1 to 500", ""),
    (GOALS + "device: {kind: pen, material: gold}\n", "device.material", "'gold'", "steel, titanium", ""),
    (
        GOALS + "constraints: {start: 2027-02-01, event: 2027-01-01}\n",
        "constraints.event",
        "2027-01-01",
        "2027-02-01",
        "",
    ),
    (GOALS + "constraints: {max_sessions: 0}\n", "constraints.max_sessions", "0", "1 to 100", ""),
    (GOALS + "constraints: {max_downtime_days: -1}\n", "constraints.max_downtime_days", "-1", "0 to 365", ""),
    (GOALS + "constraints: {budget: 2000}\n", "constraints.budget", "2000", "an object with the keys amount", ""),
    (
        GOALS + "constraints: {budget: {amount: 9, currency: $}}\n",
        *("constraints.budget.currency", "'$'", "three capital letters", ""),
    ),
    (
        GOALS + "constraints: {budget: {amount: 9, currency: USD}, price_per_session: {amount: 9, currency: EUR}}\n",
        *("constraints.price_per_session.currency", "EUR", "USD", "one currency"),
    ),
    (
        GOALS + "overrides: [{rule: keloid, by: '', role: surgeon, reason: long enough}]\n",
        *("overrides[0].by", "''", "the person who decides", ""),
    ),
    (
        GOALS + "overrides: [{rule: keloid, by: Dr A, role: boss, reason: long enough}]\n",
        *("overrides[0].role", "'boss'", "clinician, specialist, surgeon", ""),
    ),
    (
        GOALS + "overrides: [{rule: keloid, by: Dr A, role: surgeon, reason: ok}]\n",
        *("overrides[0].reason", "'ok'", "at least 5 letters", ""),
    ),
    (GOALS + "<<: {}\n", "['<<']", "an unknown key", "patient, history, goals", ""),
    (GOALS + "setings: clinic\n", "setings", "an unknown key", "setting", "setting"),
]


@pytest.mark.parametrize(("text", "place", "found", "allowed", "remedy"), MISTAKES, ids=[row[1] for row in MISTAKES])
def test_a_mistake_is_told_in_full(text: str, place: str, found: str, allowed: str, remedy: str) -> None:
    problem = only(text)
    assert problem.place == place
    assert found in problem.found
    assert allowed in problem.allowed
    assert remedy in problem.remedy
    assert problem.line is not None or problem.place == "goals"
    assert "\n" not in str(problem)


def test_the_day_itself_is_not_the_future() -> None:
    parse("history: {medications: [{name: ibuprofen, last: 2026-11-20}]}\n" + GOALS)


def test_without_a_day_today_counts() -> None:
    tomorrow = dt.date.today() + dt.timedelta(days=1)
    text = f"history: {{medications: [{{name: ibuprofen, last: {tomorrow}}}]}}\n{GOALS}"
    with pytest.raises(InputError, match="in the future"):
        parse_case(text)
    medications = parse_case(text, on=tomorrow).history.medications
    assert medications is not None
    assert medications[0].last == tomorrow


def test_the_birthday_of_a_stated_age_is_not_guessed() -> None:
    parse("patient: {age: 30}\nhistory: {topicals: [{name: x, last: 1995-11-20}]}\n" + GOALS)


def test_a_radiofrequency_device_is_read_so_that_screening_can_stop_it() -> None:
    case = parse(GOALS + "device: {kind: pen, max_depth_mm: 7, radiofrequency: yes}\n")
    assert case.device is not None
    assert case.device.radiofrequency is True
    assert only(GOALS + "device: {kind: pen, max_depth_mm: 9, radiofrequency: yes}\n").found == "9"


def test_several_mistakes_are_told_together_each_on_its_line() -> None:
    text = "patient:\n  age: 200\n  sex: f\ngoals:\n- concern: glow\n  zones: [chek,\n    eyelid]\nsetting: clinc\n"
    assert [(problem.place, problem.line) for problem in problems(text)] == [
        ("patient.age", 2),
        ("patient.sex", 3),
        ("goals[0].zones[0]", 6),
        ("goals[0].zones[1]", 7),
        ("setting", 8),
    ]


def test_the_models_refuse_the_impossible_without_a_file() -> None:
    with pytest.raises(ValidationError, match="from the birth"):
        Case(
            patient=Patient(birth_date=dt.date(2000, 1, 1)),
            goals=(Goal(concern="burn_scar", zones=("chin",), scar_date=dt.date(1990, 1, 1)),),
        )
    with pytest.raises(ValidationError, match="never"):
        Goal(concern="glow", zones=("eyelid",))
