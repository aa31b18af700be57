"""From tissue to what people see: the share of a lesion's severity that is gone, on any scale.

A share is of what can go: from the start to the scale's best, which is 1 on Goodman and Baron's, not 0.

    S = sum_j w_j x_j / r_j                          strength of the course: its features 8 weeks after the last session
    usual = logit^-1(intercept + lesion + scar type + family + instrument + dose log S)              (0 where S = 0)
    shown(t) = sum_j w_j y_j(t) / (r_j S),  y_j' = (x_j - y_j) / lag            how much of it is seen on day t, about 1
    share = usual shown (1 + study + arm)                                                            (from 0 to 1)
    improved = 1 - (1 - share)(1 - drift)

x: gain of papillary and of reticular collagen (shares of the start) and scar strands released (share); r: the gains
eight weeks after the reference course (four monthly sessions, 1.5 mm roller, 15 passes), half of the strands. What is
visible follows the tissue by ``lag`` days. Study, arm, instrument: normal with fitted spreads. Drift: how untreated
controls and raters move. A person differs from the mean of their study by ``person_sd`` (share, rater noise included).
Numpy only; the table of draws is fitted by `needlepoint calibrate outcome`.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FEATURES = ("papillary", "reticular", "released")
LOWEST = 1e-9
STRENGTH_DAY = 56.0
"""Days after the last session on which the strength of a course is read."""
HALF_OF_THE_STRANDS = 0.5
"""Unit of released strands: no trial measured them, and a roller cuts so few that its own share would be no unit."""
SLOPE = 0.22
"""d share / d logit where the share is a third: what turns a spread of shares into one of logits."""


def sigmoid(x: Array) -> Array:
    """1/(1 + e^-x) without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def lagged(days: Array, curves: Array, lag: Array) -> Array:
    """``curves`` (..., day), 0 before the first day and straight between days, seen through a first-order lag.

    lag: days, shaped like the curves without their last axis (or to be broadcast with it); 0 is no lag.
    """
    lag = np.maximum(np.broadcast_to(lag, np.broadcast_shapes(np.shape(lag), curves.shape[:-1])), 1e-6)
    full = np.broadcast_to(curves, (*lag.shape, curves.shape[-1]))
    seen = np.zeros_like(full, dtype=float)
    for at, (before, after) in enumerate(itertools.pairwise(days), 1):
        step = after - before
        slope = (full[..., at] - full[..., at - 1]) / step
        # exact for a straight piece: the seen value trails the line by slope * lag
        behind = seen[..., at - 1] - full[..., at - 1] + slope * lag
        seen[..., at] = full[..., at] - slope * lag + behind * np.exp(-step / lag)
    return seen


def signal(features: Mapping[str, Array], reference: Mapping[str, float | Array], table: Mapping[str, Array]) -> Array:
    """S from features that were already seen through the lag; those that are not given lend their weight to the rest.

    features: arrays of one shape; table: ``weight_<feature>``, to be broadcast with them.
    """
    total = sum(table[f"weight_{name}"] for name in features)
    weighed = sum(table[f"weight_{name}"] * values / reference[name] for name, values in features.items())
    return np.asarray(weighed / total)


def shares(level: Array, dose: Array, strength: Array, own: Array | float = 1.0, shown: Array | float = 1.0) -> Array:
    """The share improved by treatment: level (logit at the reference course), dose exponent, S; own: how much of the
    usual share this study has (1 + study + arm); shown: how much of it is seen by then."""
    found = np.clip(own * shown * sigmoid(level + dose * np.log(np.maximum(strength, LOWEST))), 0.0, 1.0)
    return np.where(strength > LOWEST, found, 0.0)


def improved(share: Array, drift: Array) -> Array:
    """Improvement with the drift that controls show as well."""
    return np.asarray(1.0 - (1.0 - share) * (1.0 - drift))


def column(values: Sequence[float] | Array) -> Array:
    """A row of numbers as a column, to stand beside days."""
    return np.asarray(values, float)[:, None]
