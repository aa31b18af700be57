"""Treatments: the visit in six steps, charted zone by zone, signed, then only added to."""

from __future__ import annotations

from django.apps import AppConfig


class TreatmentsConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.treatments"
