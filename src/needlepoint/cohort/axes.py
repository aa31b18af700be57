"""What a sweep moves: depth (mm), passes, density (holes per cm2), interval (days), sessions; and the course in a cell.

    depth=0.5:2.0:4     four values from 0.5 to 2.0          sessions=1:6     1, 2, ... 6
    depth=0.5,1.0,1.5   these values                         interval=28      one value

Counts of things are whole. A density is reached by passes: the whole number nearest to it by the expected field. Where
depth moves, the needles of a roller or a stamp are as long as they are set. A cell that cannot be says why.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from ..course import Course
from ..course.types import (
    DEPTH_LIMITS_MM,
    MAX_INTERVAL_DAYS,
    MAX_PASSES,
    MAX_SESSIONS,
    Schedule,
    ZoneTreatment,
    sessions_on,
)
from ..device import Device, Technique, check_technique, find_device
from ..errors import InputError, Problem, did_you_mean
from ..puncture import expected_field
from ..skin import layers

MOST_VALUES = 24
MOST_CELLS = 240
LEAST_OF_A_PASS = 0.75
"""Of the holes of one pass, the least density that one pass may stand for."""
FORM = "NAME=LOW:HIGH:COUNT, NAME=LOW:HIGH for whole numbers, or values with commas, such as depth=0.5:2.0:4"


@dataclass(frozen=True)
class Kind:
    """One thing that can move: its unit, its ends, whether it is counted, and its words."""

    unit: str
    low: float
    high: float
    whole: bool
    label: str


KINDS: Mapping[str, Kind] = {
    "depth": Kind("mm", *DEPTH_LIMITS_MM, whole=False, label="depth, mm"),
    "passes": Kind("1", 1, MAX_PASSES, whole=True, label="passes"),
    "density": Kind("1/cm2", 1.0, 20_000.0, whole=False, label="holes per cm²"),
    "interval": Kind("day", 1, MAX_INTERVAL_DAYS, whole=True, label="days between sessions"),
    "sessions": Kind("1", 1, MAX_SESSIONS, whole=True, label="sessions"),
}


@dataclass(frozen=True)
class Axis:
    """One thing that moves, through these values."""

    name: str
    values: tuple[float, ...]

    @property
    def label(self) -> str:
        """Its words, with the unit."""
        return KINDS[self.name].label


def parse_axes(texts: Sequence[str]) -> tuple[Axis, ...]:
    """The axes of a sweep as typed. Raises InputError for what cannot be read, twice the same, or too many cells."""
    if not texts:
        raise InputError(Problem("--over", "nothing", FORM))
    axes = tuple(parse_axis(text) for text in texts)
    names = [axis.name for axis in axes]
    for name in names:
        if names.count(name) > 1:
            raise InputError(Problem("--over", f"{name} twice", "each once"))
    if {"passes", "density"} <= set(names):
        raise InputError(Problem("--over", "passes and density", "one of them", "A density is reached by passes."))
    cells = math.prod(len(axis.values) for axis in axes)
    if cells > MOST_CELLS:
        raise InputError(Problem("--over", f"{cells} cells", f"at most {MOST_CELLS}", "Take fewer values."))
    return axes


def parse_axis(text: str) -> Axis:
    """One axis as typed."""
    name, mark, rest = text.partition("=")
    name = name.strip().casefold()
    if not mark or name not in KINDS:
        raise InputError(Problem("--over", repr(text), f"{FORM}; {', '.join(KINDS)}", did_you_mean(name, KINDS)))
    kind = KINDS[name]
    values = _spread(text, rest, kind) if ":" in rest else tuple(_number(text, part) for part in rest.split(","))
    values = tuple(dict.fromkeys(values))
    if not 1 <= len(values) <= MOST_VALUES:
        raise InputError(Problem("--over", f"{len(values)} values of {name}", f"1 to {MOST_VALUES}"))
    for value in values:
        if not kind.low <= value <= kind.high or (kind.whole and value != round(value)):
            what = "a whole number, " if kind.whole else ""
            raise InputError(Problem("--over", f"{name} {value:g}", f"{what}{kind.low:g} to {kind.high:g} {kind.unit}"))
    return Axis(name, values)


def _number(text: str, part: str) -> float:
    try:
        value = float(part)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(Problem("--over", f"{part.strip()!r} in {text!r}", f"a number; {FORM}"))
    return value


def _spread(text: str, rest: str, kind: Kind) -> tuple[float, ...]:
    parts = [_number(text, part) for part in rest.split(":")]
    if len(parts) not in (2, 3) or parts[1] < parts[0]:
        raise InputError(Problem("--over", repr(text), FORM))
    low, high = parts[:2]
    if len(parts) == 2:
        if not kind.whole:
            raise InputError(Problem("--over", repr(text), f"how many values as well, such as {text}:4"))
        return tuple(float(value) for value in range(math.ceil(low), min(math.floor(high), MAX_PASSES * 10) + 1))
    count = parts[2]
    if count != round(count) or not 1 <= count <= MOST_VALUES:
        raise InputError(Problem("--over", f"{count:g} values", f"a whole number, 1 to {MOST_VALUES}"))
    steps = int(count) - 1
    found = [low + (high - low) * at / steps for at in range(steps + 1)] if steps else [low]
    return tuple(float(round(value)) if kind.whole else float(f"{value:.6g}") for value in found)


def cells(axes: Sequence[Axis]) -> list[dict[str, float]]:
    """Every combination of the axes' values, the last axis fastest."""
    names = [axis.name for axis in axes]
    return [dict(zip(names, row, strict=True)) for row in product(*(axis.values for axis in axes))]


def course_in(base: Course, cell: Mapping[str, float]) -> Course:
    """The base course with these values, alike in every session. Raises InputError where that cannot be done."""
    first = base.sessions[0].treatments
    device = base.device
    if "depth" in cell and device.kind in ("roller", "stamp"):
        device = device.model_copy(update={"needle_length_mm": cell["depth"]})
    known = find_device(device)
    treatments = []
    for item in first:
        technique = replace(item.technique, depth_mm=cell.get("depth", item.technique.depth_mm))
        if "passes" in cell:
            technique = replace(technique, passes=round(cell["passes"]))
        if "density" in cell:
            technique = replace(technique, passes=_passes_for(cell["density"], known, technique, item.zone))
        check_technique(known, technique)
        treatments.append(ZoneTreatment(zone=item.zone, technique=technique))
    days = base.days
    count = round(cell.get("sessions", len(days)))
    gap = round(cell["interval"]) if "interval" in cell else _gap(days)
    return base.replace(device=device, sessions=sessions_on(Schedule(gap, count).days, None, tuple(treatments)))


def _gap(days: Sequence[int]) -> int:
    """Days between the first two sessions; four weeks where there is one session only."""
    return days[1] - days[0] if len(days) > 1 else 28


def _passes_for(density: float, device: Device, technique: Technique, zone: str) -> int:
    one = density_of(device, replace(technique, passes=1), zone)
    if density < LEAST_OF_A_PASS * one:
        raise InputError(Problem("density", f"{density:g} holes per cm2", f"{one:.0f} or more: that is one pass here"))
    passes = max(round(density / one), 1)
    if passes > MAX_PASSES:
        raise InputError(Problem("density", f"{density:g} holes per cm2", f"at most {MAX_PASSES * one:.0f} here"))
    return passes


def density_of(device: Device, technique: Technique, zone: str) -> float:
    """Holes per cm2 of one session that the closed forms expect, in skin of no stated age or sex."""
    return expected_field(device, technique, zone, layers(zone, None, None)).density_per_cm2
