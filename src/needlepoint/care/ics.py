"""The care plan as a calendar (iCalendar, RFC 5545) that tells a stranger nothing.

All-day events, private, free of the person and of the treatment: no name, no zone, no medicine, no word of needling in
any property. Identifiers stay when dates move and the sequence grows with the day of the plan, so that an update
replaces what was there. The same plan gives the same bytes.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from ..errors import InputError, Problem
from .model import CalendarDay, CarePlan

if TYPE_CHECKING:
    from icalendar import Event

PRODID = "-//Care days//EN"
DOMAIN = "care-days.invalid"
DESCRIPTION = "Open your plan for today's steps."
EPOCH = date(2020, 1, 1)  # sequence 0
TITLES = {"prepare": "Care: get ready", "visit": "Care visit {session}", "day": "Care day {day}", "check": "Care check"}


def to_ics(care_plan: CarePlan) -> bytes:
    """The calendar of a care plan (UTF-8, CRLF). Raises InputError when no session has a date."""
    from icalendar import Calendar

    if not care_plan.calendar:
        remedy = "Give the date of the first session."
        raise InputError(Problem("calendar", "a course without dates", "sessions with dates", remedy))
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    counts: Counter[tuple[int, str]] = Counter()
    for row in care_plan.calendar:
        counts[row.session, row.about] += 1
        calendar.add_component(_event(care_plan, row, counts[row.session, row.about]))
    raw: bytes = calendar.to_ical()
    return raw


def _event(care_plan: CarePlan, row: CalendarDay, count: int) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{care_plan.key}-{row.session}-{row.about}-{count}@{DOMAIN}")
    event.add("dtstamp", datetime.combine(care_plan.on, time(), UTC))
    event.add("sequence", max((care_plan.on - EPOCH).days, 0))
    event.add("dtstart", row.date)
    event.add("dtend", row.date + timedelta(days=1))
    event.add("summary", TITLES[row.about].format(session=row.session, day=row.day))
    event.add("description", DESCRIPTION)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
