"""The care plan as a calendar (iCalendar, RFC 5545) that tells a stranger nothing.

All-day events, private, free of the person and of the treatment: no name, no zone, no medicine, no word of needling in
any property. Identifiers stay when dates move and the sequence grows with the day of the plan, so that an update
replaces what was there. The same plan gives the same bytes.

Given the calendar that it replaces, the new one counts on from its sequence, keeps the stamp of events that did not
change, and cancels those that are no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from ..errors import InputError, Problem
from .model import CalendarDay, CarePlan
from .words import say

if TYPE_CHECKING:
    from icalendar import Event

PRODID = "-//Care days//EN"
DOMAIN = "care-days.invalid"
EPOCH = date(2020, 1, 1)  # sequence 0
COMPARED = ("DTSTART", "SUMMARY", "DESCRIPTION", "STATUS")


def to_ics(care_plan: CarePlan, replaces: bytes | None = None) -> bytes:
    """The calendar of a care plan (UTF-8, CRLF).

    replaces: an earlier calendar of the same course. Raises InputError when no session has a date, and when
    ``replaces`` is not a calendar or is one of something else.
    """
    from icalendar import Calendar

    if not care_plan.calendar:
        remedy = "Give the date of the first session."
        raise InputError(Problem("calendar", "a course without dates", "sessions with dates", remedy))
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in _events(care_plan, _read(replaces)):
        calendar.add_component(event)
    raw: bytes = calendar.to_ical()
    return raw


def _events(care_plan: CarePlan, old: dict[str, Any]) -> Iterator[Event]:
    """Every event of the plan, then what stood in the old calendar and is no more."""
    counts: Counter[tuple[int, str]] = Counter()
    for row in care_plan.calendar:
        counts[row.session, row.about] += 1
        event = _event(care_plan, row, counts[row.session, row.about])
        before = old.pop(str(event["UID"]), None)
        if before is not None:
            _follow(event, before)
        yield event
    for before in old.values():
        if before.get("STATUS") != "CANCELLED":
            before["SEQUENCE"] = int(before.get("SEQUENCE", 0)) + 1
            before["STATUS"] = "CANCELLED"
        yield before


def _follow(event: Any, before: Any) -> None:
    """An event that did not change keeps its sequence and stamp; a changed one comes after its former self."""
    same = all(_plain(event, name) == _plain(before, name) for name in COMPARED)
    earlier = int(before.get("SEQUENCE", 0))
    if same:
        event["SEQUENCE"] = earlier
        event["DTSTAMP"] = before["DTSTAMP"]
    elif int(event["SEQUENCE"]) <= earlier:
        event["SEQUENCE"] = earlier + 1


def _plain(event: Any, name: str) -> str:
    value = event.get(name)
    return "" if value is None else str(getattr(value, "dt", value))


def _read(replaces: bytes | None) -> dict[str, Any]:
    """uid -> event of an earlier calendar of ours."""
    from icalendar import Calendar

    if replaces is None:
        return {}
    wrong = Problem(
        "calendar", "a file that is not an earlier care calendar", "a file written by `needlepoint care --ics`"
    )
    try:
        old = Calendar.from_ical(replaces)
    except ValueError:
        raise InputError(wrong) from None
    if str(old.get("PRODID", "")) != PRODID:
        raise InputError(wrong)
    return {str(event["UID"]): event for event in old.walk("VEVENT")}


def _event(care_plan: CarePlan, row: CalendarDay, count: int) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{care_plan.key}-{row.session}-{row.about}-{count}@{DOMAIN}")
    event.add("dtstamp", datetime.combine(care_plan.on, time(), UTC))
    event.add("sequence", max((care_plan.on - EPOCH).days, 0))
    event.add("dtstart", row.date)
    event.add("dtend", row.date + timedelta(days=1))
    event.add("summary", _title(row, care_plan.lang))
    event.add("description", say("Open your plan for today's steps.", care_plan.lang))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event


def _title(row: CalendarDay, lang: str) -> str:
    if row.about == "prepare":
        return say("Care: get ready", lang)
    if row.about == "visit":
        return say("Care visit {session}", lang, session=row.session)
    if row.about == "day":
        return say("Care day {day}", lang, day=row.day)
    return say("Care check", lang)
