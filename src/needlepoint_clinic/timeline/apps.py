"""Today and the patient's page: everything on one line of time, with the forecast beneath."""

from __future__ import annotations

from django.apps import AppConfig


class TimelineConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.timeline"
