"""The sampler: many short walks side by side, each with its own draw of the constants that are not fitted.

Constants are walked in scores z, standard normal under their priors. A move is preconditioned Crank-Nicolson,

    z' = sqrt(1 - b^2) z + b xi,   xi ~ N(0, 1),   accepted with probability min(1, L(z')/L(z)),

which leaves the prior alone whatever the number of constants, so that only the likelihood L decides. Each move takes a
random size b and a random half of the constants; nothing is tuned on the way, so that every move is exact. A walk moves
only the constants of its stage; the others keep the values they came with. Its end is one draw of the cut posterior:
others from their priors or the stage before, own constants from their posterior given those (a cut by multiple
imputation: Plummer 2015, Stat Comput 25:37; the moves: Cotter et al. 2013, Stat Sci 28:424).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LogLikelihood = Callable[[Array], Array]
"""Scores (walks, constants) to log-likelihood (walks,); -inf where the model fails."""

STEPS = (0.1, 0.3, 0.6, 1.0)
MOVED = 0.5
# Where the runs begin: centre and spread of the scores. If the ends agree all the same, the beginnings are forgotten.
STARTS: tuple[tuple[float, float], ...] = ((0.0, 1.0), (0.0, 2.0), (1.0, 0.5), (-1.0, 0.5))
RUNS = len(STARTS)


@dataclass(frozen=True)
class Walk:
    """Ends of the walks. scores (walks, constants); accepted: share of moves; memory (moved,): correlation of end and
    start within a run; log_likelihood (rounds + 1,): its median over the walks, by round."""

    scores: Array
    accepted: float
    memory: Array
    log_likelihood: Array


def stream(seed: int, process: str, counter: int) -> np.random.Generator:
    """The random numbers of one round of one process; other rounds and processes cannot disturb them."""
    key = np.array([seed, zlib.crc32(process.encode())], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key, counter=np.array([0, 0, 0, counter], dtype=np.uint64)))


def run_of(walks: int) -> NDArray[np.int64]:
    """The run (0 to RUNS - 1) that each walk belongs to."""
    return np.arange(walks) % RUNS


def begin(scores: Array, moved: Sequence[int], seed: int, process: str) -> Array:
    """The scores with those of the ``moved`` columns replaced by the beginnings of their runs."""
    centre, spread = np.asarray(STARTS)[run_of(len(scores))].T
    fresh = stream(seed, process, 0).standard_normal((len(scores), len(moved)))
    begun = scores.copy()
    begun[:, moved] = centre[:, None] + spread[:, None] * fresh
    return begun


def walk(
    log_likelihood: LogLikelihood,
    scores: Array,
    moved: Sequence[int],
    *,
    rounds: int,
    seed: int,
    process: str,
    tell: Callable[[float], None] = lambda share: None,
) -> Walk:
    """Walk every row of ``scores`` for so many rounds, moving only the ``moved`` columns. tell: share done."""
    start = begin(scores, moved, seed, process)
    here, level = start, log_likelihood(start)
    levels, accepted = [float(np.median(level))], 0.0
    for turn in range(1, rounds + 1):
        proposed, chance = _propose(here, moved, seed, process, turn)
        ahead = log_likelihood(proposed)
        taken = _taken(level, ahead, chance)
        here = np.where(taken[:, None], proposed, here)
        level = np.where(taken, ahead, level)
        levels.append(float(np.median(level)))
        accepted += float(taken.mean()) / rounds
        tell(turn / rounds)
    return Walk(here, accepted, _memory(start[:, moved], here[:, moved]), np.asarray(levels))


def _propose(here: Array, moved: Sequence[int], seed: int, process: str, turn: int) -> tuple[Array, Array]:
    """One move for every walk, and the uniform number that decides on it."""
    # one row of numbers a walk, so that a walk's moves do not depend on how many others there are
    table = stream(seed, f"{process}: choices", turn).random((len(here), 2 + len(moved)))
    size = np.asarray(STEPS)[(table[:, 0] * len(STEPS)).astype(int)][:, None]
    size = np.where(table[:, 2:] < MOVED, size, 0.0)
    noise = stream(seed, f"{process}: steps", turn).standard_normal((len(here), len(moved)))
    proposed = here.copy()
    proposed[:, moved] = np.sqrt(1.0 - size**2) * here[:, moved] + size * noise
    return proposed, table[:, 1]


def _taken(level: Array, ahead: Array, chance: Array) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore", divide="ignore"):
        better = np.log(chance) < ahead - level
    # where the model fails a walk strays through the prior until it no longer does
    return (np.isfinite(ahead) & better) | ~np.isfinite(level)


def _memory(start: Array, end: Array) -> Array:
    """Correlation over the walks, within runs, between where they began and where they ended, by constant."""
    run = run_of(len(start))
    parts = []
    for one in (start, end):
        means = np.asarray([one[run == index].mean(axis=0) for index in range(RUNS)])
        sds = np.asarray([one[run == index].std(axis=0) for index in range(RUNS)])
        parts.append((one - means[run]) / np.maximum(sds[run], 1e-12))
    return np.asarray((parts[0] * parts[1]).mean(axis=0))
