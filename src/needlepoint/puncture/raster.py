"""The open skin as a raster of bits: which of its pixels a hole opens, and which more than one does.

A pixel counts as open when its middle lies in a hole, a disc drawn out along its drag: each row of a hole is a span of
bits, set 64 at a time. Middles are a regular sample of places, so that shares are without bias however large a pixel
is; its size (a fifth of a hole's radius, coarser over large zones) only sets the scatter. Lengths in mm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compiled import in_threads, shares
from .holes import Holes
from .shape import Shape

Bits = NDArray[np.uint64]
WORD = 64
PIXELS_PER_RADIUS = 5.0
MOST_PIXELS = 2e8


@dataclass(frozen=True)
class Raster:
    """once, twice, zone (rows, words of 64 pixels): pixels that some hole opens, that two open, that lie in the zone.
    origin: lower left corner (mm); pixel_mm; width: pixels of a row."""

    once: Bits
    twice: Bits
    zone: Bits
    origin: NDArray[np.float64]
    pixel_mm: float
    width: int

    def unpacked(self) -> NDArray[np.uint8]:
        """1 where the skin is open, else 0 (rows, pixels)."""
        return np.unpackbits(self.once.view(np.uint8), axis=1, bitorder="little")[:, : self.width]


def pixel_for(radius_mm: float, area_mm2: float) -> float:
    """A pixel fit for holes of this radius in this area (mm)."""
    return max(radius_mm / PIXELS_PER_RADIUS, math.sqrt(area_mm2 / MOST_PIXELS))


def make_raster(shape: Shape, pixel_mm: float) -> Raster:
    """An empty raster over a zone; its pixels are narrowed so that they fill the zone's width."""
    from . import kernels

    width = math.ceil(shape.width_mm / pixel_mm)
    pixel_mm = shape.width_mm / width
    rows = math.ceil(shape.height_mm / pixel_mm - 1e-6)
    origin = np.array([-width * pixel_mm / 2.0, -rows * pixel_mm / 2.0])
    y = origin[1] + (np.arange(rows) + 0.5) * pixel_mm
    a, b = shape.half
    reach = np.full(rows, a) if shape.kind == "rectangle" else a * np.sqrt(np.maximum(1.0 - (y / b) ** 2, 0.0))
    reach[np.abs(y) > b] = -pixel_mm
    first = np.ceil((-reach - origin[0]) / pixel_mm - 0.5).astype(np.int64)
    last = np.floor((reach - origin[0]) / pixel_mm - 0.5).astype(np.int64)
    zone = np.zeros((rows, math.ceil(width / WORD)), np.uint64)
    kernels.fill_rows(zone, np.maximum(first, 0), np.minimum(last, width - 1))
    return Raster(np.zeros_like(zone), np.zeros_like(zone), zone, origin, pixel_mm, width)


def paint(raster: Raster, holes: Holes, workers: int) -> None:
    """Open the skin under these holes, on top of what is open already."""
    from . import kernels

    dx, dy = holes.drawn()

    def work(span: tuple[int, int]) -> None:
        at = (raster.origin, raster.pixel_mm, *span, raster.width, raster.once, raster.twice)
        kernels.draw(holes.x, holes.y, holes.radius, dx, dy, *at)

    in_threads(work, shares(len(raster.once), workers), workers)


def open_shares(raster: Raster, workers: int) -> tuple[float, float]:
    """Share of the zone that is open, and share that two holes or more open."""
    from . import kernels

    def count(words: Bits) -> int:
        spans = shares(len(words), workers)
        return sum(in_threads(lambda span: int(kernels.count_bits(words, raster.zone, *span)), spans, workers))

    whole = count(raster.zone)
    return count(raster.once) / whole, count(raster.twice) / whole
