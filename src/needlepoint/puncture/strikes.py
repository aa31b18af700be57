"""What reaches the skin from a device and a hand: strikes per mm2 and pass, impact speed, sideways travel.

One place where the three kinds of device meet; each kind's mechanics stand in its own file. mm and s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..device import Device, Technique
from ..errors import InputError, Problem
from ..evidence import ParameterSet
from . import pen, roller, stamp

SECONDS_PER_DAY = 86_400.0


@dataclass(frozen=True)
class Strikes:
    """per_pass: holes per mm2; impact_mm_s; travel_mm: sideways, in rigid skin; base: factor on how far skin gives way.

    pitch_mm: distances between the holes of one pass where they form a lattice (a drum), else None.
    """

    per_pass: float
    impact_mm_s: float
    travel_mm: float
    base: float = 1.0
    pitch_mm: tuple[float, float] | None = None


def hand_speed(technique: Technique, usual: float) -> float:
    """Hand speed (mm/s): the technique's, else the usual one (mm/day in engine units)."""
    return usual / SECONDS_PER_DAY if technique.speed_mm_s is None else technique.speed_mm_s


def _needed(device: Device, field: str) -> float:
    """A figure without which this kind of device cannot be computed. Raises InputError when it is missing."""
    value = getattr(device, field)
    if value is None or not value > 0:
        raise InputError(Problem(f"device.{field}", str(value), f"above 0; a {device.kind} cannot do without it"))
    return float(value)


def _of_roller(device: Device, technique: Technique, parameters: ParameterSet) -> Strikes:
    drum, width = _needed(device, "drum_diameter_mm") / 2.0, _needed(device, "drum_width_mm")
    length = technique.depth_mm
    rolling = drum + parameters["rolling_on_tips"] * length
    return Strikes(
        per_pass=roller.density_per_pass(device.needles, rolling, width),
        impact_mm_s=roller.tip_speed(drum, length, hand_speed(technique, parameters["roller_speed"])),
        travel_mm=roller.slot_mm(drum, length),
        pitch_mm=roller.pitches_mm(device.needles, _needed(device, "rows"), rolling, width),
    )


def _of_pen(device: Device, technique: Technique, parameters: ParameterSet) -> Strikes:
    rate, stroke = _needed(device, "rate_hz"), device.max_depth_mm + parameters["stroke_clearance"]
    impact = pen.impact_speed(rate, technique.depth_mm, stroke)
    if technique.pattern == "stamp":
        return Strikes(stamp.density_per_pass(device.needles, device.swath_mm), impact, 0.0)
    glide = hand_speed(technique, parameters["glide_speed"])
    contact = pen.contact_time(rate, technique.depth_mm, stroke)
    density = pen.density_per_pass(device.needles, rate, glide, device.swath_mm)
    return Strikes(density, impact, pen.travel_mm(glide, contact))


def _of_stamp(device: Device, technique: Technique, parameters: ParameterSet) -> Strikes:
    return Strikes(
        per_pass=stamp.density_per_pass(device.needles, device.swath_mm),
        impact_mm_s=hand_speed(technique, parameters["stamp_speed"]),
        travel_mm=0.0,
        base=parameters["stamp_base"],
    )


_BY_KIND: dict[str, Callable[[Device, Technique, ParameterSet], Strikes]] = {
    "roller": _of_roller,
    "pen": _of_pen,
    "stamp": _of_stamp,
}


def strikes(device: Device, technique: Technique, parameters: ParameterSet) -> Strikes:
    """The strikes of one pass. The technique must have passed :func:`needlepoint.device.check_technique`."""
    return _BY_KIND[device.kind](device, technique, parameters)
