"""Writes: a screening kept as it was on its day, an override made, an override ended."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

import needlepoint
from needlepoint import Case, parse_case, screen
from needlepoint.screening import Screening as Found

from ..accounts.models import User
from ..audit.chain import Actor, note
from ..clinics.access import DECIDES
from ..clinics.models import Membership
from ..core.refusals import NotAllowed, Refused
from ..intake.case import open_questions
from ..intake.selectors import latest_intake, person_of
from ..patients.models import Patient
from ..patients.selectors import patient_of
from .facts import LEVELS, decides_as, facts_of, fits
from .models import Override, Screening
from .open_questions import with_open_questions
from .selectors import standing_overrides

SHORTEST_REASON, LONGEST_REASON = 20, 2000


@transaction.atomic
def screen_patient(
    *, clinic_id: UUID, patient_id: UUID, case: Mapping[str, Any], on: date, by: User | None, actor: Actor
) -> Screening:
    """Hold the engine's rules against a case and keep what they found. Standing overrides go in by themselves.

    Raises needlepoint.InputError when the case cannot be.
    """
    patient = _patient(clinic_id, patient_id)
    document = {name: value for name, value in case.items() if name != "overrides"}
    plain = screen(_case(document, on), on)
    overrides = _fitting(standing_overrides(clinic_id, patient_id), plain)
    if overrides:
        document["overrides"] = [_told(item) for item in overrides]
    found = screen(_case(document, on), on) if overrides else plain
    intake = latest_intake(clinic_id, patient_id)
    if intake is not None:
        person = person_of(patient_of(clinic_id, patient_id))
        found = with_open_questions(found, open_questions(intake.answers, person))
    kept = Screening.objects.create(
        clinic_id=clinic_id,
        created_by=by,
        patient=patient,
        on=on,
        engine_version=needlepoint.__version__,
        case=json.loads(json.dumps(document, default=str)),
        findings=found.model_dump(mode="json"),
        verdict=found.verdict,
        earliest_date=found.earliest_date,
    )
    detail = {"verdict": found.verdict, "rules": found.rules_version, "overrides": [item.rule for item in overrides]}
    _note("screening.run", "screening", kept, actor, detail)
    return kept


def _case(document: Mapping[str, Any], on: date) -> Case:
    return parse_case(json.dumps(document, default=str), "The case", on=on)


def _fitting(standing: Sequence[Override], found: Found) -> list[Override]:
    """The overrides that were made for what is found now: the same facts, or fewer. New facts need a new decision."""
    return [item for item in standing if fits(item, facts_of(found.model_dump(mode="json"), item.rule))]


def _told(item: Override) -> dict[str, str]:
    by = item.created_by.name if item.created_by else "a colleague"
    return {"rule": item.rule, "by": by, "role": item.level, "reason": item.reason}


@transaction.atomic
def override(
    *,
    clinic_id: UUID,
    screening_id: UUID,
    rule: str,
    reason: str,
    member: Membership,
    actor: Actor,
) -> Override:
    """Set a finding aside for this patient, from now on, as what the membership says (its level).

    Raises NotAllowed for a role that does not decide or a level that is not enough, Refused when there is no such
    finding, when nobody may lift it, or when the reason is too short.
    """
    if member.clinic_id != clinic_id or member.role not in DECIDES or member.ended_at is not None:
        raise NotAllowed("Your role does not include this.", "Ask a provider or the owner of the clinic.")
    screening = Screening.objects.filter(clinic_id=clinic_id, id=screening_id).first()
    if screening is None:
        raise Refused("There is no such screening here.")
    _patient(clinic_id, screening.patient_id)
    found = [item for item in screening.findings["findings"] if item["rule"] == rule]
    if not found:
        raise Refused("This screening has no such finding.", "Screen again.")
    needed = max((item["override"] for item in found), key=lambda one: 9 if one == "none" else LEVELS.index(one))
    if needed == "none":
        raise Refused("Nobody may lift this finding.", "It ends by itself, or it stands.")
    if not decides_as(member.level, needed):
        raise NotAllowed(f"This takes a {needed}.", f"Ask a {needed} who works here. The owner says who is one.")
    reason = _reason(reason)
    _replace(screening, rule, member, actor)
    made = Override.objects.create(
        clinic_id=clinic_id,
        created_by=member.user,
        patient_id=screening.patient_id,
        screening=screening,
        rule=rule,
        level=member.level,
        reason=reason,
    )
    _note("override.make", "override", made, actor, {"rule": rule, "level": member.level})
    return made


@transaction.atomic
def end_override(*, clinic_id: UUID, override_id: UUID, reason: str, member: Membership, actor: Actor) -> Override:
    """No longer relied on, with the reason; it stays with the patient."""
    if member.clinic_id != clinic_id or member.role not in DECIDES or member.ended_at is not None:
        raise NotAllowed("Your role does not include this.", "Ask a provider or the owner of the clinic.")
    item = Override.objects.select_for_update().filter(clinic_id=clinic_id, id=override_id).first()
    if item is None:
        raise Refused("There is no such override here.")
    if item.ended_at is not None:
        raise Refused("This override was ended before.")
    _end(item, _reason(reason), member, actor)
    return item


def _replace(screening: Screening, rule: str, member: Membership, actor: Actor) -> None:
    """One override of a rule stands at a time: one made for other facts ends, one made for these is enough."""
    rows = Override.objects.select_for_update(of=("self",)).filter(patient_id=screening.patient_id, rule=rule)
    old = rows.filter(ended_at=None).select_related("screening").first()
    if old is None:
        return
    if fits(old, facts_of(screening.findings, rule)):
        raise Refused("An override of this finding stands already.", "End it first, with the reason.")
    _end(old, "Replaced by a new decision, because the facts are new.", member, actor)


def _end(item: Override, reason: str, member: Membership, actor: Actor) -> None:
    item.ended_at, item.ended_by, item.ended_reason = timezone.now(), member.user, reason
    item.version += 1
    item.save(update_fields=["ended_at", "ended_by", "ended_reason", "version"])
    _note("override.end", "override", item, actor, {"rule": item.rule})


def _reason(text: str) -> str:
    told = " ".join(text.split())
    if not SHORTEST_REASON <= len(told) <= LONGEST_REASON:
        raise Refused(f"The reason needs {SHORTEST_REASON} to {LONGEST_REASON} letters.", "Write it in a sentence.")
    return told


def _patient(clinic_id: UUID, patient_id: UUID) -> Patient:
    """The patient's row, held until the end, so that two at once wait for each other."""
    found = Patient.objects.select_for_update().filter(clinic_id=clinic_id, id=patient_id).first()
    if found is None:
        raise Refused("There is no such patient here.")
    return found


def _note(action: str, kind: str, row: Screening | Override, actor: Actor, detail: Mapping[str, Any]) -> None:
    note(
        action,
        clinic_id=row.clinic_id,
        actor=actor,
        subject_kind=kind,
        subject_id=row.id,
        patient_id=row.patient_id,
        detail=detail,
    )
