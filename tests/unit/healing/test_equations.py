"""The equations: health is a fixed point, and no rate can drive a state below zero."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.healing import equations
from needlepoint.healing.draws import central_parameters, draw_parameters
from needlepoint.healing.solver import healthy_state
from needlepoint.healing.states import COLUMN, LOCAL, SIGNALS

SETS = [central_parameters("II"), *draw_parameters(6, seed=2, phototype="V")]


def arrays(p: dict[str, float]) -> dict[str, np.ndarray]:
    return {name: np.asarray([value]) for name, value in p.items()}


@pytest.mark.parametrize("values", SETS)
def test_healthy_skin_stands_still(values: dict[str, float]) -> None:
    p = arrays(values)
    state = healthy_state(p, 2, 3)
    rates = equations.local_rates(state, state, 5.0, p, np)
    means = {"I": np.zeros(1), "w": np.zeros(1), "B": np.ones(1), "C": np.ones(1)}
    rates |= equations.column_rates(state, means, np.ones(1), p, np)
    for name, (made, loss) in rates.items():
        assert made - loss * state[name] == pytest.approx(np.zeros_like(state[name]), abs=1e-12), name
    for name, source in equations.signal_sources(state, state, np.ones((2, 1, 1)), p, np).items():
        assert source == pytest.approx(np.zeros_like(source), abs=1e-12), name


@pytest.mark.parametrize("values", SETS)
def test_production_and_loss_are_never_negative(values: dict[str, float]) -> None:
    p = arrays(values)
    rng = np.random.default_rng(0)
    state = {name: rng.gamma(0.7, 1.0, (3, 4, 1)) for name in (*LOCAL, *SIGNALS)}
    state |= {name: rng.gamma(0.7, 1.0, 1) for name in COLUMN}
    means = {name: rng.gamma(0.7, 1.0, 1) for name in ("I", "w", "B", "C")}
    rates = equations.local_rates(state, state, 3.0, p, np)
    rates |= equations.column_rates(state, means, np.ones(1), p, np)
    assert set(rates) == {*LOCAL, *COLUMN}
    for name, (made, loss) in rates.items():
        assert np.min(made) >= 0.0, name
        assert np.min(loss) >= 0.0, name
    for name, source in equations.signal_sources(state, state, np.ones((3, 1, 1)), p, np).items():
        assert np.min(source) >= 0.0, name


def test_rest_keeps_labile_and_mature_collagen_in_balance() -> None:
    p = arrays(SETS[0])
    labile = equations.healthy_labile(p)
    assert equations.healthy_crosslinking(p) * labile == pytest.approx(p["km"] * (1.0 - labile))
    assert p["s0"] == pytest.approx((p["kL"] + equations.healthy_crosslinking(p)) * labile)
