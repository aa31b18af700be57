"""A clinic, and who belongs to it in which role."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class Role(models.TextChoices):
    """What a member may do. Owner: everything, and the house. Provider: decides and treats. Assistant: prepares."""

    OWNER = "owner", "Owner"
    PROVIDER = "provider", "Provider"
    ASSISTANT = "assistant", "Assistant"


class Level(models.TextChoices):
    """As what an owner or provider sets a finding aside; rules name the least that they take."""

    CLINICIAN = "clinician", "Clinician"
    SPECIALIST = "specialist", "Specialist"
    SURGEON = "surgeon", "Surgeon"


class Clinic(models.Model):
    """A practice. phone: the number on every patient's call card, so it is never empty;
    last_number: the record number given last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)
    time_zone = models.CharField(max_length=60, default="UTC")
    currency = models.CharField(max_length=3, default="USD")
    session_price = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(phone=""), name="clinic_has_phone")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person in one clinic. level: by training and licence, as the owner vouches; ended_at: when they left."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    licence = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.CLINICIAN)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "user"], condition=models.Q(ended_at__isnull=True), name="one_membership_at_a_time"
            )
        ]
