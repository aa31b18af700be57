"""How evenly holes cover the skin: share of the area near a hole, and the gaps between.

Random strikes (a pen, a stamp) of density n per mm2 are a Poisson field. The share nearer than x to a hole's centre is
the Boolean model's 1 - exp(-n pi x^2); discs of area a overlap to cover 1 - exp(-n a). One pass of a drum is a lattice
with pitches a and b; passes fall independently of each other, so that k of them leave (1 - c(x))^k uncovered, c the
share of a cell that lies nearer than x to its centre. Hand jitter moves a drum's passes towards the Boolean model,
which the lattice also approaches as passes add up.

Gaps: the 95th percentile of the distance to the nearest hole, and the radius of the largest empty circle of the zone.
For the latter, empty circles of radius x come in clumps at a rate n A u exp(-u), u = n pi x^2; the largest has on
average n A u exp(-u) = exp(-Euler's constant) (Gumbel). Sources: P. Hall 1988, D. Aldous 1989 (textbook results).
"""

from __future__ import annotations

import math
from collections.abc import Callable

EULER = 0.5772156649015329


def boolean_share(density_mm2: float, area_mm2: float) -> float:
    """Share of the surface covered by random discs (or other shapes) of this area."""
    return -math.expm1(-density_mm2 * area_mm2)


def random_coverage(density_mm2: float, distance_mm: float) -> float:
    """Share nearer than ``distance_mm`` to one of many random holes."""
    return boolean_share(density_mm2, math.pi * distance_mm**2)


def _corner(x: float, radius: float) -> float:
    """Area under the circle from 0 to x (x at most its radius)."""
    return 0.5 * (x * math.sqrt(radius**2 - x**2) + radius**2 * math.asin(x / radius))


def cell_coverage(pitch_mm: tuple[float, float], distance_mm: float) -> float:
    """Share of a lattice cell (a x b) nearer than ``distance_mm`` to its centre."""
    half_a, half_b = pitch_mm[0] / 2.0, pitch_mm[1] / 2.0
    if distance_mm <= 0.0:
        return 0.0
    if distance_mm >= math.hypot(half_a, half_b):
        return 1.0
    flat = math.sqrt(max(distance_mm**2 - half_b**2, 0.0))
    end = min(half_a, distance_mm)
    return (flat * half_b + _corner(end, distance_mm) - _corner(flat, distance_mm)) / (half_a * half_b)


def lattice_coverage(pitch_mm: tuple[float, float], passes: int, distance_mm: float) -> float:
    """Share nearer than ``distance_mm`` to a hole after passes of a drum."""
    return 1.0 - (1.0 - cell_coverage(pitch_mm, distance_mm)) ** passes


def distance_covering(share: float, coverage: Callable[[float], float], upper_mm: float) -> float:
    """Distance (mm) within which ``share`` of the skin has a hole, by bisection; ``coverage`` must rise."""
    low, high = 0.0, upper_mm
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if coverage(middle) < share else (low, middle)
    return 0.5 * (low + high)


def random_gap(density_mm2: float, share: float) -> float:
    """Distance (mm) to the nearest of many random holes that ``share`` of the skin does not exceed."""
    return math.sqrt(-math.log1p(-share) / (math.pi * density_mm2))


def largest_gap(density_mm2: float, area_mm2: float) -> float:
    """Expected radius (mm) of the largest circle without a hole in a zone; at most a circle of the zone's own area."""
    whole = math.sqrt(area_mm2 / math.pi)
    target = math.log(density_mm2 * area_mm2) + EULER
    if target <= 1.0:
        return whole
    u = target + math.log(target)
    for _ in range(20):
        u -= (u - math.log(u) - target) / (1.0 - 1.0 / u) if u > 1.0 else 0.0
    return min(math.sqrt(max(u, 1.0) / (math.pi * density_mm2)), whole)
