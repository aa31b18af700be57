"""The puncture field: the holes of one zone after one session, as figures.

One object for the closed forms and for a simulation: number and density, depths, layers reached, hole size, drag,
coverage, gaps, endpoint, and what one more pass would add. Lengths in mm, densities per cm2, shares 0-1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem
from .depth import DepthDistribution
from .endpoint import Endpoint
from .hole import radii_below, radius_below


@dataclass(frozen=True)
class PunctureField:
    """The holes of one zone after one session.

    holes: their number; density_per_cm2; per_pass_density (per cm2); hole_radius_mm: mean at the surface; depth_mm:
    distribution of true depth; travel_mm: how far a needle moves sideways in the skin; drag_mm: the part that cuts;
    coverage_share: share of the skin nearer than coverage_distance_mm to a hole's centre; area_fraction: share of the
    surface open; gap_mm: p95 of the distance to the nearest hole, and radius of the largest empty circle; layer_shares:
    where the holes end (sums to 1); endpoint; tear_index: extra length of a hole in hole widths; next_pass: what one
    more pass adds; basis: what the figures rest on.
    """

    zone: str
    area_cm2: float
    holes: int
    density_per_cm2: float
    per_pass_density: float
    hole_radius_mm: float
    hole_taper: float
    depth_mm: DepthDistribution
    travel_mm: float
    drag_mm: float
    coverage_distance_mm: float
    coverage_share: float
    area_fraction: float
    gap_mm: dict[str, float]
    layer_shares: dict[str, float]
    endpoint: Endpoint
    tear_index: float
    next_pass: dict[str, Any]
    basis: tuple[str, ...]
    covering: Callable[[float], float] = field(repr=False, compare=False)

    def coverage(self, distance_mm: float) -> float:
        """Share of the skin nearer than ``distance_mm`` to a hole's centre. Raises InputError when negative or NaN."""
        if not distance_mm >= 0.0:
            raise InputError(Problem("distance", str(distance_mm), "0 mm or more"))
        return self.covering(distance_mm)

    def radius_at(self, depth_mm: float) -> float:
        """Mean radius (mm) at this depth of the holes that reach it; 0 where none does."""
        return radius_below(self.hole_radius_mm, self.hole_taper, self.depth_mm, depth_mm)

    def radii_at(self, depths_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        """:meth:`radius_at` of many depths (n,)."""
        return radii_below(self.hole_radius_mm, self.hole_taper, self.depth_mm, depths_mm)

    def to_json(self) -> dict[str, Any]:
        """The figures as plain numbers and words."""
        return {
            "zone": self.zone,
            "holes": self.holes,
            "density_per_cm2": self.density_per_cm2,
            "area_fraction": self.area_fraction,
            "coverage": self.coverage_share,
            "coverage_distance_mm": self.coverage_distance_mm,
            "gap_mm": dict(self.gap_mm),
            "depth_mm": {"p5": self.depth_mm.p5, "median": self.depth_mm.median, "p95": self.depth_mm.p95},
            "layers": dict(self.layer_shares),
            "hole_radius_mm": self.hole_radius_mm,
            "drag_mm": self.drag_mm,
            "tear_index": self.tear_index,
            "endpoint": self.endpoint,
            "next_pass": dict(self.next_pass),
        }
