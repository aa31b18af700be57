"""Writes: what leaves the house is written down; an adverse event followed up, and closed with its outcome."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ..audit.chain import Actor, note
from ..clinics.access import DECIDES
from ..clinics.models import Membership
from ..core.refusals import NotAllowed, Refused, Stale
from ..treatments.models import AdverseEvent, FollowUp

LONGEST = 2000


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
    """How it ended, by whom and when. Raises Stale when somebody closed it meanwhile."""
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
    event.outcome, event.closed_at, event.closed_by = outcome.strip()[:2000], timezone.now(), member.user
    event.version += 1
    event.save(update_fields=["outcome", "closed_at", "closed_by", "version"])
    _note("adverse_event.close", event, actor)
    return event


@transaction.atomic
def follow_up(*, clinic_id: UUID, event_id: UUID, text: str, member: Membership, actor: Actor) -> FollowUp:
    """What was seen or done since, as a row of its own; also after the adverse event was closed."""
    if member.clinic_id != clinic_id or member.ended_at is not None:
        raise NotAllowed("You do not belong to this clinic.")
    event = AdverseEvent.objects.filter(clinic_id=clinic_id, id=event_id).first()
    if event is None:
        raise Refused("There is no such adverse event here.")
    told = text.strip()
    if not 3 <= len(told) <= LONGEST:
        raise Refused("Write what was seen or done.", f"Between 3 and {LONGEST} letters.")
    kept = FollowUp.objects.create(clinic_id=clinic_id, created_by=member.user, event=event, text=told)
    _note("adverse_event.follow_up", event, actor)
    return kept


def _note(action: str, event: AdverseEvent, actor: Actor) -> None:
    note(
        action,
        clinic_id=event.clinic_id,
        actor=actor,
        subject_kind="adverse_event",
        subject_id=event.id,
        patient_id=event.patient_id,
    )
