"""TGF-beta around a core that makes it steadily, against the modified Bessel functions.

Inside T/level = 1 - A I0(r/reach), outside B (K0(r/reach) + C I0(r/reach)), with no flux at the cell's wall and value
and flux continuous at the core's; reach = sqrt(diffusion/decay).
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import i0, i1, k0, k1
from signals import Field, field, orders

Array = NDArray[np.float64]

STEADY_DAYS = 5.0


def reach(place: Field) -> float:
    return float(np.sqrt(place.p["D_T"] / place.p["dT"])[0])


def steady(place: Field, core_mm: float) -> Array:
    """Mean of the exact solution over each ring, as a share of the level of a wide wound."""
    faces = place.rings * place.radius_mm / reach(place)
    a, wall = core_mm / reach(place), place.radius_mm / reach(place)
    back = k1(wall) / i1(wall)
    outside = a * i1(a)  # from value and flux at the core, with I0 K1 + I1 K0 = 1/a
    inside = a * (k1(a) - back * i1(a))
    means = np.zeros(len(faces) - 1)
    for ring, (low, high) in enumerate(itertools.pairwise(faces)):
        area = 0.5 * (high**2 - low**2)
        if high <= a * (1 + 1e-9):
            means[ring] = 1.0 - inside * (high * i1(high) - low * i1(low)) / area
        else:
            rising = back * (high * i1(high) - low * i1(low))
            means[ring] = outside * (low * k1(low) - high * k1(high) + rising) / area
    return means


def made(place: Field, refine: int) -> Array:
    """The solver's steady TGF-beta by ring, of platelets that fill the core at every depth."""
    full = np.zeros(place.volumes.shape)
    full[:, : 3 * refine] = 1.0
    found = place.signal("T", STEADY_DAYS, P=full)
    np.testing.assert_allclose(found, np.broadcast_to(found[0], found.shape), rtol=1e-9)
    return np.asarray(found[0] / place.p["tP"])


@pytest.mark.parametrize(("core_mm", "density_mm2"), [(0.06, 8.0), (0.06, 2.3), (0.12, 4.0)])
def test_it_converges_to_the_bessel_solution(core_mm: float, density_mm2: float) -> None:
    errors = []
    for refine in (1, 2, 4):
        place = field(core_mm, density_mm2, refine)
        exact = steady(place, core_mm)
        errors.append(float(np.abs(made(place, refine) - exact).max() / exact.max()))
    assert errors[0] < 0.1
    assert errors[2] < 0.01
    assert (orders(errors) > 1.5).all(), errors


@pytest.mark.parametrize(("core_mm", "share"), [(0.035, 0.04), (0.06, 0.10), (0.10, 0.20), (0.20, 0.45), (0.5, 0.86)])
def test_a_small_hole_sees_little_of_a_large_wounds_tgf_beta(core_mm: float, share: float) -> None:
    place = field(core_mm, 1.0 / (np.pi * 1.5**2), 6)
    middle = made(place, 6)[0]
    a = core_mm / reach(place)
    assert middle == pytest.approx(1.0 - a * k1(a), rel=0.05)
    assert middle == pytest.approx(share, abs=0.02)


def test_the_mean_over_the_cell_is_the_cores_share_of_it() -> None:
    place = field(0.06, 8.0, 1)
    mean = float(made(place, 1) @ np.diff(place.rings**2))
    assert mean == pytest.approx((0.06 / place.radius_mm) ** 2, rel=1e-9)
    assert steady(place, 0.06) @ np.diff(place.rings**2) == pytest.approx(mean, rel=1e-9)


def test_inside_and_outside_meet_at_the_core() -> None:
    a, wall = 0.5, 2.0
    back = k1(wall) / i1(wall)
    inside, outside = a * (k1(a) - back * i1(a)), a * i1(a)
    assert 1.0 - inside * i0(a) == pytest.approx(outside * (k0(a) + back * i0(a)), rel=1e-12)
    assert -inside * i1(a) == pytest.approx(outside * (-k1(a) + back * i1(a)), rel=1e-12)
