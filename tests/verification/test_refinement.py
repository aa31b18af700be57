"""Finer steps, a finer grid, double precision: how little the answer moves, and that steps are second order."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from cells import needle_run
from numpy.typing import NDArray
from priors import prior_draws
from signals import orders

from needlepoint.healing.outputs import OUTPUTS
from needlepoint.healing.solver import Curves, Run, solve

Array = NDArray[np.float64]

UNTIL = 56.0
CELLS = ("stated, two sessions", "stated, sparse", "draw 0", "draw 2")
# output, and how far it may move in its own unit when the grid is cut in two
HEADLINES = {
    "collagen_i:papillary": 0.005,
    "collagen_i:lower_reticular": 0.015,
    "collagen_iii:papillary": 0.002,
    "epidermis": 0.005,
    "erythema": 0.02,
    "capillaries:papillary": 0.005,
    "myofibroblasts_peak": 0.001,
}


def runs() -> list[Run]:
    draws = prior_draws(3, seed=5)
    return [
        needle_run((0.0, 28.0), UNTIL),
        needle_run((0.0,), UNTIL, density_mm2=2.3),
        needle_run((0.0,), UNTIL, parameters=draws[0]),
        needle_run((0.0,), UNTIL, parameters=draws[2]),
    ]


@functools.cache
def solved(refine: int, dtype: type = np.float64) -> list[Curves]:
    return solve(runs(), refine=refine, dtype=dtype)


def on_common_days(index: int, refine: int) -> Array:
    """Outputs of a run at the days of the coarsest steps."""
    days, curves = solved(1)[index].days, solved(refine)[index]
    at = np.searchsorted(curves.days, days - 1e-9)
    np.testing.assert_allclose(curves.days[at], days, atol=1e-9)
    return curves.values[at]


def scale(index: int) -> Array:
    return np.maximum(np.abs(solved(4)[index].values).max(axis=0), 0.1)


@pytest.mark.parametrize("index", range(len(CELLS)), ids=CELLS)
def test_steps_are_second_order(index: int) -> None:
    changes = [(on_common_days(index, k) - on_common_days(index, 2 * k)) / scale(index) for k in (1, 2)]
    (order,) = orders([float(np.sqrt(np.mean(change**2))) for change in changes])
    assert 1.7 < order < 2.3


@pytest.mark.parametrize("index", range(len(CELLS)), ids=CELLS)
def test_the_shipped_steps_are_fine_enough(index: int) -> None:
    error = np.abs(on_common_days(index, 1) - on_common_days(index, 4)).max(axis=0) / scale(index)
    assert error.max() < 1e-3, OUTPUTS[int(error.argmax())]


@pytest.mark.parametrize("index", range(len(CELLS)), ids=CELLS)
def test_single_precision_is_enough(index: int) -> None:
    twin, single = solved(1)[index], solved(1, np.float32)[index]
    assert np.abs((single.values - twin.values) / scale(index)).max() < 2e-5


def test_the_shipped_grid_is_fine_enough() -> None:
    coarse = solved(1, np.float32)[1].values
    fine = solve([needle_run((0.0,), UNTIL, density_mm2=2.3, refine=2)], refine_grid=2)[0].values
    for name, leeway in HEADLINES.items():
        column = OUTPUTS.index(name)
        assert np.abs(fine[:, column] - coarse[:, column]).max() < leeway, name
