"""Reads: a patient's intakes, and the intake that a patient's link opens. To other clinics neither is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from ..patients.models import Patient
from ..patients.selectors import Known, known
from .links import digest_of
from .models import Intake
from .questionnaire import Person

OPEN, SENT, ENDED, EXPIRED, USED = "open", "sent", "ended", "expired", "used"


@dataclass(frozen=True)
class Link:
    """What a patient's link leads to. state: open, sent (answered), ended, expired, used (on another device)."""

    intake: Intake
    known: Known
    state: str


def latest_intake(clinic_id: UUID, patient_id: UUID) -> Intake | None:
    """The newest intake of this patient here, finished or not; None when there is none."""
    return next(iter(intakes_of(clinic_id, patient_id)), None)


def intakes_of(clinic_id: UUID, patient_id: UUID) -> Sequence[Intake]:
    """Every intake of this patient here, newest first."""
    rows = Intake.objects.filter(clinic_id=clinic_id, patient_id=patient_id).select_related("created_by")
    return list(rows.order_by("-created_at"))


def intake_of(clinic_id: UUID, intake_id: UUID) -> Intake:
    """One intake of this clinic. Raises Http404 for every other."""
    found = Intake.objects.filter(clinic_id=clinic_id, id=intake_id).first()
    if found is None:
        raise Http404
    return found


def person_of(patient: Known) -> Person:
    """What decides which questions are asked."""
    return Person(patient.patient.sex, patient.age)


def link_of(secret: str) -> Link:
    """The link with this secret. Raises Http404 when there is none; an old one says in its state what became of it."""
    return _link(Intake.objects.filter(link_digest=digest_of(secret)), opened=False)


def link_in_use(session: Mapping[str, Any] | None) -> Link:
    """The link that this browser opened, by what its session holds. Raises Http404 when it opened none."""
    told = session or {}
    if not told.get("digest"):
        raise Http404
    return _link(Intake.objects.filter(id=told.get("intake"), link_digest=told["digest"]), opened=True)


def _link(rows: Any, *, opened: bool) -> Link:
    found = rows.select_related("clinic", "patient", "patient__clinic").first()
    if found is None:
        raise Http404
    patient: Patient = found.patient
    return Link(found, known(patient), _state(found, opened))


def _state(intake: Intake, opened: bool) -> str:
    if intake.link_ended_at is not None:
        return ENDED
    if intake.answered_at is not None:
        return SENT
    if intake.link_until is None or intake.link_until <= timezone.now():
        return EXPIRED
    return USED if intake.link_used_at is not None and not opened else OPEN
