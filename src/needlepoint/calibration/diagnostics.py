"""How far a posterior can be trusted: R-hat, effective sample size, what the data taught, what the model says of them.

In scores z every prior is standard normal, so ``sd`` of the scores is the posterior's width as a share of the prior's,
and a constant that keeps ``NOT_LEARNT`` of it was not identified. R-hat and the effective sample size compare the
runs, which began in different places, each cut into parts (Gelman et al., Bayesian Data Analysis, 3rd ed., 11.4-11.5,
with the walks of a run in the place of the steps of a chain).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .likelihood import Traces, figure, misfit
from .sampler import RUNS, run_of
from .targets import Target

Array = NDArray[np.float64]

NOT_LEARNT = 0.9
PARTS = 4
SMALLEST = 1e-300
INTERVAL = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Learnt:
    """One constant. median, low, high: of the draws, engine units; shift, sd: of the scores (prior: 0 and 1)."""

    name: str
    stage: str
    stated: float
    median: float
    low: float
    high: float
    shift: float
    sd: float
    rhat: float
    effective: float

    @property
    def identified(self) -> bool:
        """The data narrowed its prior."""
        return self.sd < NOT_LEARNT


@dataclass(frozen=True)
class Said:
    """What the posterior says of one figure: 5, 50 and 95 % over the draws, and the median's misfit in sd."""

    target: Target
    low: float
    median: float
    high: float
    misfit: float


def rhat(scores: Array) -> Array:
    """R-hat (constants,) over the parts of all runs of ``scores`` (walks, constants); 1 when they agree."""
    within, pooled, _ = _variances(scores)
    return np.asarray(np.sqrt(pooled / np.maximum(within, SMALLEST)))


def effective_size(scores: Array) -> Array:
    """Effective number of independent draws (constants,), at most the number of walks."""
    _, pooled, between = _variances(scores)
    return np.asarray(len(scores) * np.minimum(1.0, pooled / np.maximum(between, SMALLEST)))


def parts_of(walks: int) -> NDArray[np.int64]:
    """The part that each walk belongs to: every run cut into PARTS, where that leaves four walks or more a part."""
    parts = PARTS if walks >= 4 * PARTS * RUNS else 1
    return run_of(walks) * parts + np.arange(walks) // RUNS % parts


def _variances(scores: Array) -> tuple[Array, Array, Array]:
    """Variance within parts, pooled estimate, and between parts scaled to one draw; each (constants,)."""
    part = parts_of(len(scores))
    groups = [scores[part == index] for index in range(int(part.max()) + 1)]
    length = len(scores) / len(groups)
    within = np.mean([group.var(axis=0, ddof=1) for group in groups], axis=0)
    between = length * np.var([group.mean(axis=0) for group in groups], axis=0, ddof=1)
    return within, within * (length - 1.0) / length + between / length, between


def learnt(
    names: Sequence[str], stages: Mapping[str, str], stated: Mapping[str, float], values: Array, scores: Array
) -> tuple[Learnt, ...]:
    """One line a constant. values (draws, constants) in engine units, scores likewise."""
    low, median, high = np.quantile(values, INTERVAL, axis=0)
    agreement, size = rhat(scores), effective_size(scores)
    centre, spread = np.median(scores, axis=0), scores.std(axis=0, ddof=1)
    return tuple(
        Learnt(
            name=name,
            stage=stages.get(name, ""),
            stated=stated[name],
            median=float(median[at]),
            low=float(low[at]),
            high=float(high[at]),
            shift=float(centre[at]),
            sd=float(spread[at]),
            rhat=float(agreement[at]),
            effective=float(size[at]),
        )
        for at, name in enumerate(names)
    )


def said(targets: Sequence[Target], traces: Mapping[str, Traces]) -> tuple[Said, ...]:
    """What the draws say of every figure, fitted or only predicted."""
    found = []
    for target in targets:
        seen = traces[target.experiment]
        values = figure(target.quantity, seen)[~seen.failed]
        low, median, high = (float(value) for value in np.quantile(values, INTERVAL))
        found.append(Said(target, low, median, high, float(misfit(target, np.asarray([median]))[0])))
    return tuple(found)
