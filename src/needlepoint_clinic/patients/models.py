"""A patient. Who they are is sealed; what is needed to find them again is a keyed hash; the rest holds no name."""

from __future__ import annotations

from typing import Any

from django.db import models

from ..core.records import Record


class Patient(Record):
    """identity: sealed JSON (names, birth date, e-mail, phone, address); number: the clinic's record number."""

    number = models.CharField(max_length=20)
    identity = models.BinaryField()
    sex = models.CharField(max_length=6, choices=[(item, item) for item in ("female", "male", "other")])
    birth_year = models.PositiveSmallIntegerField()
    phototype = models.CharField(
        max_length=3, blank=True, choices=[(t, t) for t in ("I", "II", "III", "IV", "V", "VI")]
    )
    phototype_found_by = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="en", choices=[("en", "English"), ("es", "Español")])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "number"], name="patient_number")]
        indexes = [models.Index(fields=["clinic", "-created_at"], name="patient_newest")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The identity must be sealed before a patient is kept."""
        if not self.identity:
            raise ValueError("a patient without a sealed identity")
        super().save(*args, **kwargs)


class PatientToken(models.Model):
    """One thing a patient can be found by: the start of a name, the birth date. A keyed hash, no text."""

    id = models.BigAutoField(primary_key=True)
    clinic = models.ForeignKey("clinics.Clinic", on_delete=models.CASCADE, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="tokens")
    token = models.CharField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["clinic", "token", "id"], name="patient_token")]
        constraints = [models.UniqueConstraint(fields=["patient", "token"], name="patient_token_once")]
