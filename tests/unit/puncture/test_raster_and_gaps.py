"""The raster and the gaps against slow and plain ways of finding the same."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from needlepoint.puncture.coverage import boolean_share, cell_coverage, lattice_coverage, random_coverage
from needlepoint.puncture.figures import measured_depths, overlap
from needlepoint.puncture.gaps import covering, far, into_cells, largest_empty, lower, make_samples
from needlepoint.puncture.holes import Holes
from needlepoint.puncture.raster import Raster, make_raster, open_shares, paint, pixel_for
from needlepoint.puncture.shape import Shape, make_shape

SQUARE = make_shape("rectangle", 4.0, 1.0)
ROUND = make_shape("ellipse", 4.0, 1.0)
RIM = 2.0


def holes(x: NDArray, y: NDArray, radius: float = 0.06, drag: float = 0.0, heading: float = 0.0) -> Holes:
    x, y = np.asarray(x, np.float32), np.asarray(y, np.float32)
    given = [np.full(x.size, value, np.float32) for value in (0.5, radius, drag, heading)]
    return Holes(x, y, *given, np.full(x.size, 2, np.uint8), np.zeros(x.size, np.uint8))


def scattered(shape: Shape, density: float, seed: int) -> tuple[NDArray, NDArray]:
    """Random places of this density (per mm2) over a zone and its rim."""
    rng = np.random.default_rng(seed)
    box = np.array([shape.width_mm, shape.height_mm]) + 2 * RIM
    return tuple((rng.uniform(-0.5, 0.5, (rng.poisson(density * box.prod()), 2)) * box).T)


def painted(shape: Shape, held: Holes, pixel: float, workers: int = 1) -> Raster:
    raster = make_raster(shape, pixel)
    paint(raster, held, workers)
    return raster


def distances(shape: Shape, x: NDArray, y: NDArray, workers: int = 1) -> NDArray:
    samples = make_samples(shape)
    best = far(samples.x.size)
    lower(best, samples.x, samples.y, into_cells(np.float32(x), np.float32(y), shape, RIM), workers)
    return np.sqrt(best)


def slow(raster: Raster, held: Holes) -> NDArray:
    """Times that each pixel's middle is opened, straight from the definition."""
    rows, width = raster.unpacked().shape
    x = raster.origin[0] + (np.arange(width) + 0.5) * raster.pixel_mm
    y = raster.origin[1] + (np.arange(rows)[:, None] + 0.5) * raster.pixel_mm
    times = np.zeros((rows, width), int)
    for k in range(len(held)):
        dx, dy = math.cos(held.heading[k]), math.sin(held.heading[k])
        half = held.drag[k] / 2
        along = np.clip((x - held.x[k]) * dx + (y - held.y[k]) * dy, -half, half)
        times += np.hypot(x - held.x[k] - along * dx, y - held.y[k] - along * dy) <= held.radius[k]
    return times


@pytest.mark.parametrize("shape", [SQUARE, ROUND])
@pytest.mark.parametrize(("drag", "heading"), [(0.0, 0.0), (0.4, 0.0), (0.4, 0.9), (0.4, math.pi / 2), (0.3, 2.5)])
def test_the_raster_is_its_definition(shape: Shape, drag: float, heading: float) -> None:
    rng = np.random.default_rng(3)
    held = holes(*rng.uniform(-11.0, 11.0, (2, 150)), radius=0.5, drag=drag, heading=heading)
    raster = painted(shape, held, 0.09)
    times = slow(raster, held)
    wrong = (raster.unpacked() > 0) != (times > 0)
    assert wrong.mean() < 1e-4  # middles on a hole's very edge, where float32 decides
    zone = np.unpackbits(raster.zone.view(np.uint8), axis=1, bitorder="little")[:, : raster.width] > 0
    once, twice = open_shares(raster, 1)
    assert once == pytest.approx((times[zone] > 0).mean(), abs=1e-3)
    assert twice == pytest.approx((times[zone] > 1).mean(), abs=1e-3)


@pytest.mark.parametrize("pixels", [0.7, 2.0, 5.0, 13.0])
def test_the_raster_is_without_bias_at_any_pixel(pixels: float) -> None:
    a, radius = np.arange(-10, 10) + 0.5, 0.21
    rng = np.random.default_rng(1)
    found = []
    for _ in range(8):
        x, y = (np.stack(np.meshgrid(a, a)) + rng.uniform(-0.2, 0.2, (2, 20, 20))).reshape(2, -1)
        found.append(open_shares(painted(SQUARE, holes(x, y, radius), radius / pixels), 1)[0])
    assert np.mean(found) == pytest.approx(math.pi * radius**2, abs=max(4 * np.std(found) / math.sqrt(8), 1e-4))


def test_random_holes_open_the_boolean_share_within_half_a_percent() -> None:
    for density in (5.0, 20.0, 60.0):
        found = [
            open_shares(painted(SQUARE, holes(*scattered(SQUARE, density, seed)), pixel_for(0.06, 400.0)), 2)[0]
            for seed in range(6)
        ]
        assert np.mean(found) == pytest.approx(boolean_share(density, math.pi * 0.06**2), abs=0.005)


def test_multiplicity_of_random_holes() -> None:
    held = holes(*scattered(SQUARE, 60.0, 2))
    inside = held[SQUARE.contains(held.x, held.y)]
    once, twice = open_shares(painted(SQUARE, held, 0.01), 1)
    load = 60.0 * math.pi * 0.06**2
    found = overlap(inside, once, twice, SQUARE.area_mm2)
    assert found["multiplicity"] == pytest.approx(load / -math.expm1(-load), rel=0.02)
    assert found["twice"] == pytest.approx(1 - load * math.exp(-load) / -math.expm1(-load), rel=0.03)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_workers_change_nothing(workers: int) -> None:
    held = holes(*scattered(ROUND, 30.0, 1), drag=0.05, heading=1.0)
    alone, shared = painted(ROUND, held, 0.01), painted(ROUND, held, 0.01, workers)
    assert (alone.once == shared.once).all()
    assert (alone.twice == shared.twice).all()
    assert (distances(ROUND, held.x, held.y) == distances(ROUND, held.x, held.y, workers)).all()


@pytest.mark.parametrize("density", [0.01, 1.0, 40.0])
def test_the_nearest_hole_is_the_nearest(density: float) -> None:
    x, y = scattered(ROUND, density, 7)
    samples = make_samples(ROUND)
    known, _ = cKDTree(np.stack([x, y], axis=1)).query(np.stack([samples.x, samples.y], axis=1))
    assert distances(ROUND, x, y) == pytest.approx(known, abs=1e-4)


@pytest.mark.parametrize(("density", "near"), [(1.0, 0.18), (4.0, 0.18), (16.0, 0.18), (4.0, 0.4)])
def test_coverage_of_random_holes_is_the_boolean_models_within_half_a_percent(density: float, near: float) -> None:
    large = make_shape("rectangle", 40.0, 1.0)
    shares = [covering(distances(large, *scattered(large, density, seed)))(near) for seed in range(6)]
    assert np.mean(shares) == pytest.approx(random_coverage(density, near), abs=0.005)


def lattice(a: float, b: float, shape: Shape = SQUARE) -> tuple[NDArray, NDArray]:
    x, y = np.meshgrid(np.arange(-16, 17) * a, np.arange(-16, 17) * b)
    near = (np.abs(x) < shape.half[0] + RIM) & (np.abs(y) < shape.half[1] + RIM)
    return x[near], y[near]


def test_a_lattice_has_its_coverage_and_its_widest_gap() -> None:
    a, b = 2.0, 1.25  # whole cells in the square
    x, y = lattice(a, b)
    found = distances(SQUARE, x, y)
    for near in (0.2, 0.5, 0.8, 1.1):
        assert covering(found)(near) == pytest.approx(cell_coverage((a, b), near), abs=5e-3)
        assert lattice_coverage((a, b), 1, near) == pytest.approx(cell_coverage((a, b), near))
    cells = into_cells(np.float32(x), np.float32(y), SQUARE, RIM)
    radius, *_ = largest_empty(make_samples(SQUARE), found, cells, SQUARE)
    assert radius == pytest.approx(math.hypot(a, b) / 2, abs=1e-3)


def test_the_largest_empty_circle_is_exact_though_the_samples_are_coarse() -> None:
    rng = np.random.default_rng(4)
    x, y = scattered(ROUND, 6.0, 4)
    kept = np.hypot(x - 3.1234, y + 2.0) > 1.2345
    x, y = np.append(x[kept], 3.1234 + 1.2345 * np.cos([0, 2, 4])), np.append(y[kept], -2 + 1.2345 * np.sin([0, 2, 4]))
    order = rng.permutation(x.size)
    cells = into_cells(np.float32(x[order]), np.float32(y[order]), ROUND, RIM)
    found = largest_empty(make_samples(ROUND), distances(ROUND, x, y), cells, ROUND)
    assert found == pytest.approx((1.2345, 3.1234, -2.0), abs=2e-3)


@pytest.mark.parametrize("angle", [0.3, math.pi / 2, 2.0])
def test_turning_a_round_zone_changes_no_figure(angle: float) -> None:
    x, y = scattered(ROUND, 8.0, 11)
    held = holes(x, y, drag=0.1)
    cos, sin = math.cos(angle), math.sin(angle)
    turned = holes(x * cos - y * sin, x * sin + y * cos, drag=0.1, heading=angle)
    before, after = distances(ROUND, x, y), distances(ROUND, turned.x, turned.y)
    assert covering(after)(0.18) == pytest.approx(covering(before)(0.18), abs=3e-3)
    assert np.quantile(after, 0.95) == pytest.approx(np.quantile(before, 0.95), rel=3e-3)
    samples = make_samples(ROUND)
    widest = [
        largest_empty(samples, found, into_cells(item.x, item.y, ROUND, 2 * RIM), ROUND)[0]
        for item, found in ((held, before), (turned, after))
    ]
    assert widest[0] == pytest.approx(widest[1], abs=2e-3)
    shares = [open_shares(painted(ROUND, item, 0.012), 1)[0] for item in (held, turned)]
    assert shares[0] == pytest.approx(shares[1], rel=2e-3)


def test_measured_depths_are_the_quantiles_of_their_holes() -> None:
    drawn = np.random.default_rng(0).gamma(4.0, 0.1, 200_000).astype(np.float32)
    found = measured_depths(drawn)
    assert [found.p5, found.median, found.p95] == pytest.approx(np.quantile(drawn, [0.05, 0.5, 0.95]), abs=5e-4)
    assert (found.mean, found.sd) == pytest.approx((drawn.mean(), drawn.std()), rel=1e-4)
    assert found.share_deeper(0.4) == pytest.approx((drawn > 0.4).mean(), abs=5e-3)
    assert (np.diff(found.depths) > 0).all()


def test_depths_that_are_all_alike() -> None:
    found = measured_depths(np.full(10, 0.3, np.float32))
    assert (found.p5, found.median, found.p95) == pytest.approx((0.3, 0.3, 0.3), abs=1e-3)
