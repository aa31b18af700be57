"""Reads: what is due, what a practice sees of its messages, what a patient sees, the message of an unsubscribe link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from ..clinics.models import Clinic
from ..core.links import digest_of
from ..patients.selectors import Known, known
from .hours import is_quiet
from .models import TROUBLED, Reminder, Sending, State, Wishes

MOST = 60
LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """A message with the patient it goes to."""

    item: Reminder
    known: Known


@dataclass(frozen=True)
class Board:
    """What a practice sees. troubled: not sent, or perhaps; open until a colleague has seen it."""

    troubled: Sequence[Line]
    waiting: Sequence[Line]
    sent: Sequence[Line]
    sending: Sending


def board(clinic_id: UUID) -> Board:
    """The messages of one clinic."""
    rows = Reminder.objects.filter(clinic_id=clinic_id).select_related("patient", "handled_by")
    since = timezone.now() - LOOK_BACK
    troubled = rows.filter(state__in=TROUBLED, handled_at=None, due_at__gt=since, due_at__lte=timezone.now())
    waiting = rows.filter(state__in=(State.WAITING, State.SENDING, State.NO_ADDRESS)).order_by("due_at")
    return Board(
        troubled=_lines(troubled.order_by("-due_at")),
        waiting=_lines(waiting),
        sent=_lines(rows.filter(state=State.SENT, sent_at__gt=since).order_by("-sent_at")),
        sending=sending_of(clinic_id),
    )


def _lines(rows: object) -> Sequence[Line]:
    return [Line(item, known(item.patient)) for item in rows[:MOST]]  # type: ignore[index]


def sending_of(clinic_id: UUID) -> Sending:
    """How a practice sends; as it is from the start where nobody changed it."""
    return Sending.objects.filter(clinic_id=clinic_id).first() or Sending(clinic_id=clinic_id, version=1)


def may_send(clinic: Clinic, sending: Sending, now: datetime) -> bool:
    """Whether this is an hour to send in, by the practice's clock."""
    local = now.astimezone(ZoneInfo(clinic.time_zone))
    return not sending.paused and not is_quiet(local.hour, sending.quiet_from, sending.quiet_until)


def due(clinic_id: UUID, now: datetime) -> Sequence[UUID]:
    """Which messages may be claimed now, the oldest first."""
    rows = Reminder.objects.filter(clinic_id=clinic_id, state=State.WAITING, due_at__lte=now, until_at__gte=now)
    rows = rows.filter(Q(next_try_at=None) | Q(next_try_at__lte=now))
    return list(rows.order_by("due_at").values_list("id", flat=True))


def messages_of(clinic_id: UUID, patient_id: UUID, *, most: int = 10) -> Sequence[Reminder]:
    """What was written to a patient lately (or perhaps was), the newest first."""
    rows = Reminder.objects.filter(clinic_id=clinic_id, patient_id=patient_id)
    rows = rows.filter(
        state__in=(State.SENT, State.SENDING, State.UNCERTAIN), claimed_at__gt=timezone.now() - LOOK_BACK
    )
    return list(rows.order_by("-claimed_at")[:most])


def wishes_of(clinic_id: UUID, patient_id: UUID) -> Wishes:
    """What a patient wants; everything but invitations to check in, until they say otherwise."""
    found = Wishes.objects.filter(clinic_id=clinic_id, patient_id=patient_id).first()
    return found or Wishes(clinic_id=clinic_id, patient_id=patient_id)


def reminder_of(clinic_id: UUID, reminder_id: UUID) -> Reminder:
    """One message of this clinic. Raises Http404 for every other."""
    found = Reminder.objects.filter(clinic_id=clinic_id, id=reminder_id).first()
    if found is None:
        raise Http404
    return found


def by_stop_secret(secret: str) -> Reminder:
    """The message whose unsubscribe link this is. Raises Http404."""
    found = Reminder.objects.filter(stop_digest=digest_of(secret)).select_related("clinic", "patient").first()
    if found is None:
        raise Http404
    return found
