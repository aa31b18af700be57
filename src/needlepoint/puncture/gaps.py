"""How far the skin is from its nearest hole: on a grid over the zone, and at the one worst place.

Distances are taken at the middles of equal squares (midpoint rule: shares and quantiles without bias), pass by pass,
each pass only where it comes nearer. Largest empty circle: distance changes by at most the way moved, so a square with
middle distance d and half diagonal h holds nothing above d + h; squares that cannot beat the best middle found are
dropped, the others quartered until h is a micrometre or less (branch and bound, exact to that). Lengths in mm.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compiled import in_threads, shares
from .shape import Shape

F32 = NDArray[np.float32]
Array = NDArray[np.float64]

SPACING_MM = 0.2
FEWEST, MOST = 40_000, 1_000_000
EXACT_MM = 1e-3


@dataclass(frozen=True)
class Samples:
    """Middles of squares inside a zone. x, y (samples,); index: of each in the full (rows, columns) grid; spacing_mm:
    width and height of a square."""

    x: F32
    y: F32
    index: NDArray[np.int64]
    rows: int
    columns: int
    spacing_mm: tuple[float, float]


def make_samples(shape: Shape) -> Samples:
    """A grid 0.2 mm wide; finer in a small zone, coarser in a very large one."""
    area = shape.width_mm * shape.height_mm
    spacing = math.sqrt(area / min(max(area / SPACING_MM**2, FEWEST), MOST))
    columns, rows = max(round(shape.width_mm / spacing), 8), max(round(shape.height_mm / spacing), 8)
    dx, dy = shape.width_mm / columns, shape.height_mm / rows
    across, down = np.meshgrid((np.arange(columns) + 0.5 - columns / 2) * dx, (np.arange(rows) + 0.5 - rows / 2) * dy)
    x, y = across.ravel().astype(np.float32), down.ravel().astype(np.float32)
    index = np.flatnonzero(shape.contains(x, y))
    return Samples(x[index], y[index], index, rows, columns, (dx, dy))


@dataclass(frozen=True)
class Cells:
    """Holes sorted by square cells, for finding the nearest."""

    starts: NDArray[np.int64]
    places: F32
    origin: Array
    cell: float
    columns: int
    rows: int


def into_cells(x: F32, y: F32, shape: Shape, margin_mm: float) -> Cells:
    """Cells that hold about two holes each."""
    from . import kernels

    width, height = shape.width_mm + 2.0 * margin_mm, shape.height_mm + 2.0 * margin_mm
    cell = max(math.sqrt(2.0 * width * height / max(x.size, 1)), max(width, height) / 4000.0)
    columns, rows = math.ceil(width / cell), math.ceil(height / cell)
    origin = np.array([-width / 2.0, -height / 2.0])
    starts, places = kernels.into_cells(x, y, origin, cell, columns, rows)
    return Cells(starts, places, origin, cell, columns, rows)


def lower(best: F32, x: F32, y: F32, cells: Cells, workers: int) -> None:
    """Lower squared distances (mm2) of places to the nearest hole of ``cells`` where that is nearer."""
    from . import kernels

    def work(span: tuple[int, int]) -> None:
        grid = cells.cell, cells.columns, cells.rows
        kernels.nearest(x, y, span[0], span[1], cells.starts, cells.places, cells.origin, *grid, best)

    in_threads(work, shares(x.size, workers), workers)


def far(count: int) -> F32:
    """Squared distances before any hole is known."""
    return np.full(count, np.inf, np.float32)


def _children(x: Array, y: Array, half: tuple[float, float]) -> tuple[Array, Array]:
    steps = [(sx * half[0] / 2.0, sy * half[1] / 2.0) for sx in (-1, 1) for sy in (-1, 1)]
    return (
        np.concatenate([x + dx for dx, _ in steps]),
        np.concatenate([y + dy for _, dy in steps]),
    )


def largest_empty(samples: Samples, distance: F32, cells: Cells, shape: Shape) -> tuple[float, float, float]:
    """Radius and middle (x, y) of the largest circle without a hole whose middle lies in the zone.

    distance: of every sample to its nearest hole.
    """
    at = int(np.argmax(distance))
    best = (float(distance[at]), float(samples.x[at]), float(samples.y[at]))
    half = (samples.spacing_mm[0] / 2.0, samples.spacing_mm[1] / 2.0)
    open_ = distance + math.hypot(*half) > best[0] + EXACT_MM
    x, y = samples.x[open_].astype(float), samples.y[open_].astype(float)
    while x.size and math.hypot(*half) > EXACT_MM:
        x, y = _children(x, y, half)
        half = (half[0] / 2.0, half[1] / 2.0)
        squared = far(x.size)
        lower(squared, x.astype(np.float32), y.astype(np.float32), cells, 1)
        found = np.sqrt(squared.astype(float))
        inside = np.where(shape.contains(x, y), found, 0.0)
        at = int(np.argmax(inside))
        if inside[at] > best[0]:
            best = (float(inside[at]), float(x[at]), float(y[at]))
        keep = found + math.hypot(*half) > best[0] + EXACT_MM
        x, y = x[keep], y[keep]
    return best


def distance_table(distance: F32, knots: int = 1025) -> tuple[Array, Array]:
    """Distances (mm, rising) and the share of the skin nearer than each."""
    order = np.sort(distance).astype(float)
    places = np.linspace(0, order.size - 1, min(knots, order.size)).round().astype(int)
    return order[places], (places + 0.5) / order.size


def read_share(table: Array, share: Array, distance_mm: float) -> float:
    """Share of the skin nearer than ``distance_mm`` to a hole, from a table; near 0 it grows with the square."""
    if distance_mm < table[0]:
        return float(share[0] * (distance_mm / table[0]) ** 2)
    return float(np.interp(distance_mm, table, share, right=1.0))


def covering(distance: F32) -> functools.partial[float]:
    """The function from a distance (mm) to the share of the skin nearer than it to a hole."""
    return functools.partial(read_share, *distance_table(distance))
