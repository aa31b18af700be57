"""A photograph, a pair of them with its verdict, what became of each, and where copies went.

Nothing here is edited: a photograph that should not be seen is hidden, a release is taken back, each by a row. The
columns ``hidden_at`` and ``released_at`` are what the last such row says.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ..core.records import Record


class Photo(Record):
    """zone, view: what is seen from where; taken_on: the day; light, camera, background: as noted by who took it.

    sha256: of the full picture as it is kept; sent_sha256: of the bytes as they came. The pictures are sealed files
    (``keeping``). created_by: the colleague who took it, empty where the patient did.
    """

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="photographs")
    treatment = models.ForeignKey(
        "treatments.Treatment", on_delete=models.PROTECT, null=True, blank=True, related_name="photographs"
    )
    check_in = models.ForeignKey(
        "checkins.CheckIn", on_delete=models.PROTECT, null=True, blank=True, related_name="photographs"
    )
    zone = models.CharField(max_length=40)
    view = models.CharField(max_length=12)
    taken_on = models.DateField()
    light = models.CharField(max_length=80, blank=True)
    camera = models.CharField(max_length=80, blank=True)
    background = models.CharField(max_length=80, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sent_sha256 = models.CharField(max_length=64)
    hidden_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["patient", "-taken_on"], name="photo_newest"),
            models.Index(fields=["patient", "zone", "view", "-taken_on"], name="photo_series"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "sent_sha256"], condition=Q(hidden_at__isnull=True), name="photo_once"
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | Q(released_at__isnull=True), name="photo_hidden_not_released"
            ),
        ]


class Pair(Record):
    """Two photographs of one zone and view laid on each other by one version of the method.

    transform: from the later picture to the earlier one, both measured in widths of the earlier (2 by 3, row by row);
    empty where none was found. reasons: why not comparable, or what to mind; numbers: what was measured.
    """

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="photo_pairs")
    before = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="as_before")
    after = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="as_after")
    method = models.CharField(max_length=20)
    comparable = models.BooleanField()
    reasons = models.JSONField(default=list)
    numbers = models.JSONField(default=dict)
    transform = models.JSONField(default=list)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after", "method"], name="pair_once_a_method"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="pair_of_two"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(comparable=True), name="pair_released_comparable"
            ),
        ]
        indexes = [models.Index(fields=["patient", "released_at"], name="pair_released")]


class PhotoChange(Record):
    """What became of a photograph or a pair: hidden, shown again, released to the patient, or that taken back."""

    class What(models.TextChoices):
        """What was done."""

        HIDDEN = "hidden", "Hidden"
        SHOWN = "shown", "Shown again"
        RELEASED = "released", "Released to the patient"
        RECALLED = "recalled", "Release taken back"

    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    what = models.CharField(max_length=10, choices=What.choices)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(photo__isnull=True, pair__isnull=False) | Q(photo__isnull=False, pair__isnull=True),
                name="photo_change_of_one",
            )
        ]


class PhotoUse(Record):
    """A copy that left the record. use: as the consent names it; gone_to: where it went; sha256: of the file."""

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="photo_uses")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="uses")
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, null=True, blank=True, related_name="uses")
    use = models.CharField(max_length=20)
    gone_to = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(photo__isnull=True, pair__isnull=False) | Q(photo__isnull=False, pair__isnull=True),
                name="photo_use_of_one",
            ),
            models.CheckConstraint(condition=~Q(gone_to=""), name="photo_use_says_where"),
        ]


class ResearchSetting(Record):
    """Whether the research panel (redness a*, ITA) is shown in a clinic: the last row counts; no row means no."""

    shown = models.BooleanField()

    class Meta:
        ordering = ["created_at"]
