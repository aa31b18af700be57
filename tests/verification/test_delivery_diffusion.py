"""The delivery solver against known answers: Crank's series, the lag time, composite slabs, mass, another solver."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from needlepoint.delivery.channels import plain_channels
from needlepoint.delivery.column import ENDLESS_MM, Column, make_column, steady_permeability
from needlepoint.delivery.model import parameters, skin_draws
from needlepoint.delivery.propagator import poles, propagate, steps
from needlepoint.delivery.topicals import topical
from needlepoint.delivery.transport import Transport, transport
from needlepoint.skin import layers

Array = NDArray[np.float64]
LENGTH, D = 0.02, 3e-4  # mm, mm2/day


def slab(rows: int, film: float = ENDLESS_MM, sink: float = 1e9) -> Column:
    """One layer under a product, above a perfect sink."""
    edges = np.linspace(0.0, LENGTH, rows + 1)[None]
    thick = LENGTH / rows
    across = np.full((1, rows), D / thick)
    across[0, 0] *= 2.0
    held, drain = np.full((1, rows), thick), np.zeros((1, rows))
    drain[0, -1] = 2.0 * D / thick if sink else 0.0
    zero = np.zeros((1, rows))
    return Column(edges, held, drain, across, zero, zero, np.array([film]), rows, 0)


def through(column: Column, days: Array) -> tuple[Array, Array]:
    start = np.zeros((1, 1 + column.held.shape[1]))
    start[:, 0] = 1.0
    levels, taken = propagate(column, start, *steps(days, 1.0, 0.0))
    return levels[0], taken[0]


def crank_amount(days: Array) -> Array:
    """Crank, Mathematics of Diffusion (4.24): amount through a membrane of unit face concentration."""
    n = np.arange(1, 400)[:, None]
    tail = ((-1.0) ** n / n**2 * np.exp(-D * n**2 * np.pi**2 * days / LENGTH**2)).sum(axis=0)
    return np.asarray(D * days / LENGTH - LENGTH / 6.0 - 2.0 * LENGTH / np.pi**2 * tail)


def test_the_poles_give_the_exponential_everywhere() -> None:
    z, c = poles()
    x = -np.r_[0.0, np.logspace(-9, 9, 500)]
    found = 2.0 * (c / (x[:, None] - z)).sum(axis=1).real
    assert len(z) == 5
    assert np.abs(found - np.exp(x)).max() < 5e-10


def test_a_membrane_lets_through_what_cranks_series_says() -> None:
    days = np.array([0.1, 0.2, 0.4, 0.8, 1.6]) * LENGTH**2 / D
    _, taken = through(slab(200), days)
    assert taken == pytest.approx(crank_amount(days), rel=1e-4, abs=1e-4 * LENGTH)


def test_the_error_falls_with_the_square_of_the_rows() -> None:
    days = np.array([0.2]) * LENGTH**2 / D
    errors = [abs(float(through(slab(rows), days)[1][0] / crank_amount(days)[0]) - 1.0) for rows in (10, 20, 40)]
    assert np.log2(errors[0] / errors[1]) == pytest.approx(2.0, abs=0.15)
    assert np.log2(errors[1] / errors[2]) == pytest.approx(2.0, abs=0.15)


def test_the_lag_time_is_a_sixth_of_the_diffusion_time() -> None:
    late = np.array([5.0, 6.0]) * LENGTH**2 / D
    _, taken = through(slab(160), late)
    flux = (taken[1] - taken[0]) / (late[1] - late[0])
    assert flux == pytest.approx(D / LENGTH, rel=1e-6)
    assert late[0] - taken[0] / flux == pytest.approx(LENGTH**2 / (6.0 * D), rel=1e-4)


def test_a_finite_film_on_a_closed_layer_ends_even() -> None:
    column = slab(40, film=0.03, sink=0.0)
    levels, taken = through(column, np.array([200.0]) * LENGTH**2 / D)
    assert taken[0] == 0.0
    assert levels[0] == pytest.approx(0.03 / (0.03 + LENGTH), rel=1e-6)


def how(clearance: float = 40.0, permeability: float = 2.0) -> Transport:
    return Transport(permeability, 5.0, 0.9, 20.0, 9.0, 60.0, clearance)


def test_a_composite_slab_at_rest_lets_through_what_its_resistances_say() -> None:
    """Horny layer, living epidermis, and a dermis that clears: 1/P = 1/Kp + e/De + 1/sqrt(k D) (endless dermis)."""
    slow = how(clearance=60.0)
    column = make_column(slow, np.array([0.016]), np.array([0.07]), channels=None, flow=0.1, film_mm=1.0, refine=12)
    known = 1.0 / (1.0 / 2.0 + 0.054 / 9.0 + 1.0 / math.sqrt(60.0 * 20.0))
    assert steady_permeability(column, 0.0)[0] == pytest.approx(known, rel=1e-4)


def test_the_rows_that_ship_are_close_to_that() -> None:
    column = make_column(how(60.0), np.array([0.016]), np.array([0.07]), channels=None, flow=0.1, film_mm=1.0)
    known = 1.0 / (1.0 / 2.0 + 0.054 / 9.0 + 1.0 / math.sqrt(60.0 * 20.0))
    assert steady_permeability(column, 0.0)[0] == pytest.approx(known, rel=1e-3)


def needled(refine: int = 1, film: float = 0.02, name: str = "lidocaine", draws: int = 6) -> tuple[Column, Array]:
    p = parameters(draws, 3)
    horny, whole = skin_draws(layers("cheek_left", None, None), draws, 3)
    flow = p["channels_wetted"] * p["channel_lumen"]
    item = transport(topical(name), horny, p)
    channels = plain_channels(0.5, 250.0)
    return make_column(item, horny, whole, channels=channels, flow=flow, film_mm=film, refine=refine), p["kW"] * 0.5


def amounts(column: Column, levels: Array, taken: Array) -> Array:
    """Everything there is, (B, T)."""
    return np.asarray(levels[..., 0] * column.film[:, None] + (levels[..., 1:] * column.held[:, None]).sum(-1) + taken)


@pytest.mark.parametrize("name", ["lidocaine", "vitamin_c", "retinol", "hyaluronic_acid_1m"])
def test_nothing_is_lost(name: str) -> None:
    column, rate = needled(name=name)
    start = np.zeros((len(rate), 1 + column.held.shape[1]))
    start[:, 0] = 1.0
    days = np.array([0.1, 1.0, 5.0, 24.0, 96.0]) / 24.0
    levels, taken = propagate(column, start, *steps(days, rate, np.ones_like(rate)))
    assert np.abs(amounts(column, levels, taken) / column.film[:, None] - 1.0).max() < 1e-6
    assert levels.min() > -1e-9
    assert (np.diff(taken, axis=1) > -1e-12).all()


def method_of_lines(column: Column, one: int, rate: float, days: Array) -> tuple[Array, Array]:
    """The same column by BDF at tight tolerances, its channels solved as a linear system at every call."""
    rows, deep = column.held.shape[1], column.deep
    side, wall, across, sink = column.side[one, :deep], column.wall[one, :deep], column.across[one], column.sink[one]
    along = np.diag(side + np.r_[side[1:], 0.0] + wall) - np.diag(side[1:], 1) - np.diag(side[1:], -1)
    along[np.diag(along) == 0.0, np.diag(along) == 0.0] = 1.0  # below this hole's end
    inverse = np.linalg.inv(along)
    held = np.r_[column.film[one], column.held[one]]

    def slope(t: float, y: Array) -> Array:
        level, open_ = y[:-1], math.exp(-rate * t)
        drive = wall * level[1 : 1 + deep]
        drive[0] += side[0] * level[0]
        channel = inverse @ drive
        flow = across * (level[:-1] - level[1:])
        change = np.zeros(rows + 2)
        change[1 : rows + 1] = flow - np.r_[flow[1:], 0.0] - sink * level[1:]
        change[1 : 1 + deep] += open_ * wall * (channel - level[1 : 1 + deep])
        change[0] = -flow[0] - open_ * side[0] * (level[0] - channel[0])
        change[: rows + 1] /= held
        change[-1] = sink @ level[1:]
        return change

    start = np.zeros(rows + 2)
    start[0] = 1.0
    done = solve_ivp(slope, (0.0, days[-1]), start, "BDF", t_eval=days, rtol=1e-9, atol=1e-13)
    return done.y[:-1].T, done.y[-1]


@pytest.mark.parametrize("name", ["lidocaine", "vitamin_c"])
@pytest.mark.parametrize(("refine", "error"), [(1, 1e-3), (8, 1e-5)])
def test_an_independent_stiff_solver_agrees(name: str, refine: int, error: float) -> None:
    column, rate = needled(name=name, draws=2)
    start = np.zeros((len(rate), 1 + column.held.shape[1]))
    start[:, 0] = 1.0
    days = np.array([0.25, 2.0, 12.0]) / 24.0
    finer = np.unique(np.r_[days, np.linspace(0.0, days[0], refine + 1)[1:]])
    levels, taken = propagate(column, start, *steps(finer, rate, np.ones_like(rate), refine))
    shown = np.isin(finer, days)
    for one in range(len(rate)):
        known, gone = method_of_lines(column, one, float(rate[one]), days)
        assert levels[one, shown] == pytest.approx(known, abs=error)
        assert taken[one, shown] == pytest.approx(gone, abs=error * column.film[one])


def test_closing_is_stepped_well_below_a_thousandth_and_finer_steps_pay() -> None:
    column, rate = needled(name="vitamin_c", film=ENDLESS_MM)
    start = np.zeros((len(rate), 1 + column.held.shape[1]))
    start[:, 0] = 1.0
    days, ones = np.array([0.5]), np.ones_like(rate)
    taken = [propagate(column, start, *steps(days, rate, ones, refine))[1][:, 0] for refine in (1, 2, 16)]
    errors = [np.abs(part / taken[-1] - 1.0).max() for part in taken[:-1]]
    assert errors[0] < 3e-4
    assert errors[1] < errors[0] / 4.0  # below the fourth order: the first moments at a channel's wall are stiff


def test_the_rows_that_ship_are_within_a_thousandth_of_the_dose() -> None:
    days = np.array([1.0, 4.0, 24.0]) / 24.0
    found = []
    for refine in (1, 4):
        column, rate = needled(refine=refine)
        start = np.zeros((len(rate), 1 + column.held.shape[1]))
        start[:, 0] = 1.0
        levels, taken = propagate(column, start, *steps(days, rate, np.ones_like(rate)))
        low = column.corneum
        found.append((levels[:, :, 1 + low :] * column.held[:, None, low:]).sum(-1) + taken)
    assert np.abs(found[0] - found[1]).max() / 0.02 < 1e-3


def test_a_shut_channel_is_no_channel() -> None:
    column, rate = needled()
    start = np.zeros((len(rate), 1 + column.held.shape[1]))
    start[:, 0] = 1.0
    days = np.array([0.1])
    shut = propagate(column, start, *steps(days, rate, 0.0 * rate))[1]
    none = propagate(dataclasses.replace(column, deep=0), start, *steps(days, rate, 0.0 * rate))[1]
    assert shut == pytest.approx(none, rel=1e-12)
