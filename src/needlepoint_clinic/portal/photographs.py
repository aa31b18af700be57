"""Photographs on the patient's pages: where they are taken and which pairs were released, where the clinic has them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any
from uuid import UUID

from django.apps import apps
from django.urls import NoReverseMatch, reverse

APP = "needlepoint_clinic.photographs"


def address() -> str:
    """The page on which a patient takes photographs; empty where there is none."""
    try:
        return reverse("me_photographs")
    except NoReverseMatch:
        return ""


def released(clinic_id: UUID, patient_id: UUID) -> Sequence[Any]:
    """The pairs that a provider released; none where the clinic keeps no photographs."""
    if not apps.is_installed(APP):
        return ()
    find = getattr(import_module(f"{APP}.selectors"), "released_pairs", None)
    return list(find(clinic_id, patient_id)) if find else ()
