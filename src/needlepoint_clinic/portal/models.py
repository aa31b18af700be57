"""Entrances (links and codes that let a patient in once), the sessions they opened, and the private calendar feed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..core.records import Record


class Entrance(Record):
    """A way in: single-use, until a moment, bound to one patient. Link and code open the same; only hashes are kept.

    purpose: where the patient lands, no more. mailed_at: when it was e-mailed; used_at: when the button was pressed
    (opening the link uses nothing up); ended_at: when the clinic took it back.
    """

    class Purpose(models.TextChoices):
        """Where it leads first."""

        PORTAL = "portal", "The day page"
        CONSENT = "consent", "The consent"
        PHOTOGRAPHS = "photographs", "Photographs"
        REMINDER = "reminder", "A message"

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="entrances")
    purpose = models.CharField(max_length=12, choices=Purpose.choices, default=Purpose.PORTAL)
    digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=64, db_index=True)
    until = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "-created_at"], name="entrance_newest")]


class Passkey(Record):
    """A passkey that a patient added from inside. credential: public key and id as the authenticator gave them."""

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="passkeys")
    digest = models.CharField(max_length=64, unique=True)
    credential = models.BinaryField()
    browser = models.CharField(max_length=60, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)


class Entry(Record):
    """One browser that is in, by an entrance or by a passkey.

    until: ends then at the latest; own_device: not ended by being idle; seen_at: last used.

    browser: what it is, in one or two words ("Chrome on Android"), for the list of sessions.
    """

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="entries")
    entrance = models.OneToOneField(Entrance, on_delete=models.PROTECT, null=True, related_name="entry")
    passkey = models.ForeignKey(Passkey, on_delete=models.PROTECT, null=True, related_name="entries")
    own_device = models.BooleanField(default=False)
    browser = models.CharField(max_length=60, blank=True)
    until = models.DateTimeField()
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "-created_at"], name="entry_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(entrance__isnull=False, passkey__isnull=True)
                | Q(entrance__isnull=True, passkey__isnull=False),
                name="entry_by_one_way",
            )
        ]


class Feed(Record):
    """A private calendar address of a patient; only its hash is kept. A newer one ends the one before."""

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="feeds")
    digest = models.CharField(max_length=64, unique=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient"], condition=Q(ended_at__isnull=True), name="feed_one_at_a_time")
        ]


class Satisfied(Record):
    """How content a patient is with the result so far, in their own answer. A later answer is another row."""

    class Answer(models.IntegerChoices):
        """Five answers, the middle one undecided."""

        VERY_UNHAPPY = 0, "Very unhappy"
        UNHAPPY = 1, "Unhappy"
        UNDECIDED = 2, "Neither"
        HAPPY = 3, "Happy"
        VERY_HAPPY = 4, "Very happy"

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="satisfied")
    answer = models.PositiveSmallIntegerField(choices=Answer.choices)
    words = models.TextField(max_length=1000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "-created_at"], name="satisfied_newest")]


class WrongCode(models.Model):
    """A code that opened nothing: from which place (a keyed hash), when. Kept as long as it counts."""

    id = models.BigAutoField(primary_key=True)
    place = models.CharField(max_length=32)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["place", "at"], name="wrong_code_place")]
