"""The calendar of a course: a list of dated events, and month grids on which the visits and the days off are marked.

Days are counted from each session (0). The grids cover the months from the first to the last session, at most twelve.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from .charts import finite
from .words import MONTHS, days_words, figure, listed, parse_date, short_date, time_words

Json = Mapping[str, Any]
MOST_MONTHS = 12
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def session_dates(option: Json) -> list[tuple[int, date]]:
    """(number, date) of every dated session."""
    found = ((session["number"], parse_date(session.get("date"))) for session in option["sessions"])
    return [(number, day) for number, day in found if day is not None]


def _preparation(care: Json | None, first: date) -> list[tuple[date, str, str]]:
    starts = [
        item["from_day"] for item in (care or {}).get("preparation", ()) if finite(item.get("from_day")) is not None
    ]
    early = [start for start in starts if start < 0]
    return [(first + timedelta(min(early)), "prepare", "Preparation begins")] if early else []


def _visits(option: Json) -> list[tuple[date, str, str]]:
    events = []
    dated = {session["number"]: session for session in option["sessions"]}
    for number, day in session_dates(option):
        labels = listed([zone["label"] for zone in dated[number]["zones"]])
        events.append((day, "session", f"Session {number}: {labels}"))
        safe = finite(option["recovery"].get("event_safe_day"))
        if safe is not None:
            events.append((day + timedelta(safe), "safe", f"Safe for an event after session {number}"))
    return events


def _looks(option: Json) -> list[tuple[date, str, str]]:
    events = []
    for mark in option["forecast"].get("milestones", ()):
        day = parse_date(mark.get("date"))
        if day is not None:
            unit = "%" if mark["unit"] == "percent" else mark["unit"]
            range_ = f"{figure(mark['median'])} {unit} ({figure(mark['low'])} to {figure(mark['high'])})"
            events.append((day, "look", f"{mark['label']}: {range_}"))
    return events


def _maintenance(care: Json | None, last: date) -> list[tuple[date, str, str]]:
    starts = [
        item["from_day"] for item in (care or {}).get("maintenance", ()) if finite(item.get("from_day")) is not None
    ]
    return (
        [(last + timedelta(min(starts)), "maintain", "Review, and advice for keeping the result (see Care)")]
        if starts
        else []
    )


def agenda(option: Json, care: Json | None) -> list[dict[str, str]]:
    """Every dated event of the course in order: {date, iso, kind, text, after}. Empty when no session has a date."""
    dated = session_dates(option)
    if not dated:
        return []
    first, last = dated[0][1], dated[-1][1]
    events = _preparation(care, first) + _visits(option) + _looks(option) + _maintenance(care, last)
    return [
        {
            "date": f"{WEEKDAYS[day.weekday()]} {short_date(day)}",
            "iso": day.isoformat(),
            "kind": kind,
            "text": words,
            "after": _after(first, day),
        }
        for day, kind, words in sorted(events, key=lambda event: (event[0], event[1]))
    ]


def _after(first: date, day: date) -> str:
    gap = (day - first).days
    return f"{days_words(-gap)} before" if gap < 0 else time_words(gap)


def _marks(option: Json) -> dict[date, str]:
    """What stands on a day: the number of the session, or a day of downtime."""
    off = finite(option["recovery"]["downtime_days"].get("median")) or 0.0
    marks: dict[date, str] = {}
    for number, day in session_dates(option):
        for later in range(1, int(-(-off // 1)) + 1):
            marks.setdefault(day + timedelta(later), "off")
        marks[day] = str(number)
    return marks


def month_grids(option: Json) -> list[dict[str, Any]]:
    """One grid a month: {title, weeks of {day, mark}}, Monday first; a mark is "", "off" or a session's number."""
    marks = _marks(option)
    dated = [day for _, day in session_dates(option)]
    if not dated:
        return []
    wanted = sorted({(day.year, day.month) for day in marks})[:MOST_MONTHS]
    return [{"title": f"{MONTHS[month - 1]} {year}", "weeks": _weeks(year, month, marks)} for year, month in wanted]


def _weeks(year: int, month: int, marks: Mapping[date, str]) -> list[list[dict[str, Any]]]:
    def cell(day: date) -> dict[str, Any]:
        return {"day": day.day, "mark": marks.get(day, "")} if day.month == month else {"day": "", "mark": ""}

    rows = months.Calendar(firstweekday=0).monthdatescalendar(year, month)
    return [[cell(day) for day in row] for row in rows]
