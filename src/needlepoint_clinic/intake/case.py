"""Answers become the engine's case. What is not answered, or not known, is left out, so that screening asks for it.

The case has one list of conditions and one of procedures: left out whole, or taken as complete. When only some of a
list's questions are answered, the answered ones go in, and every other one is told apart as an open question, which
screening shows beside what the engine asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from needlepoint.case import CONCERNS

from ..patients.selectors import Known
from .models import Intake
from .phototype import phototype
from .questionnaire import NO, UNKNOWN, YES, Answers, Person, Question, Topic, asked, topics

LISTS = {"condition": "conditions", "procedure": "procedures"}


@dataclass(frozen=True)
class OpenQuestion:
    """A condition or procedure that nobody knows about yet. part: the case's list; unknown: "I don't know"."""

    topic: Topic
    question: Question
    part: str
    unknown: bool

    @property
    def place(self) -> str:
        """As the engine names places: ``history.conditions.keloid``."""
        return f"history.{self.part}.{self.question.word}"


def case_document(
    patient: Known,
    intake: Intake | None,
    goals: Sequence[Mapping[str, Any]],
    device: Mapping[str, Any] | None,
    setting: str | None,
    constraints: Mapping[str, Any] | None = None,
    overrides: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The engine's case as a document: no name, no birth date, and no answer that was not given."""
    answers: Answers = intake.answers if intake else {}
    person = Person(patient.patient.sex, patient.age)
    told: dict[str, Any] = {
        "patient": _patient(patient, answers),
        "history": history(answers, person),
        "goals": [dict(goal) for goal in goals],
    }
    told |= {"setting": setting} if setting else {}
    told |= {"device": dict(device)} if device else {}
    told |= {"constraints": dict(constraints)} if constraints else {}
    return told | ({"overrides": [dict(item) for item in overrides]} if overrides else {})


def _patient(patient: Known, answers: Answers) -> dict[str, Any]:
    found = patient.patient.phototype or phototype(answers)
    told: dict[str, Any] = {"age": patient.age, "sex": patient.patient.sex}
    told |= {"phototype": found} if found else {}
    return told | ({"weight_kg": answers["weight"]} if answers.get("weight") else {})


def history(answers: Answers, person: Person) -> dict[str, Any]:
    """The case's history: every part that was answered, and no other."""
    told: dict[str, Any] = {}
    for kind, part in LISTS.items():
        asked_for = [one for one in _all(person) if one.id.startswith(f"{kind}.")]
        if any(answers.get(one.id) in (YES, NO) for one in asked_for):
            yes = [one for one in asked_for if answers.get(one.id) == YES]
            told[part] = [(_condition if kind == "condition" else _procedure)(one, answers) for one in yes]
    for part in ("medications", "topicals"):
        told |= _list(part, answers, lambda row: [_taken(row)])
    told |= _list("allergies", answers, lambda row: [row["name"]])
    for fact in ("pregnant", "breastfeeding"):
        if answers.get(fact) in (YES, NO) and any(one.id == fact for one in _all(person)):
            told[fact] = answers[fact] == YES
    return told


def _all(person: Person) -> Iterator[Question]:
    return (one for topic in topics() for one in topic.questions if asked(one, person))


def _list(part: str, answers: Answers, read: Any) -> dict[str, Any]:
    rows = answers.get(f"{part}.rows") or []
    if answers.get(part) == NO:
        return {part: []}
    return {part: [item for row in rows for item in read(row)]} if answers.get(part) == YES and rows else {}


def _taken(row: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"name": row["name"]}
    last = row.get("last")
    if row.get("still") != YES and last not in (None, UNKNOWN):
        told["last"] = last
    return told | ({"prescribed": row["prescribed"] == YES} if row.get("prescribed") in (YES, NO) else {})


def _condition(question: Question, answers: Answers) -> dict[str, Any]:
    told: dict[str, Any] = dict(question.sets)
    for detail in question.details:
        value = answers.get(detail.id)
        if value is not None and value != UNKNOWN:
            told[detail.word] = value == YES if detail.kind == "three" else value
    return {question.word: told}


def _procedure(question: Question, answers: Answers) -> dict[str, Any]:
    given = {detail.word: answers.get(detail.id) for detail in question.details}
    told: dict[str, Any] = {"kind": question.word}
    going_on = given.get("ended") == NO
    for word, field in (("done", "date"), ("begun", "date"), ("end", "end"), ("places", "zones")):
        value = given.get(word)
        if value not in (None, UNKNOWN) and not (going_on and field in ("date", "end")):
            told[field] = value
    if told.get("end", "9") < told.get("date", ""):
        del told["date"]
    return told


def open_questions(answers: Answers, person: Person) -> list[OpenQuestion]:
    """Every condition and procedure that is not known although others of its list are."""
    found: list[OpenQuestion] = []
    known = history(answers, person)
    for topic in topics():
        for question in topic.questions:
            part = LISTS.get(question.id.partition(".")[0])
            given = answers.get(question.id)
            if part in known and part and given not in (YES, NO):
                found.append(OpenQuestion(topic, question, part, given == UNKNOWN))
    return found


def assumed(answers: Answers) -> list[str]:
    """Medicines and products of which no last day is known: they count as still taken."""
    rows = [row for part in ("medications", "topicals") for row in answers.get(f"{part}.rows") or ()]
    return [row["name"] for row in rows if row.get("still") != YES and row.get("last") in (None, UNKNOWN)]


def wished_goals(answers: Answers) -> list[dict[str, Any]]:
    """The patient's wishes as a first draft of the goals: concern, zones, a scar's age; severity is for staff."""
    found = []
    for concern in answers.get("goals") or ():
        told = {word: answers.get(f"goal.{concern}.{word}") for word in ("wanted", "scar_date", "colour", "bother")}
        told = {word: value for word, value in told.items() if value not in (None, UNKNOWN, [])}
        goal: dict[str, Any] = {"concern": concern, "zones": told.get("wanted", list(CONCERNS[concern].only))}
        goal |= {"subtype": told["colour"]} if "colour" in told else {}
        goal |= {"scar_date": told["scar_date"]} if "scar_date" in told else {}
        found.append(goal)
    return found
