"""Two maps of a zone as plain grids: holes per cm2, and the widest gap, in each of its squares.

Squares of the density map are wide enough for 40 holes on average, or chance alone would paint them; those of the gap
map hold the largest distance to a hole among their samples. NaN outside the zone. Rows run upwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .gaps import Samples
from .holes import Holes
from .shape import Shape

Array = NDArray[np.float64]
F32 = NDArray[np.float32]
HOLES_PER_SQUARE = 40.0
MOST_SQUARES = 72
FEWEST_SQUARES = 4


@dataclass(frozen=True)
class FieldMap:
    """values (rows, columns) over the whole width and height of ``shape``; NaN where a square lies outside it."""

    values: Array
    shape: Shape

    @property
    def square_mm(self) -> tuple[float, float]:
        """Width and height of a square."""
        rows, columns = self.values.shape
        return self.shape.width_mm / columns, self.shape.height_mm / rows


def _counts(shape: Shape, wanted_mm: float) -> tuple[int, int]:
    """Rows and columns of squares near this wide, within what a picture can show."""
    longest = max(shape.width_mm, shape.height_mm)
    side = min(max(wanted_mm, longest / MOST_SQUARES), longest / FEWEST_SQUARES)
    return max(round(shape.height_mm / side), 1), max(round(shape.width_mm / side), 1)


def _squares(
    shape: Shape, counts: tuple[int, int], x: NDArray[np.float32], y: NDArray[np.float32]
) -> NDArray[np.int64]:
    rows, columns = counts
    i = np.clip(((y + shape.half[1]) * (rows / shape.height_mm)).astype(np.int64), 0, rows - 1)
    j = np.clip(((x + shape.half[0]) * (columns / shape.width_mm)).astype(np.int64), 0, columns - 1)
    return np.asarray(i * columns + j)


@dataclass(frozen=True)
class Squares:
    """A zone in squares: which one each hole lies in, and the area of each within the zone (cm2)."""

    counts: tuple[int, int]
    home: NDArray[np.int64]
    area_cm2: Array

    @property
    def held(self) -> Array:
        """Holes in each square."""
        return np.bincount(self.home, minlength=self.area_cm2.size).astype(float)


def into_squares(holes: Holes, samples: Samples, shape: Shape) -> Squares:
    """Squares that hold about 40 holes each, their area by the samples that lie in them."""
    counts = _counts(shape, math.sqrt(HOLES_PER_SQUARE * shape.area_mm2 / max(len(holes), 1)))
    inside = np.bincount(_squares(shape, counts, samples.x, samples.y), minlength=counts[0] * counts[1])
    area = np.asarray(inside * (shape.area_mm2 / 100.0 / samples.x.size), np.float64)
    return Squares(counts, _squares(shape, counts, holes.x, holes.y), area)


def density_map(squares: Squares, shape: Shape) -> FieldMap:
    """Holes per cm2 in each square of which at least a third lies in the zone."""
    whole = shape.width_mm * shape.height_mm / 100.0 / squares.area_cm2.size
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.where(squares.area_cm2 > whole / 3.0, squares.held / squares.area_cm2, np.nan)
    return FieldMap(values.reshape(squares.counts), shape)


def gap_map(samples: Samples, distance: F32, shape: Shape) -> FieldMap:
    """Largest distance (mm) to a hole in each square."""
    counts = _counts(shape, 4.0 * max(samples.spacing_mm))
    values = np.full(counts[0] * counts[1], -np.inf)
    np.maximum.at(values, _squares(shape, counts, samples.x, samples.y), distance)
    values[np.isneginf(values)] = np.nan
    return FieldMap(values.reshape(counts), shape)
