"""How long after something it still counts: calendar months and whole days.

``ends(day)`` is the first day on which it no longer counts: 6 months after 2026-05-20 is 2026-11-20, and that day
itself is free again. A month that lacks the day ends on its last: six months after 31 August is 28 (or 29) February.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field


def add_months(day: date, months: int) -> date:
    """The same day so many calendar months later, or the last day of that month where it lacks the day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Window(BaseModel):
    """A length of time: calendar months, then whole days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    months: int = Field(default=0, ge=0, le=120)
    days: int = Field(default=0, ge=0, le=400)

    def ends(self, day: date) -> date:
        """The first day that is free again."""
        return add_months(day, self.months) + timedelta(days=self.days)
