"""What every record of the clinic has: an id that tells nothing, its clinic, when it was made and by whom."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class Record(models.Model):
    """Belongs to one clinic. ``version`` grows with each edit, so that a stale form is noticed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey("clinics.Clinic", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Submission(models.Model):
    """A form that was already taken: sent twice, it is answered with what the first one made."""

    key = models.UUIDField(primary_key=True)
    clinic_id = models.UUIDField(db_index=True)
    user_id = models.UUIDField(null=True)
    result = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
