"""Waugh and Sherratt 2006: inflammatory and repair macrophages and TGF-beta in a wound that heals or stays chronic.

Three states: inflammatory macrophages I and repair macrophages R (cells/mm3) and TGF-beta T (pg/mm3), with time in
days,

    dI/dt = a K(T) + k1 k2 I (1 - k3 (I + R)) - d1 I,
    dR/dt = (1 - a) K(T) + k1 k2 R (1 - k3 (I + R)) - d1 R,
    dT/dt = k4 I - d2 T,          K(T) = -2.47 T^3 + 21.94 T^2 + 6.41 T + 1.75,

where K is the influx of monocytes and a the share of them that turn inflammatory: 0.5 heals, 0.8 (the diabetic file)
does not. Source: Bull Math Biol 68:197 and its deposit BIOMD0000000680; a = 0.5 for healthy skin was not read there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .stepping import carried

Array = NDArray[np.float64]

K1, K2, K3, K4 = 0.05, 0.693, 0.002, 0.07
D1, D2 = 0.2, 9.1
INFLUX = (-2.47, 21.94, 6.41, 1.75)
START = (200.0, 200.0, 6.0)
HEALTHY, DIABETIC = 0.5, 0.8
STEP = 0.02


def rates(y: Array, share: float) -> tuple[Array, Array]:
    """Production and loss of (I, R, T); ``share`` is a."""
    influx, growth = float(np.polyval(INFLUX, y[2])), K1 * K2
    crowding = D1 + growth * K3 * (y[0] + y[1])
    made = np.asarray([share * influx + growth * y[0], (1.0 - share) * influx + growth * y[1], K4 * y[0]])
    return made, np.asarray([crowding, crowding, D2])


def wound(share: float, days: Sequence[float], step: float = STEP) -> Array:
    """I, R and T (day, 3) at ``days``, the first of them 0."""
    return carried(lambda y: rates(y, share), np.asarray(START), days, step)
