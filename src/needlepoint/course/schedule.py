"""When the sessions are: from the earliest allowed day, from a wished start, or backwards from an event.

Rule: nothing before the day that screening allows. With an event, the last session lies far enough before it for the
downtime to pass and the result to show: event - (downtime, rounded up) - settle_time (28 days, when about nine tenths
of the two-month result are there). Where time is short there are fewer sessions. All in whole days; every day of the
week counts alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..case import Constraints
from ..evidence import load_parameters
from .basis import Basis, note
from .types import Schedule


@dataclass(frozen=True)
class Window:
    """The days a course may use. first: earliest day of a session, None when no day can be named yet; event: the day to
    be at one's best on, None when there is none or no time before it. notes: what follows, in sentences."""

    first: date | None
    event: date | None = None
    notes: tuple[Basis, ...] = ()


def window(earliest: date | None, constraints: Constraints, on: date, *, undated: bool = False) -> Window:
    """The days open to a course.

    earliest: first day that screening allows (None = no wait); on: the day of planning; undated: screening waits for
    something that has no date, so that no session can be dated.
    """
    if undated:
        return Window(None, None, (note("No day can be named yet: the dates follow when what we wait for is over."),))
    allowed = max(filter(None, (earliest, on)))
    notes = []
    if constraints.start and constraints.start < allowed:
        notes.append(note(f"The start moves from {constraints.start} to {allowed}, the first day that is safe."))
    first = max(filter(None, (allowed, constraints.start)))
    event = constraints.event
    if event is None:
        return Window(first, None, tuple(notes))
    if capacity(first, latest_last(event), 1) == 0:
        days = readiness_days(load_parameters("course")["recovery_allowance"])
        text = f"There is no time for a visit before {event}: skin needs about {days} days to be at its best."
        notes.append(note(f"{text} The course starts after that day.", "minh2019"))
        return Window(max(first, event + timedelta(days=1)), None, tuple(notes))
    days = readiness_days(0)
    text = f"The last visit lies {days} days and the recovery before {event}: by then most of the result shows."
    return Window(first, event, (*notes, note(text, "minh2019")))


def readiness_days(downtime_days: float) -> int:
    """Days that must lie between the last session and an event: downtime, rounded up, and the settle time."""
    return math.ceil(downtime_days) + round(load_parameters("course")["settle_time"])


def latest_last(event: date, downtime_days: float | None = None) -> date:
    """The latest day for the last session before an event; before the downtime is known, a careful allowance for it."""
    allowance = load_parameters("course")["recovery_allowance"] if downtime_days is None else downtime_days
    return event - timedelta(days=readiness_days(allowance))


def capacity(first: date, last: date, interval_days: int) -> int:
    """How many sessions fit from ``first`` to ``last``, both included; 0 when last is before first."""
    return 0 if last < first else (last - first).days // interval_days + 1


def most_sessions(open_days: Window, interval_days: int) -> int | None:
    """How many sessions fit before the event at this interval; None when nothing limits them."""
    if open_days.first is None or open_days.event is None:
        return None
    return capacity(open_days.first, latest_last(open_days.event), interval_days)


def course_dates(open_days: Window, schedule: Schedule, downtime_days: float) -> tuple[date, ...] | None:
    """The day of each session: backwards from the event, else from the first open day.

    Empty when no day can be named yet; None when the course does not fit before the event with this downtime.
    """
    if open_days.first is None:
        return ()
    start = open_days.first
    if open_days.event is not None:
        start = latest_last(open_days.event, downtime_days) - timedelta(days=schedule.span_days)
        if start < open_days.first:
            return None
    return Schedule(schedule.interval_days, schedule.sessions, start).dates


def sessions_to_try(low: int, high: int, most: Sequence[int | None]) -> tuple[int, ...]:
    """Session counts worth comparing: the least, the middle and the most, none above any of the limits ``most``.

    Where a limit lies below the least published count, that limit alone: fewer sessions than published, and it is said.
    """
    limit = min(item for item in (high, *most) if item is not None)
    if limit < low:
        return (limit,) if limit > 0 else ()
    return tuple(sorted({low, (low + limit + 1) // 2, limit}))
