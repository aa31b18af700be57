"""Reads: worked plans, courses and sessions of this clinic. To another clinic they are not there (404)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from ..audit.models import AuditEvent
from .frozen import frozen_digest
from .models import Course, PlannedSession, WorkedPlan
from .parts import AcceptedOption

HEAVY = ("plan", "case", "protocol")


def worked_by_key(clinic_id: UUID, patient_id: UUID, key: str) -> WorkedPlan | None:
    """A plan that was worked out from just this."""
    return WorkedPlan.objects.filter(clinic_id=clinic_id, patient_id=patient_id, key=key).first()


def worked_of(clinic_id: UUID, patient_id: UUID, worked_id: UUID) -> WorkedPlan:
    """One worked plan of this patient. Raises Http404."""
    rows = WorkedPlan.objects.select_related("screening")
    found = rows.filter(clinic_id=clinic_id, patient_id=patient_id, id=worked_id).first()
    if found is None:
        raise Http404
    return found


def worked_with_id(worked_id: UUID) -> WorkedPlan:
    """A worked plan whose patient was looked at already (``worked_of``)."""
    return WorkedPlan.objects.select_related("screening").get(id=worked_id)


def course_of(clinic_id: UUID, course_id: UUID) -> Course:
    """One course of this clinic, whole. Raises Http404."""
    rows = Course.objects.select_related("patient", "screening", "created_by", "clinic")
    found = rows.filter(clinic_id=clinic_id, id=course_id).first()
    if found is None:
        raise Http404
    return found


def courses_of_patient(clinic_id: UUID, patient_id: UUID) -> Sequence[Course]:
    """The courses of a patient, newest first, without their heavy documents (read when asked for)."""
    rows = Course.objects.filter(clinic_id=clinic_id, patient_id=patient_id).defer(*HEAVY)
    return list(rows.order_by("-created_at"))


def accepted_option(course_id: UUID) -> dict[str, Any] | None:
    """The accepted proposal in a course's frozen plan, without the fields of its visits (most of it)."""
    return Course.objects.filter(id=course_id).values_list(AcceptedOption("plan", "option"), flat=True).first()


def running_twin(clinic_id: UUID, patient_id: UUID, forecast_hash: str) -> Course | None:
    """A running course that was accepted from the same forecast."""
    rows = Course.objects.filter(clinic_id=clinic_id, patient_id=patient_id, forecast_hash=forecast_hash)
    return rows.filter(status=Course.Status.RUNNING).defer(*HEAVY).first()


def sessions_of(course: Course) -> Sequence[PlannedSession]:
    """The planned sessions of a course in order, with the chart of each that was opened."""
    return list(course.sessions.select_related("treatment").order_by("number"))


def session_of(clinic_id: UUID, course_id: UUID, session_id: UUID) -> PlannedSession:
    """One planned session. Raises Http404."""
    rows = PlannedSession.objects.filter(clinic_id=clinic_id, course_id=course_id, id=session_id)
    found = rows.select_related("course", "treatment").first()
    if found is None:
        raise Http404
    return found


def sessions_on(clinic_id: UUID, day: date) -> QuerySet[PlannedSession]:
    """What is planned for a day in running courses, not cancelled; light."""
    rows = PlannedSession.objects.filter(clinic_id=clinic_id, on=day, cancelled_at=None)
    rows = rows.filter(course__status=Course.Status.RUNNING).select_related("course__patient")
    return rows.defer(*(f"course__{name}" for name in HEAVY)).order_by("course__created_at", "number")


def option_of(course: Course) -> dict[str, Any]:
    """The accepted option in the frozen plan."""
    return next(item for item in course.plan["options"] if item["name"] == course.option)


def is_untouched(course: Course) -> bool:
    """Whether what is frozen is what was accepted: its hash now, the hash kept with it, and the one in the chain."""
    now = frozen_digest(
        plan=course.plan,
        option=course.option,
        protocol=course.protocol,
        case=course.case,
        engine_version=course.engine_version,
    )
    rows = AuditEvent.objects.filter(
        clinic_id=course.clinic_id, patient_id=course.patient_id, action="course.accept", subject_id=str(course.id)
    )
    noted = [event.detail.get("hash") for event in rows]
    return now == course.forecast_hash and noted == [now]
