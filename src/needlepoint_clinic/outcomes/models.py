"""A score on a clinical scale, with its items where the scale's licence allows them."""

from __future__ import annotations

from django.db import models

from ..core.records import Record


class Outcome(Record):
    """scale: an id of the engine; rater: created_by; blinded: the rater did not know the treatment; released: shown.

    to_patient: the provider's words that are shown with it, such as what one more visit would add.
    forecast: what the frozen forecast said of that day (day, low, median, high, chance of a visible change), with the
    improvement that was found; empty where it said nothing of this scale. held: whether its 90 % interval held.
    """

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="outcomes")
    course = models.ForeignKey(
        "courses.Course", on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    on = models.DateField()
    scale = models.CharField(max_length=40)
    items = models.JSONField(default=dict)
    score = models.DecimalField(max_digits=8, decimal_places=3)
    blinded = models.BooleanField(default=False)
    forecast = models.JSONField(default=dict)
    held = models.BooleanField(null=True, blank=True)
    to_patient = models.TextField(max_length=2000, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["patient", "-on"], name="outcome_newest"),
            models.Index(fields=["course", "-on"], name="outcome_of_course"),
            models.Index(
                fields=["clinic", "patient", "held"], condition=models.Q(held__isnull=False), name="outcome_calibration"
            ),
        ]
