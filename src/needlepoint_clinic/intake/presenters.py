"""How answers look on a page: what is done, what is open, and every answer in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .questionnaire import (
    UNKNOWN,
    Answers,
    Person,
    Question,
    Step,
    Topic,
    is_answered,
    open_topics,
    other_zones,
    steps,
    words_of_answers,
    zone_words,
)
from .selectors import person_of

if TYPE_CHECKING:
    from .walk import Walk


@dataclass(frozen=True)
class Progress:
    """Where in the questionnaire a page is: topic number ``at`` of ``of``."""

    at: int
    of: int


def progress(step: Step, found: Sequence[Step]) -> Progress:
    """The number of the step's topic among the topics."""
    order = list(dict.fromkeys(one.topic.id for one in found))
    return Progress(order.index(step.topic.id) + 1 if step.topic.id in order else 1, len(order))


def open_steps(walk: Walk) -> list[tuple[str, Topic, int]]:
    """(address, topic, how many questions of it have no answer), for every topic that has some."""
    by_topic = {step.topic.id: step for step in walk.steps() if not step.item}
    found = open_topics(walk.intake.answers, person_of(walk.known))
    return [(walk.step_url(by_topic[topic.id]), topic, len(left)) for topic, left in found]


def told(step: Step, answers: Answers) -> list[tuple[str, str]]:
    """(question, answer) for every question of a page, in words."""
    if step.rows is not None:
        rows = answers.get(f"{step.rows.id}.rows") or []
        return [(str(row["name"]), _row_words(step.rows, row)) for row in rows]
    return [(_(question.text), words_of(question, answers.get(question.id))) for question in step.questions]


@dataclass(frozen=True)
class Told:
    """A page of the questionnaire with its answers, for staff. left: how many questions have no answer."""

    step: Step
    answers: Sequence[tuple[str, str]]
    left: int


def summary(answers: Answers, person: Person) -> list[Told]:
    """Everything that was answered, page by page."""
    return [
        Told(step, told(step, answers), sum(not is_answered(one, answers) for one in step.questions))
        for step in steps(answers, person)
    ]


def words_of(question: Question, given: Any) -> str:
    """One answer in words."""
    if given is None:
        return _("Not answered")
    if question.kind == "zones":
        return _zones_words(given)
    if question.kind == "date" and given != UNKNOWN:
        return date_format(date.fromisoformat(given), "j F Y")
    options: Mapping[str, str] = dict(words_of_answers()) | dict(question.options)
    if question.kind == "many":
        return ", ".join(_(options[id]) for id in given)
    return _(options[str(given)]) if str(given) in options else str(given)


def _zones_words(given: Any) -> str:
    if given == UNKNOWN or not given:
        return _(dict(other_zones())[UNKNOWN if given == UNKNOWN else "elsewhere"])
    return ", ".join(_(zone_words()[id]) for id in given)


def _row_words(owner: Question, row: Mapping[str, Any]) -> str:
    rest = [one for one in owner.rows if one.id != "name" and one.id in row]
    return "; ".join(f"{_(one.text)} {words_of(one, row[one.id])}" for one in rest)
