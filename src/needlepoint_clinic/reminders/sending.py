"""One run of ``needlepoint remind``: the queue brought in step, then every message that is due, one after the other.

For each: the line to the mail server is opened, the reminder is claimed (and the claim is on the disk), the message is
handed over, the answer is written down. What the server surely did not take is tried again later; what nobody can know
(the line was lost, the program was killed) is uncertain and never sent again.
"""

from __future__ import annotations

import contextlib
import smtplib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from ..clinics.models import Clinic
from ..clinics.selectors import clinics
from . import actions
from .events import events
from .models import Reminder
from .selectors import due, may_send, sending_of
from .writing import message


@dataclass
class Told:
    """What a run did, over all clinics. lines: what would be sent, in a dry run; trouble: why nothing could be sent."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)
    trouble: str = ""


def remind(*, dry: bool = False, alive: timedelta = actions.ALIVE) -> Told:
    """Queue and send what is due. dry: nothing is kept or sent."""
    told = Told()
    for clinic in clinics():
        with timezone.override(ZoneInfo(clinic.time_zone)):
            if dry:
                _rehearse(clinic, told)
            else:
                _run(clinic, told, alive)
        if told.trouble:
            break
    return told


def _run(clinic: Clinic, told: Told, alive: timedelta) -> None:
    told.counts["uncertain"] += actions.doubt(clinic_id=clinic.id, older_than=alive)
    _queue(clinic, told)
    sending, now = sending_of(clinic.id), timezone.now()
    if not may_send(clinic, sending, now):
        return
    for reminder_id in due(clinic.id, now):
        _send(clinic, reminder_id, sending.sender, told)
        if told.trouble:
            return


def _queue(clinic: Clinic, told: Told) -> None:
    wished = events(clinic.id, timezone.localdate())
    queued = actions.queue(clinic_id=clinic.id, events=wished, zone=clinic.time_zone)
    told.counts.update(queued=queued.made, withdrawn=queued.withdrawn, late=queued.late)


def _send(clinic: Clinic, reminder_id: object, sender: str, told: Told) -> None:
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as fault:
        told.trouble = f"The mail server cannot be reached: {type(fault).__name__}."
        return
    try:
        letter = actions.claim(clinic_id=clinic.id, reminder_id=reminder_id)  # type: ignore[arg-type]
        if letter is None:
            return
        which = {"clinic_id": clinic.id, "reminder_id": letter.reminder_id}
        try:
            connection.send_messages([message(letter, sender)])
        except Exception as fault:
            told.counts[_not_sent(which, fault)] += 1
        else:
            actions.mark_sent(**which)  # type: ignore[arg-type]
            told.counts["sent"] += 1
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):  # the answer to the message itself is known already
            connection.close()


def _not_sent(which: Mapping[str, object], fault: Exception) -> str:
    """What became of a message that was not answered with yes; by what the mail server said."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in fault.recipients.values()]
        if codes and all(code >= 500 for code in codes):
            actions.mark_refused(problem=f"answer {codes[0]}", **which)  # type: ignore[arg-type]
            return "refused"
        actions.mark_unsent(problem=f"answer {codes[0] if codes else '?'}", **which)  # type: ignore[arg-type]
        return "later"
    if isinstance(fault, smtplib.SMTPResponseException):
        actions.mark_unsent(problem=f"answer {fault.smtp_code}", **which)  # type: ignore[arg-type]
        return "later"
    if isinstance(fault, OSError):  # the line broke, and nobody can know on which side of the answer
        actions.mark_uncertain(problem=type(fault).__name__, **which)  # type: ignore[arg-type]
        return "uncertain"
    actions.mark_unsent(problem=type(fault).__name__, **which)  # type: ignore[arg-type]
    return "later"


def _rehearse(clinic: Clinic, told: Told) -> None:
    """What would be queued and sent; all of it undone."""
    with transaction.atomic():
        _queue(clinic, told)
        now = timezone.now()
        quiet = not may_send(clinic, sending_of(clinic.id), now)
        rows = Reminder.objects.filter(id__in=due(clinic.id, now)).select_related("patient").order_by("due_at")
        for row in rows:
            when = "after the quiet hours" if quiet else "now"
            told.lines.append(f"{clinic.name}: {row.kind}, record {row.patient.number}, for {row.on}: {when}")
        transaction.set_rollback(True)
