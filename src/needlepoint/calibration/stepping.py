"""Any model of production and loss, carried forward by the tissue model's own step.

For dy/dt = p(y) - l(y) y with p, l >= 0: half a step with the rates at its start finds the midpoint, and the whole step
is taken with the rates found there,

    y_half = relax(y, p(y), l(y), h/2),   y_next = relax(y, p(y_half), l(y_half), h),

second order in h and never negative. ``relax`` is the function that steps the tissue (``needlepoint.healing.step``), so
that a published model run through this one puts that stepping to the test. Time in days.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..healing.step import relax

Array = NDArray[np.float64]
Rates = Callable[[Array], tuple[Array, Array]]


def carried(rates: Rates, start: Array, days: Sequence[float], step: float) -> Array:
    """The states (day, n) at ``days`` (rising; the first is the start), in equal steps of at most ``step`` days.

    rates: production and loss (n,) of a state (n,).
    """
    states = [np.asarray(start, float)]
    for before, after in itertools.pairwise(days):
        count = math.ceil((after - before) / step - 1e-9)
        states.append(_through(rates, states[-1], (after - before) / count, count))
    return np.asarray(states)


def _through(rates: Rates, y: Array, h: float, count: int) -> Array:
    for _ in range(count):
        middle = relax(y, *rates(y), 0.5 * h, np)
        y = relax(y, *rates(middle), h, np)
    return y
