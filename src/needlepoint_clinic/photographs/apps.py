"""Photographs: taken, sealed, laid on each other, judged comparable or not, shown, released, exported."""

from __future__ import annotations

from django.apps import AppConfig


class PhotographsConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.photographs"

    def ready(self) -> None:
        """Name the sealed files, so that a new key reaches them too."""
        from ..core.sealed import SealedFiles, sealed_files
        from .keeping import every_file

        sealed_files(SealedFiles("photographs", every_file))
