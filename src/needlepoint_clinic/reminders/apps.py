"""Reminders: neutral e-mails on the days that matter, queued in the database, each sent once at most."""

from __future__ import annotations

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.reminders"
