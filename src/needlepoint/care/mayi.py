"""May I do this today? Yes, no, or from which day, for this course, this person and this day, with reason and source.

An activity (``data/mayi.yaml``) names the waits that forbid it. It is free on the first day on which none of them
holds, the waits of later sessions and the preparation for them included; so an answer also says until which day a yes
lasts. Days count from the first session. Nothing is guessed: an activity that is not in the list is an error that says
so. How much more of a product gets in comes from the delivery model, at its stated constants.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from ..errors import InputError, Problem, did_you_mean
from ..evidence import source
from ..screening import Position
from ..screening.classes import read_as, read_name
from ..screening.spelling import words as plain
from .day import day_number, session_of
from .model import Advice, CarePlan, SessionDay
from .store import read_data
from .words import say

if TYPE_CHECKING:
    from ..course import Course

Day = date  # the name that a field called ``date`` does not hide
Verdict = Literal["yes", "no", "from", "ask"]
LOOK_AHEAD_DAYS = 400
FIRST_HOURS = 1.0  # on the day of a visit: an hour after it
NOTICEABLE = 1.5  # times intact skin
MOST_SAID = 100  # above this the figure rests on how little gets through whole skin: "over" is said
SHORTEST_HINT = 5  # in a shorter word one letter is a different thing: sex, sea
SMALL_WORDS = frozenset(
    [
        "can",
        "may",
        "i",
        "a",
        "an",
        "the",
        "to",
        "go",
        "do",
        "get",
        "have",
        "use",
        "take",
        "put",
        "on",
        "my",
        "some",
        "and",
        "in",
        "of",
        "it",
        "be",
        "is",
        "now",
        "today",
        "already",
        "still",
        "puedo",
        "me",
        "un",
        "una",
        "el",
        "la",
        "los",
        "las",
        "al",
        "a",
        "ir",
        "de",
        "en",
        "mi",
        "mis",
        "usar",
        "tomar",
        "hacer",
        "ya",
        "hoy",
        "tener",
        "ponerme",
    ]
)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Prescribed(_Frozen):
    """What is said to a person whom a doctor gave a medicine of these classes."""

    classes: tuple[str, ...]
    answer: Verdict
    text: str


class Activity(_Frozen):
    """What people ask about. waits: ids of the advice that forbids it; number: the topical whose uptake is shown.

    booked: the day of a session is free for it.
    """

    id: str
    label: str
    words: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    free: str = ""
    never: str = ""
    ask: str = ""
    prescribed: Prescribed | None = None
    number: str = ""
    booked: bool = False
    sources: tuple[str, ...]


class Answer(_Frozen):
    """yes; no (whatever the day); from (a later day); ask (a person must say). Days from the first session.

    from_day: the first free day; until_day: the last day of a yes before the next session forbids it again.
    positions, held: as in :class:`Advice`, where sources disagree.
    """

    activity: str
    label: str
    day: int
    date: Day | None
    answer: Verdict
    from_day: int | None = None
    from_date: Day | None = None
    until_day: int | None = None
    until_date: Day | None = None
    reason: str
    number: str = ""
    sources: tuple[str, ...]
    positions: tuple[Position, ...] = ()
    held: str | None = None


@functools.cache
def activities() -> dict[str, Activity]:
    """Everything that can be asked about, by id."""
    return {item["id"]: Activity.model_validate(item) for item in read_data("mayi")["activities"]}


def find_activity(asked: str, lang: str = "en") -> Activity:
    """The activity that these words name, in either language. Raises InputError with the nearest; it never guesses."""
    known = _names()
    for key in (_key(asked), _key(asked, short=True)):
        if key in known:
            return activities()[known[key]]
    names = [say(item.label, lang) for item in activities().values()]
    spelt = [*names, *activities(), *(word for item in activities().values() for word in item.words)]
    near = did_you_mean(asked, spelt) if len(asked) >= SHORTEST_HINT else ""
    remedy = f"{near} {say('We do not know about this. Ask your clinic.', lang)}".strip()
    raise InputError(Problem("activity", repr(asked), "; ".join(names), remedy))


def may_i(activity: str, care_plan: CarePlan, day: int | date, course: Course | None = None) -> Answer:
    """Whether the person of this care plan may do it on this day, and if not, from when.

    day: days since the first session, or a date. course: the plan's own; with it, the answer about a product names how
    much more of it gets in just then. Raises InputError on an unknown activity or a day outside the plan.
    """
    item = find_activity(activity, care_plan.lang)
    number = day_number(care_plan, day)
    for id in item.sources:
        source(id)
    number_words = _uptake(item, care_plan, number, course) if item.number and course else ""
    fixed = _fixed(item, care_plan)
    if fixed:
        return _answer(item, care_plan, number, answer=fixed[0], reason=fixed[1])
    now = _forbidding(item, care_plan, number)
    if not now:
        until = _until(item, care_plan, number)
        found = _answer(item, care_plan, number, answer="yes", reason=item.free, until_day=until)
        return found.model_copy(update={"number": number_words})
    booked = {session.day for session in care_plan.sessions} if item.booked else set()
    free = next((n for n in _ahead(care_plan, number) if n in booked or not _forbidding(item, care_plan, n)), None)
    why = max(now, key=lambda advice: advice.to_day)
    found = _answer(item, care_plan, number, answer="no" if free is None else "from", reason=why.text, from_day=free)
    return found.model_copy(
        update={
            "sources": tuple(dict.fromkeys((*why.sources, *item.sources))),
            "positions": why.positions,
            "held": why.held,
            "number": number_words,
        }
    )


def _uptake(item: Activity, care_plan: CarePlan, number: int, course: Course) -> str:
    """How much more of a product gets in on that day than through whole skin, in the most open zone; "" before it."""
    from ..delivery import uptake_now
    from ..device import find_device
    from ..puncture import expected_field
    from ..skin import layers

    own = session_of(care_plan, number)
    hours = max((number - (own.day or 0)) * 24.0, FIRST_HOURS)
    if number < (own.day or 0):
        return ""
    device, about = find_device(course.device), course.about
    sex, age = (about.sex, about.age) if about else (None, None)
    most, lasts = 1.0, 0.0
    for treated in course.sessions[own.number - 1].treatments:
        field = expected_field(device, treated.technique, treated.zone, layers(treated.zone, sex, age))
        now = uptake_now(item.number, treated.zone, field.depth_mm.median, field.density_per_cm2, hours)
        most, lasts = max(most, now.factor or most), max(lasts, now.hours_until_intact)
    lang = care_plan.lang
    if most < NOTICEABLE:
        return say("Our model says: by now hardly more gets in than through whole skin.", lang)
    days = math.ceil(lasts / 24)
    if most > MOST_SAID:
        return say(
            "Our model says: over {times} times as much gets in now as through whole skin. Days left: {days}.",
            lang,
            times=MOST_SAID,
            days=days,
        )
    return say(
        "Our model says: about {times} times as much gets in now as through whole skin. Days left: {days}.",
        lang,
        times=f"{float(f'{most:.1g}'):.0f}",
        days=days,
    )


def _fixed(item: Activity, care_plan: CarePlan) -> tuple[Verdict, str] | None:
    """The answer that holds whatever the day: never, ask, or what a doctor's prescription decides."""
    rule = item.prescribed
    if rule and set(rule.classes) & _classes(care_plan.prescribed):
        return rule.answer, rule.text
    if item.never:
        return "no", item.never
    return ("ask", item.ask) if item.ask else None


def _classes(names: tuple[str, ...]) -> set[str]:
    """The classes of medicines by name, as screening reads them."""
    return {
        id
        for name in names
        for found in read_name(name, read_as(name, "medications")).found
        for id in found.entry.classes
    }


def _forbidding(item: Activity, care_plan: CarePlan, number: int) -> list[Advice]:
    """The waits that hold on a day: those of its own session, and those that lead to the next one."""
    own = session_of(care_plan, number)
    found = list(_waits(item, care_plan, own, number))
    for after in care_plan.sessions[own.number : own.number + 1]:
        found += [wait for wait in _waits(item, care_plan, after, number) if wait.from_day < 0]
    return found


def _waits(item: Activity, care_plan: CarePlan, session: SessionDay, number: int) -> Iterator[Advice]:
    at = number - (session.day or 0)
    for advice in (*care_plan.preparation, *care_plan.days, *care_plan.asked):
        if advice.id in item.waits and session.number in advice.sessions and advice.from_day <= at <= advice.to_day:
            yield advice


def _ahead(care_plan: CarePlan, number: int) -> range:
    last = care_plan.sessions[-1].day or 0
    return range(number + 1, max(last, number) + LOOK_AHEAD_DAYS)


def _until(item: Activity, care_plan: CarePlan, number: int) -> int | None:
    last = care_plan.sessions[-1].day or 0
    ends = (n - 1 for n in range(number + 1, last + 1) if _forbidding(item, care_plan, n))
    return next(ends, None)


def _answer(item: Activity, care_plan: CarePlan, number: int, **more: Any) -> Answer:
    first = care_plan.sessions[0].date
    lang = care_plan.lang

    def on(day: int | None) -> date | None:
        return None if first is None or day is None else first + timedelta(days=day)

    return Answer(
        activity=item.id,
        label=say(item.label, lang),
        day=number,
        date=on(number),
        answer=more["answer"],
        from_day=more.get("from_day"),
        from_date=on(more.get("from_day")),
        until_day=more.get("until_day"),
        until_date=on(more.get("until_day")),
        reason=say(more["reason"], lang) if more["answer"] != "from" else more["reason"],
        sources=item.sources,
    )


def _key(text: str, short: bool = False) -> str:
    found = plain(text.replace("_", " "))
    return " ".join(word for word in found if not (short and word in SMALL_WORDS))


@functools.cache
def _names() -> dict[str, str]:
    """Every way to name an activity (ids, labels in each language, other words) and its id; the first one wins."""
    found: dict[str, str] = {}
    for short in (False, True):
        for item in activities().values():
            for name in (item.id, item.label, say(item.label, "es"), *item.words):
                key = _key(name, short)
                if key:
                    found.setdefault(key, item.id)
    return found
