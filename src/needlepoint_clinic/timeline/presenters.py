"""One line of time from a patient's rows, and the chart of the course: what was foreseen and what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import timezone

from needlepoint.errors import InputError
from needlepoint.outcome import Score, change
from needlepoint.report import Foreseen, Look, Seen, Visit, timeline_chart

from ..checkins.foreseen import option_of
from ..checkins.models import CheckIn
from ..courses.models import Course, PlannedSession
from ..outcomes.forecast import first_goal
from ..outcomes.models import Outcome
from ..outcomes.presenters import label_of
from ..screening.presenters import VERDICTS
from ..treatments.models import Treatment
from .selectors import History

LATER = ("intake", "screening", "override", "course", "consent", "treatment", "adverse_event", "outcome")  # on one day
COLLAGEN = "papillary_collagen_gain"


@dataclass(frozen=True)
class Moment:
    """Something that happened on a day. kind: which template writes it; more: what belongs to it."""

    on: date
    kind: str
    row: Any
    more: Any = None


@dataclass(frozen=True)
class Ahead:
    """The course on its forecast. unit: of the chart; words: the plan's own; points: what was found, for the table."""

    course: Course
    chart: str
    what: str
    words: Sequence[str]
    points: Sequence[tuple[Outcome, float, bool | None]]
    sessions: Sequence[PlannedSession]
    measured: bool


def moments(history: History) -> list[tuple[int, list[Moment]]]:
    """The line of time, newest first, by year. What is still planned is not on it."""
    every = sorted(_moments(history), key=lambda item: (item.on, _rank(item.kind)), reverse=True)
    return [(year, list(items)) for year, items in groupby(every, key=lambda item: item.on.year)]


def _rank(kind: str) -> int:
    return LATER.index(kind) if kind in LATER else len(LATER)


def _moments(history: History) -> Iterator[Moment]:
    for intake in history.intakes:
        yield Moment(_day(intake.answered_at or intake.created_at), "intake", intake)
    for screening in history.screenings:
        yield Moment(
            _day(screening.created_at), "screening", screening, VERDICTS.get(screening.verdict, screening.verdict)
        )
    for override in history.overrides:
        yield Moment(_day(override.created_at), "override", override)
    for course in history.courses:
        yield Moment(_day(course.created_at), "course", course)
        if course.ended_at is not None:
            yield Moment(_day(course.ended_at), "course_end", course)
    for consent in history.consents:
        yield Moment(_day(consent.signed_at or consent.created_at), "consent", consent)
        if consent.revoked_at is not None:
            yield Moment(_day(consent.revoked_at), "revoked", consent)
    after = _by_visit(history.check_ins)
    for treatment in history.treatments:
        yield Moment(treatment.on, "treatment", treatment, _told(treatment, after.get(treatment.id, [])))
    for event in history.events:
        yield Moment(event.onset, "adverse_event", event)
    for outcome in history.outcomes:
        yield Moment(outcome.on, "outcome", outcome, label_of(outcome.scale))
    yield from _photographs(history)


def _photographs(history: History) -> Iterator[Moment]:
    """One moment a day for those of the staff, one for those of the patient. more: how many, and whose."""

    def key(photo: Any) -> tuple[date, bool]:
        return photo.taken_on, photo.created_by_id is None

    for (on, by_patient), found in groupby(sorted(history.photographs, key=key), key=key):
        photos = list(found)
        yield Moment(on, "photographs", photos[0], (len(photos), by_patient))


def _day(at: Any) -> date:
    return timezone.localtime(at).date()


def _by_visit(rows: Sequence[CheckIn]) -> Mapping[Any, list[CheckIn]]:
    found: dict[Any, list[CheckIn]] = {}
    for item in sorted(rows, key=lambda row: (row.day, row.created_at)):
        found.setdefault(item.treatment_id, []).append(item)
    return found


@dataclass(frozen=True)
class VisitTold:
    """A visit in a few words: zones, depths, passes, lots; the days that the patient wrote of afterwards."""

    zones: Sequence[str]
    depths: str
    passes: str
    lots: Sequence[str]
    check_ins: Sequence[CheckIn]
    waiting: int


def _told(treatment: Treatment, after: Sequence[CheckIn]) -> VisitTold:
    rows = list(treatment.zones.all())
    lots = [item.lot for item in treatment.cartridges.all()] + (
        [treatment.product_lot] if treatment.product_lot else []
    )
    return VisitTold(
        zones=[row.zone for row in rows],
        depths=_span([float(row.depth_mm) for row in rows]),
        passes=_span([row.passes for row in rows]),
        lots=list(dict.fromkeys(lots)),
        check_ins=after,
        waiting=sum(item.handled_at is None and item.level != "fine" for item in after),
    )


def _span(values: Sequence[float]) -> str:
    if not values:
        return ""
    low, high = min(values), max(values)
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


# --- the course on its forecast --------------------------------------------------------------------------------------


def ahead(history: History, day: date) -> Ahead | None:
    """The running (else the newest) course: its frozen forecast and what was found. None without a course."""
    course = history.course
    if course is None:
        return None
    sessions = [row for row in history.sessions if row.course_id == course.id and row.cancelled_at is None]
    start = _start(history, sessions, course)
    goal = first_goal(history.frozen, course.option)
    found = list(_points(history, goal, course, start)) if goal else []
    foreseen, look, what = _foreseen(history.frozen, course.option, goal)
    picture = timeline_chart(
        "course",
        f"{what}, foreseen and found",
        foreseen,
        seen=[Seen((item.on - start).days, value, inside) for item, value, inside in found if item.on >= start],
        visits=[Visit((_on(row) - start).days, str(row.number), _done(row)) for row in sessions],
        today=float((day - start).days),
        desc=_desc(what, found),
        look=look,
    )
    words = (goal or {}).get("words") or [] if goal else _other_words(history.frozen, course.option)
    return Ahead(course, picture, what, words[:2], found, sessions, goal is not None)


def _start(history: History, sessions: Sequence[PlannedSession], course: Course) -> date:
    done = [item.on for item in history.treatments if item.course_id == course.id and item.status != "abandoned"]
    return min(done) if done else min((row.on for row in sessions), default=_day(course.created_at))


def _on(row: PlannedSession) -> date:
    return row.treatment.on if hasattr(row, "treatment") else row.on


def _done(row: PlannedSession) -> bool:
    return hasattr(row, "treatment") and row.treatment.status == Treatment.Status.SIGNED


def _points(
    history: History, goal: Mapping[str, Any], course: Course, start: date
) -> Iterator[tuple[Outcome, float, bool | None]]:
    """The scores on the goal's scale as improvements since before the first visit, oldest first."""
    rows = [item for item in history.outcomes if item.course_id == course.id and item.scale == goal["scale"]]
    rows.sort(key=lambda item: (item.on, item.created_at))
    before = [float(item.score) for item in rows if item.on <= start]
    baseline = before[-1] if before else goal.get("baseline")
    if baseline is None:
        return
    for item in rows:
        told = (item.forecast or {}).get("improvement")
        found = told if told is not None else _gain(goal["scale"], float(baseline), float(item.score))
        if found is not None:
            yield item, found, item.held


def _gain(scale: str, before: float, after: float) -> float | None:
    try:
        return change(Score(scale, before), Score(scale, after)).improvement
    except InputError:  # a scale without better or worse
        return None


def _foreseen(
    plan: Mapping[str, Any], option: str, goal: Mapping[str, Any] | None
) -> tuple[Foreseen | None, Look, str]:
    if goal is not None:
        curve = goal["by_day"]
        band = Foreseen(curve["days"], curve["median"], curve["low"], curve["high"])
        unit = f"{goal['unit']}s better" if goal["unit"] == "grade" else f"{goal['unit'] or 'points'} better"
        return band, Look(width=400.0, height=250.0, unit=unit, since="the first visit"), str(goal["scale_label"])
    forecast = option_of(plan, option).get("forecast") or {}
    series = (forecast.get("series") or {}).get(COLLAGEN)
    look = Look(width=400.0, height=250.0, unit="percent of the start", since="the first visit")
    if series is None:
        return None, look, "The course"
    return Foreseen(forecast["days"], series["median"], series["low"], series["high"]), look, str(series["label"])


def _desc(what: str, found: Sequence[tuple[Outcome, float, bool | None]]) -> str:
    told = ", ".join(f"{item.on}: {value:+.2g}{_held(inside)}" for item, value, inside in found) or "nothing yet"
    return f"{what} by day, nine people in ten lie in the band. Found: {told}."


def _held(inside: bool | None) -> str:
    return "" if inside is None else " (inside)" if inside else " (outside)"


def _other_words(plan: Mapping[str, Any], option: str) -> list[str]:
    statements = (option_of(plan, option).get("forecast") or {}).get("statements") or []
    return [item["text"] for item in statements]
