"""Screening of a patient by the engine's rules, kept as it was; overrides with name and reason."""

from __future__ import annotations

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.screening"
