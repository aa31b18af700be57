"""The dates of a care plan: when to prepare, the visits, each day after them, and when to look again.

Whole calendar days: a change of clocks, a leap day and the turn of a year change nothing but the name of the day.
A day that belongs to the next session is left to that session; preparation never reaches back past the visit before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from .facts import Facts
from .model import Advice, CalendarDay

DAILY_UNTIL = 14


def calendar_days(
    every: tuple[Facts, ...], preparation: Iterable[Advice], days: Iterable[Advice], maintenance: Iterable[Advice]
) -> tuple[CalendarDay, ...]:
    """Every date on which something is to be done, in order; none for sessions without a date."""
    before = [None, *(facts.days_to_next for facts in every[:-1])]
    after = (*days, *maintenance)
    rows = (
        row
        for facts, gap in zip(every, before, strict=True)
        if facts.date
        for row in (*_preparing(facts, gap, preparation), *_following(facts, after))
    )
    return tuple(sorted(rows, key=lambda row: (row.date, row.session)))


def _preparing(facts: Facts, gap: int | None, preparation: Iterable[Advice]) -> Iterator[CalendarDay]:
    for day in _starts(facts, preparation):
        if day < 0 and (gap is None or -day < gap):
            yield from _row(facts, day, "prepare")


def _following(facts: Facts, after: Iterable[Advice]) -> Iterator[CalendarDay]:
    yield from _row(facts, 0, "visit")
    ends = None if facts.last else facts.days_to_next
    for day in range(1, DAILY_UNTIL + 1):
        if ends is None or day < ends:
            yield from _row(facts, day, "day")
    for day in _starts(facts, after):
        if day > DAILY_UNTIL and (ends is None or day < ends):
            yield from _row(facts, day, "check")


def _starts(facts: Facts, advice: Iterable[Advice]) -> list[int]:
    return sorted({item.from_day for item in advice if facts.number in item.sessions})


def _row(facts: Facts, day: int, about: str) -> Iterator[CalendarDay]:
    if facts.date is not None:
        yield CalendarDay.model_validate(
            {"date": facts.date + timedelta(days=day), "session": facts.number, "day": day, "about": about}
        )
