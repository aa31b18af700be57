"""Which days are worth a reminder: visits, preparation, check-ins, an open consent, a review, maintenance.

Each event is {kind, about, day of the event, day to send, last day to send}. ``about`` holds the day, so that a visit
that moves gets a new event and the old one is gone. Reminders go out two days and one day before a visit; on the first
day of preparation in the frozen plan; on the days after a visit that the patient chose; seven and three days before a
visit without consent, and when the time to think it over has ended; when a review and maintenance fall due (as on the
page of today). All leads are settings of ours, in days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from ..checkins.models import CheckIn
from ..consent.models import Telling
from ..consent.selectors import signed_now, standing
from ..courses.models import Course, PlannedSession
from ..courses.selectors import HEAVY
from ..outcomes.models import Outcome
from ..timeline.selectors import MAINTENANCE_DAYS, REVIEW_DAYS
from ..treatments.models import Treatment
from .models import Kind, Wishes

AHEAD = 14  # days that are queued beforehand
BEFORE_VISIT = (2, 1)
BEFORE_WITHOUT_CONSENT = (7, 3)
LONGEST_PREPARATION = 28
CHECK_IN_DAYS = 14
LATER = 7  # days in which a review, maintenance or consent may still be written about


@dataclass(frozen=True)
class Event:
    """Something of one patient on a day. send, until: first and last day on which to write."""

    patient_id: UUID
    kind: Kind
    about: str
    on: date
    send: date
    until: date


def events(clinic_id: UUID, today: date) -> Sequence[Event]:
    """Everything of one clinic that may be written about from today on, for the next two weeks; as patients wish."""
    wishes = {item.patient_id: item for item in Wishes.objects.filter(clinic_id=clinic_id)}
    found = [
        *_visits(clinic_id, today),
        *_check_ins(clinic_id, today, wishes),
        *_consents(clinic_id, today),
        *_reviews(clinic_id, today),
        *_maintenance(clinic_id, today),
    ]
    kept = (item for item in found if item.until >= today and item.send <= today + timedelta(days=AHEAD))
    return [item for item in kept if wanted(wishes.get(item.patient_id), item.kind)]


def wanted(wishes: Wishes | None, kind: str) -> bool:
    """Whether a patient wants this kind: everything but check-in invitations, unless they said otherwise."""
    return wishes is None or not (wishes.none or kind in wishes.off)


def _days(count: int) -> timedelta:
    return timedelta(days=count)


def _open_sessions(clinic_id: UUID, today: date, ahead: int) -> Any:
    rows = PlannedSession.objects.filter(clinic_id=clinic_id, cancelled_at=None, treatment=None)
    return rows.filter(course__status=Course.Status.RUNNING, on__range=(today, today + _days(ahead)))


def _visits(clinic_id: UUID, today: date) -> Iterator[Event]:
    rows = _open_sessions(clinic_id, today, AHEAD + LONGEST_PREPARATION)
    told = rows.values_list("id", "on", "course__patient_id", "course__plan__care__preparation")
    for id, on, patient_id, preparation in told:
        for lead in BEFORE_VISIT:
            day = on - _days(lead)
            yield Event(patient_id, Kind.VISIT, f"visit:{id}:{on}:{lead}", on, day, day)
        begins = _first_day(preparation or ())
        if begins < -max(BEFORE_VISIT):
            day = on + _days(begins)
            yield Event(patient_id, Kind.PREPARE, f"prepare:{id}:{on}", on, day, day + _days(2))


def _first_day(preparation: Sequence[Mapping[str, Any]]) -> int:
    """The first day, before a visit, on which the patient has something to do; 0 when there is nothing."""
    own = [int(item["from_day"]) for item in preparation if item.get("audience", "patient") == "patient"]
    return max(min(own, default=0), -LONGEST_PREPARATION)


def _check_ins(clinic_id: UUID, today: date, wishes: Mapping[UUID, Wishes]) -> Iterator[Event]:
    chosen = {id: item.check_in_days for id, item in wishes.items() if item.check_in_days and not item.none}
    rows = Treatment.objects.filter(clinic_id=clinic_id, patient_id__in=chosen, on__gte=today - _days(CHECK_IN_DAYS))
    rows = rows.exclude(status=Treatment.Status.ABANDONED)
    written = set(CheckIn.objects.filter(treatment__in=rows).values_list("treatment_id", "day"))
    for id, patient_id, on in rows.values_list("id", "patient_id", "on"):
        for count in chosen[patient_id]:
            day = on + _days(int(count))
            if (id, count) not in written:
                yield Event(patient_id, Kind.CHECK_IN, f"check_in:{id}:{count}", day, day, day)


def _consents(clinic_id: UUID, today: date) -> Iterator[Event]:
    rows = _open_sessions(clinic_id, today, AHEAD + max(BEFORE_WITHOUT_CONSENT)).order_by("course_id", "number")
    rows = rows.select_related("course").defer(*(f"course__{name}" for name in HEAVY))
    first: dict[UUID, PlannedSession] = {}
    for row in rows:
        first.setdefault(row.course_id, row)
    ended = _clock_ended(clinic_id)
    for row in first.values():
        found = standing(row.course).consent
        if found is not None and signed_now(found, row.course):
            continue
        for lead in BEFORE_WITHOUT_CONSENT:
            about, day = f"consent:{row.course_id}:{row.on}:{lead}", row.on - _days(lead)
            yield Event(row.course.patient_id, Kind.CONSENT, about, row.on, day, day + _days(1))
        if row.course_id in ended:
            telling_id, day = ended[row.course_id]
            about = f"consent:{telling_id}:thought"
            yield Event(row.course.patient_id, Kind.CONSENT, about, row.on, day, min(day + _days(LATER), row.on))


def _clock_ended(clinic_id: UUID) -> dict[UUID, tuple[UUID, date]]:
    """The tellings that wait for a signature by course, with the day on which it can be given."""
    rows = Telling.objects.filter(clinic_id=clinic_id, consent=None, cooling_off_until__isnull=False)
    told = rows.filter(course__status=Course.Status.RUNNING).values_list("course_id", "id", "cooling_off_until")
    return {course_id: (id, timezone.localtime(until).date()) for course_id, id, until in told}


def _last_sessions(clinic_id: UUID, today: date, after: int, status: str) -> Any:
    span = (today - _days(after + LATER), today - _days(after) + _days(AHEAD))
    later = PlannedSession.objects.filter(course=OuterRef("course"), cancelled_at=None, number__gt=OuterRef("number"))
    rows = PlannedSession.objects.filter(clinic_id=clinic_id, on__range=span, cancelled_at=None, course__status=status)
    return rows.filter(~Exists(later)).values_list("course_id", "course__patient_id", "on")


def _reviews(clinic_id: UUID, today: date) -> Iterator[Event]:
    scored = Outcome.objects.filter(course=OuterRef("course"), on__gt=OuterRef("on"))
    rows = _last_sessions(clinic_id, today, REVIEW_DAYS, Course.Status.RUNNING).filter(~Exists(scored))
    for course_id, patient_id, on in rows:
        day = on + _days(REVIEW_DAYS)
        yield Event(patient_id, Kind.REVIEW, f"review:{course_id}:{day}", day, day, day + _days(LATER))


def _maintenance(clinic_id: UUID, today: date) -> Iterator[Event]:
    newer = Course.objects.filter(patient=OuterRef("course__patient"), created_at__gt=OuterRef("course__created_at"))
    rows = _last_sessions(clinic_id, today, MAINTENANCE_DAYS, Course.Status.FINISHED).filter(~Exists(newer))
    for course_id, patient_id, on in rows:
        day = on + _days(MAINTENANCE_DAYS)
        yield Event(patient_id, Kind.MAINTENANCE, f"maintenance:{course_id}:{day}", day, day, day + _days(LATER))
