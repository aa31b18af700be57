"""A consent: the exact words (version and hash), what was understood, and what may be done with photographs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..core.records import Record


class Consent(Record):
    """teach_back: question id to the answer given; photo_permissions: use to yes or no; revoked_at ends it.

    forecast_hash: of the course as the patient saw it. cooling_off_until: nothing is done before.
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
    signed_how = models.CharField(max_length=10, blank=True, choices=[("paper", "On paper"), ("screen", "On screen")])
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_why = models.TextField(max_length=2000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "-created_at"], name="consent_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(revoked_at__isnull=True) | ~Q(revoked_why=""), name="revoked_says_why")
        ]
