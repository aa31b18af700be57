"""The content of a chart in one fixed form, and its SHA-256: what a signature is put under."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from .models import Treatment

FORM = "needlepoint.treatment/1"
TREATMENT_FIELDS = (
    "id", "clinic_id", "patient_id", "course_id", "session_id", "on", "identified_by", "identity_checked_at",
    "screening_id", "consent_id", "photographs_decided", "device", "preparation", "product", "product_lot", "advice",
    "no_adverse_event", "early_stop", "started_at", "ended_at", "signed_at", "signed_by_id", "signature_meaning",
)  # fmt: skip
CARTRIDGE_FIELDS = ("gtin", "lot", "serial", "expiry", "how")
ZONE_FIELDS = (
    "order", "zone", "depth_mm", "passes", "pattern", "speed", "endpoint", "pain", "reaction", "early_stop",
    "started_at", "ended_at",
)  # fmt: skip
CREAM_FIELDS = (
    "drug", "strength_percent", "grams", "area_cm2", "weight_kg", "mg", "minutes_wanted", "warnings", "on_at",
    "off_at", "removed",
)  # fmt: skip
EVENT_FIELDS = ("id", "what", "onset", "severity")


def content(treatment: Treatment) -> dict[str, Any]:
    """Everything charted. Adverse events count that were known when it was signed: later ones are added beside it."""
    known = treatment.adverse_events.filter(created_at__lte=treatment.signed_at).order_by("created_at", "id")
    return {
        "form": FORM,
        "treatment": _told(treatment, TREATMENT_FIELDS),
        "cartridges": [_told(row, CARTRIDGE_FIELDS) for row in treatment.cartridges.order_by("created_at", "id")],
        "zones": [_told(row, ZONE_FIELDS) for row in treatment.zones.order_by("order", "id")],
        "creams": [_told(row, CREAM_FIELDS) for row in treatment.anaesthetics.order_by("on_at", "id")],
        "adverse_events": [_told(row, EVENT_FIELDS) for row in known],
    }


def content_hash(treatment: Treatment) -> str:
    """SHA-256 of the content as canonical JSON."""
    text = json.dumps(content(treatment), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _told(row: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in fields}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID) else value
