"""The path that the hand means to take: straight strokes side by side over a zone, one direction a pass.

Directions: horizontal 0, vertical 90 degrees, diagonals 45 and 135; crosshatch takes the first two in turn, star all
four. Strokes of a pass lie one head apart (less their overlap), begin anywhere within the first head's width, and run
past the outline by half a head, so that the edge gets as much as the middle; what falls outside is no hole of the zone.
Neighbouring strokes go opposite ways. Lengths in mm, angles in radians.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import InputError, Problem
from .shape import Shape

HORIZONTAL, VERTICAL, RISING, FALLING = 0.0, math.pi / 2.0, math.pi / 4.0, 3.0 * math.pi / 4.0
DIRECTIONS: dict[str, tuple[float, ...]] = {
    "crosshatch": (HORIZONTAL, VERTICAL),
    "horizontal": (HORIZONTAL,),
    "vertical": (VERTICAL,),
    "star": (HORIZONTAL, VERTICAL, RISING, FALLING),
    "stamp": (HORIZONTAL, VERTICAL),
}
SHORTEST_MM = 0.1


@dataclass(frozen=True)
class Stroke:
    """One straight movement of the head's middle: from (x, y), along ``heading`` (radians), over ``length_mm``."""

    x: float
    y: float
    heading: float
    length_mm: float

    @property
    def end(self) -> tuple[float, float]:
        """Where it ends."""
        return (
            self.x + self.length_mm * math.cos(self.heading),
            self.y + self.length_mm * math.sin(self.heading),
        )


def planned_strokes(shape: Shape, heading: float, lane_mm: float, head_mm: float, first: float) -> list[Stroke]:
    """The strokes of one pass. lane_mm: from one to the next; first: where the first lies, as a share (0-1) of that."""
    across = shape.outline() @ [-math.sin(heading), math.cos(heading)]
    half = head_mm / 2.0
    lane = float(across.min()) - lane_mm / 2.0 + first * lane_mm
    strokes: list[Stroke] = []
    while lane <= float(across.max()) + lane_mm / 2.0:
        extent = shape.extent(heading, lane - half, lane + half)
        if extent is not None:
            strokes.append(_stroke(heading, lane, extent[0] - half, extent[1] + half, back=len(strokes) % 2 == 1))
        lane += lane_mm
    return strokes


def _stroke(heading: float, lane: float, start: float, stop: float, *, back: bool) -> Stroke:
    along = stop if back else start
    x = along * math.cos(heading) - lane * math.sin(heading)
    y = along * math.sin(heading) + lane * math.cos(heading)
    return Stroke(x, y, heading + math.pi if back else heading, stop - start)


def check_strokes(shape: Shape, passes: Sequence[Sequence[Stroke]], head_mm: float) -> None:
    """Raises InputError for a path without strokes, with one of no length, or with one that leaves the zone."""
    problems = []
    for number, strokes in enumerate(passes, 1):
        if not strokes:
            problems.append(Problem(f"path, pass {number}", "no stroke", "at least one stroke a pass"))
        for count, stroke in enumerate(strokes, 1):
            problem = _stroke_problem(f"path, pass {number}, stroke {count}", shape, stroke, head_mm)
            problems += [problem] if problem else []
    if problems:
        raise InputError(problems)


def _stroke_problem(place: str, shape: Shape, stroke: Stroke, head_mm: float) -> Problem | None:
    if not all(map(math.isfinite, (stroke.x, stroke.y, stroke.heading, stroke.length_mm))):
        return Problem(place, "a place or length that is no number", "finite mm and radians")
    if stroke.length_mm < SHORTEST_MM:
        return Problem(place, f"a length of {stroke.length_mm:g} mm", f"{SHORTEST_MM:g} mm or more")
    out = max(shape.outside_mm(stroke.x, stroke.y), shape.outside_mm(*stroke.end))
    if out > head_mm / 2.0 + 1e-6:
        allowed = f"strokes that stay within half a head ({head_mm / 2.0:g} mm) of it"
        return Problem(place, f"a path that leaves the zone by {out:.1f} mm", allowed, "Shorten the stroke.")
    return None
