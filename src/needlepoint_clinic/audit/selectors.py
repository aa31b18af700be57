"""What the audit trail tells: the events of a patient, of a clinic, and the head of its chain."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from .models import AuditEvent, AuditHead

MOST = 50


def events_of_patient(clinic_id: UUID, patient_id: UUID, *, most: int = 200) -> Sequence[AuditEvent]:
    """The latest events about one patient, newest first."""
    return list(AuditEvent.objects.filter(clinic_id=clinic_id, patient_id=patient_id).order_by("-number")[:most])


def events_of_clinic(clinic_id: UUID, *, most: int = 200) -> Sequence[AuditEvent]:
    """The latest events of one clinic, newest first."""
    return list(AuditEvent.objects.filter(clinic_id=clinic_id).order_by("-number")[:most])


def page_of_events(
    clinic_id: UUID, *, patient_id: UUID | None, before: int | None
) -> tuple[Sequence[AuditEvent], int | None]:
    """A page of events, newest first, older than number ``before``; and where the next page begins, if there is one."""
    rows = AuditEvent.objects.filter(clinic_id=clinic_id)
    if patient_id is not None:
        rows = rows.filter(patient_id=patient_id)
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows.order_by("-number")[: MOST + 1])
    return found[:MOST], found[MOST - 1].number if len(found) > MOST else None


def head_of(clinic_id: UUID) -> tuple[int, str]:
    """How many events the chain has, and the digest of the last."""
    head = AuditHead.objects.filter(clinic_id=clinic_id).first()
    return (head.number, head.digest) if head else (0, "")


def digest_at(number: int, digest: str) -> bool:
    """Whether some chain has this event, by an end that was kept elsewhere."""
    return AuditEvent.objects.filter(number=number, digest=digest).exists()
