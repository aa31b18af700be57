"""Channels: how many, how wide, how deep, and what share is still open.

    area open at depth z   N wetted x lumen x mean over holes of pi r0^2 (1 - z/d)^(2 taper), d > z
    share open             dg/dt = -k g,  k = kW g_d dry, kG g_d under a cover   (the healing model's barrier)

g_d slows deeper holes (:func:`needlepoint.healing.closing_slowed`). Skin dries until the product is on; a cover keeps
channels wet from then on. Lengths in mm, densities per mm2, times in days.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem
from ..evidence import load_parameters
from ..healing import closing_slowed
from ..puncture import PunctureField

Array = NDArray[np.float64]
QUANTILES = (0.1, 0.3, 0.5, 0.7, 0.9)
DEPTHS_MM = (0.01, 4.0)
DENSITIES_CM2 = (0.0, 20_000.0)
LEAST_SPACING = 0.3  # least log of spacing over radius: holes that nearly touch


@dataclass(frozen=True)
class Channels:
    """The holes of one session. density_per_mm2; depths_mm: equal shares of the holes; radius_mm at the surface."""

    density_per_mm2: float
    depths_mm: tuple[float, ...]
    radius_mm: float
    taper: float

    @property
    def depth_mm(self) -> float:
        """Middle depth."""
        return float(np.median(self.depths_mm))

    @property
    def area_share(self) -> float:
        """Share of the surface that the holes open."""
        return self.density_per_mm2 * math.pi * self.radius_mm**2

    def radii(self, depth_mm: Array) -> Array:
        """Radius of each share of the holes (..., shares) at depths of any shape; 0 below its end."""
        ends = np.asarray(self.depths_mm)
        left = 1.0 - np.asarray(depth_mm)[..., None] / ends
        return np.asarray(np.where(left > 0, self.radius_mm * np.maximum(left, 0.0) ** self.taper, 0.0))

    def open_area(self, depth_mm: Array) -> Array:
        """Share of the area that holes take at these depths, all open."""
        return np.asarray(self.density_per_mm2 * math.pi * (self.radii(depth_mm) ** 2).mean(axis=-1))

    def reaching(self, depth_mm: Array) -> Array:
        """Share of the holes that go deeper than these depths."""
        return np.asarray((self.radii(depth_mm) > 0).mean(axis=-1))


def plain_channels(depth_mm: float, density_per_cm2: float, needle_mm: float | None = None) -> Channels:
    """Channels of one depth (true depth in the skin) and density. Raises InputError on what cannot be."""
    problems = []
    low, high = DEPTHS_MM
    if not low <= depth_mm <= high:
        problems.append(Problem("depth", f"{depth_mm:g} mm", f"{low:g} to {high:g} mm"))
    low, high = DENSITIES_CM2
    if not low <= density_per_cm2 <= high:
        problems.append(Problem("density", f"{density_per_cm2:g} holes/cm2", f"{low:g} to {high:g}"))
    if problems:
        raise InputError(problems)
    needle = load_parameters("delivery")["usual_needle"] if needle_mm is None else needle_mm
    holes = load_parameters("puncture")
    return Channels(density_per_cm2 / 100.0, (depth_mm,), holes["hole_share"] * needle / 2.0, holes["hole_taper"])


def field_channels(field: PunctureField) -> Channels:
    """Channels of a puncture field."""
    depths = tuple(field.depth_mm.quantile(share) for share in QUANTILES)
    return Channels(field.density_per_cm2 / 100.0, depths, field.hole_radius_mm, field.hole_taper)


def closing_rate(channels: Channels, p: Any, occluded: bool) -> Any:
    """Rate (1/day) at which the open share falls; a number or an array over draws, as the healing parameters are."""
    slowed = closing_slowed(channels.depth_mm, p["closure_depth"], p["closure_power"])
    return (p["kG"] if occluded else p["kW"]) * slowed


def days_until(share: Any, rate: Any) -> Any:
    """Days until the open share has fallen to ``share``."""
    return np.maximum(-np.log(share), 0.0) / rate
