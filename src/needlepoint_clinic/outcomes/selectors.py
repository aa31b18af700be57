"""Reads: the scores of a patient, one score, the courses that a score can belong to."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404

from ..courses.models import Course
from .models import Outcome

HEAVY = ("plan", "case", "protocol")


def outcomes_of(clinic_id: UUID, patient_id: UUID, *, most: int = 100) -> Sequence[Outcome]:
    """The scores of one patient, newest first."""
    rows = Outcome.objects.filter(clinic_id=clinic_id, patient_id=patient_id).select_related("created_by")
    return list(rows.order_by("-on", "-created_at")[:most])


def released_outcomes(clinic_id: UUID, patient_id: UUID, *, most: int = 30) -> Sequence[Outcome]:
    """The scores that a provider released to this patient, newest first."""
    rows = Outcome.objects.filter(clinic_id=clinic_id, patient_id=patient_id, released_at__isnull=False)
    return list(rows.order_by("-on", "-created_at")[:most])


def outcome_of(clinic_id: UUID, outcome_id: UUID) -> Outcome:
    """One score of this clinic. Raises Http404 for every other."""
    rows = Outcome.objects.filter(clinic_id=clinic_id, id=outcome_id).select_related("created_by", "course")
    found = rows.defer(*(f"course__{name}" for name in HEAVY)).first()
    if found is None:
        raise Http404
    return found


def courses_to_score(clinic_id: UUID, patient_id: UUID) -> Sequence[Course]:
    """The courses of a patient that a score can belong to, newest first."""
    rows = Course.objects.filter(clinic_id=clinic_id, patient_id=patient_id).defer(*HEAVY)
    return list(rows.order_by("-created_at")[:20])


def scales_in_use(clinic_id: UUID, patient_id: UUID) -> Sequence[str]:
    """The scales that this patient's courses were planned on, then those that were scored before; no double."""
    courses = Course.objects.filter(clinic_id=clinic_id, patient_id=patient_id).order_by("-created_at")
    goals = [goal for case in courses.values_list("case", flat=True)[:5] for goal in (case or {}).get("goals") or ()]
    planned = [(goal.get("severity") or {}).get("scale") for goal in goals]
    scored = Outcome.objects.filter(clinic_id=clinic_id, patient_id=patient_id).order_by("-on")
    found = [*planned, *scored.values_list("scale", flat=True)[:20]]
    return [name for name in dict.fromkeys(found) if name]
