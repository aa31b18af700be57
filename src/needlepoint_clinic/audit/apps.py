"""Who did what to which record, when, from where: append-only and chained by hashes."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.audit"
