"""One filling-in of the questionnaire. Answers are kept with the version of the questions they answer."""

from __future__ import annotations

from django.db import models

from ..core.records import Record


class Intake(Record):
    """answers: question id to answer; a question that is not in it was not answered (never taken for no).

    link_digest: SHA-256 of the single-use link's secret, empty when filled in on the clinic's tablet; link_used_at:
    when it was opened, on one device; link_ended_at: when the clinic took it back.
    """

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="intakes")
    questionnaire = models.CharField(max_length=20)
    language = models.CharField(max_length=2, default="en")
    answers = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_patient = models.BooleanField(default=False)
    link_digest = models.CharField(max_length=64, blank=True, db_index=True)
    link_until = models.DateTimeField(null=True, blank=True)
    link_used_at = models.DateTimeField(null=True, blank=True)
    link_ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "-created_at"], name="intake_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["link_digest"], condition=~models.Q(link_digest=""), name="intake_one_link_one_intake"
            ),
            models.CheckConstraint(
                condition=models.Q(link_digest="") | models.Q(link_until__isnull=False), name="intake_link_ends"
            ),
        ]
