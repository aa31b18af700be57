"""What the outcome model reads off the tissue: gains of papillary and reticular collagen, and released scar strands.

Gains are shares of the person's own start, zones averaged by area; the reticular one is the mean of its two layers.
Released strands count from the day after each session.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..healing import Tissue
from .summary import collagen, percent_change, zone_mean

Array = NDArray[np.float64]


def collagen_gains(tissue: Tissue, areas: Sequence[float]) -> dict[str, Array]:
    """papillary, reticular: gain as a share of the start (draw, day); never below 0."""
    reticular = 0.5 * (collagen(tissue, "upper_reticular") + collagen(tissue, "lower_reticular"))
    found = {"papillary": collagen(tissue, "papillary"), "reticular": reticular}
    return {name: np.maximum(zone_mean(percent_change(one), areas) / 100.0, 0.0) for name, one in found.items()}


def released_by_day(days: Array, session_days: Sequence[float], released: Sequence[float]) -> Array:
    """Released share (day,); released: after each session, all those before included."""
    at = np.searchsorted(np.asarray(session_days, float), days - 1e-9, side="left")
    return np.concatenate([[0.0], np.asarray(released, float)])[at]
