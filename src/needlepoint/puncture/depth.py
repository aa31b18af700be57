"""From protrusion to true depth: a setting is how far the needle stands out, not how deep it goes.

Skin gives way before it is pierced. A needle standing out by L reaches d = L - D (1 - exp(-L/D)) where D (mm) is how
far the skin can give way: little for a fast strike, firm skin, or a base that presses the skin flat; much for a slow
push into loose skin. d is near L^2/2D for short needles and L - D for long ones, never negative and never beyond L.
D = skin deflection x support x base / (1 + (v/v0)^2), v the impact speed.

Strikes differ: with a standard normal score z (poor contact low, good contact high) L becomes L (1 + c z) and D becomes
D exp(-s z), so that every share of the holes goes deeper when the setting does. One set of constants meets the
published depths (kalluri2011, donnelly_oct, lam2008, sasaki2019, lima2013); see the validation tests.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem

Array = NDArray[np.float64]

SCORES: Array = np.linspace(-4.0, 4.0, 97)
WEIGHTS: Array = np.exp(-0.5 * SCORES**2) / np.exp(-0.5 * SCORES**2).sum()
_NORMAL = NormalDist()


@dataclass(frozen=True)
class DepthDistribution:
    """True depth of the holes (mm).

    scores and depths (same length, rising) tabulate the quantiles: a share Phi(scores[i]) of the holes is shallower
    than depths[i]. weights: share of the holes that each tabulated depth stands for.
    """

    mean: float
    sd: float
    p5: float
    median: float
    p95: float
    scores: Array = field(repr=False, compare=False)
    depths: Array = field(repr=False, compare=False)
    weights: Array = field(repr=False, compare=False)

    def quantile(self, share: float) -> float:
        """Depth (mm) that this share of the holes does not reach. share: above 0, below 1; else InputError."""
        if not 0.0 < share < 1.0:
            raise InputError(Problem("share", str(share), "above 0, below 1"))
        return float(np.interp(_NORMAL.inv_cdf(share), self.scores, self.depths))

    def share_deeper(self, mm: float) -> float:
        """Share of the holes that go deeper than ``mm``."""
        return float(self.shares_deeper(np.array([mm]))[0])

    def shares_deeper(self, mm: Array) -> Array:
        """:meth:`share_deeper` of many depths; any shape."""
        scores = np.interp(mm, self.depths, self.scores, left=-np.inf, right=np.inf)
        deeper = [_NORMAL.cdf(-score) for score in scores.ravel()]
        return np.array(deeper).reshape(np.shape(mm))


def skin_gives_way(deflection_mm: float, impact_mm_s: float, scale_mm_s: float) -> float:
    """How far (mm) skin gives way before a needle at this impact speed; ``deflection_mm`` is that of a slow push."""
    return deflection_mm / (1.0 + (impact_mm_s / scale_mm_s) ** 2)


def reached(protrusion_mm: Array | float, gives_way_mm: Array | float) -> Array:
    """True depth (mm) of needles standing out by ``protrusion_mm`` where the skin gives way by ``gives_way_mm``."""
    return np.asarray(protrusion_mm + gives_way_mm * np.expm1(-protrusion_mm / np.asarray(gives_way_mm)))


def depth_distribution(
    protrusion_mm: float, gives_way_mm: float, length_spread: float, deflection_spread: float
) -> DepthDistribution:
    """Depths of all strikes at one setting. spreads: sd of the protrusion's share and of the log of the deflection."""
    lengths = protrusion_mm * np.maximum(1.0 + length_spread * SCORES, 1e-3)
    depths = reached(lengths, gives_way_mm * np.exp(-deflection_spread * SCORES))
    mean = float(WEIGHTS @ depths)
    p5, median, p95 = np.interp([_NORMAL.inv_cdf(0.05), 0.0, _NORMAL.inv_cdf(0.95)], SCORES, depths)
    return DepthDistribution(
        mean=mean,
        sd=math.sqrt(float(WEIGHTS @ (depths - mean) ** 2)),
        p5=float(p5),
        median=float(median),
        p95=float(p95),
        scores=SCORES,
        depths=depths,
        weights=WEIGHTS,
    )
