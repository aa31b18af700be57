"""Reads: what waits today, and everything about one patient. The number of queries is the same for one and for many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from ..checkins.models import CheckIn
from ..checkins.selectors import Waiting, queue
from ..consent.models import Consent
from ..core.few import first
from ..courses.models import Course, PlannedSession
from ..courses.selectors import HEAVY, accepted_option, sessions_on
from ..intake.models import Intake
from ..outcomes.models import Outcome
from ..patients.models import Patient
from ..patients.selectors import Known, known
from ..photographs.models import Photo
from ..screening.models import Override, Screening
from ..treatments.models import AdverseEvent, Cartridge, Treatment

MOST = 20
REVIEW_DAYS = 84  # a result is looked at twelve weeks after the last visit: collagen has come by then
MAINTENANCE_DAYS = 182
LOOK_BACK = 28  # what fell due longer ago is no longer news; it stands on the patient's own page
LOOK_AHEAD = 7
# What a line of Today shows: a hundred lines are made of these columns alone.
OF_PATIENT = ("patient__identity",)
OF_SESSION = ("number", "on", "course__title", "course__patient__identity")


@dataclass(frozen=True)
class Due:
    """Something of one patient that is due: the row it is about, the day it falls due, the chart of a visit."""

    known: Known
    row: Any
    on: date
    chart: Treatment | None = None


@dataclass(frozen=True)
class Today:
    """What waits for the people of one clinic."""

    visits: Sequence[Due]
    check_ins: Sequence[Waiting]
    waits: Sequence[Due]
    reviews: Sequence[Due]
    maintenance: Sequence[Due]
    open_charts: Sequence[Due]
    adverse_events: Sequence[Due]


def today(clinic_id: UUID, day: date) -> Today:
    """Everything on the page of one day."""
    return Today(
        visits=_visits(clinic_id, day),
        check_ins=queue(clinic_id, most=MOST),
        waits=_waits(clinic_id, day),
        reviews=_reviews(clinic_id, day),
        maintenance=_maintenance(clinic_id, day),
        open_charts=_open_charts(clinic_id, day),
        adverse_events=_open_events(clinic_id),
    )


def _due(row: Any, patient: Patient, on: date, chart: Treatment | None = None) -> Due:
    return Due(known(patient), row, on, chart)


def _visits(clinic_id: UUID, day: date) -> Sequence[Due]:
    rows = sessions_on(clinic_id, day).select_related("treatment")
    rows = rows.defer(None).only(*OF_SESSION, "treatment__session", "treatment__status")
    return [_due(row, row.course.patient, row.on, getattr(row, "treatment", None)) for row in rows]


def _waits(clinic_id: UUID, day: date) -> Sequence[Due]:
    """Newest screenings that said "not before": the day has come, or comes within the week."""
    span = (day - timedelta(days=LOOK_BACK), day + timedelta(days=LOOK_AHEAD))
    newer = Screening.objects.filter(patient=OuterRef("patient"), created_at__gt=OuterRef("created_at"))
    rows = Screening.objects.filter(clinic_id=clinic_id, earliest_date__range=span, verdict="wait")
    found = first(rows.filter(~Exists(newer)), "earliest_date", most=MOST)
    found = found.select_related("patient").only("earliest_date", *OF_PATIENT)
    return [_due(row, row.patient, row.earliest_date) for row in found if row.earliest_date]


def _last_sessions(clinic_id: UUID, day: date, after: int, status: str) -> QuerySet[PlannedSession]:
    """The last visits of courses, as far back as ``after`` days and a little longer."""
    span = (day - timedelta(days=after + LOOK_BACK), day - timedelta(days=after))
    later = PlannedSession.objects.filter(course=OuterRef("course"), cancelled_at=None, number__gt=OuterRef("number"))
    rows = PlannedSession.objects.filter(clinic_id=clinic_id, on__range=span, cancelled_at=None, course__status=status)
    return rows.filter(~Exists(later))


def _of_courses(rows: QuerySet[PlannedSession], after: int) -> Sequence[Due]:
    found = first(rows, "on", "id", most=MOST).select_related("course__patient").only(*OF_SESSION)
    return [_due(row, row.course.patient, row.on + timedelta(days=after)) for row in found]


def _reviews(clinic_id: UUID, day: date) -> Sequence[Due]:
    """Running courses whose last visit was twelve weeks ago, without a score since eight weeks after it."""
    scored = Outcome.objects.filter(course=OuterRef("course"), on__gt=OuterRef("on"))
    return _of_courses(
        _last_sessions(clinic_id, day, REVIEW_DAYS, Course.Status.RUNNING).filter(~Exists(scored)), REVIEW_DAYS
    )


def _maintenance(clinic_id: UUID, day: date) -> Sequence[Due]:
    """Finished courses whose last visit was half a year ago, without a newer course."""
    newer = Course.objects.filter(patient=OuterRef("course__patient"), created_at__gt=OuterRef("course__created_at"))
    return _of_courses(
        _last_sessions(clinic_id, day, MAINTENANCE_DAYS, Course.Status.FINISHED).filter(~Exists(newer)),
        MAINTENANCE_DAYS,
    )


def _open_charts(clinic_id: UUID, day: date) -> Sequence[Due]:
    """Charts that nobody signed, the oldest first; those of today stand with the visits."""
    rows = Treatment.objects.filter(clinic_id=clinic_id, status=Treatment.Status.OPEN, on__lt=day)
    found = first(rows, "on", most=MOST).select_related("patient", "course")
    found = found.only("on", "course__title", *OF_PATIENT)
    return [_due(row, row.patient, row.on) for row in found]


def _open_events(clinic_id: UUID) -> Sequence[Due]:
    rows = AdverseEvent.objects.filter(clinic_id=clinic_id, closed_at=None)
    found = first(rows, "onset", most=MOST).select_related("patient").only("what", "onset", "severity", *OF_PATIENT)
    return [_due(row, row.patient, row.onset) for row in found]


# --- one patient -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class History:
    """Everything about one patient. frozen: of the running (else the newest) course, its accepted proposal."""

    known: Known
    intakes: Sequence[Intake]
    screenings: Sequence[Screening]
    overrides: Sequence[Override]
    courses: Sequence[Course]
    sessions: Sequence[PlannedSession]
    consents: Sequence[Consent]
    treatments: Sequence[Treatment]
    check_ins: Sequence[CheckIn]
    events: Sequence[AdverseEvent]
    outcomes: Sequence[Outcome]
    course: Course | None
    frozen: Mapping[str, Any] = field(default_factory=dict)
    photographs: Sequence[Photo] = ()


def history(known_patient: Known) -> History:
    """The rows of one patient of this clinic, newest first, each list with an end."""
    patient = known_patient.patient
    told = {"clinic_id": patient.clinic_id, "patient_id": patient.id}
    courses = list(
        Course.objects.filter(**told).defer(*HEAVY).select_related("created_by").order_by("-created_at")[:30]
    )
    running = [item for item in courses if item.status == Course.Status.RUNNING]
    course = next(iter([*running, *courses]), None)
    accepted = accepted_option(course.id) if course else None
    treatments = Treatment.objects.filter(**told).select_related("session", "signed_by").prefetch_related(
        "zones", Prefetch("cartridges", queryset=Cartridge.objects.order_by("created_at"))
    )  # fmt: skip
    sessions = PlannedSession.objects.filter(course__in=[item.id for item in courses])
    return History(
        known=known_patient,
        intakes=_latest(Intake.objects.filter(**told).defer("answers"), "-created_at"),
        screenings=_latest(Screening.objects.filter(**told).defer("case", "findings"), "-created_at"),
        overrides=_latest(Override.objects.filter(**told).select_related("created_by", "ended_by"), "-created_at"),
        courses=courses,
        sessions=list(sessions.select_related("treatment").order_by("on", "number")),
        consents=_latest(Consent.objects.filter(**told), "-created_at"),
        treatments=_latest(treatments, "-on"),
        check_ins=_latest(CheckIn.objects.filter(**told).select_related("corrected_by", "created_by"), "-on", 200),
        events=_latest(AdverseEvent.objects.filter(**told), "-onset"),
        outcomes=_latest(Outcome.objects.filter(**told).select_related("created_by"), "-on"),
        course=course,
        frozen={"options": [accepted]} if accepted else {},
        photographs=_latest(Photo.objects.filter(hidden_at__isnull=True, **told), "-taken_on", 200),
    )


def _latest(rows: QuerySet[Any], order: str, most: int = 60) -> list[Any]:
    return list(rows.order_by(order, "-created_at")[:most])
