"""One row an event, never changed, never removed; each carries the hash of the one before.

digest = SHA-256 of (previous digest, then the event in a fixed order as JSON). The head of each clinic's chain is kept
beside it, so that cutting off the last events shows as well. No foreign keys: an event outlives what it speaks of.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models


class AuditEvent(models.Model):
    """Who (actor), what (action), which record (subject), when, from where (address). detail: no words of a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic_id = models.UUIDField()
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in ("staff", "patient", "system")])
    actor_id = models.UUIDField(null=True)
    address = models.CharField(max_length=45, blank=True)
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60, blank=True)
    patient_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic_id", "number"], name="audit_number")]
        indexes = [models.Index(fields=["clinic_id", "patient_id", "number"], name="audit_patient")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever once."""
        if not self._state.adding:
            raise TypeError("an audit event is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Never."""
        raise TypeError("an audit event is never removed")


class AuditHead(models.Model):
    """The end of one clinic's chain: how many events, and the digest of the last."""

    clinic_id = models.UUIDField(primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="", blank=True)
