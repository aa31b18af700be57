"""Consent: what was agreed to, in which words, understood how, until when."""

from __future__ import annotations

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.consent"

    def ready(self) -> None:
        """Name what is sealed here."""
        from ..core.sealed import sealed
        from .signature import place_of

        sealed("consent.Consent", "signature", lambda row: place_of(row.id))
