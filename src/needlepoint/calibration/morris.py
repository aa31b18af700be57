"""Morris's elementary effects: which of many inputs move an answer, at a price that grows only linearly with them.

Inputs u lie on the levels {0, 1/3, 2/3, 1}. A trajectory starts at a random point and moves each input once, in random
order, by D = 2/3; each move gives the elementary effect (f(after) - f(before)) / (change of u). mu* is the mean of its
size over trajectories (how much the input matters), sigma its standard deviation (how much that depends on the other
inputs). Source: Morris 1991, Technometrics 33:161; mu* by Campolongo 2007, Environ Model Softw 22:1509.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEVELS = 4
MOVE = LEVELS / (2.0 * (LEVELS - 1))


@dataclass(frozen=True)
class Effects:
    """mean_size and spread (input, answer): mu* and sigma; counted (input, answer): effects that were finite."""

    mean_size: Array
    spread: Array
    counted: NDArray[np.int64]


def trajectories(count: int, inputs: int, *, seed: int) -> Array:
    """Points u (count, inputs + 1, inputs) of so many trajectories; neighbouring points differ in one input."""
    generator = np.random.default_rng(seed)
    points = np.empty((count, inputs + 1, inputs))
    for path in points:
        at = generator.integers(0, LEVELS, inputs) / (LEVELS - 1)
        path[0] = at
        for step, moved in enumerate(generator.permutation(inputs)):
            at = at.copy()
            at[moved] += MOVE if at[moved] + MOVE <= 1.0 + 1e-9 else -MOVE
            path[step + 1] = at
    return points


def effects(points: Array, answers: Array) -> Effects:
    """Effects of the inputs. answers (count, inputs + 1, answer) at the points; one that is not finite is left out."""
    steps = np.diff(points, axis=1)
    moved = np.argmax(np.abs(steps), axis=2)
    size = np.take_along_axis(steps, moved[..., None], axis=2)[..., 0]
    found = np.diff(answers, axis=1) / size[..., None]
    ordered = np.empty_like(found)
    np.put_along_axis(ordered, moved[..., None], found, axis=1)
    kept = np.where(np.isfinite(ordered), ordered, np.nan)
    return Effects(
        mean_size=np.nanmean(np.abs(kept), axis=0),
        spread=np.nanstd(kept, axis=0, ddof=1),
        counted=np.isfinite(kept).sum(axis=0),
    )
