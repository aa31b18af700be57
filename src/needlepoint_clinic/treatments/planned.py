"""What the course planned for a session: its zones with depth, passes and pattern, and the device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from needlepoint.skin import zones

from .models import Treatment

IDENTIFIERS = {"name": "Full name", "birth_date": "Date of birth", "address": "Address", "phone": "Phone number"}


@dataclass(frozen=True)
class PlannedZone:
    """One zone as planned: depth in mm, passes, pattern, expected endpoint."""

    zone: str
    depth_mm: Decimal
    passes: int
    pattern: str
    endpoint: str


def planned_option(plan: Mapping[str, Any], option: str) -> Mapping[str, Any]:
    """The accepted proposal of a plan; empty when the plan has none of that name."""
    return next((item for item in plan.get("options", ()) if item["name"] == option), {})


def planned_device(plan: Mapping[str, Any], option: str) -> dict[str, Any]:
    """The device of the plan, as a chart starts with it."""
    device = planned_option(plan, option).get("device", {})
    return {name: device[name] for name in ("kind", "name", "max_depth_mm") if name in device}


def planned_zones(treatment: Treatment) -> Sequence[PlannedZone]:
    """What the plan says for this session, in the order of the zone chart."""
    sessions = planned_option(treatment.course.plan, treatment.course.option).get("sessions", ())
    number = treatment.session.number if treatment.session else None
    wanted = next((item["zones"] for item in sessions if item["number"] == number), ())
    order = list(zones())
    found = [_planned(item) for item in wanted if item["zone"] in zones()]
    return sorted(found, key=lambda item: order.index(item.zone))


def deepest(treatment: Treatment) -> float:
    """The deepest setting planned for this session in mm; 0 when none is planned."""
    return max((float(item.depth_mm) for item in planned_zones(treatment)), default=0.0)


def _planned(item: Mapping[str, Any]) -> PlannedZone:
    return PlannedZone(
        zone=item["zone"],
        depth_mm=Decimal(str(item["depth_mm"])).quantize(Decimal("0.01")),
        passes=int(item["passes"]),
        pattern=item["pattern"],
        endpoint=item["endpoint"],
    )
