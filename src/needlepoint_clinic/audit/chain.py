"""The chain itself: what is hashed, how an event is added, how a chain is checked from its first event to its head."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from .models import AuditEvent, AuditHead

FIELDS = (
    "number", "at", "actor_kind", "actor_id", "address", "action", "subject_kind", "subject_id", "patient_id", "detail"
)  # fmt: skip


@dataclass(frozen=True)
class Actor:
    """Who acts. kind: staff, patient or system."""

    kind: str
    id: UUID | None = None
    address: str = ""


SYSTEM = Actor("system")


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold. number: of the event; what: in words."""

    number: int
    what: str


def digest_of(clinic_id: UUID, previous: str, event: Mapping[str, Any]) -> str:
    """The digest of one event that follows ``previous``."""
    told = {name: _plain(event[name]) for name in FIELDS} | {"clinic_id": str(clinic_id)}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


def note(
    action: str,
    *,
    clinic_id: UUID,
    actor: Actor,
    subject_kind: str,
    subject_id: object = "",
    patient_id: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Add one event to the clinic's chain, in the transaction of what it speaks of (or one of its own)."""
    with transaction.atomic():
        AuditHead.objects.get_or_create(clinic_id=clinic_id)
        head = AuditHead.objects.select_for_update().get(clinic_id=clinic_id)
        told: dict[str, Any] = {
            "number": head.number + 1,
            "at": timezone.now(),
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "address": actor.address,
            "action": action,
            "subject_kind": subject_kind,
            "subject_id": str(subject_id),
            "patient_id": patient_id,
            "detail": json.loads(json.dumps(detail or {}, default=str)),
        }
        digest = digest_of(clinic_id, head.digest, told)
        event = AuditEvent.objects.create(clinic_id=clinic_id, previous=head.digest, digest=digest, **told)
        AuditHead.objects.filter(clinic_id=clinic_id).update(number=told["number"], digest=digest)
        return event


def check(clinic_id: UUID) -> Break | None:
    """The first place where the clinic's chain does not hold; None when it is whole."""
    head = AuditHead.objects.filter(clinic_id=clinic_id).first()
    rows = AuditEvent.objects.filter(clinic_id=clinic_id).order_by("number")
    return _first_break(clinic_id, rows.values(*FIELDS, "previous", "digest").iterator(chunk_size=2000), head)


def _first_break(clinic_id: UUID, events: Iterable[Mapping[str, Any]], head: AuditHead | None) -> Break | None:
    digest, number = "", 0
    for event in events:
        number += 1
        if event["number"] != number:
            return Break(number, f"event {number} is missing; the next one kept is {event['number']}")
        if event["previous"] != digest:
            return Break(number, f"event {number} does not follow the one before it")
        digest = digest_of(clinic_id, digest, event)
        if event["digest"] != digest:
            return Break(number, f"event {number} was changed after it was written")
    if not number and not head:
        return Break(1, "there is no event at all")
    kept = (head.number, head.digest) if head else (0, "")
    if kept != (number, digest):
        return Break(number + 1, f"the chain ends at event {number}, its head says {kept[0]}")
    return None
