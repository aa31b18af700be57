"""Writes: a day's entry, its answer, an adverse event opened from it. An entry never changes; a correction is added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ..accounts.models import User
from ..audit.chain import Actor, note
from ..clinics.access import DECIDES
from ..clinics.models import Membership
from ..core.refusals import NotAllowed, Refused, Stale
from ..treatments.actions import report_adverse_event
from ..treatments.models import AdverseEvent, Treatment
from .foreseen import hold
from .models import CheckIn

GRAVE = ("urgent", "call the clinic")
LAST_DAY = 366


@transaction.atomic
def check_in(
    *,
    clinic_id: UUID,
    treatment_id: UUID,
    day: int,
    signs: Mapping[str, Any],
    flags: Iterable[str] = (),
    words: str = "",
    corrects: UUID | None = None,
    by: User | None = None,
    actor: Actor,
) -> CheckIn:
    """One day's entry after a visit, held against the frozen forecast and the clock. corrects: the entry it replaces.

    Raises needlepoint.InputError for signs and flags that cannot be, Refused for a visit or a day that cannot be.
    """
    treatment = _treatment(clinic_id, treatment_id)
    on = _day(treatment, day)
    old = _corrected(treatment, corrects) if corrects else None
    held = hold(
        treatment.course.plan,
        treatment.course.option,
        treated_on=treatment.on,
        day=day,
        signs=signs,
        flags=list(flags),
        before=_before(treatment, day, old),
    )
    kept = CheckIn.objects.create(
        clinic_id=clinic_id,
        created_by=by,
        patient_id=treatment.patient_id,
        treatment=treatment,
        day=day,
        on=on,
        signs=dict(held.entry.signs),
        flags=list(held.entry.flags),
        words=words.strip(),
        level=held.triage.level,
        inside=held.inside,
        reasons=[item.model_dump(mode="json", include={"id", "level", "when", "text"}) for item in held.triage.reasons],
        bands={name: list(values) for name, values in held.bands.items()},
        stated=held.stated,
        held=held.held,
        corrects=old,
    )
    detail = {"day": day, "level": kept.level, "inside": kept.inside, "corrects": str(corrects or "")}
    _note("checkin.add", kept, actor, detail)
    return kept


@transaction.atomic
def answer_check_in(
    *,
    clinic_id: UUID,
    check_in_id: UUID,
    version: int,
    answer: str,
    to_patient: str = "",
    member: Membership,
    actor: Actor,
) -> CheckIn:
    """Looked at: what was done, for the clinic, and what is said to the patient, who reads it on their day page.

    An entry that called for the clinic is not closed without words of either kind.
    """
    item = _open(clinic_id, check_in_id, version, answer or to_patient, member)
    if item.level in GRAVE and not (answer.strip() or to_patient.strip()):
        raise Refused("This entry asked for the clinic.", "Write what was answered or done before you close it.")
    item.to_patient = to_patient.strip()
    _close(item, answer, member, None)
    told = {"level": item.level, "words": bool(answer.strip()), "to_patient": bool(item.to_patient)}
    _note("checkin.answer", item, actor, told)
    return item


@transaction.atomic
def open_adverse_event(
    *,
    clinic_id: UUID,
    check_in_id: UUID,
    version: int,
    what: str,
    severity: str,
    done: str,
    member: Membership,
    actor: Actor,
) -> AdverseEvent:
    """An adverse event of the visit, opened from what the patient wrote; the entry is closed with it."""
    item = _open(clinic_id, check_in_id, version, done, member)
    event = report_adverse_event(
        clinic_id=clinic_id,
        treatment_id=item.treatment_id,
        what=what,
        onset=item.on,
        severity=severity,
        by=member.user,
        actor=actor,
        action=done,
    )
    _close(item, done, member, event)
    _note("checkin.adverse_event", item, actor, {"event": str(event.id), "severity": severity})
    return event


def _treatment(clinic_id: UUID, treatment_id: UUID) -> Treatment:
    rows = Treatment.objects.select_related("course", "clinic").filter(clinic_id=clinic_id, id=treatment_id)
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise Refused("There is no such visit here.")
    if found.status == Treatment.Status.ABANDONED:
        raise Refused("Nothing was done at this visit.", "Choose another visit.")
    return found


def _day(treatment: Treatment, day: int) -> date:
    today = timezone.localdate()
    on = treatment.on + timedelta(days=day) if 0 <= day <= LAST_DAY else None
    if on is None or on > today:
        most = min((today - treatment.on).days, LAST_DAY)
        raise Refused(f"Day {day} after this visit cannot be.", f"Today is day {most} after it.")
    return on


def _corrected(treatment: Treatment, id: UUID) -> CheckIn:
    old = CheckIn.objects.select_for_update().filter(treatment=treatment, id=id).first()
    if old is None:
        raise Refused("There is no such entry of this visit.")
    if CheckIn.objects.filter(corrects=old).exists():
        raise Refused("This entry was corrected already.", "Open the newer one and correct that.")
    return old


def _before(treatment: Treatment, day: int, old: CheckIn | None) -> Mapping[str, int]:
    """The grades of the nearest earlier day that stand (not those that were corrected)."""
    rows = CheckIn.objects.filter(treatment=treatment, day__lt=day, corrected_by__isnull=True)
    found = rows.exclude(id=old.id if old else None).order_by("-day", "-created_at").first()
    return found.signs if found else {}


def _open(clinic_id: UUID, check_in_id: UUID, version: int, words: str, member: Membership) -> CheckIn:
    if member.clinic_id != clinic_id or member.role not in DECIDES or member.ended_at is not None:
        raise NotAllowed("Your role does not include this.", "Ask a provider or the owner of the clinic.")
    rows = CheckIn.objects.select_for_update(of=("self",)).select_related("handled_by")
    item = rows.filter(clinic_id=clinic_id, id=check_in_id).first()
    if item is None:
        raise Refused("There is no such entry here.")
    if item.handled_at is not None or item.version != version:
        by = item.handled_by.name if item.handled_by else "A colleague"
        raise Stale(
            "Somebody closed this entry while you were writing.",
            theirs={"closed_by": by, "answer": item.answer},
            yours={"closed_by": member.user.name, "answer": words},
        )
    return item


def _close(item: CheckIn, answer: str, member: Membership, event: AdverseEvent | None) -> None:
    item.handled_at, item.handled_by, item.answer = timezone.now(), member.user, answer.strip()
    item.adverse_event = event
    item.version += 1
    item.save(update_fields=["handled_at", "handled_by", "answer", "to_patient", "adverse_event", "version"])


def _note(action: str, item: CheckIn, actor: Actor, detail: Mapping[str, Any]) -> None:
    note(
        action,
        clinic_id=item.clinic_id,
        actor=actor,
        subject_kind="checkin",
        subject_id=item.id,
        patient_id=item.patient_id,
        detail=detail,
    )
