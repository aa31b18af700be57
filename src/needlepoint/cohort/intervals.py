"""Intervals of a trial's figures: means, differences, shares of people, number needed to treat, and spread of worlds.

    mean                   m +- t(n-1) s / sqrt(n)
    difference, parallel   (m1 - m2) +- t(Welch-Satterthwaite) sqrt(s1^2/n1 + s2^2/n2)
    difference, paired     t interval of the persons' own differences
    share                  Wilson's score interval
    difference of shares   Newcombe's hybrid score interval, for different people or for pairs
    number needed to treat the reciprocal of the difference of shares and of its ends; none where the interval holds 0
    worlds                 tau^2 = var_w(d_w) - mean_w(se_w^2), not below 0: the true difference between worlds
    with the model         d +- t(Satterthwaite of se and tau) sqrt(se^2 + tau^2)
    predicted              quantiles of m + (m_w - m) tau / sd(m_w) + s z / sqrt(n), over worlds w and even steps of z

A world is one draw of everything the model is unsure of; a real trial happens in one of them, so its reading varies by
both terms. Sources: Welch 1947; Wilson 1927; Newcombe 1998 (Stat Med 17:873 and 17:2635); Altman 1998 (BMJ 317:1309).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]
LEAST = 1e-12
STEPS = 199


@dataclass(frozen=True)
class Estimate:
    """A figure, its standard error and degrees of freedom, and its interval; NaN where too few people were read."""

    value: float
    se: float
    df: float
    low: float
    high: float


@dataclass(frozen=True)
class Worlds:
    """tau: sd of the true figure between worlds; count: worlds that could be read; probability: that it is above 0."""

    tau: float
    count: int
    probability: float


def t_interval(value: float, se: float, df: float, level: float) -> Estimate:
    """An interval on Student's t; NaN ends where there is no spread to go by (df below 1)."""
    if not (math.isfinite(value) and math.isfinite(se) and df > 0):
        return Estimate(value, math.nan, math.nan, math.nan, math.nan)
    half = float(stats.t.ppf(0.5 + level / 2, df)) * se
    return Estimate(value, se, df, value - half, value + half)


def mean_interval(values: Array, level: float) -> Estimate:
    """Mean of these values (person,) with its t interval."""
    n = len(values)
    if n < 2:
        return Estimate(float(values[0]) if n else math.nan, math.nan, math.nan, math.nan, math.nan)
    return t_interval(float(np.mean(values)), float(np.std(values, ddof=1)) / math.sqrt(n), n - 1.0, level)


def welch(first: Array, second: Array, level: float) -> Estimate:
    """Difference of two means (first less second) of different people, with Welch's interval."""
    if len(first) < 2 or len(second) < 2:
        value = float(np.mean(first) - np.mean(second)) if len(first) and len(second) else math.nan
        return Estimate(value, math.nan, math.nan, math.nan, math.nan)
    one, two = (float(np.var(values, ddof=1)) / len(values) for values in (first, second))
    total = one + two
    df = total**2 / (one**2 / (len(first) - 1) + two**2 / (len(second) - 1)) if total > 0 else math.inf
    return t_interval(float(np.mean(first) - np.mean(second)), math.sqrt(total), df, level)


def wilson(successes: int, people: int, level: float) -> tuple[float, float]:
    """Wilson's score interval of a share of people; (NaN, NaN) without people."""
    if people < 1:
        return math.nan, math.nan
    z = float(stats.norm.ppf(0.5 + level / 2))
    share = successes / people
    middle = share + z * z / (2 * people)
    half = z * math.sqrt(share * (1 - share) / people + z * z / (4 * people * people))
    scale = 1 + z * z / people
    low = 0.0 if successes == 0 else (middle - half) / scale
    return low, 1.0 if successes == people else (middle + half) / scale


def newcombe(first: tuple[int, int], second: tuple[int, int], level: float) -> tuple[float, float, float]:
    """Difference of two shares of different people (successes, people), with its hybrid score interval."""
    return _hybrid(first, second, 0.0, level)


def newcombe_paired(first: NDArray[np.bool_], second: NDArray[np.bool_], level: float) -> tuple[float, float, float]:
    """Difference of two shares of the same people (person,), with its hybrid score interval for pairs."""
    n = len(first)
    both, neither = int(np.sum(first & second)), int(np.sum(~first & ~second))
    only, other = int(np.sum(first & ~second)), int(np.sum(~first & second))
    product = float(both * neither - only * other)
    margins = float((both + only) * (other + neither) * (both + other) * (only + neither))
    if product > n / 2:
        product -= n / 2
    elif product > 0:
        product = 0.0
    phi = product / math.sqrt(margins) if margins > 0 else 0.0
    return _hybrid((both + only, n), (both + other, n), phi, level)


def _hybrid(first: tuple[int, int], second: tuple[int, int], phi: float, level: float) -> tuple[float, float, float]:
    if first[1] < 1 or second[1] < 1:
        return math.nan, math.nan, math.nan
    one, two = first[0] / first[1], second[0] / second[1]
    (low1, high1), (low2, high2) = wilson(*first, level), wilson(*second, level)
    down = (one - low1) ** 2 - 2 * phi * (one - low1) * (high2 - two) + (high2 - two) ** 2
    up = (high1 - one) ** 2 - 2 * phi * (high1 - one) * (two - low2) + (two - low2) ** 2
    value = one - two
    return value, max(value - math.sqrt(max(down, 0.0)), -1.0), min(value + math.sqrt(max(up, 0.0)), 1.0)


def needed_to_treat(value: float, low: float, high: float) -> tuple[float, float, float] | None:
    """Number needed to treat and its interval from a difference of shares; None where the interval holds 0.

    Negative numbers are numbers needed to harm.
    """
    if not all(map(math.isfinite, (value, low, high))) or (low <= LEAST and high >= -LEAST):
        return None
    ends = sorted((1.0 / low, 1.0 / high))
    return 1.0 / value, ends[0], ends[1]


def paired_worlds(differences: Array, worlds: NDArray[np.int64]) -> Worlds:
    """Spread of the mean difference between worlds, from persons' own differences (person,)."""
    return _spread(_by_world(differences, worlds), None)


def parallel_worlds(
    first: Array, worlds_first: NDArray[np.int64], second: Array, worlds_second: NDArray[np.int64]
) -> Worlds:
    """Spread of the difference of two means between worlds, from different people (person,)."""
    return _spread(_by_world(first, worlds_first), _by_world(second, worlds_second))


@dataclass(frozen=True)
class _Groups:
    """Means and counts by world, and the variance of persons within worlds."""

    means: dict[int, float]
    counts: dict[int, int]
    variance: float


def _by_world(values: Array, worlds: NDArray[np.int64]) -> _Groups:
    names, index = np.unique(worlds, return_inverse=True)
    counts = np.bincount(index, minlength=len(names))
    means = np.bincount(index, weights=values, minlength=len(names)) / np.maximum(counts, 1)
    free = len(values) - len(names)
    inside = float(np.sum((values - means[index]) ** 2) / free) if free > 0 else math.nan
    keys = [int(name) for name in names]
    return _Groups(
        dict(zip(keys, map(float, means), strict=True)), dict(zip(keys, map(int, counts), strict=True)), inside
    )


def _spread(first: _Groups, second: _Groups | None) -> Worlds:
    both = sorted(first.means) if second is None else sorted(set(first.means) & set(second.means))
    if len(both) < 2 or not math.isfinite(first.variance) or (second and not math.isfinite(second.variance)):
        return Worlds(math.nan, len(both), math.nan)
    found = np.asarray([first.means[at] - (second.means[at] if second else 0.0) for at in both])
    noise = [first.variance / first.counts[at] for at in both]
    if second:
        noise = [one + second.variance / second.counts[at] for one, at in zip(noise, both, strict=True)]
    squared = float(np.var(found, ddof=1) - np.mean(noise))
    tau = math.sqrt(max(squared, 0.0))
    middle = float(np.mean(found))
    return Worlds(tau, len(both), float(stats.norm.cdf(middle / tau)) if tau > LEAST else float(middle > 0))


def within_worlds(values: Array, worlds: NDArray[np.int64]) -> float:
    """Standard deviation between persons of one world (pooled); the plain one where each world has one person."""
    inside = _by_world(values, worlds).variance
    if math.isfinite(inside):
        return math.sqrt(inside)
    return float(np.std(values, ddof=1)) if len(values) > 1 else math.nan


def with_model(value: float, se: float, df: float, worlds: Worlds, level: float) -> Estimate:
    """The interval that carries the model's own uncertainty beside the sampling of people.

    se: standard error of the people of one trial; NaN ends where the worlds could not be read.
    """
    if not math.isfinite(worlds.tau) or not math.isfinite(se):
        return Estimate(value, math.nan, math.nan, math.nan, math.nan)
    sampled, between = se**2, worlds.tau**2
    total = sampled + between
    parts = (sampled**2 / df if df > 0 else 0.0) + between**2 / max(worlds.count - 1, 1)
    return t_interval(value, math.sqrt(total), total**2 / parts if parts > 0 else math.inf, level)


def predicted(values: Array, worlds: NDArray[np.int64], people: int, level: float) -> tuple[float, float, float]:
    """Median and interval of the mean that a study of so many people would read; NaN with fewer than two worlds."""
    if len(values) < 2:
        return (float(values[0]) if len(values) else math.nan), math.nan, math.nan
    names, index = np.unique(worlds, return_inverse=True)
    means = np.bincount(index, weights=values) / np.bincount(index)
    spread, sd = paired_worlds(values, worlds).tau, within_worlds(values, worlds)
    if len(names) < 2 or not math.isfinite(spread):
        return float(np.mean(values)), math.nan, math.nan
    raw = float(np.std(means, ddof=1))
    freed = means.mean() + (means - means.mean()) * (spread / raw if raw > 0 else 0.0)
    z = stats.norm.ppf((np.arange(STEPS) + 0.5) / STEPS)
    found = (freed[:, None] + sd / math.sqrt(max(people, 1)) * z[None, :]).ravel()
    low, middle, high = np.quantile(found, [0.5 - level / 2, 0.5, 0.5 + level / 2])
    return float(middle), float(low), float(high)
