"""Coverage and gaps against simulated holes (seeded) and exact cases."""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial import Delaunay, cKDTree

from needlepoint.puncture.coverage import (
    boolean_share,
    cell_coverage,
    distance_covering,
    largest_gap,
    lattice_coverage,
    random_coverage,
    random_gap,
)

SIDE = 60.0


def nearest(holes: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Distance (mm) from 60,000 random places of a torus to the nearest hole."""
    places = np.random.default_rng(1000 + seed).uniform(0.0, SIDE, (60_000, 2))
    found, _ = cKDTree(np.mod(holes, SIDE), boxsize=SIDE).query(places)
    return np.asarray(found)


def scattered(density: float, seed: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    return rng.uniform(0.0, SIDE, (rng.poisson(density * SIDE**2), 2))


@pytest.mark.parametrize(("density", "distance"), [(1.0, 0.18), (4.0, 0.18), (16.0, 0.18), (4.0, 0.4)])
def test_the_boolean_model_within_half_a_percent(density: float, distance: float) -> None:
    share = np.mean([(nearest(scattered(density, seed), seed) < distance).mean() for seed in range(4)])
    assert random_coverage(density, distance) == pytest.approx(share, abs=0.005)


def test_the_95th_percentile_gap_of_random_holes() -> None:
    distances = np.concatenate([nearest(scattered(4.0, seed), seed) for seed in range(4)])
    assert random_gap(4.0, 0.95) == pytest.approx(np.quantile(distances, 0.95), rel=0.01)
    assert random_coverage(4.0, random_gap(4.0, 0.95)) == pytest.approx(0.95)


def test_the_largest_empty_circle_of_random_holes() -> None:
    side, density = 20.0, 4.0
    widest = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        holes = rng.uniform(0.0, side, (rng.poisson(density * side**2), 2))
        tiled = np.concatenate([holes + np.array([dx, dy]) for dx in (-side, 0, side) for dy in (-side, 0, side)])
        near = tiled[(np.abs(tiled - side / 2) < 0.7 * side).all(axis=1)]
        corners = near[Delaunay(near).simplices]
        sides = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)
        first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        area = np.abs(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]) / 2
        middle = np.abs(corners.mean(axis=1) - side / 2) < side / 2
        widest.append((sides.prod(axis=1) / (4 * area))[middle.all(axis=1)].max())
    assert largest_gap(density, side**2) == pytest.approx(np.mean(widest), rel=0.05)


def test_a_zone_with_hardly_a_hole_is_one_gap() -> None:
    assert largest_gap(0.001, 100.0) == pytest.approx(math.sqrt(100.0 / math.pi))


@pytest.mark.parametrize("distance", [0.0, 0.3, 1.0, 1.25, 1.29, 1.5, 1.8, 1.81, 3.0])
def test_a_lattice_cell(distance: float) -> None:
    a, b = 2.618, 2.5
    x, y = np.meshgrid((np.arange(1000) + 0.5) / 1000 * a - a / 2, (np.arange(1000) + 0.5) / 1000 * b - b / 2)
    assert cell_coverage((a, b), distance) == pytest.approx(np.mean(np.hypot(x, y) < distance), abs=2e-4)
    assert cell_coverage((b, a), distance) == pytest.approx(cell_coverage((a, b), distance))


def test_passes_of_a_drum() -> None:
    pitch, passes, distance = (2.5, 2.5), 8, 0.5
    rng = np.random.default_rng(7)
    grid = np.stack(np.meshgrid(np.arange(0, SIDE, 2.5), np.arange(0, SIDE, 2.5)), axis=-1).reshape(-1, 2)
    shares = []
    for place in range(16):
        holes = np.concatenate([grid + rng.uniform(0.0, 2.5, 2) for _ in range(passes)])
        shares.append((nearest(holes, place) < distance).mean())
    error = np.std(shares) / math.sqrt(len(shares))
    assert lattice_coverage(pitch, passes, distance) == pytest.approx(np.mean(shares), abs=4 * error)


def test_many_passes_of_a_drum_become_random() -> None:
    pitch, passes = (2.5, 2.5), 60
    density = passes / 6.25
    assert lattice_coverage(pitch, passes, 0.18) == pytest.approx(random_coverage(density, 0.18), rel=0.01)


def test_the_distance_that_covers_a_share() -> None:
    covering = functools.partial(random_coverage, 2.0)
    assert distance_covering(0.95, covering, 10.0) == pytest.approx(random_gap(2.0, 0.95))


def test_overlapping_discs() -> None:
    assert boolean_share(0.0, 1.0) == 0.0
    assert boolean_share(1e-9, 1.0) == pytest.approx(1e-9)
    assert boolean_share(100.0, 1.0) == pytest.approx(1.0)
