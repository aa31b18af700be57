"""A head set down and lifted: n needles on a round head of width w leave n / (pi w^2 / 4) holes per mm2 and pass.

It does not glide, so it drags nothing; placements tile the zone once a pass. Also a pen used without gliding: however
often it strikes while held, its needles fall back into the same holes. Sources: geometry.
"""

from __future__ import annotations

import math


def density_per_pass(needles: int, head_mm: float) -> float:
    """Holes per mm2 that one pass leaves."""
    return needles / (math.pi * head_mm**2 / 4.0)
