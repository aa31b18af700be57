"""Writes: a consent recorded as it was given, and taken back. What was given is never edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ..accounts.models import User
from ..audit.chain import Actor, note
from ..core.refusals import Refused
from ..courses.models import Course
from .models import Consent
from .template import template

LONGEST_ANSWER, LONGEST_COOLING_OFF = 1000, 60
SKEW = timedelta(minutes=5)


@transaction.atomic
def record_consent(
    *,
    clinic_id: UUID,
    course_id: UUID,
    how: str,
    teach_back: Mapping[str, str],
    photo_permissions: Mapping[str, bool],
    by: User | None,
    actor: Actor,
    language: str = "en",
    informed_at: datetime | None = None,
    signed_at: datetime | None = None,
    cooling_off_days: int | None = None,
) -> Consent:
    """A consent that the patient signed, on paper or on the clinic's screen, with what the patient said back.

    informed_at: when the patient was told and got the plan; the cooling-off counts from there. Both default to now.
    """
    words, now = template(language), timezone.now()
    course = Course.objects.select_for_update().filter(clinic_id=clinic_id, id=course_id).first()
    if course is None:
        raise Refused("There is no such course here.")
    if course.status != Course.Status.RUNNING:
        raise Refused("This course has ended.", "Make a new plan first.")
    informed, signed = informed_at or now, signed_at or now
    _check_times(informed, signed, now)
    days = words.cooling_off_days if cooling_off_days is None else cooling_off_days
    if how not in ("paper", "screen") or not 0 <= days <= LONGEST_COOLING_OFF:
        raise Refused("This is not how a consent is given here.", "Go back and choose again.")
    consent = Consent.objects.create(
        clinic_id=clinic_id,
        created_by=by,
        patient_id=course.patient_id,
        course=course,
        template_version=words.version,
        template_hash=words.digest,
        language=words.language,
        teach_back=_answers(teach_back, {item.id for item in words.teach_back}),
        photo_permissions={item.id: photo_permissions.get(item.id) is True for item in words.photo_uses},
        forecast_hash=course.forecast_hash,
        cooling_off_until=informed + timedelta(days=days),
        signed_at=signed,
        signed_how=how,
    )
    _note("consent.record", consent, actor, {"template": words.digest, "language": words.language, "how": how})
    return consent


@transaction.atomic
def revoke(*, clinic_id: UUID, consent_id: UUID, reason: str, by: User | None, actor: Actor) -> Consent:
    """The patient takes the consent back, with what was said. It stays in the record."""
    consent = Consent.objects.select_for_update(of=("self",)).filter(clinic_id=clinic_id, id=consent_id).first()
    if consent is None:
        raise Refused("There is no such consent here.")
    if consent.revoked_at is not None:
        raise Refused("This consent was taken back before.")
    told = " ".join(reason.split())
    if not 3 <= len(told) <= 2000:
        raise Refused("Write what the patient said, in a few words.")
    consent.revoked_at, consent.revoked_by, consent.revoked_why = timezone.now(), by, told
    consent.version += 1
    consent.save(update_fields=["revoked_at", "revoked_by", "revoked_why", "version"])
    _note("consent.revoke", consent, actor, {})
    return consent


def _check_times(informed: datetime, signed: datetime, now: datetime) -> None:
    if informed > now + SKEW or signed > now + SKEW:
        raise Refused("A time lies in the future.", "Check the date and the clock of this device.")
    if signed < informed:
        raise Refused("Signed before the patient was told.", "Check both times.")


def _answers(given: Mapping[str, str], wanted: set[str]) -> dict[str, str]:
    told = {id: " ".join(str(given.get(id, "")).split()) for id in sorted(wanted)}
    if not all(told.values()):
        raise Refused("Every question is answered in the patient's own words.", "Ask again, and write what was said.")
    if any(len(text) > LONGEST_ANSWER for text in told.values()):
        raise Refused(f"An answer has at most {LONGEST_ANSWER} letters.")
    return told


def _note(action: str, consent: Consent, actor: Actor, detail: Mapping[str, str]) -> None:
    note(
        action,
        clinic_id=consent.clinic_id,
        actor=actor,
        subject_kind="consent",
        subject_id=consent.id,
        patient_id=consent.patient_id,
        detail=detail,
    )
