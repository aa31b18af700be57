"""Outcomes: scores on clinical scales, by whom, blinded or not."""

from __future__ import annotations

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.outcomes"
