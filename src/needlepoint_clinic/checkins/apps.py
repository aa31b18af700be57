"""Check-ins: a patient's day entries, held against the forecast and the fixed red flags."""

from __future__ import annotations

from django.apps import AppConfig


class CheckinsConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.checkins"
