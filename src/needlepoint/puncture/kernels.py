"""The compiled loops of the simulated field: wandering hand, depth of holes, nearest hole, raster of open skin.

Import this module inside functions only: it loads Numba. All arrays are contiguous; lengths in mm or in pixels.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Bits = NDArray[np.uint64]


@compiled
def wander(noise: F64, keep: float) -> None:
    """White noise (paths, knots) made, in place, into stationary AR(1) paths of variance 1 with this correlation."""
    fresh = math.sqrt(1.0 - keep * keep)
    for path in range(noise.shape[0]):
        for knot in range(1, noise.shape[1]):
            noise[path, knot] = keep * noise[path, knot - 1] + fresh * noise[path, knot]


@compiled
def between(grid: F32, column: float, row: float) -> Any:
    """A surface between its knots, by straight lines; places outside take the edge."""
    column = min(max(column, 0.0), grid.shape[1] - 1.001)
    row = min(max(row, 0.0), grid.shape[0] - 1.001)
    i, j = int(row), int(column)
    u, v = column - j, row - i
    upper = grid[i, j] * (1.0 - u) + grid[i, j + 1] * u
    lower = grid[i + 1, j] * (1.0 - u) + grid[i + 1, j + 1] * u
    return upper * (1.0 - v) + lower * v


@compiled
def settle(
    x: F32,
    y: F32,
    score: F32,
    bent: Any,
    firmness: F32,
    thickness: F32,
    origin: F64,
    step: float,
    share: float,
    tables: F64,
    top: float,
    means: F64,
    spreads: F64,
    depth: F32,
    layer: Any,
) -> None:
    """Depth and layer of every hole from its score, the place's firmness and thickness; written to the last two.

    tables (2, knots): depth by score from -top to top, of straight and of bent needles. means, spreads (4,): thickness
    of horny layer, epidermis, papillary dermis, dermis, and the sd of its log.
    """
    knots = tables.shape[1]
    for hole in range(x.size):
        column, row = (x[hole] - origin[0]) / step, (y[hole] - origin[1]) / step
        z = score[hole] + share * between(firmness, column, row)
        at = (min(max(z, -top), top) + top) * (knots - 1) / (2.0 * top)
        left = min(int(at), knots - 2)
        table = tables[1] if bent[hole] else tables[0]
        d = table[left] + (table[left + 1] - table[left]) * (at - left)
        depth[hole] = d
        t = between(thickness, column, row)
        corneum, epidermis = means[0] * math.exp(spreads[0] * t), means[1] * math.exp(spreads[1] * t)
        epidermis = max(corneum, epidermis)
        papillary = epidermis + means[2] * math.exp(spreads[2] * t)
        dermis = max(epidermis + means[3] * math.exp(spreads[3] * t), papillary)
        layer[hole] = (d > corneum) + (d > epidermis) + (d > papillary) + (d > dermis)


@compiled
def histogram(values: F32, low: float, high: float, counts: I64) -> None:
    """Add values to ``counts``, equal bins from low to high; values outside go to the end bins."""
    scale = counts.size / (high - low)
    for value in values:
        counts[min(max(int((value - low) * scale), 0), counts.size - 1)] += 1


@compiled
def into_cells(x: F32, y: F32, origin: F64, cell: float, columns: int, rows: int) -> Any:
    """Holes sorted by square cells: start of each cell (cells + 1), then x and y in that order."""
    starts = np.zeros(columns * rows + 1, np.int64)
    home = np.empty(x.size, np.int32)
    for hole in range(x.size):
        j = min(max(int((x[hole] - origin[0]) / cell), 0), columns - 1)
        i = min(max(int((y[hole] - origin[1]) / cell), 0), rows - 1)
        home[hole] = i * columns + j
        starts[home[hole] + 1] += 1
    for at in range(columns * rows):
        starts[at + 1] += starts[at]
    places = np.empty((x.size, 2), np.float32)
    fill = starts[:-1].copy()
    for hole in range(x.size):
        at = fill[home[hole]]
        fill[home[hole]] += 1
        places[at, 0] = x[hole]
        places[at, 1] = y[hole]
    return starts, places


@compiled
def nearest(
    x: F32,
    y: F32,
    first: int,
    last: int,
    starts: I64,
    places: F32,
    origin: F64,
    cell: float,
    columns: int,
    rows: int,
    best: F32,
) -> None:
    """Lower ``best[first:last]`` (squared mm) to the distance from (x, y) to the nearest hole where that is nearer."""
    for at in range(first, last):
        u, v, near = x[at], y[at], best[at]
        j0 = min(max(int((u - origin[0]) / cell), 0), columns - 1)
        i0 = min(max(int((v - origin[1]) / cell), 0), rows - 1)
        left, low = u - origin[0] - j0 * cell, v - origin[1] - i0 * cell
        edge = max(min(left, cell - left, low, cell - low), 0.0)
        ring = 0
        while ring <= max(columns, rows):
            reach = (ring - 1) * cell + edge
            if ring > 0 and reach * reach >= near:
                break
            for i in range(max(i0 - ring, 0), min(i0 + ring, rows - 1) + 1):
                whole = abs(i - i0) == ring
                step = 1 if whole or ring == 0 else 2 * ring
                for j in range(j0 - ring, j0 + ring + 1, step):
                    if j < 0 or j >= columns:
                        continue
                    for hole in range(starts[i * columns + j], starts[i * columns + j + 1]):
                        du, dv = places[hole, 0] - u, places[hole, 1] - v
                        near = min(near, du * du + dv * dv)
            ring += 1
        best[at] = near


@compiled
def _span(row: float, ax: float, ay: float, bx: float, by: float, r: float) -> Any:
    """Where the line y = row cuts the disc of radius r drawn from a to b: left > right: nowhere."""
    left, right = math.inf, -math.inf
    for px, py in ((ax, ay), (bx, by)):
        h = row - py
        if -r <= h <= r:
            s = math.sqrt(r * r - h * h)
            left, right = min(left, px - s), max(right, px + s)
    dy = by - ay
    if dy != 0.0:
        dx = bx - ax
        length = math.sqrt(dx * dx + dy * dy)
        nx, ny = -dy / length * r, dx / length * r
        for side in (-1.0, 1.0):
            t = (row - ay - side * ny) / dy
            if 0.0 <= t <= 1.0:
                px = ax + side * nx + t * dx
                left, right = min(left, px), max(right, px)
    return left, right


@compiled
def _mark(once: Bits, twice: Bits, row: int, word: int, mask: Any) -> None:
    twice[row, word] |= once[row, word] & mask
    once[row, word] |= mask


@compiled
def draw(
    x: F32,
    y: F32,
    radius: F32,
    dx: F32,
    dy: F32,
    origin: F64,
    pixel: float,
    low: int,
    high: int,
    width: int,
    once: Bits,
    twice: Bits,
) -> None:
    """Set the bits of the pixels whose middle a hole opens, rows low..high; ``twice``: those that two holes open.

    A hole is a disc drawn along (dx, dy), middle at (x, y). once, twice (rows, words of 64 pixels).
    """
    full = ~np.uint64(0)
    for hole in range(x.size):
        r = radius[hole] / pixel
        px, py = (x[hole] - origin[0]) / pixel, (y[hole] - origin[1]) / pixel
        hx, hy = 0.5 * dx[hole] / pixel, 0.5 * dy[hole] / pixel
        top, bottom = py - abs(hy) - r, py + abs(hy) + r
        for i in range(max(math.ceil(top - 0.5), low), min(math.floor(bottom - 0.5), high - 1) + 1):
            if hx == 0.0 and hy == 0.0:
                h = i + 0.5 - py
                half = math.sqrt(max(r * r - h * h, 0.0))
                left, right = px - half, px + half
            else:
                left, right = _span(i + 0.5, px - hx, py - hy, px + hx, py + hy, r)
                if left > right:
                    continue
            j0, j1 = max(math.ceil(left - 0.5), 0), min(math.floor(right - 0.5), width - 1)
            if j1 < j0:
                continue
            w0, w1 = j0 >> 6, j1 >> 6
            first, last = full << np.uint64(j0 & 63), full >> np.uint64(63 - (j1 & 63))
            if w0 == w1:
                _mark(once, twice, i, w0, first & last)
                continue
            _mark(once, twice, i, w0, first)
            _mark(once, twice, i, w1, last)
            for w in range(w0 + 1, w1):
                _mark(once, twice, i, w, full)


@compiled
def fill_rows(words: Bits, first: I64, last: I64) -> None:
    """Set the bits first..last (inclusive) of each row; none where first > last."""
    full = ~np.uint64(0)
    for i in range(words.shape[0]):
        for w in range(first[i] >> 6, (last[i] >> 6) + 1):
            mask = full
            if w == first[i] >> 6:
                mask &= full << np.uint64(first[i] & 63)
            if w == last[i] >> 6:
                mask &= full >> np.uint64(63 - (last[i] & 63))
            if first[i] <= last[i]:
                words[i, w] |= mask


@compiled
def count_bits(words: Bits, mask: Bits, low: int, high: int) -> Any:
    """Bits set in both, rows low..high."""
    total = np.int64(0)
    for i in range(low, high):
        for w in range(words.shape[1]):
            v = words[i, w] & mask[i, w]
            v = v - ((v >> np.uint64(1)) & np.uint64(0x5555555555555555))
            v = (v & np.uint64(0x3333333333333333)) + ((v >> np.uint64(2)) & np.uint64(0x3333333333333333))
            v = (v + (v >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
            total += np.int64((v * np.uint64(0x0101010101010101)) >> np.uint64(56))
    return total
