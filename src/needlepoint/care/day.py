"""One day of a care plan: what to do, what not to do, what to expect, when to call, what is allowed again.

A day belongs to the last session on or before it; from two weeks before the next session, the preparation for that one
is beside it. The red flags are the same on every day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ..errors import InputError, Problem
from .catalogue import phases
from .model import LEVELS, Advice, CarePlan, DayCare, SessionDay
from .words import say

LAST_DAY = 3660  # ten years: beyond any course and its maintenance


def care_on(care_plan: CarePlan, day: int | date) -> DayCare:
    """The care of one day: a date, or the number of days since the first session (0).

    A date before the first session gives its preparation. Raises InputError on a negative number, one beyond ten
    years, and when the plan has no dates (for a date) or no schedule (for a number).
    """
    number = day_number(care_plan, day)
    session = session_of(care_plan, number)
    return session_day_care(care_plan, session.number, number - _start(session))


def session_day_care(care_plan: CarePlan, session: int, day: int) -> DayCare:
    """The care of a day counted from one session (negative: before it). Raises InputError on an unknown session."""
    own = _session(care_plan, session)
    today = _of(care_plan.days, session, day) + _later(care_plan, session, day)
    today += tuple(step for step in _of(care_plan.visit, session, day) if step.audience == "patient")
    prepare = _of(care_plan.preparation, session, day) if day <= 0 else _next_preparation(care_plan, own, day)
    return DayCare(
        day=None if own.day is None else own.day + day,
        date=None if own.date is None else own.date + timedelta(days=day),
        session=session,
        session_day=day,
        phase=say(_phase(day), care_plan.lang),
        expect=_kinds(today, "expect"),
        do=_kinds(today, "do", "tell", "buy"),
        dont=_kinds(today, "do_not"),
        prepare=prepare,
        call=tuple(sorted(care_plan.red_flags, key=lambda flag: LEVELS.index(flag.level or "this_week"))),
        back_to=_back_to(care_plan, own, day),
        lang=care_plan.lang,
    )


def day_number(care_plan: CarePlan, day: int | date) -> int:
    """A date, or a number of days, as days since the first session. Raises InputError as :func:`care_on` does."""
    return _number(care_plan, day) if isinstance(day, date) else _checked(day)


def _number(care_plan: CarePlan, day: date) -> int:
    first = care_plan.sessions[0].date
    if first is None:
        raise InputError(
            Problem("day", day.isoformat(), "a number of days", "The sessions of this course have no dates.")
        )
    return (day - first).days


def _checked(day: int) -> int:
    if not 0 <= day <= LAST_DAY:
        remedy = "Days before the first session are asked for by their date." if day < 0 else ""
        raise InputError(Problem("day", str(day), f"0 (the first session) to {LAST_DAY}", remedy))
    return day


def _session(care_plan: CarePlan, number: int) -> SessionDay:
    for session in care_plan.sessions:
        if session.number == number:
            return session
    raise InputError(Problem("session", str(number), f"1 to {len(care_plan.sessions)}"))


def _start(session: SessionDay) -> int:
    if session.day is None:
        raise InputError(Problem("day", "a course without a schedule", "sessions with dates or days"))
    return session.day


def session_of(care_plan: CarePlan, number: int) -> SessionDay:
    """The last session on or before a day; the first one for a day before it."""
    begun = [session for session in care_plan.sessions if _start(session) <= number]
    return begun[-1] if begun else care_plan.sessions[0]


def _of(advice: Iterable[Advice], session: int, day: int) -> tuple[Advice, ...]:
    return tuple(item for item in advice if session in item.sessions and item.from_day <= day <= item.to_day)


def _kinds(advice: Iterable[Advice], *kinds: str) -> tuple[Advice, ...]:
    return tuple(item for item in advice if item.kind in kinds and item.audience == "patient")


def _later(care_plan: CarePlan, session: int, day: int) -> tuple[Advice, ...]:
    """What belongs to the time after the last session, without what the daily advice already says."""
    said = {item.topic for item in _of(care_plan.days, session, day)}
    return tuple(item for item in _of(care_plan.maintenance, session, day) if item.topic not in said)


def _next_preparation(care_plan: CarePlan, own: SessionDay, day: int) -> tuple[Advice, ...]:
    after = [session for session in care_plan.sessions if session.number == own.number + 1]
    if not after or own.day is None or after[0].day is None:
        return ()
    return _of(care_plan.preparation, after[0].number, own.day + day - after[0].day)


def _phase(day: int) -> str:
    named = (
        phase.name for phase in phases() if phase.from_day <= day and (phase.to_day is None or day <= phase.to_day)
    )
    return next(named, say("before the first visit") if day < 0 else "")


def _back_to(care_plan: CarePlan, own: SessionDay, day: int) -> dict[str, int]:
    """What becomes allowed again on this day or later, with its day.

    The day counts from the first session, or from this one where the course has no schedule.
    """
    if day < 0:
        return {}
    waits = (item for item in care_plan.days if item.back_to and own.number in item.sessions)
    ends: dict[str, int] = {}
    for item in waits:
        ends[item.back_to] = max(_back_day(care_plan, item, own), ends.get(item.back_to, 0))
    ahead = ((what, end) for what, end in ends.items() if end >= (own.day or 0) + day)
    return dict(sorted(ahead, key=lambda pair: pair[1]))


def _back_day(care_plan: CarePlan, item: Advice, session: SessionDay) -> int:
    """The first free day: a later session whose own waits begin before this one ends moves it on."""
    ends = (session.day or 0) + item.to_day + 1
    after = care_plan.sessions[session.number : session.number + 1]
    if not after or after[0].day is None or ends < after[0].day + _first_wait(care_plan, item.topic, after[0].number):
        return ends
    same = (later for later in care_plan.days if later.id == item.id and after[0].number in later.sessions)
    return _back_day(care_plan, next(same, item), after[0])


def _first_wait(care_plan: CarePlan, topic: str, session: int) -> int:
    """The day, counted from a session, on which it begins to forbid a topic: 0, or earlier where preparation does."""
    forbidding = (item for item in care_plan.preparation if item.kind == "do_not" and session in item.sessions)
    return min((item.from_day for item in forbidding if item.topic == topic), default=0)
