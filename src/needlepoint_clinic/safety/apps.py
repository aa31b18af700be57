"""Safety: who got lot X, adverse events, overrides, and how past forecasts held up."""

from __future__ import annotations

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.safety"
