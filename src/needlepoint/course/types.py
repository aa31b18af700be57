"""A course of microneedling as data: who, with what, which zones, how deep, on which days.

Times are whole days counted from the first session (day 0); a course may also carry calendar dates. Depths are settings
in mm, as a device is set; what the needles reach is the puncture field's business. Everything here is immutable: an
edit gives a new, checked course.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal, Self, TypeVar

from pydantic import ConfigDict, Field, field_validator, model_validator

from ..case import DeviceSpec
from ..case.device import LONGEST_MM
from ..case.fields import Day, Part, Text
from ..case.patient import Age, Skin
from ..case.vocabulary import Sex
from ..device import PATTERNS, Technique
from ..device.technique import FASTEST_MM_S, MOST_PASSES
from ..errors import InputError, Problem, did_you_mean
from ..skin import zones

COURSE_SCHEMA = "needlepoint.course/1"
MAX_SESSIONS = 52  # weekly for a year: far above anything published
MAX_INTERVAL_DAYS = 365
MAX_PASSES = MOST_PASSES
DEPTH_LIMITS_MM = (0.05, LONGEST_MM)
SPEED_LIMITS_MM_S = (1.0, FASTEST_MM_S)

DateOrDay = TypeVar("DateOrDay", date, int)


class ZoneTreatment(Part):
    """One zone (a zone id such as ``cheek_left``) and how it is needled in one session."""

    zone: str
    technique: Technique

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if self.zone not in zones():
            raise InputError(Problem("zone", repr(self.zone), "a zone id", did_you_mean(self.zone, zones())))
        check_limits(self.technique, self.zone)
        return self


class Session(Part):
    """One visit. number: from 1. day: days after the first session. date: its calendar day. Either may be unknown."""

    number: int = Field(ge=1, le=MAX_SESSIONS)
    day: int | None = None
    date: Day | None = None
    treatments: tuple[ZoneTreatment, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_zone_once(self) -> Self:
        named = [treatment.zone for treatment in self.treatments]
        for zone in named:
            if named.count(zone) > 1:
                place = f"session {self.number}"
                raise InputError(Problem(place, f"{zone} twice", "each zone once a session", "Keep one of them."))
        return self


class AboutPerson(Part):
    """What a simulation needs to know of a person: age in years, sex, Fitzpatrick phototype, smoking. Never a name."""

    age: Age | None = None
    sex: Sex | None = None
    phototype: Skin | None = None
    smoker: bool | None = None


class Course(Part):
    """Sessions in order, with the device they are done with.

    Every session's ``day`` is filled in from the dates where there are dates (the first session is day 0). Raises
    InputError when sessions are out of order, on one day, partly dated, or not numbered from 1.
    """

    model_config = ConfigDict(populate_by_name=True)

    schema_: Literal["needlepoint.course/1"] = Field(default="needlepoint.course/1", alias="schema")
    title: Text = "Course"
    device: DeviceSpec
    about: AboutPerson | None = None
    sessions: tuple[Session, ...] = Field(min_length=1, max_length=MAX_SESSIONS)

    @field_validator("sessions", mode="after")
    @classmethod
    def _in_order(cls, sessions: tuple[Session, ...]) -> tuple[Session, ...]:
        numbers = [session.number for session in sessions]
        if numbers != list(range(1, len(numbers) + 1)):
            raise InputError(Problem("sessions", f"numbers {numbers}", "1, 2, 3 and so on, each once"))
        _check_days([session.date for session in sessions], "date")
        _check_days([session.day for session in sessions], "day")
        return _with_days(sessions)

    @property
    def days(self) -> tuple[int, ...]:
        """Day of each session after the first. Raises InputError when the course does not say when its sessions are."""
        known = tuple(session.day for session in self.sessions if session.day is not None)
        if len(known) < len(self.sessions):
            raise InputError(Problem("schedule", "nothing", "when the sessions are, such as 'every 4 weeks, 4 times'"))
        return known

    @property
    def start(self) -> date | None:
        """Calendar day of the first session."""
        return self.sessions[0].date

    @property
    def zones(self) -> tuple[str, ...]:
        """Every zone that any session treats, in order of first appearance."""
        return tuple(dict.fromkeys(item.zone for session in self.sessions for item in session.treatments))

    def replace(self, **changes: Any) -> Course:
        """A copy with these fields changed, checked like a new one."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return Course(**(fields | changes))

    def starting(self, first: date) -> Course:
        """The same course with its first session on this day and the others as many days later as before."""
        dated = [
            session.model_copy(update={"date": first + timedelta(days=day)})
            for session, day in zip(self.sessions, self.days, strict=True)
        ]
        return self.replace(sessions=tuple(dated))

    def treating(self, zone: str, **changes: Any) -> Course:
        """The same course with another technique in one zone, in every session: ``treating("chin", depth_mm=0.75)``."""
        if zone not in self.zones:
            raise InputError(Problem("zone", repr(zone), ", ".join(self.zones), did_you_mean(zone, self.zones)))

        def changed(item: ZoneTreatment) -> ZoneTreatment:
            if item.zone != zone:
                return item
            return ZoneTreatment(zone=zone, technique=replace(item.technique, **changes))

        return self.replace(
            sessions=tuple(
                session.model_copy(update={"treatments": tuple(map(changed, session.treatments))})
                for session in self.sessions
            )
        )


@dataclass(frozen=True)
class Schedule:
    """Sessions at one interval. interval_days between sessions; start: day of the first, when it is known."""

    interval_days: int
    sessions: int
    start: date | None = None

    @property
    def days(self) -> tuple[int, ...]:
        """Day of each session after the first."""
        return tuple(index * self.interval_days for index in range(self.sessions))

    @property
    def span_days(self) -> int:
        """Days from the first session to the last."""
        return self.interval_days * (self.sessions - 1)

    @property
    def dates(self) -> tuple[date, ...]:
        """Calendar day of each session; empty without a start."""
        start = self.start
        return tuple(start + timedelta(days=day) for day in self.days) if start else ()


def check_limits(technique: Technique, place: str) -> None:
    """Raises InputError unless depth, passes, pattern and speed are ones that a hand and a device could do."""
    low, high = DEPTH_LIMITS_MM
    if not low <= technique.depth_mm <= high:
        raise InputError(Problem(f"{place} depth", f"{technique.depth_mm:g} mm", f"{low:g} to {high:g} mm"))
    if not 1 <= technique.passes <= MAX_PASSES:
        raise InputError(Problem(f"{place} passes", str(technique.passes), f"1 to {MAX_PASSES}"))
    if technique.pattern not in PATTERNS:
        remedy = did_you_mean(technique.pattern, PATTERNS)
        raise InputError(Problem(f"{place} pattern", repr(technique.pattern), ", ".join(PATTERNS), remedy))
    slow, fast = SPEED_LIMITS_MM_S
    if technique.speed_mm_s is not None and not slow <= technique.speed_mm_s <= fast:
        allowed = f"{slow:g} to {fast:g} mm/s"
        raise InputError(Problem(f"{place} speed", f"{technique.speed_mm_s:g} mm/s", allowed))


def sessions_on(days: Sequence[int], start: date | None, treatments: tuple[ZoneTreatment, ...]) -> tuple[Session, ...]:
    """One session per day, all with the same treatments; dated when the start is known."""
    return tuple(
        Session(number=number, day=day, date=start + timedelta(days=day) if start else None, treatments=treatments)
        for number, day in enumerate(days, 1)
    )


def _with_days(sessions: tuple[Session, ...]) -> tuple[Session, ...]:
    """Sessions with their days counted from the first, as far as dates or days are known; a single one is day 0."""
    first = sessions[0]
    if first.date is not None:
        counted = [(session.date - first.date).days for session in sessions if session.date is not None]
    elif first.day is not None:
        counted = [session.day - first.day for session in sessions if session.day is not None]
    else:
        counted = [0] if len(sessions) == 1 else []
    if not counted:
        return sessions
    return tuple(item.model_copy(update={"day": day}) for item, day in zip(sessions, counted, strict=True))


def _check_days(values: Sequence[DateOrDay | None], what: str) -> None:
    known = [value for value in values if value is not None]
    if known and len(known) < len(values):
        missing = [number for number, value in enumerate(values, 1) if value is None]
        raise InputError(Problem("sessions", f"no {what} for session {missing[0]}", f"a {what} for all or for none"))
    for number, (before, after) in enumerate(pairwise(known), 2):
        if after == before:
            raise InputError(
                Problem(f"session {number}", f"the same {what} as the one before ({after})", "a later day")
            )
        if after < before:
            raise InputError(Problem(f"session {number}", f"{what} {after}, before {before}", "sessions in order"))
