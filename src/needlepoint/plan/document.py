"""plan.json: everything one run found, as plain data in the published schema (``report.plan_schema``)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ..care import CarePlan
from ..course import Option, print_schedule
from ..evidence import Used, all_parameters, all_sources
from ..puncture import PunctureField
from ..skin import Layers, zones
from .cells import Skin
from .needled import Needled, zone_documents

DIGITS = 6


def rounded(value: Any) -> Any:
    """Plain data with every figure at six significant digits, and what is not a number as null."""
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): rounded(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [rounded(item) for item in value]
    return rounded(float(value))


def treated_zone(zone: str, technique: Any, field: PunctureField, layer: Layers) -> dict[str, Any]:
    """One zone of one session: its settings and the holes expected."""
    figures = field.to_json()
    return {
        "zone": zone,
        "label": zones()[zone].label,
        "area_cm2": zones()[zone].area_cm2,
        "depth_mm": technique.depth_mm,
        "passes": technique.passes,
        "pattern": technique.pattern,
        "holes": figures["holes"],
        "density_per_cm2": figures["density_per_cm2"],
        "coverage": figures["coverage"],
        "coverage_distance_mm": figures["coverage_distance_mm"],
        "area_fraction": figures["area_fraction"],
        "gap_mm": figures["gap_mm"],
        "hole_radius_mm": figures["hole_radius_mm"],
        "depth_reached_mm": figures["depth_mm"],
        "layers": figures["layers"],
        "layer_thickness_mm": {
            "stratum_corneum": layer.stratum_corneum_mm,
            "epidermis": layer.epidermis_mm,
            "papillary": layer.papillary_mm,
            "dermis": layer.dermis_mm,
        },
        "endpoint": figures["endpoint"],
        "tear_index": figures["tear_index"],
        "drag_mm": figures["drag_mm"],
        "next_pass": figures["next_pass"],
    }


def device_document(skin: Skin) -> dict[str, Any]:
    """The device of a plan, in its own figures."""
    device = skin.device
    return {
        "name": device.name,
        "kind": device.kind,
        "needles": device.needles,
        "needle_diameter_mm": device.needle_diameter_mm,
        "max_depth_mm": device.max_depth_mm,
        "rate_hz": device.rate_hz,
    }


def sessions_document(
    option: Option, needled: Needled, added: Mapping[str, Mapping[str, float]]
) -> list[dict[str, Any]]:
    """Every session with its date and its zones; the picture of the largest zone stands in the first session of the
    recommended option only.

    added: what one more pass adds to downtime and gain, by zone.
    """
    treated = zone_documents(option.candidate.treatments, needled, treated_zone, pictured=option.recommended)
    for zone in treated:
        zone["next_pass"] = {**zone["next_pass"], **added.get(zone["zone"], {})}
    later = [zone | {"picture": None} for zone in treated]
    days: Sequence[date | None] = option.dates or [None] * option.candidate.schedule.sessions
    return [
        {"number": number, "date": _iso(day), "zones": treated if number == 1 else later}
        for number, day in enumerate(days, 1)
    ]


def schedule_document(option: Option) -> dict[str, Any]:
    """When the sessions are, in figures and in the protocol language."""
    schedule = option.candidate.schedule
    return {
        "sessions": schedule.sessions,
        "interval_days": schedule.interval_days if schedule.sessions > 1 else None,
        "first": _iso(option.dates[0]) if option.dates else None,
        "last": _iso(option.dates[-1]) if option.dates else None,
        "sentence": print_schedule(schedule),
    }


def bounds_document(option: Option) -> list[dict[str, Any]]:
    """The envelope of each zone, with its caps."""
    return [
        {
            "zone": item.zone,
            "depth_low_mm": item.depth_low_mm,
            "depth_high_mm": item.depth_high_mm,
            "caps": [{"mm": cap.mm, "why": cap.why, "sources": list(cap.sources)} for cap in item.caps],
        }
        for item in option.bounds
    ]


def cost_document(option: Option) -> dict[str, Any] | None:
    """What the course costs at the case's own price; null without one."""
    cost = option.cost
    if cost is None:
        return None
    names = ("sessions", "per_session", "total", "currency", "within_budget", "basis")
    return {name: getattr(cost, name) for name in names}


CARE_PARTS = ("preparation", "visit", "days", "red_flags", "maintenance", "numbing")


def care_document(care: CarePlan) -> dict[str, Any]:
    """The parts of a care plan that the report shows."""
    dumped = care.model_dump(mode="json")
    return {name: dumped[name] for name in CARE_PARTS}


def basis_document(used: Used) -> dict[str, Any]:
    """What the run really used: parameters in the unit of their source, and every source they and the rules name."""
    sets = all_parameters()
    parameters = []
    for name in sorted(used.parameters):
        group, _, key = name.partition(".")
        entry = sets[group].parameter(key)
        parameters.append(
            {
                "name": name,
                "value": entry.stated,
                "unit": entry.unit,
                "kind": entry.kind,
                "sources": list(entry.sources),
                "meaning": entry.meaning,
            }
        )
    known = all_sources()
    sources = [known[id] for id in sorted(used.sources)]
    return {
        "parameters": parameters,
        "sources": [
            {
                "id": item.id,
                "cite": item.cite,
                "checked": item.checked,
                "doi": item.doi,
                "pmid": item.pmid,
                "url": item.url,
            }
            for item in sources
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
