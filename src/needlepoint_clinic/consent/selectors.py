"""Reads: the consents of a course, and whether one of them holds now. To another clinic they are not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from ..courses.models import Course
from .models import Consent


@dataclass(frozen=True)
class Standing:
    """How a course's consent stands. why: in words, empty when it holds."""

    consent: Consent | None
    why: str

    @property
    def holds(self) -> bool:
        """Whether needling may begin on it."""
        return not self.why


def consent_of(clinic_id: UUID, consent_id: UUID) -> Consent:
    """One consent. Raises Http404 for every other clinic's."""
    rows = Consent.objects.filter(clinic_id=clinic_id, id=consent_id)
    found = rows.select_related("course", "created_by", "revoked_by").first()
    if found is None:
        raise Http404
    return found


def consents_of_course(clinic_id: UUID, course_id: UUID) -> Sequence[Consent]:
    """Every consent of a course, newest first."""
    rows = Consent.objects.filter(clinic_id=clinic_id, course_id=course_id)
    return list(rows.select_related("course", "created_by", "revoked_by").order_by("-created_at"))


def course_for_consent(clinic_id: UUID, course_id: UUID) -> Course:
    """The course that is consented to. Raises Http404 for every other clinic's."""
    found = Course.objects.filter(clinic_id=clinic_id, id=course_id).select_related("patient").first()
    if found is None:
        raise Http404
    return found


def standing(course: Course, at: datetime | None = None) -> Standing:
    """Whether the newest consent of a course holds at a time (default: now)."""
    now = at or timezone.now()
    found = Consent.objects.filter(clinic_id=course.clinic_id, course_id=course.id).order_by("-created_at").first()
    if found is None:
        return Standing(None, "There is no consent for this course yet.")
    return Standing(found, why_not(found, course, now))


def why_not(consent: Consent, course: Course, at: datetime) -> str:
    """Why a consent does not hold; empty when it does."""
    if consent.revoked_at is not None:
        return "The patient took the consent back."
    if consent.signed_at is None or consent.signed_at > at:
        return "The consent is not signed."
    if consent.course_id != course.id or consent.forecast_hash != course.forecast_hash:
        return "The consent was given for another plan."
    if consent.cooling_off_until is not None and consent.cooling_off_until > at:
        until = timezone.localtime(consent.cooling_off_until)
        return f"The time to think it over ends on {until.day} {until:%B %Y} at {until:%H:%M}."
    return ""
