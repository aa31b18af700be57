"""What every part of the clinic stands on: sealed fields, records, forms, headers, refusals."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.core"
