"""Figures of simulated holes, each by its definition; the same object that the closed forms fill.

density: holes whose middle lies in the zone, per area. coverage(x): share of the skin nearer than x to the middle of a
hole. gap p95: distance to the nearest hole that 95 % of the skin does not exceed; largest: radius of the largest
circle without a hole whose middle lies in the zone. area_fraction: share of the surface that some hole opens. overlap:
openings of all holes over the opened area (multiplicity), and the share of that area opened twice or more. layer
shares: holes by the deepest layer each reaches in its place. tear index: mean drag over mean width. Holes in a rim
around the zone count where skin of the zone is near them. mm, per cm2, shares 0-1.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .depth import SCORES, WEIGHTS, DepthDistribution
from .holes import Holes
from .reach import LAYER_NAMES

F32 = NDArray[np.float32]
BINS = 8192
_SHARES = np.array([NormalDist().cdf(score) for score in SCORES])


def measured_depths(depth: F32) -> DepthDistribution:
    """The distribution of these depths (mm), tabulated at the same scores as the closed form's."""
    from . import kernels

    counts = np.zeros(BINS, np.int64)
    low, high = 0.0, max(float(depth.max()) * 1.0001, 1e-6)
    kernels.histogram(depth, low, high, counts)
    grown = np.concatenate([[0.0], np.cumsum(counts)]) / depth.size
    edges = np.linspace(low, high, BINS + 1)
    rising = np.concatenate([[True], np.diff(grown) > 0])
    rising[:-1] |= rising[1:]
    inverse = np.interp(_SHARES, grown[rising], edges[rising]) + 1e-9 * np.arange(SCORES.size)
    p5, median, p95 = np.interp([0.05, 0.5, 0.95], grown[rising], edges[rising])
    return DepthDistribution(
        mean=float(depth.mean(dtype=np.float64)),
        sd=float(depth.std(dtype=np.float64)),
        p5=float(p5),
        median=float(median),
        p95=float(p95),
        scores=SCORES,
        depths=inverse,
        weights=WEIGHTS,
    )


def measured_layers(layer: NDArray[np.uint8]) -> dict[str, float]:
    """Share of the holes that end in each layer, outermost first; sums to 1."""
    counts = np.bincount(layer, minlength=len(LAYER_NAMES)) / layer.size
    return dict(zip(LAYER_NAMES, counts.tolist(), strict=True))


def overlap(holes: Holes, open_share: float, twice_share: float, area_mm2: float) -> dict[str, float]:
    """How holes lie over each other: ``multiplicity`` (1 when none do), ``twice`` (share of the opened skin)."""
    whole = float(np.sum(opening_area(holes), dtype=np.float64)) / area_mm2
    return {"multiplicity": whole / open_share, "twice": twice_share / open_share}


def opening_area(holes: Holes) -> F32:
    """Area (mm2) of each hole at the surface."""
    return np.asarray(np.float32(np.pi) * holes.radius**2 + np.float32(2.0) * holes.radius * holes.drag)
