"""How many patients a trial needs: power at one true difference, and assurance over what the model holds possible.

    parallel   t = d / (s sqrt(2/n)), 2n - 2 degrees of freedom, n people an arm (unequal sds: s^2 = (s1^2 + s2^2)/2)
    pairs      t = d / (s / sqrt(n)), n - 1 degrees of freedom, s of the persons' own differences
    power      P(t beyond its critical value, on the better arm's side) on the noncentral t
    assurance  the mean power over true differences D ~ N(d, tau): the chance that the trial succeeds (O'Hagan 2005)
    limit      P(D > 0) = Phi(|d| / tau): no number of patients lifts the assurance above it
    shows      standardised response mean, d / s, of one arm's change and of the difference between two

d: difference (points, positive: the first arm is better); s: sd of people within a world; tau: sd of the true
difference between worlds; alpha two-sided. A person who leaves is no information, so the number to enrol is the number
to analyse over the share that was read. Sources: O'Hagan, Stevens and Campbell 2005 (Pharm Stat 4:187); Cohen 1988;
Liang, Fossel and Larson 1990 (Med Care 28:632).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]
Design = Literal["parallel", "within_person"]
NODES = 64
FEWEST, MOST = 2, 100_000
LEAST = 1e-9


@dataclass(frozen=True)
class Question:
    """What a trial is to show. difference and sd in points; tau: sd of the true difference between worlds (0: the
    difference is taken as known); alpha: two-sided."""

    design: Design
    difference: float
    sd: float
    tau: float = 0.0
    alpha: float = 0.05


def power(asked: Question, people: int) -> float:
    """Chance that so many people (an arm, or pairs) show the difference where it is exactly as asked (0-1)."""
    return float(_power(asked, people, np.asarray([abs(asked.difference)]))[0])


def assurance(asked: Question, people: int) -> float:
    """The same, the true difference being as uncertain as the model is (0-1). With tau 0 it is the power."""
    if not asked.tau > LEAST:
        return power(asked, people)
    at, weights = _nodes()
    truths = abs(asked.difference) + asked.tau * at
    return float(np.sum(weights * _power(asked, people, truths)))


def limit(asked: Question) -> float:
    """The most that assurance can reach with any number of people: the chance that the better arm is the better."""
    if not asked.tau > LEAST:
        return 1.0 if abs(asked.difference) > LEAST else asked.alpha / 2
    return float(stats.norm.cdf(abs(asked.difference) / asked.tau))


def patients(asked: Question, wanted: float, *, model: bool = False) -> int | None:
    """The fewest people (an arm, or pairs) whose power, or with ``model`` whose assurance, is ``wanted`` (0-1).

    None where no number up to ``MOST`` does.
    """
    chance: Callable[[Question, int], float] = assurance if model else power
    if not (math.isfinite(asked.difference) and math.isfinite(asked.sd)) or chance(asked, MOST) < wanted:
        return None
    low, high = FEWEST - 1, FEWEST
    while chance(asked, high) < wanted:
        low, high = high, min(2 * high, MOST)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if chance(asked, middle) >= wanted else (middle, high)
    return high


@functools.cache
def _nodes() -> tuple[Array, Array]:
    """Points of a standard normal and their weights: the middles of equal shares, tails and all.

    Power steps from 0 to 1 where the difference changes sign, which Gauss-Hermite does not follow.
    """
    count = NODES * 8
    return np.asarray(stats.norm.ppf((np.arange(count) + 0.5) / count)), np.full(count, 1.0 / count)


def _power(asked: Question, people: int, truths: Array) -> Array:
    """Power at true differences (truth,), on the side of a positive difference."""
    if people < FEWEST:
        return np.zeros_like(truths)
    each = 2.0 if asked.design == "parallel" else 1.0
    df = each * (people - 1.0)
    scale = max(asked.sd, LEAST) * math.sqrt(each / people)
    critical = float(stats.t.ppf(1.0 - asked.alpha / 2, df))
    if df > 500.0:
        # the noncentral t is slow there, and the normal with its critical value is the same to three digits
        return np.asarray(stats.norm.cdf(truths / scale - critical))
    found = stats.nct.sf(critical, df, np.clip(truths / scale, -37.0, 37.0))
    return np.asarray(np.clip(np.nan_to_num(found, nan=0.0), 0.0, 1.0))


def response_mean(mean: float, sd: float, people: int) -> tuple[float, float]:
    """Standardised response mean and its standard error, sqrt(1/n + r^2 / 2n); NaN without spread or people."""
    if people < FEWEST or not sd > LEAST:
        return math.nan, math.nan
    ratio = mean / sd
    return ratio, math.sqrt(1.0 / people + ratio**2 / (2.0 * people))
