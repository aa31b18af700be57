"""How channels close: the open share falls at a steady rate, slower for deeper holes.

    open(t) = exp(-k g t),    g = min(1, (d0/d)^power)

k is kG (the hydrated pathway, as under a cover) or kW (the surface dries and seals) of the parameter set ``healing``;
d the true depth of the hole, d0 ``closure_depth``, both in mm. Used by the tissue model and by delivery alike.
Source: Kalluri and Banga 2011 (12 h for 0.37 mm needles, 18 h for 0.77 mm), through the parameters.
"""

from __future__ import annotations

from typing import Any

import numpy as np

SHALLOWEST_MM = 1e-3


def closing_slowed(depth_mm: Any, closure_depth_mm: Any, closure_power: Any) -> Any:
    """Factor g (0-1) on the rate of closing for holes ``depth_mm`` deep; numbers or arrays that broadcast."""
    return np.minimum(1.0, (closure_depth_mm / np.maximum(depth_mm, SHALLOWEST_MM)) ** closure_power)
