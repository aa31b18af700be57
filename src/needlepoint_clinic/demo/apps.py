"""An invented clinic with invented people at every stage of a course."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.demo"
