"""A consent: the exact words (version and hash), what was understood, and what may be done with photographs.

On the phone it is told in steps first (a ``Telling`` with its tries); the consent row is only made by the signature.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..core.records import Record


class Wording(models.Model):
    """The words of a consent in one language, as they were read; digest: SHA-256 of version, language and words."""

    digest = models.CharField(max_length=64, primary_key=True)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    words = models.JSONField()


SIGNED_HOW = [("paper", "On paper"), ("screen", "On screen"), ("phone", "On the patient's phone")]


class Consent(Record):
    """teach_back: question id to the answer given; photo_permissions: use to yes or no; revoked_at ends it.

    forecast_hash: of the course as the patient saw it. cooling_off_until: nothing is done before. signature: sealed,
    the full name as the patient typed it on the phone; empty where it stands on paper. revoked_by: empty where the
    patient did it on the phone.
    """

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="consents")
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="consents")
    template_version = models.CharField(max_length=20)
    template_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=2, default="en")
    teach_back = models.JSONField(default=dict)
    photo_permissions = models.JSONField(default=dict)
    forecast_hash = models.CharField(max_length=64)
    cooling_off_until = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_how = models.CharField(max_length=10, blank=True, choices=SIGNED_HOW)
    signature = models.BinaryField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_why = models.TextField(max_length=2000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "-created_at"], name="consent_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(revoked_at__isnull=True) | ~Q(revoked_why=""), name="revoked_says_why")
        ]


class Telling(Record):
    """A consent told step by step on the patient's phone, for one course, one version of the words, one forecast.

    read: step to when it was read and in which language; informed_at: the last step was read, the clock begins;
    cooling_off_until: nothing is signed before; photo_permissions: chosen so far; consent: what the signature made.
    """

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="tellings")
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="tellings")
    template_version = models.CharField(max_length=20)
    forecast_hash = models.CharField(max_length=64)
    read = models.JSONField(default=dict)
    informed_at = models.DateTimeField(null=True, blank=True)
    cooling_off_until = models.DateTimeField(null=True, blank=True)
    photo_permissions = models.JSONField(null=True, blank=True)
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="telling")

    class Meta:
        indexes = [models.Index(fields=["clinic", "course", "-created_at"], name="telling_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "template_version", "forecast_hash"],
                condition=Q(consent__isnull=True),
                name="telling_one_at_a_time",
            )
        ]


class Try(Record):
    """One answer to a teach-back question on the phone, right or wrong; every one is kept.

    template_hash: of the words it was chosen from; choice: id of the answer.
    """

    telling = models.ForeignKey(Telling, on_delete=models.PROTECT, related_name="tries")
    question = models.CharField(max_length=40)
    choice = models.CharField(max_length=40)
    right = models.BooleanField()
    template_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["created_at"]


class TalkedThrough(Record):
    """A question that a member talked through with the patient; said: what the patient then said back."""

    telling = models.ForeignKey(Telling, on_delete=models.PROTECT, related_name="talks")
    question = models.CharField(max_length=40)
    said = models.TextField(max_length=1000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["telling", "question"], name="talked_through_once")]


class PhotoWish(Record):
    """A patient's newer word on one use of their photographs; the newest counts, from its moment on."""

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="photo_wishes")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="photo_wishes")
    use = models.CharField(max_length=40)
    allowed = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["clinic", "patient", "use", "-created_at"], name="photo_wish_newest")]
