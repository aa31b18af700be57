"""Answers become the case: what was given goes in, what was not stays open, and nothing open is taken for no."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from needlepoint import parse_case, screen
from needlepoint.case import CONCERNS, CONDITIONS, PROCEDURES
from needlepoint.skin import zones
from needlepoint_clinic.audit.chain import SYSTEM
from needlepoint_clinic.intake import actions, questionnaire
from needlepoint_clinic.intake.case import assumed, case_document, history, open_questions, wished_goals
from needlepoint_clinic.intake.forms import checked
from needlepoint_clinic.intake.invented import demo_answers
from needlepoint_clinic.intake.phototype import BANDS, QUESTIONS, phototype, points
from needlepoint_clinic.intake.questionnaire import Person
from needlepoint_clinic.patients.selectors import known

from .conftest import House

ANA, BEN = Person("female", 32), Person("male", 50)
ON = date(2026, 11, 20)
DIGESTS = {"2026-11-20": "c1e31e05"}  # one for every version that was ever asked


def test_every_word_of_the_case_file_is_asked_about() -> None:
    asked = {question.id for topic in questionnaire.topics() for question in topic.questions}
    assert {f"condition.{name}" for name in CONDITIONS} | {f"procedure.{name}" for name in PROCEDURES} <= asked
    wishes = next(one for topic in questionnaire.topics() for one in topic.questions if one.id == "goals")
    assert {id for id, _words in wishes.options} == set(CONCERNS)
    assert list(questionnaire.zone_words())
    assert set(questionnaire.zone_words()) == set(zones())


def test_a_changed_question_needs_a_new_version() -> None:
    text = (Path(questionnaire.__file__).parent / "questionnaire.yaml").read_bytes()
    day = questionnaire.version().partition(".")[0]
    assert DIGESTS[day] == hashlib.sha256(text).hexdigest()[:8], "write a new version into questionnaire.yaml"


def test_an_empty_questionnaire_leaves_everything_open() -> None:
    assert history({}, ANA) == {}
    assert open_questions({}, ANA) == []


def test_no_to_all_is_a_whole_history_of_none() -> None:
    told = history(demo_answers(ANA), ANA)
    assert told == {
        "conditions": [], "procedures": [], "medications": [], "topicals": [], "allergies": [],
        "pregnant": False, "breastfeeding": False,
    }  # fmt: skip


def test_men_are_not_asked_about_pregnancy() -> None:
    assert "pregnancy" not in {step.topic.id for step in questionnaire.steps({}, BEN)}
    assert "pregnant" not in history({"pregnant": "yes"}, BEN)


@pytest.mark.parametrize("given", [None, "unknown"])
def test_one_open_condition_stays_open_beside_answered_ones(given: str | None) -> None:
    answers = dict(demo_answers(ANA, condition__eczema="yes"))
    answers.pop("condition.keloid")
    answers |= {} if given is None else {"condition.keloid": given}
    assert history(answers, ANA)["conditions"] == [{"eczema": {}}]
    assert [(one.place, one.unknown) for one in open_questions(answers, ANA)] == [
        ("history.conditions.keloid", given == "unknown")
    ]


def test_details_go_in_and_unknown_ones_stay_out() -> None:
    answers = demo_answers(
        ANA, condition__psoriasis="yes", condition__psoriasis__severity="mild", condition__psoriasis__zones=["scalp"],
        condition__psoriasis__active="unknown", condition__diabetes="yes", condition__diabetes__control="controlled",
        condition__herpes_labialis="yes", condition__herpes_labialis__active="no",
        condition__herpes_labialis__last="2026-05-01", condition__sunburn="yes", condition__wart="yes",
        condition__wart__zones=[],
    )  # fmt: skip
    assert history(answers, ANA)["conditions"] == [
        {"sunburn": {"active": True}}, {"herpes_labialis": {"active": False, "last": "2026-05-01"}},
        {"psoriasis": {"severity": "mild", "zones": ["scalp"]}}, {"wart": {"zones": []}},
        {"diabetes": {"control": "controlled"}},
    ]  # fmt: skip


ROWS = [
    ({"name": "isotretinoin", "still": "no", "last": "2026-02-15"}, {"name": "isotretinoin", "last": "2026-02-15"}),
    ({"name": "warfarin", "still": "yes", "prescribed": "yes"}, {"name": "warfarin", "prescribed": True}),
    ({"name": "x", "still": "yes", "last": "2026-01-01"}, {"name": "x"}),
    ({"name": "x", "still": "no", "last": "unknown", "prescribed": "unknown"}, {"name": "x"}),
]


@pytest.mark.parametrize(("row", "told"), ROWS)
def test_a_medicine_without_a_known_last_day_counts_as_taken(row: dict[str, Any], told: dict[str, Any]) -> None:
    answers = demo_answers(ANA, medications="yes", **{"medications.rows": [row]})
    assert history(answers, ANA)["medications"] == [told]
    assert bool(assumed(answers)) == (row["still"] == "no" and row["last"] == "unknown")


@pytest.mark.parametrize("given", [{"medications": "yes"}, {"medications": "unknown"}, {}])
def test_medicines_that_are_not_named_stay_open(given: dict[str, Any]) -> None:
    assert "medications" not in history(given, ANA)


PROCEDURE = [
    ({"ended": "no", "begun": "2026-10-01", "end": "2026-11-01"}, {}),
    ({"ended": "yes", "begun": "2026-01-01", "end": "2026-03-01"}, {"date": "2026-01-01", "end": "2026-03-01"}),
    ({"begun": "2026-05-01", "end": "2026-03-01"}, {"end": "2026-03-01"}),
    ({"ended": "unknown", "begun": "unknown"}, {}),
]


@pytest.mark.parametrize(("given", "told"), PROCEDURE)
def test_treatment_that_goes_on_has_no_end(given: dict[str, str], told: dict[str, str]) -> None:
    named = {f"procedure.chemotherapy.{name}": value for name, value in given.items()}
    answers = demo_answers(ANA, procedure__chemotherapy="yes", **named)
    assert history(answers, ANA)["procedures"] == [{"kind": "chemotherapy"} | told]


def test_the_engine_takes_the_case_and_finds_what_was_told(house: House) -> None:
    answers = demo_answers(
        ANA, goals=["atrophic_acne_scar"], condition__keloid="yes", procedure__filler="yes",
        procedure__filler__done="2026-10-01", procedure__filler__places=["cheek_left"],
        **{"goal.atrophic_acne_scar.wanted": ["cheek_left", "chin"], "goal.atrophic_acne_scar.scar_date": "2020-01-01"},
    )  # fmt: skip
    intake = actions.begin(clinic_id=house.clinic.id, patient_id=house.patient.id, by=None, actor=SYSTEM)
    told = {"clinic_id": house.clinic.id, "intake_id": intake.id, "by_patient": True, "actor": SYSTEM}
    intake = actions.answer(answers=answers, **told)
    document = case_document(known(house.patient), intake, wished_goals(answers), {"kind": "pen"}, "clinic")
    text = json.dumps(document)
    assert not any(word in text for word in ("Ana", "Prieto", "1994", "birth", "@"))
    found = {item.rule for item in screen(parse_case(text, on=ON), ON).findings}
    assert {"keloid", "filler"} <= found
    assert not {item for item in screen(parse_case(text, on=ON), ON).findings if item.rule == "not_answered"} - {
        item for item in screen(parse_case(text, on=ON), ON).findings if "device" in item.fact
    }


def test_the_quiz_has_bands_without_gaps_and_needs_every_answer() -> None:
    assert len(QUESTIONS) == 10
    assert BANDS[-1][0] == 4 * len(QUESTIONS)
    given: dict[str, Any] = dict.fromkeys(QUESTIONS, 0)
    seen = []
    for total in range(41):
        assert points(given) == total
        seen.append(phototype(given))
        below = [id for id in QUESTIONS if given[id] < 4]
        if below:
            given[below[0]] += 1
    bounds = [
        (0, "I"),
        (6, "I"),
        (7, "II"),
        (13, "II"),
        (14, "III"),
        (21, "IV"),
        (27, "IV"),
        (28, "V"),
        (35, "VI"),
        (40, "VI"),
    ]
    assert all(seen[total] == type for total, type in bounds)
    assert phototype(given | {QUESTIONS[0]: "unknown"}) is None
    given.pop(QUESTIONS[1])
    assert phototype(given) is None


def test_an_examination_goes_before_the_quiz(house: House) -> None:
    intake = actions.begin(clinic_id=house.clinic.id, patient_id=house.patient.id, by=None, actor=SYSTEM)
    intake.answers = demo_answers(ANA, points=4)
    patient = known(house.patient)
    assert case_document(patient, intake, [], None, None)["patient"]["phototype"] == "III"
    house.patient.phototype = ""
    assert case_document(patient, intake, [], None, None)["patient"]["phototype"] == "VI"


WRONG = [
    {"nobody": "yes"}, {"condition.keloid": "maybe"}, {"condition.keloid": True}, {"goals": ["beauty"]},
    {"condition.wart.zones": ["eyelid"]}, {"medications.rows": [{"last": "2026-01-01"}]}, {"quiz.eyes": 5},
    {"medications.rows": [{"name": "x" * 121}]}, {"weight": 900}, {"condition.skin_cancer.last": "soon"},
    {"medications.rows": [{"name": "x"}] * 41}, {"condition.keloid.rows": []}, {"quiz.eyes": True},
]  # fmt: skip


@pytest.mark.parametrize("answers", WRONG)
def test_answers_that_no_question_asks_for_are_refused(answers: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        checked(answers, questionnaire.questions())


def test_demo_answers_answer_everything() -> None:
    for person in (ANA, BEN):
        answers = demo_answers(person)
        checked(answers, questionnaire.questions())
        left = [one.id for _topic, open in questionnaire.open_topics(answers, person) for one in open]
        assert left == ["weight"]
