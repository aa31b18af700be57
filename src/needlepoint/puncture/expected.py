"""The field that closed forms expect from a device, a technique, a zone and its layers.

Density is linear in passes; holes overlap in area_fraction and coverage. A pass covers the zone once. Depth does not
depend on passes. Assumptions stand in the parameter set ``puncture``, each with its prior.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..device import Device, Technique, check_technique
from ..errors import InputError, Problem, did_you_mean
from ..evidence import ParameterSet, load_parameters, note
from ..skin import Layers, Zone, zones
from .coverage import boolean_share, distance_covering, largest_gap, lattice_coverage, random_coverage, random_gap
from .depth import DepthDistribution, depth_distribution, skin_gives_way
from .endpoint import Endpoint, endpoint
from .field import PunctureField
from .hole import opening_mm2, surface_radius, tear_index
from .reach import layer_shares
from .shape import checked_area
from .strikes import SECONDS_PER_DAY, Strikes, strikes
from .wear import NEW, Wear

MM2_PER_CM2 = 100.0


def checked_zone(zone_id: str, device: Device, area_cm2: float | None = None) -> Zone:
    """The zone, with another area if given. Raises InputError when unknown, or narrower than the head."""
    if zone_id not in zones():
        raise InputError(Problem("zone", repr(zone_id), "a zone id with its side", did_you_mean(zone_id, zones())))
    zone = zones()[zone_id]
    if area_cm2 is not None:
        zone = dataclasses.replace(zone, area_cm2=checked_area(area_cm2))
    across = math.sqrt(zone.area_cm2 * MM2_PER_CM2)
    if device.swath_mm > across:
        found = f"a head {device.swath_mm:g} mm wide"
        raise InputError(
            Problem("device", found, f"at most {across:.0f} mm on the {zone.label}", "Use a narrower head.")
        )
    return zone


def expected_depths(
    technique: Technique, strike: Strikes, zone: Zone, stretched: bool, wear: Wear = NEW, reach: float = 1.0
) -> DepthDistribution:
    """Depths of the strikes of needles that stand out by ``reach`` of the setting."""
    parameters = load_parameters("puncture")
    support = 1.0 if stretched else parameters["loose_skin"]
    support *= parameters["bony_support"] if zone.bony else 1.0
    scale = parameters["impact_speed_scale"] / SECONDS_PER_DAY
    deflection = parameters["skin_deflection"] * support * strike.base * wear.gives_way
    gives_way = skin_gives_way(deflection, strike.impact_mm_s, scale)
    spreads = parameters["length_spread"], parameters["deflection_spread"]
    return depth_distribution(technique.depth_mm * reach, gives_way, *spreads)


@dataclass(frozen=True)
class _Spread:
    """How holes lie in the plane after some passes (mm)."""

    covering: Callable[[float], float]
    gap_p95_mm: float
    gap_largest_mm: float


def _random(density_mm2: float, area_mm2: float) -> _Spread:
    covering = functools.partial(random_coverage, density_mm2)
    return _Spread(covering, random_gap(density_mm2, 0.95), largest_gap(density_mm2, area_mm2))


def _lattice(strike: Strikes, pitch_mm: tuple[float, float], passes: int, area_mm2: float) -> _Spread:
    """Passes of a drum: no gap can be wider than a cell of one pass's lattice."""
    covering = functools.partial(lattice_coverage, pitch_mm, passes)
    widest = math.hypot(*pitch_mm) / 2.0
    p95 = distance_covering(0.95, covering, widest)
    return _Spread(covering, p95, min(largest_gap(strike.per_pass * passes, area_mm2), widest))


def _spread(strike: Strikes, passes: int, area_mm2: float) -> _Spread:
    if strike.pitch_mm is None:
        return _random(strike.per_pass * passes, area_mm2)
    return _lattice(strike, strike.pitch_mm, passes, area_mm2)


def seen_endpoint(density_mm2: float, depth: DepthDistribution, shares: dict[str, float]) -> Endpoint:
    """The end point of holes of this density, depth and layers."""
    parameters = load_parameters("puncture")
    past_plexus = density_mm2 * depth.share_deeper(parameters["plexus_depth"])
    in_dermis = density_mm2 * (1.0 - shares["stratum_corneum"] - shares["epidermis"])
    return endpoint(past_plexus, in_dermis, parameters["bleeding_density"], parameters["erythema_density"])


def basis_lines(device: Device, technique: Technique, layers: Layers) -> tuple[str, ...]:
    """What the figures rest on."""
    note(sources=device.sources)
    fields = [figure.field for figure in device.figures if "needlepoint" in figure.sources]
    assumed = [field.removesuffix("_mm").removesuffix("_hz").replace("_", " ") for field in fields]
    lines = [f"{device.name}: assumed {', '.join(assumed)}"] if assumed else []
    if technique.speed_mm_s is None:
        lines.append("hand speed assumed")
    return (*lines, *layers.basis)


def _field(
    device: Device, technique: Technique, zone: Zone, layers: Layers, strike: Strikes, depth: DepthDistribution
) -> PunctureField:
    """The field without its next pass."""
    parameters: ParameterSet = load_parameters("puncture")
    density, area = strike.per_pass * technique.passes, zone.area_cm2 * MM2_PER_CM2
    radius = surface_radius(device.needle_diameter_mm, parameters["hole_share"])
    drag = parameters["slip_share"] * strike.travel_mm
    spread = _spread(strike, technique.passes, area)
    shares = layer_shares(depth, layers)
    return PunctureField(
        zone=zone.id,
        area_cm2=zone.area_cm2,
        holes=round(density * area),
        density_per_cm2=density * MM2_PER_CM2,
        per_pass_density=strike.per_pass * MM2_PER_CM2,
        hole_radius_mm=radius,
        hole_taper=parameters["hole_taper"],
        depth_mm=depth,
        travel_mm=strike.travel_mm,
        drag_mm=drag,
        coverage_distance_mm=parameters["coverage_distance"],
        coverage_share=spread.covering(parameters["coverage_distance"]),
        area_fraction=boolean_share(density, opening_mm2(radius, drag)),
        gap_mm={"p95": spread.gap_p95_mm, "largest": spread.gap_largest_mm},
        layer_shares=shares,
        endpoint=seen_endpoint(density, depth, shares),
        tear_index=tear_index(radius, drag),
        next_pass={},
        basis=basis_lines(device, technique, layers),
        covering=spread.covering,
    )


def added(now: PunctureField, then: PunctureField) -> dict[str, Any]:
    """What one more pass adds; gaps shrink, so theirs is negative."""
    return {
        "density_per_cm2": then.density_per_cm2 - now.density_per_cm2,
        "coverage": then.coverage_share - now.coverage_share,
        "area_fraction": then.area_fraction - now.area_fraction,
        "gap_p95_mm": then.gap_mm["p95"] - now.gap_mm["p95"],
        "endpoint": then.endpoint,
    }


def expected_field(
    device: Device, technique: Technique, zone_id: str, layers: Layers, stretched: bool = True
) -> PunctureField:
    """The expected puncture field of one zone.

    zone_id: with its side (cheek_left). layers: of that zone and person. stretched: the other hand keeps the skin taut.
    Raises InputError for an unknown zone, a head wider than the zone, a setting beyond the device, passes that are no
    whole number from 1, a hand that does not move.
    """
    check_technique(device, technique)
    zone = checked_zone(zone_id, device)
    strike = strikes(device, technique, load_parameters("puncture"))
    depth = expected_depths(technique, strike, zone, stretched)
    one_more = dataclasses.replace(technique, passes=technique.passes + 1)
    now = _field(device, technique, zone, layers, strike, depth)
    then = _field(device, one_more, zone, layers, strike, depth)
    return dataclasses.replace(now, next_pass=added(now, then))
