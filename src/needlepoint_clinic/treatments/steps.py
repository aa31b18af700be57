"""The six steps of a visit, what each still lacks, and a number that changes whenever a part of the chart does.

That number travels with each form. Two people may work in one chart: only when both change the same part is the second
one told.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..screening.models import Screening
from .models import Anaesthetic, Treatment, ZoneRecord

BLOCKING = ("stop", "wait")
STEPS = ("identity", "screen", "consent", "photographs", "treat", "sign")
TITLES = {
    "identity": "Identity",
    "screen": "Screening of the day",
    "consent": "Consent",
    "photographs": "Photographs",
    "treat": "Treat",
    "sign": "Sign",
}
PARTS: Mapping[str, tuple[str, ...]] = {
    "identity": ("identified_by",),
    "screen": ("screening_id",),
    "consent": ("consent_id",),
    "photographs": ("photographs_decided",),
    "setup": ("device", "preparation"),
    "after": ("product", "product_lot", "advice", "no_adverse_event", "early_stop"),
}
ZONE_FIELDS = (
    "depth_mm", "passes", "pattern", "speed", "endpoint", "pain", "reaction", "early_stop", "started_at", "ended_at"
)  # fmt: skip
CREAM_FIELDS = ("on_at", "off_at", "removed")


@dataclass(frozen=True)
class Missing:
    """Something that is not there yet, in words, and the step where it is done."""

    what: str
    step: str


def number_of(*values: object) -> int:
    """A number for some values; other values, another number (but for one in two thousand million)."""
    text = json.dumps([str(value) for value in values], ensure_ascii=True)
    return 1 + (zlib.crc32(text.encode()) & 0x7FFFFFFE)


def part_values(treatment: Treatment, part: str) -> dict[str, Any]:
    """The fields of one part of a chart."""
    return {name: getattr(treatment, name) for name in PARTS[part]}


def part_version(treatment: Treatment, part: str) -> int:
    """The number of one part of a chart as it stands."""
    return number_of(part, *part_values(treatment, part).values())


def zone_version(row: ZoneRecord | None) -> int:
    """The number of one zone's row, or of there being none."""
    return number_of("zone", *(getattr(row, name) for name in ZONE_FIELDS)) if row else number_of("no zone")


def cream_version(row: Anaesthetic) -> int:
    """The number of one cream's row."""
    return number_of("cream", *(getattr(row, name) for name in CREAM_FIELDS))


def before_needling(treatment: Treatment, creams: Sequence[Anaesthetic]) -> list[Missing]:
    """What must be done before the first pass."""
    found = []
    if treatment.identity_checked_at is None:
        found.append(Missing("Confirm who the patient is, by two identifiers.", "identity"))
    if treatment.screening_id is None:
        found.append(Missing("Confirm the screening of the day.", "screen"))
    if treatment.consent_id is None:
        found.append(Missing("Check the consent.", "consent"))
    if not all(cream.removed for cream in creams):
        found.append(Missing("Wipe all numbing cream off, and note the time.", "treat"))
    return found


def before_signing(
    treatment: Treatment, creams: Sequence[Anaesthetic], zones: int, cartridges: int, events: int
) -> list[Missing]:
    """What must be there before the chart can be signed."""
    found = before_needling(treatment, creams)
    if not treatment.photographs_decided:
        found.append(Missing("Say whether photographs were taken or declined.", "photographs"))
    if not zones and not treatment.early_stop:
        found.append(Missing("Chart at least one zone, or say why the visit was stopped.", "treat"))
    if zones and not cartridges:
        found.append(Missing("Enter the cartridge.", "treat"))
    if not treatment.advice:
        found.append(Missing("Say which aftercare advice was given.", "sign"))
    if treatment.no_adverse_event is None and not events:
        found.append(Missing("Report an adverse event, or confirm that there was none.", "sign"))
    return found


def done(treatment: Treatment, zones: int) -> dict[str, bool]:
    """Which steps are done."""
    return {
        "identity": treatment.identity_checked_at is not None,
        "screen": treatment.screening_id is not None,
        "consent": treatment.consent_id is not None,
        "photographs": bool(treatment.photographs_decided),
        "treat": zones > 0 or bool(treatment.early_stop),
        "sign": treatment.status == Treatment.Status.SIGNED,
    }


def still_missing(treatment: Treatment) -> list[Missing]:
    """What must be there before this chart can be signed."""
    return before_signing(
        treatment,
        list(treatment.anaesthetics.all()),
        treatment.zones.count(),
        treatment.cartridges.count(),
        treatment.adverse_events.count(),
    )


def chart_version(treatment: Treatment) -> int:
    """The number of the whole chart: any change of any part makes another."""
    rows = [zone_version(row) for row in treatment.zones.order_by("id")]
    rows += [cream_version(row) for row in treatment.anaesthetics.order_by("id")]
    rows += [number_of(id) for id in treatment.cartridges.order_by("id").values_list("id", flat=True)]
    rows += [number_of(id) for id in treatment.adverse_events.order_by("id").values_list("id", flat=True)]
    return number_of(*rows, *(part_version(treatment, part) for part in PARTS))


def blocking(screening: Screening) -> list[Mapping[str, Any]]:
    """The findings that block a visit: a stop or a wait that counts. Empty when the verdict lets some zones go on."""
    if screening.verdict not in BLOCKING:
        return []
    found = screening.findings["findings"]
    return [item for item in found if item["effect"] in BLOCKING and item["counts"]]
