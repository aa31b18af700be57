"""Clinics, who belongs to them and in which role; the first-run screen."""

from __future__ import annotations

from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.clinics"
