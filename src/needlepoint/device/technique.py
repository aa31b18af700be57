"""How one zone is treated in one session: setting, passes, pattern, speed.

depth_mm is needle protrusion (a pen's setting, a roller's or stamp's needle length). One pass covers the whole zone
once, in one direction; crosshatch takes the directions in turn, star four of them; stamp lifts the head and sets it
down again instead of gliding.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from ..errors import InputError, Problem, did_you_mean
from .library import Device

Pattern = Literal["crosshatch", "horizontal", "vertical", "star", "stamp"]
PATTERNS: tuple[str, ...] = get_args(Pattern)
MOST_PASSES = 60
FASTEST_MM_S = 500.0


@dataclass(frozen=True)
class Technique:
    """Setting (mm of needle), passes, pattern, and hand speed (mm/s; None = the usual speed for the device)."""

    depth_mm: float
    passes: int
    pattern: Pattern = "crosshatch"
    speed_mm_s: float | None = None


def _depth_problem(device: Device, depth: float) -> Problem | None:
    if math.isfinite(depth) and 0 < depth <= device.max_depth_mm + 1e-9:
        return None
    return Problem("depth", f"{depth:g} mm", f"above 0, at most {device.max_depth_mm:g} mm ({device.name})")


def _passes_problem(passes: int) -> Problem | None:
    if math.isfinite(passes) and passes == int(passes) and 1 <= passes <= MOST_PASSES:
        return None
    return Problem("passes", str(passes), f"a whole number, 1 to {MOST_PASSES}")


def _speed_problem(speed: float | None) -> Problem | None:
    if speed is None or (math.isfinite(speed) and 0 < speed <= FASTEST_MM_S):
        return None
    remedy = "Leave it out for the usual speed."
    return Problem("speed", f"{speed:g} mm/s", f"above 0, at most {FASTEST_MM_S:g} mm/s", remedy)


def _pattern_problem(device: Device, pattern: str) -> Problem | None:
    if pattern not in PATTERNS:
        return Problem("pattern", repr(pattern), ", ".join(PATTERNS), did_you_mean(pattern, PATTERNS))
    if pattern == "stamp" and device.kind == "roller":
        return Problem("pattern", "'stamp' with a roller", ", ".join(PATTERNS[:-1]))
    return None


def check_technique(device: Device, technique: Technique) -> None:
    """Raise InputError with everything that this device cannot do: setting, passes, speed, pattern."""
    problems = (
        _depth_problem(device, technique.depth_mm),
        _passes_problem(technique.passes),
        _speed_problem(technique.speed_mm_s),
        _pattern_problem(device, technique.pattern),
    )
    if bad := [problem for problem in problems if problem]:
        raise InputError(bad)
