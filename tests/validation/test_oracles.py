"""Two published models, written from their equations, run through our stepping: published figures, Radau, order two."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from needlepoint.calibration import cooper2015, waugh2006
from needlepoint.calibration.checks_oracles import oracles
from needlepoint.calibration.stepping import Rates

Array = NDArray[np.float64]

MODELS: dict[str, tuple[Rates, Callable[..., Array], float]] = {
    "waugh heals": (
        lambda y: waugh2006.rates(y, waugh2006.HEALTHY),
        lambda days, step: waugh2006.wound(waugh2006.HEALTHY, days, step),
        waugh2006.STEP,
    ),
    "waugh stays": (
        lambda y: waugh2006.rates(y, waugh2006.DIABETIC),
        lambda days, step: waugh2006.wound(waugh2006.DIABETIC, days, step),
        waugh2006.STEP,
    ),
    "cooper": (cooper2015.rates, cooper2015.wound, cooper2015.STEP),
}
DAYS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 14.0)


def by_radau(rates: Rates, start: Array, days: tuple[float, ...]) -> Array:
    def change(_: float, y: Array) -> Array:
        made, loss = rates(y)
        return made - loss * y

    return solve_ivp(change, (0.0, days[-1]), start, "Radau", days, rtol=1e-10, atol=1e-12).y.T


def test_the_published_figures_come_out() -> None:
    assert [(figure.name, figure.predicted) for figure in oracles().failing] == []


@pytest.mark.parametrize("name", MODELS)
def test_it_agrees_with_radau(name: str) -> None:
    rates, wound, step = MODELS[name]
    ours = wound(DAYS, step)
    theirs = by_radau(rates, ours[0], DAYS)
    assert (np.abs(ours - theirs).max(axis=0) / np.abs(theirs).max(axis=0)).max() < 1e-3


@pytest.mark.parametrize("name", MODELS)
def test_steps_are_second_order(name: str) -> None:
    rates, wound, step = MODELS[name]
    exact = by_radau(rates, wound((0.0, 1.0), 1.0)[0], (0.0, 1.0))[-1]
    errors = [np.abs(wound((0.0, 1.0), h)[-1] / exact - 1.0)[-1] for h in (step, step / 2, step / 4)]
    observed = np.log2(np.asarray(errors[:-1]) / errors[1:])
    assert (observed > 1.7).all(), errors
    assert (observed < 2.3).all(), errors


def test_a_share_of_one_half_heals_and_the_diabetic_share_does_not() -> None:
    heals, stays = (waugh2006.wound(share, (0.0, 200.0))[-1] for share in (waugh2006.HEALTHY, waugh2006.DIABETIC))
    assert heals[0] < 10 < 900 < stays[0]
    assert heals[0] == pytest.approx(heals[1])


def test_pathogens_are_gone_in_a_day_and_nothing_is_ever_negative() -> None:
    states = cooper2015.wound(np.linspace(0.0, 14.0, 141).tolist())
    assert (states >= 0.0).all()
    assert states[10, 0] < 1e-9
