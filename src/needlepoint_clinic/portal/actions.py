"""Writes: an entrance made, e-mailed, used or taken back; a session begun, seen, ended; the calendar's address."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from ..accounts.models import User
from ..audit.chain import Actor, note
from ..core.links import code_digest, code_of, digest_of, place_digest, secret_for
from ..core.refusals import Refused
from ..courses.models import Course
from ..patients.models import Patient
from .models import Entrance, Entry, Feed, Passkey, Satisfied, WrongCode
from .selectors import IDLE, OPEN, WINDOW, state_of

HOURS = 7 * 24
LONGEST_HOURS = 30 * 24
ON_OWN_DEVICE, ELSEWHERE = timedelta(days=30), timedelta(hours=12)
CHECK_IN_DAYS = 60  # after a visit; later, how the skin is belongs to a call
SEEN_EVERY = timedelta(minutes=1)
ENTRANCE, FEED = "entrance", "calendar feed"


@transaction.atomic
def open_entrance(
    *,
    clinic_id: UUID,
    patient_id: UUID,
    purpose: str,
    by: User | None,
    actor: Actor,
    hours: int | None = None,
    key: UUID | None = None,
) -> tuple[Entrance, str]:
    """A single-use way in and its secret, which is kept nowhere. An unused one for the same purpose ends.

    purpose: one of Entrance.Purpose; hours: how long it stays open unused (default a week). Raises Refused.
    """
    patient = _patient(clinic_id, patient_id)
    if purpose not in Entrance.Purpose.values:
        raise Refused("There is no such purpose.", f"One of: {', '.join(Entrance.Purpose.values)}.")
    if hours is not None and not 1 <= hours <= LONGEST_HOURS:
        raise Refused("A link stays open from 1 hour to 30 days.")
    secret, now = secret_for(key or uuid4(), ENTRANCE), timezone.now()
    unused = Entrance.objects.filter(patient=patient, purpose=purpose, used_at=None, ended_at=None)
    unused.update(ended_at=now)
    made = Entrance.objects.create(
        clinic_id=clinic_id,
        created_by=by,
        patient=patient,
        purpose=purpose,
        digest=digest_of(secret),
        code_digest=code_digest(code_of(secret)),
        until=now + timedelta(hours=hours or HOURS),
    )
    _note("portal.entrance", made, actor, purpose=purpose, until=made.until.isoformat(timespec="minutes"))
    return made, secret


@transaction.atomic
def end_entrance(*, clinic_id: UUID, entrance_id: UUID, actor: Actor) -> Entrance:
    """The link opens nothing any more, and who came in by it is out."""
    made = _entrance(clinic_id, entrance_id)
    if made.ended_at is None:
        made.ended_at = timezone.now()
        made.save(update_fields=["ended_at"])
        Entry.objects.filter(entrance=made, ended_at__isnull=True).update(ended_at=made.ended_at)
        _note("portal.entrance.end", made, actor)
    return made


@transaction.atomic
def claim_mail(*, clinic_id: UUID, entrance_id: UUID, actor: Actor) -> bool:
    """Whether this entrance is to be e-mailed now: true once, so that a form sent twice sends one mail."""
    made = _entrance(clinic_id, entrance_id)
    if made.mailed_at is not None or state_of(made) != OPEN:
        return False
    made.mailed_at = timezone.now()
    made.save(update_fields=["mailed_at"])
    _note("portal.entrance.mail", made, actor)
    return True


@transaction.atomic
def enter(*, clinic_id: UUID, entrance_id: UUID, own_device: bool, browser: str, address: str) -> Entry:
    """The patient pressed the button, or typed the code: one session, once. Raises Refused when it is not open."""
    made = _entrance(clinic_id, entrance_id)
    if state_of(made) != OPEN:
        raise Refused("This link was used already or is no longer open.", "Ask for a new one.")
    made.used_at = timezone.now()
    made.save(update_fields=["used_at"])
    return _enter(made.patient_id, clinic_id, own_device, browser, address, entrance=made)


@transaction.atomic
def enter_by_passkey(*, clinic_id: UUID, passkey_id: UUID, own_device: bool, browser: str, address: str) -> Entry:
    """A browser proved that it holds the passkey. Raises Refused when it was ended."""
    rows = Passkey.objects.select_for_update().filter(clinic_id=clinic_id, id=passkey_id, ended_at__isnull=True)
    held = rows.first()
    if held is None:
        raise Refused("This passkey was ended.", "Ask for a new link.")
    held.used_at = timezone.now()
    held.save(update_fields=["used_at"])
    return _enter(held.patient_id, clinic_id, own_device, browser, address, passkey=held)


@transaction.atomic
def add_passkey(
    *, clinic_id: UUID, patient_id: UUID, credential: bytes, id: bytes, browser: str, actor: Actor
) -> Passkey:
    """A passkey of a patient. Raises Refused when it is kept already."""
    patient, digest = _patient(clinic_id, patient_id), hashlib.sha256(id).hexdigest()
    if Passkey.objects.filter(digest=digest).exists():
        raise Refused("This passkey is kept already.")
    told: dict[str, Any] = {"clinic_id": clinic_id, "patient": patient, "browser": browser[:60]}
    held = Passkey.objects.create(digest=digest, credential=credential, **told)
    _note("portal.passkey", held, actor)
    return held


@transaction.atomic
def end_passkeys(*, clinic_id: UUID, patient_id: UUID, actor: Actor) -> None:
    """No passkey of a patient opens anything any more, and who came in by one is out."""
    now = timezone.now()
    for held in Passkey.objects.select_for_update().filter(clinic_id=clinic_id, patient_id=patient_id, ended_at=None):
        held.ended_at = now
        held.save(update_fields=["ended_at"])
        Entry.objects.filter(passkey=held, ended_at__isnull=True).update(ended_at=now)
        _note("portal.passkey.end", held, actor)


@transaction.atomic
def count_wrong_code(*, address: str) -> None:
    """One more code that opened nothing; those that no longer count are forgotten."""
    WrongCode.objects.filter(at__lt=timezone.now() - 4 * WINDOW).delete()
    WrongCode.objects.create(place=place_digest(address))


@transaction.atomic
def note_seen(*, clinic_id: UUID, entry_id: UUID) -> None:
    """The session was used now; written once a minute at most."""
    now = timezone.now()
    rows = Entry.objects.filter(clinic_id=clinic_id, id=entry_id, seen_at__lt=now - SEEN_EVERY)
    rows.update(seen_at=now)


@transaction.atomic
def end_entry(*, clinic_id: UUID, entry_id: UUID, actor: Actor) -> None:
    """One browser is out."""
    entry = Entry.objects.select_for_update().filter(clinic_id=clinic_id, id=entry_id).first()
    if entry is None:
        raise Refused("There is no such session here.")
    if entry.ended_at is None:
        entry.ended_at = timezone.now()
        entry.save(update_fields=["ended_at"])
        _note("portal.leave", entry, actor)


@transaction.atomic
def end_all(*, clinic_id: UUID, patient_id: UUID, actor: Actor) -> int:
    """Every browser of a patient is out; unused links end too. How many sessions were ended."""
    patient, now = _patient(clinic_id, patient_id), timezone.now()
    Entrance.objects.filter(patient=patient, used_at=None, ended_at=None).update(ended_at=now)
    rows = Entry.objects.filter(patient=patient, ended_at__isnull=True, until__gt=now)
    ended = rows.exclude(own_device=False, seen_at__lt=now - IDLE).count()
    rows.update(ended_at=now)
    _note("portal.leave.all", patient, actor, ended=ended)
    return ended


@transaction.atomic
def open_feed(*, clinic_id: UUID, patient_id: UUID, actor: Actor, key: UUID | None = None) -> tuple[Feed, str]:
    """A calendar address of a patient and its secret, which is kept nowhere; the one before ends."""
    patient, secret = _patient(clinic_id, patient_id), secret_for(key or uuid4(), FEED)
    Feed.objects.filter(patient=patient, ended_at__isnull=True).update(ended_at=timezone.now())
    feed = Feed.objects.create(clinic_id=clinic_id, patient=patient, digest=digest_of(secret))
    _note("portal.feed", feed, actor)
    return feed, secret


@transaction.atomic
def end_feed(*, clinic_id: UUID, patient_id: UUID, actor: Actor) -> None:
    """The calendar address gives nothing any more."""
    for feed in Feed.objects.select_for_update().filter(clinic_id=clinic_id, patient_id=patient_id, ended_at=None):
        feed.ended_at = timezone.now()
        feed.save(update_fields=["ended_at"])
        _note("portal.feed.end", feed, actor)


@transaction.atomic
def choose_language(*, clinic_id: UUID, patient_id: UUID, language: str, actor: Actor) -> None:
    """The patient's pages, mails and questions in another language from now on."""
    patient = _patient(clinic_id, patient_id)
    if language not in dict(Patient._meta.get_field("language").choices or ()):
        raise Refused("These pages are in English and Spanish.")
    if patient.language != language:
        patient.language = language
        patient.save(update_fields=["language"])
        _note("portal.language", patient, actor, language=language)


@transaction.atomic
def say_satisfied(
    *, clinic_id: UUID, patient_id: UUID, course_id: UUID, answer: int, words: str, actor: Actor
) -> Satisfied:
    """The patient's own answer; an earlier one stays. Raises Refused."""
    patient = _patient(clinic_id, patient_id)
    if answer not in Satisfied.Answer.values:
        raise Refused("Choose one of the answers.")
    if not Course.objects.filter(clinic_id=clinic_id, patient=patient, id=course_id).exists():
        raise Refused("There is no such course here.")
    told = {"clinic_id": clinic_id, "patient": patient, "course_id": course_id}
    kept = Satisfied.objects.create(**told, answer=answer, words=words.strip()[:1000])
    _note("portal.satisfied", kept, actor, answer=answer)
    return kept


def _enter(
    patient_id: UUID, clinic_id: UUID, own_device: bool, browser: str, address: str, **by: Entrance | Passkey
) -> Entry:
    now = timezone.now()
    told: dict[str, Any] = {"clinic_id": clinic_id, "patient_id": patient_id, "browser": browser[:60], **by}
    until = now + (ON_OWN_DEVICE if own_device else ELSEWHERE)
    entry = Entry.objects.create(own_device=own_device, until=until, seen_at=now, **told)
    detail = {"own_device": own_device, "by": next(iter(by))}
    _note("portal.enter", entry, Actor("patient", patient_id, address), **detail)
    return entry


def _patient(clinic_id: UUID, patient_id: UUID) -> Patient:
    found = Patient.objects.select_for_update().filter(clinic_id=clinic_id, id=patient_id).first()
    if found is None:
        raise Refused("There is no such patient here.")
    return found


def _entrance(clinic_id: UUID, entrance_id: UUID) -> Entrance:
    rows = Entrance.objects.select_for_update(of=("self",)).filter(clinic_id=clinic_id, id=entrance_id)
    found = rows.select_related("patient").first()
    if found is None:
        raise Refused("There is no such link here.")
    return found


def _note(action: str, subject: Any, actor: Actor, **detail: Any) -> None:
    note(
        action,
        clinic_id=subject.clinic_id,
        actor=actor,
        subject_kind=type(subject).__name__.lower(),
        subject_id=subject.id,
        patient_id=getattr(subject, "patient_id", subject.id),
        detail=detail,
    )
