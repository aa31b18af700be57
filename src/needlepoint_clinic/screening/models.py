"""A screening as it was on its day, and the overrides that clinicians made. Neither changes afterwards."""

from __future__ import annotations

from django.db import models

from ..core.records import Record


class Screening(Record):
    """case: what the engine was given (no name); findings: what it found, as its own document."""

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="screenings")
    on = models.DateField()
    engine_version = models.CharField(max_length=20)
    case = models.JSONField()
    findings = models.JSONField()
    verdict = models.CharField(max_length=10)
    earliest_date = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["patient", "-created_at"], name="screening_newest"),
            models.Index(
                fields=["clinic", "earliest_date"],
                condition=models.Q(earliest_date__isnull=False),
                name="screening_wait_ends",
            ),
        ]


class Override(Record):
    """A finding set aside for this patient, by whom (created_by, as level) and why.

    ended_at: no longer relied on, by whom and why; the row itself stays with the patient for ever.
    """

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="overrides")
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="overrides")
    rule = models.CharField(max_length=60)
    level = models.CharField(max_length=12)
    reason = models.TextField(max_length=2000)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "-created_at"], name="override_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "rule"], condition=models.Q(ended_at__isnull=True), name="override_one_standing"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | ~models.Q(ended_reason=""),
                name="override_ended_with_reason",
            ),
        ]
