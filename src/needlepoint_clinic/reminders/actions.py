"""Writes: the queue brought in step with the calendar, a reminder claimed and what became of it, a patient's wishes.

At most once: a reminder is claimed in a transaction of its own before anything is sent. Whoever finds a claim that is
too old to be alive makes it uncertain: perhaps sent, shown to the practice, never sent again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from ..accounts.models import User
from ..audit.chain import SYSTEM, Actor, note
from ..clinics.models import Clinic
from ..core.links import digest_of, secret_for
from ..core.refusals import Refused, Stale
from ..core.sealing import search_token
from ..patients.models import Patient
from ..patients.selectors import known
from ..portal.actions import open_entrance
from .events import CHECK_IN_DAYS, Event, wanted
from .hours import is_quiet
from .models import LONGEST_SENDER, TROUBLED, Kind, Reminder, Sending, State, Wishes

STOP = "stop reminders"
SEND_FROM = time(9)
MOST_ATTEMPTS = 5
BACKOFF = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12))
ALIVE = timedelta(minutes=15)  # a claim older than this has no run any more: one mail ends within a minute
LINK_HOURS = 72
OPEN = (State.WAITING, State.NO_ADDRESS)


@dataclass(frozen=True)
class Letter:
    """What is needed to write one message; nothing of it is kept."""

    reminder_id: UUID
    to: str
    language: str
    door: str
    stop: str


@dataclass(frozen=True)
class Queued:
    """What a run changed in the queue."""

    made: int
    withdrawn: int
    late: int


# --- the queue -------------------------------------------------------------------------------------------------------


@transaction.atomic
def queue(*, clinic_id: UUID, events: Sequence[Event], zone: str) -> Queued:
    """Bring the queue in step: what is new is made, what is gone is withdrawn, what is past is late."""
    now, clock = timezone.now(), ZoneInfo(zone)
    Clinic.objects.select_for_update().get(id=clinic_id)  # two runs at once queue one after the other
    wished = {(item.patient_id, item.about): item for item in events}
    rows = {(item.patient_id, item.about): item for item in _known(clinic_id, wished)}
    made = [_made(clinic_id, item, clock) for key, item in wished.items() if key not in rows]
    _address(clinic_id, [*made, *(row for row in rows.values() if row.state == State.NO_ADDRESS)])
    Reminder.objects.bulk_create(made)
    withdrawn = late = 0
    for row in Reminder.objects.select_for_update().filter(clinic_id=clinic_id, state__in=OPEN):
        if row.until_at < now:
            late += _move(row, State.LATE) if row.state == State.WAITING else 0
        elif (row.patient_id, row.about) not in wished:
            withdrawn += _move(row, State.WITHDRAWN)
    for key, row in rows.items():
        if row.state == State.WITHDRAWN and key in wished and row.until_at >= now:
            _move(row, State.WAITING)  # moved away and back again
    return Queued(len(made), withdrawn, late)


def _known(clinic_id: UUID, wished: Mapping[tuple[UUID, str], Event]) -> Sequence[Reminder]:
    keys, found = list(wished), list[Reminder]()
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        rows = Reminder.objects.filter(patient_id__in={key[0] for key in some}, about__in=[key[1] for key in some])
        found += rows.filter(clinic_id=clinic_id)
    return found


def _made(clinic_id: UUID, event: Event, clock: ZoneInfo) -> Reminder:
    id = uuid4()
    return Reminder(
        id=id,
        clinic_id=clinic_id,
        patient_id=event.patient_id,
        kind=event.kind,
        about=event.about,
        on=event.on,
        due_at=datetime.combine(event.send, SEND_FROM, clock),
        until_at=datetime.combine(event.until + timedelta(days=1), time(0), clock),
        stop_digest=digest_of(secret_for(id, STOP)),
    )


def _address(clinic_id: UUID, rows: Sequence[Reminder]) -> None:
    """Whether there is an address to write to: waiting, or shown as without one."""
    ids = {row.patient_id for row in rows}
    mails = {item.id: bool(known(item).identity.email.strip()) for item in Patient.objects.filter(id__in=ids)}
    for row in rows:
        state = State.WAITING if mails.get(row.patient_id) else State.NO_ADDRESS
        if row._state.adding:
            row.state = state
        elif row.state != state:
            _move(row, state)


def _move(row: Reminder, state: State) -> int:
    row.state = state
    row.save(update_fields=["state"])
    _note(f"reminder.{state.value}", row)
    return 1


# --- one reminder ----------------------------------------------------------------------------------------------------


@transaction.atomic
def claim(*, clinic_id: UUID, reminder_id: UUID) -> Letter | None:
    """Take one reminder for sending; None when another run has it, or there is no reason to send it any more.

    When this has returned a letter, the claim is on the disk: the message is sent now or never.
    """
    now = timezone.now()
    row = Reminder.objects.select_for_update().filter(clinic_id=clinic_id, id=reminder_id, state=State.WAITING).first()
    if row is None or row.due_at > now or row.until_at < now or (row.next_try_at and row.next_try_at > now):
        return None
    patient = Patient.objects.get(clinic_id=clinic_id, id=row.patient_id)
    if not wanted(Wishes.objects.filter(clinic_id=clinic_id, patient_id=patient.id).first(), row.kind):
        _move(row, State.WITHDRAWN)
        return None
    to = known(patient).identity.email.strip()
    if not to:
        _move(row, State.NO_ADDRESS)
        return None
    row.address = search_token(clinic_id, "email", to)
    if not _is_address(to) or _refused_before(row):
        row.problem = "not an address" if not _is_address(to) else "refused before"
        row.save(update_fields=["address", "problem"])
        _move(row, State.REFUSED)
        return None
    told = {"clinic_id": clinic_id, "patient_id": patient.id, "by": None, "actor": SYSTEM}
    door = open_entrance(purpose="reminder", hours=LINK_HOURS, **told)[1]
    row.state, row.claimed_at, row.attempts = State.SENDING, now, row.attempts + 1
    row.save(update_fields=["state", "claimed_at", "attempts", "address"])
    return Letter(row.id, to, patient.language, door, secret_for(row.id, STOP))


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _refused_before(row: Reminder) -> bool:
    rows = Reminder.objects.filter(clinic_id=row.clinic_id, patient_id=row.patient_id, state=State.REFUSED)
    return rows.filter(address=row.address).exists()


@transaction.atomic
def mark_sent(*, clinic_id: UUID, reminder_id: UUID) -> None:
    """The mail server took it."""
    row = _claimed(clinic_id, reminder_id)
    if row is not None:
        row.state, row.sent_at, row.problem = State.SENT, timezone.now(), ""
        row.save(update_fields=["state", "sent_at", "problem"])
        _note("reminder.sent", row)


@transaction.atomic
def mark_unsent(*, clinic_id: UUID, reminder_id: UUID, problem: str) -> None:
    """It was surely not taken: tried again later, and given up after some tries."""
    row = _claimed(clinic_id, reminder_id)
    if row is None:
        return
    row.problem = problem[:60]
    if row.attempts >= MOST_ATTEMPTS:
        row.state = State.FAILED
        _note("reminder.failed", row)
    else:
        row.state, row.next_try_at = State.WAITING, timezone.now() + BACKOFF[row.attempts - 1]
    row.save(update_fields=["state", "next_try_at", "problem"])


@transaction.atomic
def mark_refused(*, clinic_id: UUID, reminder_id: UUID, problem: str) -> None:
    """The mail server says that there is no such address."""
    row = _claimed(clinic_id, reminder_id)
    if row is not None:
        row.problem = problem[:60]
        row.save(update_fields=["problem"])
        _move(row, State.REFUSED)


@transaction.atomic
def mark_uncertain(*, clinic_id: UUID, reminder_id: UUID, problem: str) -> None:
    """The line was lost before the answer: perhaps taken."""
    row = _claimed(clinic_id, reminder_id)
    if row is not None:
        row.problem = problem[:60]
        row.save(update_fields=["problem"])
        _move(row, State.UNCERTAIN)


@transaction.atomic
def doubt(*, clinic_id: UUID, older_than: timedelta = ALIVE) -> int:
    """Claims whose run is gone: perhaps sent, so never again. How many there were."""
    before = timezone.now() - older_than
    rows = Reminder.objects.select_for_update().filter(clinic_id=clinic_id, state=State.SENDING, claimed_at__lt=before)
    return sum(_move(row, State.UNCERTAIN) for row in rows)


def _claimed(clinic_id: UUID, reminder_id: UUID) -> Reminder | None:
    rows = Reminder.objects.select_for_update().filter(clinic_id=clinic_id, id=reminder_id, state=State.SENDING)
    return rows.first()


# --- the practice ----------------------------------------------------------------------------------------------------


@transaction.atomic
def handle(*, clinic_id: UUID, reminder_id: UUID, by: User, actor: Actor) -> Reminder:
    """A colleague saw that it was not, or perhaps not, sent."""
    row = _row(clinic_id, reminder_id)
    if row.state not in TROUBLED:
        raise Refused("There is nothing to do about this message.")
    if row.handled_at is None:
        row.handled_at, row.handled_by = timezone.now(), by
        row.save(update_fields=["handled_at", "handled_by"])
        _note("reminder.handled", row, actor)
    return row


@transaction.atomic
def bounced(*, clinic_id: UUID, reminder_id: UUID, by: User, actor: Actor) -> Reminder:
    """A mail came back: nothing more goes to this address until the patient has another."""
    row = _row(clinic_id, reminder_id)
    if row.state not in (State.SENT, State.UNCERTAIN):
        raise Refused("This message was not sent.")
    row.state, row.problem = State.REFUSED, "came back"
    row.handled_at, row.handled_by = timezone.now(), by
    row.save(update_fields=["state", "problem", "handled_at", "handled_by"])
    _note("reminder.bounced", row, actor)
    return row


@transaction.atomic
def change_sending(
    *,
    clinic_id: UUID,
    version: int,
    paused: bool,
    sender: str,
    quiet_from: int,
    quiet_until: int,
    by: User,
    actor: Actor,
) -> Sending:
    """How the practice sends. Raises Refused for a name of several lines or hours that leave no time to send, Stale."""
    name = sender.strip()
    if len(name) > LONGEST_SENDER or any(not letter.isprintable() for letter in name) or set(name) & set('<>"@'):
        raise Refused("This cannot be the name of a sender.", f"One line, at most {LONGEST_SENDER} letters.")
    if not (0 <= quiet_from <= 23 and 0 <= quiet_until <= 23) or _hours_to_send(quiet_from, quiet_until) < 1:
        raise Refused("These hours leave no time to send.", "Leave at least one hour of the day.")
    told = {"paused": paused, "sender": name, "quiet_from": quiet_from, "quiet_until": quiet_until}
    Clinic.objects.select_for_update().get(id=clinic_id)
    row = Sending.objects.filter(clinic_id=clinic_id).first() or Sending(clinic_id=clinic_id, created_by=by, version=0)
    if row.version not in (version, 0):
        theirs = {field: str(getattr(row, field)) for field in told}
        raise Stale("Somebody changed this meanwhile.", theirs=theirs, yours={k: str(v) for k, v in told.items()})
    changed = [field for field, value in told.items() if getattr(row, field) != value]
    for field, value in told.items():
        setattr(row, field, value)
    row.version += 1
    row.save()
    detail = {"fields": " ".join(changed)}
    note("reminder.sending", clinic_id=clinic_id, actor=actor, subject_kind="clinic", detail=detail)
    return row


def _hours_to_send(quiet_from: int, quiet_until: int) -> int:
    """Whole hours of the day from 9 on in which may be sent."""
    return sum(not is_quiet(hour, quiet_from, quiet_until) for hour in range(SEND_FROM.hour, 24))


# --- the patient -----------------------------------------------------------------------------------------------------


@transaction.atomic
def wish(
    *, clinic_id: UUID, patient_id: UUID, off: Sequence[str], none: bool, check_in_days: Sequence[int], actor: Actor
) -> Wishes:
    """What a patient wants from now on; what waits and is not wanted is withdrawn at once."""
    days = sorted(set(check_in_days))
    if set(off) - set(Kind.values) or any(not 0 <= day <= CHECK_IN_DAYS for day in days):
        raise Refused("There is no such choice.")
    patient = Patient.objects.select_for_update().filter(clinic_id=clinic_id, id=patient_id).first()
    if patient is None:
        raise Refused("There is no such patient here.")
    row = Wishes.objects.filter(patient=patient).first() or Wishes(clinic_id=clinic_id, patient=patient)
    row.off, row.none, row.check_in_days = sorted(set(off)), none, days
    row.version += 0 if row._state.adding else 1
    row.save()
    for item in Reminder.objects.select_for_update().filter(patient=patient, state__in=OPEN):
        if not wanted(row, item.kind) or (item.kind == Kind.CHECK_IN and not days):
            _move(item, State.WITHDRAWN)
    detail = {"off": list(row.off), "none": none, "days": days}
    told = {"clinic_id": clinic_id, "actor": actor, "patient_id": patient_id, "detail": detail}
    note("reminder.wish", subject_kind="patient", subject_id=patient_id, **told)
    return row


@transaction.atomic
def stop(*, clinic_id: UUID, reminder_id: UUID, everything: bool, address: str) -> Wishes:
    """By the link in a message: nothing more at all, or nothing more of this kind."""
    row = _row(clinic_id, reminder_id)
    now = Wishes.objects.filter(patient_id=row.patient_id).first()
    off = {*(now.off if now else ()), *(() if everything else (row.kind,))}
    return wish(
        clinic_id=clinic_id,
        patient_id=row.patient_id,
        off=sorted(off),
        none=everything or bool(now and now.none),
        check_in_days=now.check_in_days if now else (),
        actor=Actor("patient", row.patient_id, address),
    )


def _row(clinic_id: UUID, reminder_id: UUID) -> Reminder:
    row = Reminder.objects.select_for_update().filter(clinic_id=clinic_id, id=reminder_id).first()
    if row is None:
        raise Refused("There is no such message here.")
    return row


def _note(action: str, row: Reminder, actor: Actor = SYSTEM) -> None:
    told = {"clinic_id": row.clinic_id, "actor": actor, "patient_id": row.patient_id, "detail": {"kind": row.kind}}
    note(action, subject_kind="reminder", subject_id=row.id, **told)
