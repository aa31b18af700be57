"""Diffusion in the cell against its series solution: Bessel modes across, cosine modes down, no flux at any wall."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import j0, j1, jn_zeros
from signals import DEPTH_MM, Field, field, orders

Array = NDArray[np.float64]

CORE_MM, DENSITY = 0.06, 8.0
MODES = 200
DEEP_FACE = 4  # the row face down to which the core is filled in the second test


def ring_average(alpha: float, faces: Array) -> Array:
    """Mean of J0(alpha rho) over each ring."""
    return 2.0 * np.diff(faces * j1(alpha * faces)) / (alpha * np.diff(faces**2))


def row_average(mode: int, faces: Array) -> Array:
    """Mean of cos(mode pi zeta) over each row."""
    return np.diff(np.sin(mode * np.pi * faces)) / (mode * np.pi * np.diff(faces))


def still(refine: int) -> Field:
    """A cell in which nothing decays (a rate of 0 itself would divide by it)."""
    return field(CORE_MM, DENSITY, refine, dT=1e-12)


def fading(place: Field, across: float, down: float, days: float) -> float:
    """How far a mode of these wave numbers (per radius, per depth) has faded by diffusion."""
    squares = (across / place.radius_mm) ** 2 + (down / DEPTH_MM) ** 2
    return float(np.exp(-place.p["D_T"] * squares * days)[0])


def mode_across_error(refine: int, days: float = 0.005) -> float:
    place, alpha = still(refine), float(jn_zeros(1, 1)[0])
    shape = np.broadcast_to(ring_average(alpha, place.rings), place.volumes.shape)
    found = place.signal("T", days, T=1.0 + shape)
    return float(np.abs(found - (1.0 + shape * fading(place, alpha, 0.0, days))).max())


def mode_down_error(refine: int, days: float = 1.0) -> float:
    place = still(refine)
    shape = np.broadcast_to(row_average(1, place.rows)[:, None], place.volumes.shape)
    found = place.signal("T", days, T=1.0 + shape)
    return float(np.abs(found - (1.0 + shape * fading(place, 0.0, np.pi, days))).max())


def filled_core(place: Field, days: float) -> Array:
    """Averages after ``days`` of diffusion from a core that starts at 1, down to a row face, in a cell at 0."""
    core, deep = CORE_MM / place.radius_mm, place.rows[len(place.rows) // 6 * DEEP_FACE]
    across = np.full(len(place.rings) - 1, core**2)
    for alpha in jn_zeros(1, MODES):
        weight = 2.0 * core * j1(alpha * core) / (alpha * j0(alpha) ** 2)
        across = across + weight * fading(place, alpha, 0.0, days) * ring_average(alpha, place.rings)
    down = np.full(len(place.rows) - 1, deep)
    for mode in range(1, MODES):
        weight = 2.0 * np.sin(mode * np.pi * deep) / (mode * np.pi)
        down = down + weight * fading(place, 0.0, mode * np.pi, days) * row_average(mode, place.rows)
    return np.outer(down, across)


def filled_core_error(refine: int, days: float = 0.1) -> float:
    place = still(refine)
    start = np.zeros(place.volumes.shape)
    start[: refine * DEEP_FACE, : refine * 3] = 1.0
    found = place.signal("T", days, T=start)
    return float(np.abs(found - filled_core(place, days)).max())


@pytest.mark.parametrize(
    ("error", "coarsest"), [(mode_across_error, 0.03), (mode_down_error, 0.03), (filled_core_error, 0.03)]
)
def test_diffusion_converges_to_the_series(error: Callable[[int], float], coarsest: float) -> None:
    errors = [error(refine) for refine in (1, 2, 4)]
    assert errors[0] < coarsest
    assert orders(errors).mean() > 1.7, errors


def test_diffusion_keeps_what_there_is() -> None:
    place = still(1)
    start = np.random.default_rng(1).uniform(0.0, 1.0, place.volumes.shape)
    for days in (1e-4, 0.01, 1.0):
        found = place.signal("T", days, T=start)
        assert np.sum(found * place.volumes) == pytest.approx(np.sum(start * place.volumes), rel=1e-10)


def test_in_the_end_it_is_even() -> None:
    place = still(1)
    start = np.random.default_rng(2).uniform(0.0, 1.0, place.volumes.shape)
    found = place.signal("T", 100.0, T=start)
    np.testing.assert_allclose(found, np.sum(start * place.volumes), rtol=1e-9)
