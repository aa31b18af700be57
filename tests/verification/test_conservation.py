"""What must be kept is kept: nothing comes from nothing, debris only falls, collagen changes hands without loss."""

from __future__ import annotations

import functools

import numpy as np
from cells import needle_run
from numpy.typing import NDArray
from priors import prior_draws

from needlepoint.healing import equations
from needlepoint.healing.draws import central_parameters
from needlepoint.healing.outputs import LAYERS, OUTPUTS
from needlepoint.healing.solver import Curves, healthy_state, solve
from needlepoint.healing.states import COLUMN, LOCAL, SIGNALS

Array = NDArray[np.float64]

DRAWS = 24


@functools.cache
def needled() -> list[Curves]:
    return solve([needle_run((0.0,), 90.0, parameters=p) for p in prior_draws(DRAWS, seed=3)])


@functools.cache
def spared() -> list[Curves]:
    draws = prior_draws(DRAWS, seed=3)
    return solve([needle_run((0.0,), 90.0, parameters=p, depth=0.0, density_mm2=1e-6) for p in draws])


def column(curves: Curves, name: str) -> Array:
    return curves.values[:, OUTPUTS.index(name)]


def test_debris_only_falls() -> None:
    for curves in needled():
        for layer in LAYERS:
            debris = column(curves, f"debris:{layer}")[1:]
            assert (np.diff(debris) <= 1e-7).all()
            assert debris[-1] < 1e-3


def test_without_an_injury_nobody_comes_and_nothing_moves() -> None:
    for curves in spared():
        for name in ("neutrophils", "macrophages", "myofibroblasts", "debris", "tgf_beta", "cytokine"):
            for layer in LAYERS:
                assert column(curves, f"{name}:{layer}").max() < 1e-6
        np.testing.assert_allclose(curves.values[-1], curves.values[0], atol=2e-5)


def states(p: dict[str, Array]) -> dict[str, Array]:
    """Many states at random, none of them at rest."""
    rng = np.random.default_rng(7)
    shape = healthy_state(p, 6, 8)["F"].shape
    return {name: rng.uniform(0.05, 1.5, shape) for name in (*LOCAL, *SIGNALS)}


def test_collagen_is_made_and_lost_and_otherwise_only_changes_hands() -> None:
    p = {name: np.asarray([value]) for name, value in central_parameters("III").items()}
    y = states(p)
    rates = equations.local_rates(y, y, 3.0, p, np)
    change = sum(rates[name][0] - rates[name][1] * y[name] for name in ("L3", "L1", "C3", "C1"))
    wound = equations.wound_mode(y, p)
    young = (p["kL"] * (1 - wound) + p["kLw"] * wound) * (y["L3"] + y["L1"])
    old = (p["km"] + p["kMMP"] * y["X"]) * (y["C3"] + y["C1"])
    np.testing.assert_allclose(change, equations.synthesis(y, y, p, np) - young - old, rtol=1e-10)


def test_macrophages_that_mature_are_not_lost() -> None:
    p = {name: np.asarray([value]) for name, value in central_parameters("III").items()}
    y = states(p)
    rates = equations.local_rates(y, y, 3.0, p, np)
    change = sum(rates[name][0] - rates[name][1] * y[name] for name in ("M1", "M2"))
    recruited = rates["M1"][0]
    np.testing.assert_allclose(change, recruited - p["mu1"] * y["M1"] - p["mu2"] * y["M2"], rtol=1e-10)


def test_healthy_skin_is_at_rest_in_every_rate() -> None:
    draws = prior_draws(DRAWS, seed=9)
    p = {name: np.asarray([draw[name] for draw in draws]) for name in draws[0]}
    rest = healthy_state(p, 6, 8)
    rates = equations.local_rates(rest, rest, 5.0, p, np)
    zero = np.zeros(DRAWS)
    rates |= equations.column_rates(rest, {"I": zero, "w": zero, "B": zero + 1.0, "C": zero + 1.0}, 1.0, p, np)
    for name in (*LOCAL, *COLUMN):
        made, lost = rates[name]
        assert np.abs(made - lost * rest[name]).max() < 1e-15, name
    for name, made in equations.signal_sources(rest, rest, np.ones((6, 1, DRAWS)), p, np).items():
        assert np.abs(made).max() == 0.0, name
