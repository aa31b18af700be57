"""course.yaml: the chosen course as a file that a person can read, edit and run again.

schema, title, device, about {age, sex, phototype}, start, then either ``schedule`` (a sentence, the same as fields, a
list of dates, or a list of days after the first session) with ``treat`` (one line a zone, or the same as fields), or
``sessions``, one entry a visit. With both, an entry of ``sessions`` changes the visit of its number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BeforeValidator, Field, model_validator

from ..case import DeviceSpec
from ..case.fields import Day, Part, Text
from ..case.reading import Document, describe_value, parse_document, read_document
from ..case.validating import Allowed, Trouble, refuse, validate
from ..device import Technique, find_device
from ..errors import InputError, Problem
from .language import (
    SCHEDULE_EXAMPLE,
    TREATMENT_EXAMPLE,
    check_schedule,
    parse_schedule,
    parse_treatment,
    parse_zones,
    print_schedule,
    print_treatments,
)
from .types import (
    DEPTH_LIMITS_MM,
    MAX_INTERVAL_DAYS,
    MAX_PASSES,
    MAX_SESSIONS,
    SPEED_LIMITS_MM_S,
    AboutPerson,
    Course,
    Schedule,
    Session,
    ZoneTreatment,
)

HEADER = "# A course of microneedling. Edit it and run it again: needlepoint simulate course.yaml\n"
LAST_DAY = MAX_INTERVAL_DAYS * MAX_SESSIONS


@contextmanager
def _refusing() -> Iterator[None]:
    """An InputError becomes a refusal, which the reader of files puts at its place and line."""
    try:
        yield
    except InputError as cause:
        raise refuse(*(Trouble(item.found, item.allowed, item.remedy) for item in cause.problems)) from cause


def _zone_names(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    with _refusing():
        return parse_zones(value)


Depth = Annotated[
    float,
    Field(strict=True, ge=DEPTH_LIMITS_MM[0], le=DEPTH_LIMITS_MM[1]),
    Allowed(f"millimetres, {DEPTH_LIMITS_MM[0]:g} to {DEPTH_LIMITS_MM[1]:g}"),
]
Passes = Annotated[int, Field(strict=True, ge=1, le=MAX_PASSES), Allowed(f"a whole number, 1 to {MAX_PASSES}")]
Speed = Annotated[
    float,
    Field(strict=True, ge=SPEED_LIMITS_MM_S[0], le=SPEED_LIMITS_MM_S[1]),
    Allowed(f"mm/s, {SPEED_LIMITS_MM_S[0]:g} to {SPEED_LIMITS_MM_S[1]:g}"),
]
Count = Annotated[int, Field(strict=True, ge=1, le=MAX_SESSIONS), Allowed(f"a whole number, 1 to {MAX_SESSIONS}")]
Interval = Annotated[int, Field(strict=True, ge=1, le=MAX_INTERVAL_DAYS), Allowed(f"days, 1 to {MAX_INTERVAL_DAYS}")]
DayNumber = Annotated[int, Field(strict=True, ge=0, le=LAST_DAY), Allowed("whole days after the first session")]


class _Treatment(Part):
    """One entry of ``treat``: a sentence, ``zone: words``, ``zone: fields``, or fields with ``zone`` among them."""

    zone: Annotated[tuple[str, ...], BeforeValidator(_zone_names), Allowed("a zone, such as cheeks")]
    depth_mm: Depth
    passes: Passes
    pattern: Literal["crosshatch", "horizontal", "vertical", "star", "stamp"] = "crosshatch"
    speed_mm_s: Speed | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, value: Any) -> Any:
        if isinstance(value, Mapping) and len(value) == 1 and "zone" not in value:
            ((zone, how),) = value.items()
            value = {"zone": zone, **how} if isinstance(how, Mapping) else f"{zone}: {how}"
        if isinstance(value, str):
            with _refusing():
                parsed = parse_treatment(value)
            return {"zone": tuple(item.zone for item in parsed), **vars(parsed[0].technique)}
        if not isinstance(value, Mapping):
            raise refuse(Trouble(describe_value(value), f"a line such as {TREATMENT_EXAMPLE}, or the same as fields"))
        return value

    def treatments(self) -> tuple[ZoneTreatment, ...]:
        """The fields as treatments, one a zone."""
        technique = Technique(self.depth_mm, self.passes, self.pattern, self.speed_mm_s)
        return tuple(ZoneTreatment(zone=zone, technique=technique) for zone in self.zone)


class _When(Part):
    """``schedule``: a sentence, interval and count as fields, a list of dates, or a list of days."""

    interval_days: Interval = 1
    sessions: Count | None = None
    start: Day | None = None
    dates: Annotated[tuple[Day, ...], Field(min_length=1, max_length=MAX_SESSIONS)] | None = None
    days: Annotated[tuple[DayNumber, ...], Field(min_length=1, max_length=MAX_SESSIONS)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, value: Any) -> Any:
        if isinstance(value, str):
            with _refusing():
                parsed = parse_schedule(value)
            return {"interval_days": parsed.interval_days, "sessions": parsed.sessions, "start": parsed.start}
        if isinstance(value, list):
            return {"dates" if any(isinstance(item, dt.date | str) for item in value) else "days": value}
        if not isinstance(value, Mapping):
            raise refuse(Trouble(describe_value(value), SCHEDULE_EXAMPLE))
        return value

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [name for name in ("sessions", "dates", "days") if getattr(self, name) is not None]
        if len(ways) != 1:
            found = " and ".join(ways) or "no count"
            raise refuse(
                Trouble(found, f"one of: sessions with interval_days; dates; days. Such as {SCHEDULE_EXAMPLE}")
            )
        if self.sessions is not None and self.sessions > 1 and "interval_days" not in self.model_fields_set:
            raise refuse(Trouble("sessions without interval_days", "both", "Say how far apart."))
        return self

    def days_and_start(self) -> tuple[tuple[int, ...], dt.date | None]:
        """Days after the first session, and the first date where it is known."""
        if self.dates is not None:
            return tuple((each - self.dates[0]).days for each in self.dates), self.dates[0]
        if self.days is not None:
            return tuple(day - self.days[0] for day in self.days), self.start
        return check_schedule(Schedule(self.interval_days, self.sessions or 1, self.start)).days, self.start


Treat = Annotated[tuple[_Treatment, ...], Field(min_length=1), Allowed("a list, one line a zone")]


class _Visit(Part):
    """One entry of ``sessions``: what differs from the schedule and from ``treat``."""

    number: Count | None = None
    date: Day | None = None
    day: DayNumber | None = None
    treat: Treat | None = None


class _CourseFile(Part):
    """The whole file."""

    schema_: Literal["needlepoint.course/1"] = Field(alias="schema")
    title: Text = "Course"
    device: DeviceSpec
    about: AboutPerson | None = None
    start: Day | None = None
    schedule: _When | None = None
    treat: Treat | None = None
    sessions: Annotated[tuple[_Visit, ...], Field(min_length=1, max_length=MAX_SESSIONS)] | None = None


def load_course(path: str | Path) -> Course:
    """The course in this file, checked, every session with its day.

    Raises InputError with every problem: place, line, what was found, what is allowed, nearest word; also when a depth
    is beyond the device's reach.
    """
    return _course(read_document(path))


def parse_course(text: str, name: str = "course") -> Course:
    """The same for YAML text in hand."""
    return _course(parse_document(text, name))


def course_of(document: Document) -> Course:
    """The same for a document that was read already, such as an arm of a trial."""
    return _course(document)


def _course(document: Document) -> Course:
    file = validate(_CourseFile, document)
    try:
        course = Course(title=file.title, device=file.device, about=file.about, sessions=_sessions(file))
        _ = course.days  # a course without days cannot be run
        _check_reach(course)
    except InputError as cause:
        problems = [Problem(p.place, p.found, p.allowed, p.remedy, _line(document, p.place)) for p in cause.problems]
        raise InputError(problems, document.name) from cause
    return course


def _line(document: Document, place: str) -> int | None:
    """Line of the key that a place begins with, else of what says when the sessions are."""
    keys = (place.split()[0], "sessions", "schedule")
    return next(filter(None, (document.line((key,)) for key in keys)), None)


def _sessions(file: _CourseFile) -> tuple[Session, ...]:
    common = _treatments(file.treat)
    visits = dict(_numbered(file.sessions or ()))
    if file.schedule is None:
        if not visits and file.treat:
            raise InputError(Problem("schedule", "nothing", SCHEDULE_EXAMPLE, "Say when the sessions are."))
        return _dated(tuple(_visit(number, visits[number], common) for number in sorted(visits)), file.start)
    days, start = file.schedule.days_and_start()
    if start and file.start and start != file.start:
        raise InputError(Problem("start", str(file.start), f"{start}, as the schedule says", "Say it once."))
    if unknown := [number for number in visits if number > len(days)]:
        raise InputError(Problem("sessions", f"number {unknown[0]}", f"1 to {len(days)}, as the schedule says"))
    if not common and len(visits) < len(days):
        raise InputError(Problem("treat", "nothing", f"a list of lines such as {TREATMENT_EXAMPLE}"))
    planned = dict(enumerate(_dates(days, start or file.start), 1))
    return tuple(
        _visit(number, visits.get(number, _Visit()), common, day, when) for number, (day, when) in planned.items()
    )


def _dates(days: tuple[int, ...], start: dt.date | None) -> list[tuple[int, dt.date | None]]:
    return [(day, start + dt.timedelta(days=day) if start else None) for day in days]


def _dated(sessions: tuple[Session, ...], start: dt.date | None) -> tuple[Session, ...]:
    """Sessions given by day, with dates from the start; sessions that have dates keep them."""
    if start is None or any(session.date for session in sessions):
        return sessions
    if any(session.day is None for session in sessions) and len(sessions) > 1:
        raise InputError(
            Problem("sessions", "a start, and a session without a day", "a day or a date for each session")
        )
    first = sessions[0].day or 0
    return tuple(
        session.model_copy(update={"date": start + dt.timedelta(days=(session.day or 0) - first)})
        for session in sessions
    )


def _treatments(lines: tuple[_Treatment, ...] | None) -> tuple[ZoneTreatment, ...]:
    return tuple(item for line in lines or () for item in line.treatments())


def _numbered(visits: tuple[_Visit, ...]) -> Iterator[tuple[int, _Visit]]:
    seen: set[int] = set()
    for place, visit in enumerate(visits, 1):
        number = visit.number or place
        if number in seen:
            raise InputError(Problem("sessions", f"number {number} twice", "each number once"))
        seen.add(number)
        yield number, visit


def _visit(
    number: int,
    visit: _Visit,
    common: tuple[ZoneTreatment, ...],
    day: int | None = None,
    when: dt.date | None = None,
) -> Session:
    treatments = _treatments(visit.treat) or common
    if not treatments:
        raise InputError(
            Problem(f"session {number}", "no zone to treat", f"treat, with lines such as {TREATMENT_EXAMPLE}")
        )
    moved = visit.day is not None and visit.date is None and when is not None and day is not None
    if moved and visit.day is not None and day is not None and when is not None:
        when += dt.timedelta(days=visit.day - day)
    return Session(
        number=number,
        day=day if visit.day is None else visit.day,
        date=visit.date or when,
        treatments=treatments,
    )


def _check_reach(course: Course) -> None:
    reach = find_device(course.device).max_depth_mm
    for session in course.sessions:
        for item in session.treatments:
            if item.technique.depth_mm > reach + 1e-9:
                found = f"{item.technique.depth_mm:g} mm in session {session.number}"
                remedy = "Choose a shallower setting or a longer needle."
                raise InputError(Problem(f"treat {item.zone}", found, f"up to {reach:g} mm with this device", remedy))


class _Quoted(str):
    """Text that a person wrote: always quoted, so that it can never read back as a number or a date."""


class _Dumper(yaml.SafeDumper):
    """The plain YAML writer, with quoted free text."""


_Dumper.add_representer(_Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def course_to_yaml(course: Course) -> str:
    """The course as course.yaml text; :func:`parse_course` of it gives an equal course.

    Raises InputError when the course does not say when its sessions are.
    """
    data: dict[str, Any] = {"schema": course.schema_, "title": _Quoted(course.title)}
    data["device"] = course.device.model_dump(mode="json", exclude_none=True)
    if course.device.name is not None:
        data["device"]["name"] = _Quoted(course.device.name)
    if course.about is not None:
        data["about"] = course.about.model_dump(mode="json", exclude_none=True)
    if course.start is not None:
        data["start"] = course.start
    data["schedule"] = _when_data(course.days)
    first, *others = (session.treatments for session in course.sessions)
    data["treat"] = _treat_data(first)
    changed = [
        {"number": number, "treat": _treat_data(treatments)}
        for number, treatments in enumerate(others, 2)
        if treatments != first
    ]
    if changed:
        data["sessions"] = changed
    return HEADER + yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def _when_data(days: tuple[int, ...]) -> str | list[int]:
    interval = days[1] if len(days) > 1 else 1
    even = Schedule(interval, len(days))
    return print_schedule(even) if even.days == days and interval <= MAX_INTERVAL_DAYS else list(days)


def _treat_data(treatments: tuple[ZoneTreatment, ...]) -> list[dict[str, str]]:
    return [{zone: technique} for zone, technique in print_treatments(treatments)]
