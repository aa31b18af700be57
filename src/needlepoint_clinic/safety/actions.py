"""Writes: what leaves the house is written down; an adverse event closed with its outcome."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ..audit.chain import Actor, note
from ..clinics.access import DECIDES
from ..clinics.models import Membership
from ..core.refusals import NotAllowed, Refused, Stale
from ..treatments.models import AdverseEvent


def note_recall(*, clinic_id: UUID, lot: str, people: int, exported: bool, actor: Actor) -> None:
    """Somebody asked who got a lot, or took the list away."""
    note(
        "safety.recall.export" if exported else "safety.recall",
        clinic_id=clinic_id,
        actor=actor,
        subject_kind="lot",
        subject_id=lot[:60],
        detail={"people": people},
    )


@transaction.atomic
def close_adverse_event(
    *, clinic_id: UUID, event_id: UUID, version: int, outcome: str, member: Membership, actor: Actor
) -> AdverseEvent:
    """How it ended. Raises Stale when somebody closed it meanwhile."""
    if member.clinic_id != clinic_id or member.role not in DECIDES or member.ended_at is not None:
        raise NotAllowed("Your role does not include this.", "Ask a provider or the owner of the clinic.")
    event = AdverseEvent.objects.select_for_update(of=("self",)).filter(clinic_id=clinic_id, id=event_id).first()
    if event is None:
        raise Refused("There is no such adverse event here.")
    if event.version != version or event.closed_at is not None:
        raise Stale(
            "Somebody changed this adverse event meanwhile.",
            theirs={"outcome": event.outcome},
            yours={"outcome": outcome},
        )
    if len(outcome.strip()) < 3:
        raise Refused("Write how it ended before you close it.")
    event.outcome, event.closed_at = outcome.strip()[:2000], timezone.now()
    event.version += 1
    event.save(update_fields=["outcome", "closed_at", "version"])
    note(
        "adverse_event.close",
        clinic_id=clinic_id,
        actor=actor,
        subject_kind="adverse_event",
        subject_id=event.id,
        patient_id=event.patient_id,
    )
    return event
