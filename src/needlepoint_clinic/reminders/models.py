"""A reminder and its state; what a patient wants to be reminded of; how a practice sends.

States: waiting -> sending -> sent. From sending also: waiting again (surely not sent, tried later), failed (tried too
often), refused (the address does not exist), uncertain (the program ended, or the line was lost, between the claim and
the answer: perhaps sent, so never sent again). From waiting also: withdrawn (the visit was moved or cancelled, or the
patient wants none), late (its time passed unsent). no_address: the patient has no e-mail address.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..core.records import Record

LONGEST_SENDER = 60


class Kind(models.TextChoices):
    """What a reminder is about."""

    VISIT = "visit", _("Your visit")
    PREPARE = "prepare", _("Getting ready for a visit")
    CHECK_IN = "check_in", _("How is your skin?")
    CONSENT = "consent", _("Your consent is still open")
    REVIEW = "review", _("Looking at your result")
    MAINTENANCE = "maintenance", _("A visit to keep your result")


class State(models.TextChoices):
    """Where a reminder stands."""

    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    UNCERTAIN = "uncertain", "Perhaps sent"
    FAILED = "failed", "Not sent: the mail server did not take it"
    REFUSED = "refused", "Not sent: the address does not work"
    NO_ADDRESS = "no_address", "Not sent: no e-mail address"
    LATE = "late", "Not sent in time"
    WITHDRAWN = "withdrawn", "Withdrawn"


TROUBLED = (State.UNCERTAIN, State.FAILED, State.REFUSED, State.NO_ADDRESS, State.LATE)


class Reminder(Record):
    """One message about one thing. about: names the event and its day, so that a moved one is another.

    on: day of the event; due_at, until_at: sent between the two; attempts, next_try_at: of sending; claimed_at: when a
    run took it; address: keyed hash of the address it went to; problem: in a word or two; stop_digest: of the secret in
    its unsubscribe link; handled: a colleague saw that it was not (or perhaps not) sent.
    """

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.CharField(max_length=120)
    on = models.DateField()
    due_at = models.DateTimeField()
    until_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    address = models.CharField(max_length=16, blank=True)
    problem = models.CharField(max_length=60, blank=True)
    stop_digest = models.CharField(max_length=64, unique=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "about"], name="reminder_once"),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="reminder_sent_when"),
        ]
        indexes = [
            models.Index(fields=["clinic", "state", "due_at"], name="reminder_due"),
            models.Index(fields=["patient", "-due_at"], name="reminder_newest"),
        ]


class Wishes(Record):
    """What a patient wants: off: kinds that are not wanted; none: nothing at all; check_in_days: days after a visit."""

    patient = models.OneToOneField("patients.Patient", on_delete=models.PROTECT, related_name="reminder_wishes")
    off = models.JSONField(default=list)
    none = models.BooleanField(default=False)
    check_in_days = models.JSONField(default=list)


class Sending(Record):
    """How a practice sends. sender: a neutral name in place of the practice's own; quiet hours by its own clock."""

    paused = models.BooleanField(default=False)
    sender = models.CharField(max_length=LONGEST_SENDER, blank=True)
    quiet_from = models.PositiveSmallIntegerField(default=20)
    quiet_until = models.PositiveSmallIntegerField(default=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic"], name="one_sending_a_clinic"),
            models.CheckConstraint(condition=Q(quiet_from__lte=23, quiet_until__lte=23), name="quiet_hours_are_hours"),
        ]
