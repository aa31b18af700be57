"""Reads: screenings and overrides of a patient of this clinic. To another clinic they are not there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404

from .models import Override, Screening


def latest_screening(clinic_id: UUID, patient_id: UUID) -> Screening | None:
    """The newest screening; None before the first."""
    return _of_patient(clinic_id, patient_id).first()


def screenings_of(clinic_id: UUID, patient_id: UUID, *, most: int = 30) -> Sequence[Screening]:
    """The screenings, newest first; what they found is only read when it is asked for."""
    return list(_of_patient(clinic_id, patient_id).defer("case", "findings")[:most])


def _of_patient(clinic_id: UUID, patient_id: UUID) -> Any:
    rows = Screening.objects.filter(clinic_id=clinic_id, patient_id=patient_id).select_related("created_by")
    return rows.order_by("-created_at")


def screening_of(clinic_id: UUID, patient_id: UUID, screening_id: UUID) -> Screening:
    """One screening of this patient. Raises Http404 for every other."""
    found = _of_patient(clinic_id, patient_id).filter(id=screening_id).first()
    if found is None:
        raise Http404
    return found


def findings_of(screening: Screening) -> Sequence[dict[str, Any]]:
    """The findings as the engine wrote them, most serious first."""
    return list(screening.findings["findings"])


def finding_of(screening: Screening, rule: str) -> dict[str, Any]:
    """The first finding of a rule. Raises Http404 when the rule found nothing."""
    found = next((item for item in findings_of(screening) if item["rule"] == rule), None)
    if found is None:
        raise Http404
    return found


def standing_overrides(clinic_id: UUID, patient_id: UUID) -> Sequence[Override]:
    """Overrides that still stand, newest first, with who made them and the screening they were made for."""
    return [item for item in overrides_of(clinic_id, patient_id) if item.ended_at is None]


def overrides_of(clinic_id: UUID, patient_id: UUID) -> Sequence[Override]:
    """Every override there ever was for this patient, newest first."""
    rows = Override.objects.filter(clinic_id=clinic_id, patient_id=patient_id)
    return list(rows.select_related("created_by", "ended_by", "screening").order_by("-created_at"))


def override_of(clinic_id: UUID, patient_id: UUID, override_id: UUID) -> Override:
    """One override of this patient. Raises Http404 for every other."""
    rows = Override.objects.filter(clinic_id=clinic_id, patient_id=patient_id, id=override_id)
    found = rows.select_related("created_by", "screening").first()
    if found is None:
        raise Http404
    return found
