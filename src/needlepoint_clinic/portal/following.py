"""A patient's course as they live it: the frozen care, in their language, on the days of the visits as they were.

What is said is the frozen plan's care, advice by advice. The rules of the engine, run anew on the frozen protocol and
case, lend two things only: the translation of an advice that both have in the same English words, and the waits that
"Can I ...?" needs and plan.json does not hold. Days count from visits that took place and from those still ahead; a
planned visit that passed without a chart moves nothing. When visits fell away, what belongs to the last one is said
after the one that was the last.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from needlepoint import parse_case
from needlepoint.care import Advice, CalendarDay, CarePlan, DoseCheck, SessionDay, care_plan, say
from needlepoint.course import parse_course
from needlepoint.errors import InputError

from ..checkins.foreseen import option_of

PARTS = ("preparation", "visit", "days", "red_flags", "maintenance")


@dataclass(frozen=True)
class Stop:
    """One visit on the patient's line: when, which planned session it was (its rules), and whether it took place."""

    on: date
    planned: int
    done: bool
    treatment_id: UUID | None = None


@dataclass(frozen=True)
class Following:
    """A course as the patient follows it. care: on its real days; stops: its visits in order; missed: a planned day
    that passed; running: not ended. plan, option: frozen.
    """

    course_id: UUID
    title: str
    running: bool
    plan: Mapping[str, Any]
    option: str
    care: CarePlan
    stops: Sequence[Stop]
    missed: date | None

    def last_done(self, on: date) -> Stop | None:
        """The last visit that took place on or before a day."""
        return next((stop for stop in reversed(self.stops) if stop.done and stop.on <= on), None)

    def next_stop(self, on: date) -> Stop | None:
        """The next visit that is still to come, that of the day itself counted."""
        return next((stop for stop in self.stops if not stop.done and stop.on >= on), None)


def followed(course: Any, stops: Sequence[Stop], missed: date | None, lang: str, on: date) -> Following | None:
    """The course on its real days; None when no visit took place and none is ahead."""
    if not stops:
        return None
    base = _care(course.id, course.forecast_hash, lang, course)
    return Following(
        course_id=course.id,
        title=course.title,
        running=course.status == "running",
        plan=course.plan,
        option=course.option,
        care=_dated(base, stops, course.id, on),
        stops=stops,
        missed=missed,
    )


class _Kept:
    """The course behind a cache key: equal to every other, so that the ids alone decide."""

    def __init__(self, course: Any) -> None:
        self.course = course

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept)

    def __hash__(self) -> int:
        return 0


def _care(id: UUID, forecast_hash: str, lang: str, course: Any) -> CarePlan:
    return _worked(id, forecast_hash, lang, _Kept(course))


@functools.lru_cache(maxsize=64)
def _worked(id: UUID, forecast_hash: str, lang: str, kept: _Kept) -> CarePlan:
    """The frozen care of a course in a language. Frozen, so worked out once."""
    course, on = kept.course, kept.course.created_at.date()
    try:
        case = parse_case(json.dumps(course.case, default=str), "the case", on=on)
        protocol = parse_course(course.protocol, "the protocol")
        plain = care_plan(protocol, case, None, on)
        spoken = plain if lang == "en" else care_plan(protocol, case, None, on, lang=lang)
    except InputError:  # frozen by another version, in words that this one does not read
        plain = spoken = _bare(course, on, lang)
    frozen = course.plan.get("care") or {}
    parts = {name: _in_language(frozen.get(name) or (), plain, spoken, name, lang) for name in PARTS}
    doses = tuple(DoseCheck.model_validate(item) for item in frozen.get("numbing") or ())
    kept.course = None  # the documents need not stay in memory with the key
    return spoken.model_copy(update={**parts, "numbing": doses})


def _bare(course: Any, on: date, lang: str) -> CarePlan:
    """Visits alone: no waits for "Can I ...?" beyond the frozen ones, no calendar but the visits."""
    sessions = option_of(course.plan, course.option)["sessions"]
    days = [SessionDay(number=item["number"], date=None, day=None, depth_mm=0.0, zones=()) for item in sessions]
    rows = [CalendarDay(date=on, session=item.number, day=0, about="visit") for item in days]
    parts: dict[str, Any] = dict.fromkeys((*PARTS, "numbing"), ())
    return CarePlan(version="frozen", key="", on=on, sessions=tuple(days), calendar=tuple(rows), lang=lang, **parts)


def _in_language(
    frozen: Sequence[Mapping[str, Any]], plain: CarePlan, spoken: CarePlan, part: str, lang: str
) -> tuple[Advice, ...]:
    items = tuple(Advice.model_validate(item) for item in frozen)
    if lang == "en":
        return items
    english, other = getattr(plain, part), getattr(spoken, part)
    pairs = zip(english, other, strict=True) if len(english) == len(other) else ()
    known = {(a.id, a.text): b for a, b in pairs if a.id == b.id}
    return tuple(_spoken(item, known.get((item.id, item.text)), lang) for item in items)


def _spoken(item: Advice, twin: Advice | None, lang: str) -> Advice:
    held = (twin.held if twin else None) or (say(item.held, lang) if item.held else None)
    text, back = (twin.text, twin.back_to) if twin else (say(item.text, lang), say(item.back_to, lang))
    return item.model_copy(update={"text": text, "held": held, "back_to": back})


def _dated(base: CarePlan, stops: Sequence[Stop], course_id: UUID, on: date) -> CarePlan:
    """The care on the days of these visits, numbered anew from 1."""
    last = max(session.number for session in base.sessions)
    own = {session.number: session for session in base.sessions}
    rules = [min(stop.planned, last) for stop in stops[:-1]] + [last]
    first = stops[0].on
    sessions = tuple(
        SessionDay(
            number=at,
            date=stop.on,
            day=(stop.on - first).days,
            depth_mm=own[rule].depth_mm,
            zones=own[rule].zones,
        )
        for at, (stop, rule) in enumerate(zip(stops, rules, strict=True), start=1)
    )
    parts = {name: _renumbered(getattr(base, name), rules) for name in (*PARTS, "asked")}
    rows = (
        row.model_copy(update={"session": at, "date": stop.on + timedelta(days=row.day)})
        for at, (stop, rule) in enumerate(zip(stops, rules, strict=True), start=1)
        for row in base.calendar
        if row.session == rule
    )
    calendar = tuple(sorted(_apart(rows, sessions), key=lambda row: (row.date, row.session)))
    key = hashlib.sha256(b"calendar\x1f" + course_id.bytes).hexdigest()[:16]
    return base.model_copy(update={**parts, "sessions": sessions, "calendar": calendar, "key": key, "on": on})


def _renumbered(items: Sequence[Advice], rules: Sequence[int]) -> tuple[Advice, ...]:
    told = ((item, tuple(at for at, rule in enumerate(rules, start=1) if rule in item.sessions)) for item in items)
    return tuple(item.model_copy(update={"sessions": numbers}) for item, numbers in told if numbers)


def _apart(rows: Any, sessions: Sequence[SessionDay]) -> list[CalendarDay]:
    """Days after a visit end where the next one begins."""
    begins = {session.number: session.date for session in sessions}
    return [
        row for row in rows if row.day <= 0 or begins.get(row.session + 1) is None or row.date < begins[row.session + 1]
    ]
