"""The patient's portal: entrances, sessions, the day page, check-ins, results."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.portal"
