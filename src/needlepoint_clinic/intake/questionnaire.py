"""The questionnaire as data: topics, questions, what a yes leads to, and which step comes after which.

A topic is one page. A yes (or a wish) that has details leads to a page of its own, so that nothing has to appear and
vanish in a browser. Ids are words of the engine's case file: ``condition.eczema.severity``, ``goal.fine_lines.wanted``.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import yaml

from needlepoint.case import CONCERNS
from needlepoint.screening import rules

VERSION_DIGITS = 8
YES, NO, UNKNOWN, ELSEWHERE = "yes", "no", "unknown", "elsewhere"
Answers = Mapping[str, Any]
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Person:
    """What decides whether a question is asked: sex and age in whole years. No name."""

    sex: str
    age: int


@dataclass(frozen=True)
class Question:
    """One question. kind: three (yes, no, unknown), choice, points (0 to 4), many, date, zones, number, text.

    details: asked after a yes; rows: what is asked of each thing of a list; sets: details that the question itself
    settles; name: the thing in a few words.
    """

    id: str
    text: str
    kind: str = "three"
    hint: str = ""
    name: str = ""
    options: Options = ()
    details: tuple[Question, ...] = ()
    rows: tuple[Question, ...] = ()
    sets: Mapping[str, Any] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """The last part of the id: ``eczema`` of ``condition.eczema``."""
        return self.id.rpartition(".")[2]


@dataclass(frozen=True)
class Topic:
    """One page of questions."""

    id: str
    title: str
    intro: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Step:
    """A page: a topic (item is empty), or the details of one thing that was answered yes. rows: a list to fill in."""

    topic: Topic
    title: str
    questions: tuple[Question, ...]
    item: str = ""
    rows: Question | None = None

    @property
    def id(self) -> str:
        """``health``, or ``health.diabetes`` for details."""
        return f"{self.topic.id}.{self.item}" if self.item else self.topic.id

    @property
    def number(self) -> int:
        """Its place among all pages there can be: what an address says, so that it tells nothing of the answers."""
        return step_ids().index(self.id) + 1

    @property
    def answer_ids(self) -> tuple[str, ...]:
        """Every answer that this page settles."""
        return (f"{self.rows.id}.rows",) if self.rows else tuple(question.id for question in self.questions)


@functools.cache
def _text() -> str:
    return (resources.files(__package__) / "questionnaire.yaml").read_text("utf-8").replace("\r\n", "\n")


@functools.cache
def _data() -> dict[str, Any]:
    return dict(yaml.load(_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


@functools.cache
def version() -> str:
    """The day of the questions and a digest of all their words: ``2026-11-20.1a2b3c4d``."""
    return f"{_data()['version']}.{hashlib.sha256(_text().encode()).hexdigest()[:VERSION_DIGITS]}"


@functools.cache
def words_of_answers() -> Options:
    """Yes, no, I don't know."""
    return tuple(_data()["answers"].items())


@functools.cache
def zone_groups() -> tuple[tuple[str, Options], ...]:
    """(part of the body, its zones with their words)."""
    return tuple((entry["name"], tuple(entry["zones"].items())) for entry in _data()["zone_groups"])


@functools.cache
def other_zones() -> Options:
    """Some other place; not known where."""
    return tuple(_data()["other_zones"].items())


@functools.cache
def zone_words() -> dict[str, str]:
    """Zone id -> its words."""
    return {id: words for _, zones in zone_groups() for id, words in zones}


@functools.cache
def topics() -> tuple[Topic, ...]:
    """Every topic, in the order in which they are asked."""
    return tuple(
        Topic(entry["id"], entry["title"], entry["intro"], tuple(_question(item) for item in entry["questions"]))
        for entry in _data()["topics"]
    )


@functools.cache
def questions() -> dict[str, Question]:
    """Every question that can be answered, by its id, details included."""
    top = [question for topic in topics() for question in topic.questions]
    wished = [detail for concern in CONCERNS for detail in goal_details(concern)]
    return {question.id: question for one in top for question in (one, *one.details)} | {
        question.id: question for question in wished
    }


def goal_details(concern: str) -> tuple[Question, ...]:
    """What is asked about a wish: where (unless it has one place), how much it bothers, a scar's age, a colour."""
    known = CONCERNS[concern]
    names = ["bother"] if known.only else ["wanted", "bother"]
    names += ["scar_date"] if known.scar else []
    names += ["colour"] if concern == "stretch_marks" else []
    return tuple(_detail(f"goal.{concern}", name) for name in names)


def _question(entry: Mapping[str, Any]) -> Question:
    options = entry.get("options", {})
    pairs = enumerate(options) if isinstance(options, list) else options.items()
    return Question(
        id=entry["id"],
        text=entry["text"],
        kind=entry.get("kind", "three"),
        hint=entry.get("hint", ""),
        name=entry.get("name", ""),
        options=tuple((str(value), words) for value, words in pairs),
        details=tuple(_detail(entry["id"], name) for name in entry.get("details", ())),
        rows=tuple(_question({"id": id} | row) for id, row in entry.get("rows", {}).items()),
        sets=entry.get("sets", {}),
    )


def _detail(owner: str, name: str) -> Question:
    return _question({"id": f"{owner}.{name}"} | _data()["details"][name])


@functools.cache
def _asked_of() -> dict[str, tuple[tuple[str, ...], tuple[int, int]]]:
    tests = [branch.when for rule in rules() for branch in rule.branches]
    return {test.fact: (test.sexes, test.ages) for test in tests if test.kind == "answer"}


def asked(question: Question, person: Person) -> bool:
    """Whether this person is asked at all (pregnancy: by the sexes and ages of the screening rule)."""
    if question.id not in _asked_of():
        return True
    sexes, (youngest, oldest) = _asked_of()[question.id]
    return person.sex in sexes and youngest <= person.age <= oldest


def steps(answers: Answers, person: Person) -> tuple[Step, ...]:
    """The pages for this person with these answers, in order."""
    return tuple(step for topic in topics() for step in _steps_of(topic, answers, person))


def _steps_of(topic: Topic, answers: Answers, person: Person) -> Iterator[Step]:
    wanted = tuple(question for question in topic.questions if asked(question, person))
    if not wanted:
        return
    yield Step(topic, topic.title, wanted)
    for question in wanted:
        given = answers.get(question.id)
        if question.kind == "many":
            chosen = [pair for pair in question.options if pair[0] in (given or ())]
            yield from (Step(topic, words, goal_details(id), id) for id, words in chosen)
        elif given == YES and question.rows:
            yield Step(topic, question.name, (), "list", question)
        elif given == YES and question.details:
            yield Step(topic, question.name, question.details, question.word)


@functools.cache
def step_ids() -> tuple[str, ...]:
    """Every page that some person with some answers can have."""
    found: list[str] = []
    for topic in topics():
        found.append(topic.id)
        for question in topic.questions:
            if question.kind == "many":
                found += [f"{topic.id}.{id}" for id, _words in question.options]
            elif question.rows or question.details:
                found.append(f"{topic.id}.{'list' if question.rows else question.word}")
    return tuple(found)


def step_of(id: str, answers: Answers, person: Person) -> Step | None:
    """The page of this id, when this person with these answers has it."""
    return next((step for step in steps(answers, person) if step.id == id), None)


def after(step: Step, answers: Answers, person: Person) -> Step | None:
    """The page that follows; None after the last. The step itself may have vanished with its own answers."""
    found = steps(answers, person)
    ids = [one.id for one in found]
    if step.id in ids:
        place = ids.index(step.id) + 1
        return found[place] if place < len(found) else None
    order = [topic.id for topic in topics()]
    later = [one for one in found if order.index(one.topic.id) > order.index(step.topic.id)]
    return later[0] if later else None


def before(step: Step, answers: Answers, person: Person) -> Step | None:
    """The page before; None before the first."""
    found = steps(answers, person)
    ids = [one.id for one in found]
    place = ids.index(step.id) if step.id in ids else 0
    return found[place - 1] if place else None


def is_answered(question: Question, answers: Answers) -> bool:
    """Whether there is an answer, be it "I don't know"; a yes to a list needs something in it."""
    listed = not question.rows or answers.get(question.id) != YES or answers.get(f"{question.id}.rows")
    return question.id in answers and bool(listed)


def open_topics(answers: Answers, person: Person) -> Sequence[tuple[Topic, tuple[Question, ...]]]:
    """(topic, its questions without any answer), for every topic that has some."""
    found = []
    for topic in topics():
        left = tuple(one for one in topic.questions if asked(one, person) and not is_answered(one, answers))
        if left:
            found.append((topic, left))
    return found
