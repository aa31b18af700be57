"""Intake: the questionnaire, who answered it when; its answers become the history of the case."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.intake"
