"""Reads: the consents of a course, whether one of them holds now, what photographs may be used for, and how far the
telling on the phone is. To another clinic, and to another patient, they are not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from ..courses.models import Course
from ..courses.selectors import HEAVY
from ..patients.selectors import Known, known
from ..photographs.selectors import where_gone
from .models import Consent, PhotoWish, TalkedThrough, Telling, Try, Wording
from .template import Template, made, template


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
    if consent.template_version != template(consent.language).version:
        return "The words of the consent have changed since; the patient is asked again."
    if consent.cooling_off_until is not None and consent.cooling_off_until > at:
        until = timezone.localtime(consent.cooling_off_until)
        return f"The time to think it over ends on {until.day} {until:%B %Y} at {until:%H:%M}."
    return ""


def words_of(consent: Consent) -> Template:
    """The words as they were agreed to; those in force where none were kept (paper consents before words were)."""
    now = template(consent.language)
    if now.digest == consent.template_hash:
        return now
    kept = Wording.objects.filter(digest=consent.template_hash).first()
    return made(kept.version, kept.language, kept.words) if kept else now


# --- photographs -----------------------------------------------------------------------------------------------------


def permits(clinic_id: UUID, patient_id: UUID, use: str) -> bool:
    """Whether the patient allows this use of photographs now: by the newest signed consent, unless it was taken back,
    and by what the patient has said since. What was never asked is no."""
    consent = newest_signed(clinic_id, patient_id)
    return consent is not None and consent.revoked_at is None and permissions_now(consent).get(use, False)


def newest_signed(clinic_id: UUID, patient_id: UUID) -> Consent | None:
    """The consent that was signed last, of whichever course; taken back or not."""
    rows = Consent.objects.filter(clinic_id=clinic_id, patient_id=patient_id, signed_at__isnull=False)
    return rows.order_by("-created_at").first()


def permissions_now(consent: Consent) -> dict[str, bool]:
    """Use to yes or no: what the consent says, and the patient's newer words on it."""
    told = {use: allowed is True for use, allowed in consent.photo_permissions.items()}
    for wish in PhotoWish.objects.filter(clinic_id=consent.clinic_id, consent_id=consent.id).order_by("created_at"):
        told[wish.use] = wish.allowed
    return told


# --- told on the phone -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A question with its tries. state: open, right, talk (a person has to) or talked."""

    id: str
    state: str
    tries: Sequence[Try]
    talk: TalkedThrough | None


@dataclass(frozen=True)
class Progress:
    """How far the telling is. missing: what is next: read, questions, talk, photographs, wait, sign."""

    telling: Telling
    read: Sequence[str]
    asked: Sequence[Asked]
    missing: str


@dataclass(frozen=True)
class MyConsent:
    """Where the patient's page starts. consent: the newest of the course; why: it does not hold; course: running."""

    course: Course | None
    consent: Consent | None
    why: str


def my_consent(clinic_id: UUID, patient_id: UUID) -> MyConsent:
    """The patient's running course (the newest) and its consent; without one, the consent that was signed last."""
    rows = Course.objects.filter(clinic_id=clinic_id, patient_id=patient_id, status=Course.Status.RUNNING)
    course = rows.select_related("clinic").order_by("-created_at").first()
    if course is None:
        return MyConsent(None, newest_signed(clinic_id, patient_id), "")
    found = standing(course)
    return MyConsent(course, found.consent, found.why)


def my_signed(clinic_id: UUID, patient_id: UUID, consent_id: UUID) -> Consent:
    """One signed consent of this patient. Raises Http404."""
    found = consent_of(clinic_id, consent_id)
    if found.patient_id != patient_id or found.signed_at is None:
        raise Http404
    return found


def progress_of(telling: Telling) -> Progress:
    """What was read, asked and is next."""
    words, tries = template("en"), list(telling.tries.all())
    talks = {item.question: item for item in telling.talks.all()}
    asked = [_asked(item.id, tries, talks.get(item.id), words.tries) for item in words.teach_back]
    read = [item.id for item in words.sections if item.id in telling.read]
    return Progress(telling, read, asked, _missing(telling, asked))


def _asked(id: str, tries: Sequence[Try], talk: TalkedThrough | None, most: int) -> Asked:
    mine = [item for item in tries if item.question == id]
    if any(item.right for item in mine):
        state = "right"
    elif talk is not None:
        state = "talked"
    else:
        state = "talk" if len(mine) >= most else "open"
    return Asked(id, state, mine, talk)


def _missing(telling: Telling, asked: Sequence[Asked]) -> str:
    if telling.informed_at is None:
        return "read"
    states = {item.state for item in asked}
    if "open" in states:
        return "questions"
    if telling.photo_permissions is None:
        return "photographs"
    if "talk" in states:
        return "talk"
    until = telling.cooling_off_until
    return "wait" if until is None or until > timezone.now() else "sign"


def telling_of_course(clinic_id: UUID, course_id: UUID) -> Telling | None:
    """The telling on the phone that is under way for a course, with these words and this forecast; None before it."""
    rows = Telling.objects.filter(clinic_id=clinic_id, course_id=course_id, consent__isnull=True)
    rows = rows.filter(template_version=template("en").version).select_related("course")
    found = rows.defer(*(f"course__{name}" for name in HEAVY)).order_by("-created_at").first()
    return found if found is not None and found.forecast_hash == found.course.forecast_hash else None


@dataclass(frozen=True)
class ToTalk:
    """A telling in which a question is left to a person, with the patient."""

    telling: Telling
    known: Known


def to_talk_through(clinic_id: UUID, *, most: int = 20) -> Sequence[ToTalk]:
    """Tellings in which a question is left to a person, the oldest first."""
    rows = Telling.objects.filter(
        clinic_id=clinic_id, consent__isnull=True, informed_at__isnull=False, course__status=Course.Status.RUNNING
    )
    rows = rows.filter(template_version=template("en").version).select_related("patient").prefetch_related(
        "tries", "talks"
    )  # fmt: skip
    found = [item for item in rows.order_by("informed_at")[:200] if "talk" in _states(item)]
    return [ToTalk(item, known(item.patient)) for item in found[:most]]


def _states(telling: Telling) -> set[str]:
    return {item.state for item in progress_of(telling).asked}


def where_pictures_went(clinic_id: UUID, patient_id: UUID) -> Sequence[Mapping[str, Any]]:
    """Every export and page that the patient's photographs went to; empty where none went anywhere."""
    return list(where_gone(clinic_id, patient_id))


def signed_now(consent: Consent, course: Course) -> bool:
    """Whether a consent is signed for this plan and these words, be it that the time to think still runs."""
    same = consent.forecast_hash == course.forecast_hash and consent.course_id == course.id
    current = consent.template_version == template(consent.language).version
    return consent.signed_at is not None and consent.revoked_at is None and same and current


def first_open_visit(course: Course) -> date | None:
    """The day of the first visit that is still to come."""
    return course.sessions.filter(cancelled_at=None, treatment=None).order_by("on").values_list("on", flat=True).first()
