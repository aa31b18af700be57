"""Writes: a consent recorded as it was given, told and signed on the phone, taken back. What was given is never edited.

On the phone: every step is read, the clock begins, every question is answered rightly (or talked through by a member),
then, not before the clock ends, the name is typed. A wrong answer refuses nobody; it is explained and kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from ..accounts.models import User
from ..audit.chain import Actor, note
from ..core.refusals import Refused
from ..courses.models import Course
from ..patients.selectors import patient_of
from .models import Consent, PhotoWish, TalkedThrough, Telling, Try, Wording
from .selectors import permissions_now
from .signature import is_own_name, sealed_name
from .template import LANGUAGES, Template, template

LONGEST_ANSWER, LONGEST_COOLING_OFF = 1000, 60
SKEW = timedelta(minutes=5)
LONGEST_NAME = 200
BY_PHONE = "Taken back by the patient on the phone."
TALKED = "Talked through with a member of the practice: "


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
    _keep_words(words)
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
    told = " ".join(reason.split())
    if not 3 <= len(told) <= 2000:
        raise Refused("Write what the patient said, in a few words.")
    return _end(consent, told, by, actor)


@transaction.atomic
def take_back(*, clinic_id: UUID, patient_id: UUID, consent_id: UUID, reason: str, actor: Actor) -> Consent:
    """The patient takes the consent back on the phone, with or without a reason; it holds no longer from here on."""
    rows = Consent.objects.select_for_update(of=("self",))
    consent = rows.filter(clinic_id=clinic_id, patient_id=patient_id, id=consent_id).first()
    if consent is None:
        raise Refused("There is no such consent here.")
    told = " ".join(reason.split())[:1900]
    return _end(consent, f"{BY_PHONE} {told}".strip(), None, actor)


def _end(consent: Consent, why: str, by: User | None, actor: Actor) -> Consent:
    if consent.revoked_at is not None:
        raise Refused("This consent was taken back before.")
    consent.revoked_at, consent.revoked_by, consent.revoked_why = timezone.now(), by, why
    consent.version += 1
    consent.save(update_fields=["revoked_at", "revoked_by", "revoked_why", "version"])
    _note("consent.revoke", consent, actor, {})
    return consent


# --- told and signed on the phone ------------------------------------------------------------------------------------


@transaction.atomic
def begin_telling(*, clinic_id: UUID, patient_id: UUID, course_id: UUID, actor: Actor) -> Telling:
    """The consent of a running course, told from its first step; the one that was begun already, if it is of the same
    words and forecast. Raises Refused for a course that is not this patient's or has ended."""
    course = Course.objects.select_for_update().filter(clinic_id=clinic_id, patient_id=patient_id, id=course_id).first()
    if course is None or course.status != Course.Status.RUNNING:
        raise Refused("There is nothing to agree to at the moment.", "Call us if you think there should be.")
    of = {"course": course, "template_version": template("en").version, "forecast_hash": course.forecast_hash}
    told, made = Telling.objects.get_or_create(
        clinic_id=clinic_id, patient_id=patient_id, consent=None, **of, defaults={"created_by": None}
    )
    if made:
        _note("consent.tell", told, actor, {"template": template("en").version, "forecast": course.forecast_hash})
    return told


@transaction.atomic
def read_step(
    *, clinic_id: UUID, patient_id: UUID, telling_id: UUID, step: str, language: str, actor: Actor
) -> Telling:
    """One step was read. With the last one the patient is informed and the time to think begins."""
    told, words = _telling(clinic_id, patient_id, telling_id), _words(language)
    steps = [item.id for item in words.sections]
    if step not in steps:
        raise Refused("There is no such step.")
    _keep_words(words)
    if step not in told.read:
        told.read = {**told.read, step: {"at": timezone.now().isoformat(), "language": words.language}}
    if told.informed_at is None and set(steps) <= set(told.read):
        told.informed_at = timezone.now()
        told.cooling_off_until = _later(told.informed_at, words.cooling_off_days, told.course.clinic.time_zone)
        _note("consent.informed", told, actor, {"until": told.cooling_off_until.isoformat(timespec="minutes")})
    told.version += 1
    told.save(update_fields=["read", "informed_at", "cooling_off_until", "version"])
    return told


@transaction.atomic
def answer(
    *, clinic_id: UUID, patient_id: UUID, telling_id: UUID, question: str, choice: str, language: str, actor: Actor
) -> Try:
    """An answer to a question, right or wrong. Raises Refused when it is answered, or left to a person by now."""
    told, words = _telling(clinic_id, patient_id, telling_id), _words(language)
    asked = words.asked(question)
    if told.informed_at is None or asked is None or choice not in {item.id for item in asked.choices}:
        raise Refused("This question is not open.", "Read every step first.")
    tries = list(told.tries.filter(question=question))
    if any(item.right for item in tries) or told.talks.filter(question=question).exists():
        raise Refused("This question is answered already.")
    if len(tries) >= words.tries:
        raise Refused("We would like to talk this through with you.", "Call us, or ask at your visit.")
    _keep_words(words)
    made = Try.objects.create(
        clinic_id=clinic_id,
        telling=told,
        question=question,
        choice=choice,
        right=choice == asked.right,
        template_hash=words.digest,
    )
    _note("consent.answer", told, actor, {"question": question, "right": made.right, "try": len(tries) + 1})
    return made


@transaction.atomic
def talk_through(
    *, clinic_id: UUID, telling_id: UUID, question: str, said: str, by: User | None, actor: Actor
) -> TalkedThrough:
    """A member talked a question through, and writes what the patient then said back. Once for each question."""
    told = Telling.objects.select_for_update(of=("self",)).filter(clinic_id=clinic_id, id=telling_id).first()
    words, text = template("en"), " ".join(said.split())
    if told is None or told.consent_id is not None or words.asked(question) is None:
        raise Refused("There is no such question here.")
    if not 3 <= len(text) <= LONGEST_ANSWER:
        raise Refused("Write what the patient said back, in a few words.")
    tries = list(told.tries.filter(question=question))
    if any(item.right for item in tries) or len(tries) < words.tries:
        raise Refused("The patient can still answer this question alone.")
    made, new = TalkedThrough.objects.get_or_create(
        telling=told, question=question, defaults={"clinic_id": clinic_id, "created_by": by, "said": text}
    )
    if new:
        _note("consent.talk", told, actor, {"question": question})
    return made


@transaction.atomic
def choose_photographs(
    *, clinic_id: UUID, patient_id: UUID, telling_id: UUID, permissions: Mapping[str, bool], actor: Actor
) -> Telling:
    """What may be done with photographs, each use by itself; what is not named is no."""
    told = _telling(clinic_id, patient_id, telling_id)
    told.photo_permissions = {item.id: permissions.get(item.id) is True for item in template("en").photo_uses}
    told.version += 1
    told.save(update_fields=["photo_permissions", "version"])
    return told


@transaction.atomic
def sign(
    *, clinic_id: UUID, patient_id: UUID, telling_id: UUID, name: str, agreed: bool, language: str, actor: Actor
) -> Consent:
    """The consent itself, by the typed name and the sentence. Raises Refused with what is still open."""
    told, words, now = _telling(clinic_id, patient_id, telling_id), _words(language), timezone.now()
    course = Course.objects.select_for_update().get(clinic_id=clinic_id, id=told.course_id)
    if (told.template_version, told.forecast_hash) != (words.version, course.forecast_hash):
        raise Refused("The words or your plan have changed meanwhile.", "Please read them again.")
    if course.status != Course.Status.RUNNING:
        raise Refused("There is nothing to agree to at the moment.", "Call us if you think there should be.")
    if told.informed_at is None or told.photo_permissions is None or told.cooling_off_until is None:
        raise Refused("Some steps are still open.", "Go through each step first.")
    said = _understood(told, words)
    if told.cooling_off_until > now:
        raise Refused("The time to think it over is not over yet.", "Come back later: your answers are kept.")
    typed = " ".join(name.split())[:LONGEST_NAME]
    if not agreed or not is_own_name(typed, patient_of(clinic_id, patient_id).identity):
        raise Refused("Write your full name as the practice knows it.", "And tick the sentence above it.")
    _keep_words(words)
    id = uuid4()
    consent = Consent.objects.create(
        id=id,
        clinic_id=clinic_id,
        patient_id=patient_id,
        course=course,
        template_version=words.version,
        template_hash=words.digest,
        language=words.language,
        teach_back=said,
        photo_permissions=told.photo_permissions,
        forecast_hash=course.forecast_hash,
        cooling_off_until=told.cooling_off_until,
        signed_at=now,
        signed_how="phone",
        signature=sealed_name(id, typed),
    )
    told.consent = consent
    told.save(update_fields=["consent"])
    detail = {"template": words.digest, "language": words.language, "how": "phone", "forecast": course.forecast_hash}
    _note("consent.record", consent, actor, detail)
    return consent


@transaction.atomic
def wish_photographs(
    *, clinic_id: UUID, patient_id: UUID, consent_id: UUID, permissions: Mapping[str, bool], actor: Actor
) -> list[PhotoWish]:
    """The patient's newer word on photographs; a row for each use that changes. It counts at once."""
    rows = Consent.objects.select_for_update(of=("self",))
    found = rows.filter(clinic_id=clinic_id, patient_id=patient_id, id=consent_id, revoked_at=None).first()
    if found is None:
        raise Refused("There is no such consent here.")
    before = permissions_now(found)
    changed = {use: permissions.get(use) is True for use in before if (permissions.get(use) is True) != before[use]}
    made = [
        PhotoWish.objects.create(clinic_id=clinic_id, patient_id=patient_id, consent=found, use=use, allowed=allowed)
        for use, allowed in changed.items()
    ]
    if made:
        told = {use: "yes" if allowed else "no" for use, allowed in changed.items()}
        _note("consent.photographs", found, actor, told)
    return made


def _telling(clinic_id: UUID, patient_id: UUID, telling_id: UUID) -> Telling:
    rows = Telling.objects.select_for_update(of=("self",)).select_related("course__clinic")
    rows = rows.defer("course__plan", "course__case", "course__protocol")
    found = rows.filter(clinic_id=clinic_id, patient_id=patient_id, id=telling_id).first()
    if found is None:
        raise Refused("There is no such consent here.")
    if found.consent_id is not None:
        raise Refused("This consent is signed already.")
    return found


def _words(language: str) -> Template:
    return template(language if language in LANGUAGES else "en")


def _keep_words(words: Template) -> None:
    """The words themselves, once for each hash, so that they can be shown when newer ones are in force."""
    told = {"version": words.version, "language": words.language, "words": words.document}
    Wording.objects.get_or_create(digest=words.digest, defaults=told)


def _later(at: datetime, days: int, zone: str) -> datetime:
    """The same time of day some days later by the clinic's clock, whether or not the clocks change in between."""
    local = at.astimezone(ZoneInfo(zone))
    return local + timedelta(days=days)


def _understood(told: Telling, words: Template) -> dict[str, str]:
    """What was said back, by question. Raises Refused while a question is open."""
    right = {item.question for item in told.tries.all() if item.right}
    talks = {item.question: TALKED + item.said for item in told.talks.all()}
    said = {}
    for asked in words.teach_back:
        if asked.id in right:
            said[asked.id] = next(item.text for item in asked.choices if item.id == asked.right)
        elif asked.id in talks:
            said[asked.id] = talks[asked.id]
        else:
            raise Refused("A question is still open.", "Answer each one, or talk it through with us.")
    return said


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


def _note(action: str, row: Consent | Telling, actor: Actor, detail: Mapping[str, object]) -> None:
    note(
        action,
        clinic_id=row.clinic_id,
        actor=actor,
        subject_kind=type(row).__name__.lower(),
        subject_id=row.id,
        patient_id=row.patient_id,
        detail=detail,
    )
