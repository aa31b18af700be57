"""Writes: a score on a scale, and its release to the patient."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from needlepoint.outcome import scale as scale_of
from needlepoint.outcome import score as score_of

from ..accounts.models import User
from ..audit.chain import Actor, note
from ..clinics.access import DECIDES
from ..clinics.models import Membership
from ..core.refusals import NotAllowed, Refused, Stale
from ..courses.models import Course
from ..patients.models import Patient
from ..treatments.models import Treatment
from .forecast import held_against
from .models import Outcome


@transaction.atomic
def record_outcome(
    *,
    clinic_id: UUID,
    patient_id: UUID,
    scale: str,
    answers: Mapping[str, float],
    on: date,
    course_id: UUID | None = None,
    blinded: bool = False,
    by: User | None,
    actor: Actor,
) -> Outcome:
    """A score from its answers (item to value; ``total`` for a form that belongs to others).

    With a course it is held against the frozen forecast of that day. Raises needlepoint.InputError for an unknown
    scale and for answers that cannot be, Refused for a day that cannot be.
    """
    if not Patient.objects.filter(clinic_id=clinic_id, id=patient_id).exists():
        raise Refused("There is no such patient here.")
    if on > timezone.localdate():
        raise Refused("A score of a day that has not come cannot be recorded.", "Check the date.")
    given = {name: float(value) for name, value in answers.items()}
    score = score_of(scale_of(scale).id, given)
    course = _course(clinic_id, patient_id, course_id)
    told = _held(course, scale, score, on) if course else {}
    kept = Outcome.objects.create(
        clinic_id=clinic_id,
        created_by=by,
        patient_id=patient_id,
        course=course,
        on=on,
        scale=scale,
        items={} if scale_of(scale).totals_only else given,
        score=Decimal(str(round(score, 3))),
        blinded=blinded,
        forecast=told,
        held=told.get("held"),
    )
    _note("outcome.record", kept, actor, {"scale": scale, "blinded": blinded, "held": kept.held})
    return kept


@transaction.atomic
def release_outcome(
    *,
    clinic_id: UUID,
    outcome_id: UUID,
    version: int,
    released: bool,
    to_patient: str | None = None,
    member: Membership,
    actor: Actor,
) -> Outcome:
    """Shown to the patient from now on, or no longer. to_patient: the provider's words beside it; None leaves them."""
    if member.clinic_id != clinic_id or member.role not in DECIDES or member.ended_at is not None:
        raise NotAllowed("Your role does not include this.", "Ask a provider or the owner of the clinic.")
    item = Outcome.objects.select_for_update().filter(clinic_id=clinic_id, id=outcome_id).first()
    if item is None:
        raise Refused("There is no such score here.")
    if item.version != version:
        now = "shown to the patient" if item.released_at else "not shown to the patient"
        wanted = "shown to the patient" if released else "not shown to the patient"
        raise Stale("Somebody changed this score meanwhile.", theirs={"score": now}, yours={"score": wanted})
    item.released_at = timezone.now() if released else None
    item.to_patient = item.to_patient if to_patient is None else to_patient.strip()
    item.version += 1
    item.save(update_fields=["released_at", "to_patient", "version"])
    told = {"scale": item.scale, "words": bool(item.to_patient)}
    _note("outcome.release" if released else "outcome.withhold", item, actor, told)
    return item


def _course(clinic_id: UUID, patient_id: UUID, course_id: UUID | None) -> Course | None:
    if course_id is None:
        return None
    found = Course.objects.filter(clinic_id=clinic_id, patient_id=patient_id, id=course_id).first()
    if found is None:
        raise Refused("There is no such course of this patient.")
    return found


def _held(course: Course, scale: str, score: float, on: date) -> dict[str, Any]:
    done = Treatment.objects.filter(course=course).exclude(status=Treatment.Status.ABANDONED)
    first = done.order_by("on").values_list("on", flat=True).first()
    if first is None:
        return {}
    before = Outcome.objects.filter(course=course, scale=scale, on__lte=first).order_by("-on", "-created_at").first()
    return held_against(
        course.plan,
        course.option,
        scale=scale,
        score=score,
        baseline=float(before.score) if before else None,
        day=(on - first).days,
    )


def _note(action: str, item: Outcome, actor: Actor, detail: Mapping[str, Any]) -> None:
    note(
        action,
        clinic_id=item.clinic_id,
        actor=actor,
        subject_kind="outcome",
        subject_id=item.id,
        patient_id=item.patient_id,
        detail=detail,
    )
