"""Numbing cream at a visit: the engine's check with what the clinic knows of the patient, and the clock."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from needlepoint import Case, InputError, parse_case
from needlepoint.care import NumbingVisit, dose_check, numbing_visit, products, zones_area
from needlepoint.screening import Screening as Found

from ..screening.models import Screening
from .models import Anaesthetic

OVER_A_LIMIT = "Above "  # how the engine's words for a passed limit begin


@dataclass(frozen=True)
class Moment:
    """One line of the clock. past: it is over by now."""

    at: datetime
    words: str
    past: bool


@dataclass(frozen=True)
class Clock:
    """One cream on its clock. state: on, due, late or off; minutes: how long it has been on; left: until it is due."""

    cream: Anaesthetic
    label: str
    moments: Sequence[Moment]
    state: str
    minutes: int
    left: int
    due_at: datetime
    latest_at: datetime | None


def product_choices() -> list[tuple[str, str]]:
    """The creams that the engine knows, with their labels."""
    return [(name, label_of(name)) for name in products()]


def label_of(product: str) -> str:
    """A cream in words."""
    return dose_check(product, 1.0).label


def area_of(zones: Sequence[str]) -> Decimal:
    """The area of some zones in cm2."""
    return Decimal(str(round(zones_area(zones), 1)))


def weight_of(case: Mapping[str, Any]) -> Decimal | None:
    """The weight that the case holds, in kg."""
    told = case.get("patient", {}).get("weight_kg")
    return None if told is None else Decimal(str(told))


def check_cream(
    *,
    product: str,
    area_cm2: Decimal,
    grams: Decimal,
    strength_percent: Decimal | None,
    weight_kg: Decimal | None,
    depth_mm: float,
    screening: Screening | None,
    on: date,
    needled: bool,
) -> NumbingVisit:
    """The engine's check: refusals, dose, warnings, cautions, clock. Raises InputError on what cannot be."""
    return numbing_visit(
        product,
        float(area_cm2),
        depth_mm=depth_mm,
        grams=float(grams),
        strength_percent=None if strength_percent is None else float(strength_percent),
        weight_kg=None if weight_kg is None else float(weight_kg),
        needled=needled,
        case=_case(screening, on),
        screening=Found.model_validate(screening.findings) if screening else None,
    )


def over_limits(visit: NumbingVisit) -> list[str]:
    """Those of the warnings that say a limit is passed."""
    return [words for words in visit.dose.warnings if words.startswith(OVER_A_LIMIT)]


def clock_of(cream: Anaesthetic, now: datetime) -> Clock:
    """How a cream stands at a time."""
    visit = numbing_visit(
        cream.drug, float(cream.area_cm2), grams=float(cream.grams), minutes_on=float(cream.minutes_wanted)
    )
    at = {step.id: cream.on_at + timedelta(minutes=step.minute) for step in visit.clock}
    moments = [
        Moment(at[step.id], step.text, at[step.id] <= now) for step in visit.clock if not (cream.off_at and step.minute)
    ]
    ends = cream.off_at or now
    minutes = max(0, int((ends - cream.on_at).total_seconds() // 60))
    latest = at.get("latest")
    late = latest is not None and now >= latest
    state = "off" if cream.off_at else "late" if late else "due" if now >= at["remove"] else "on"
    left = max(0, -int((now - at["remove"]).total_seconds() // 60))
    return Clock(cream, visit.dose.label, moments, state, minutes, left, at["remove"], latest)


def _case(screening: Screening | None, on: date) -> Case | None:
    if screening is None:
        return None
    try:
        return parse_case(json.dumps(screening.case, default=str), "The case", on=on)
    except InputError:
        return None


def clocks_of(creams: Sequence[Anaesthetic]) -> list[Clock]:
    """Every cream of a visit, now."""
    now = timezone.now()
    return [clock_of(cream, now) for cream in creams]
