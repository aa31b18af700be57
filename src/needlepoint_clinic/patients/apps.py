"""Patients: identity under seal, how to find one again, who may look."""

from __future__ import annotations

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.patients"

    def ready(self) -> None:
        """Name what is sealed here."""
        from ..core.sealed import sealed
        from .identity import place_of

        sealed("patients.Patient", "identity", lambda row: place_of(row.id))
