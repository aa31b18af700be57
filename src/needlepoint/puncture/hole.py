"""The shape of one hole: about half as wide as the needle at the surface, narrowing to its deepest point.

Surface radius r0 = share x needle diameter / 2 (70.7 um hole for a 140 um needle, kalluri2011). Below it
r(z) = r0 (1 - z/d)^taper, d the hole's depth. Dragged by a length g the hole is a stadium of area pi r^2 + 2 r g.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .depth import DepthDistribution

Array = NDArray[np.float64]


def surface_radius(needle_diameter_mm: float, hole_share: float) -> float:
    """Radius (mm) at the surface."""
    return hole_share * needle_diameter_mm / 2.0


def radius_below(radius_mm: float, taper: float, depth: DepthDistribution, z_mm: float) -> float:
    """Mean radius (mm) at ``z_mm`` below the surface of the holes that reach so deep; 0 when none does."""
    return float(radii_below(radius_mm, taper, depth, np.asarray([z_mm]))[0])


def radii_below(radius_mm: float, taper: float, depth: DepthDistribution, z_mm: Array) -> Array:
    """:func:`radius_below` at many depths (n,)."""
    below = np.maximum(z_mm, 0.0)[:, None]
    reaching = depth.depths > below
    left = np.where(reaching, 1.0 - below / np.where(reaching, depth.depths, 1.0), 0.0)
    weight = reaching @ depth.weights
    return radius_mm * (left**taper * reaching @ depth.weights) / np.where(weight > 0.0, weight, 1.0)


def opening_mm2(radius_mm: float, drag_mm: float) -> float:
    """Area (mm2) of one hole at the surface."""
    return math.pi * radius_mm**2 + 2.0 * radius_mm * drag_mm


def tear_index(radius_mm: float, drag_mm: float) -> float:
    """How torn the holes are: extra length in hole widths (0 round, 1 twice as long as wide)."""
    return drag_mm / (2.0 * radius_mm)
