"""The compiled sweep over a column: one linear system for each pole, from the deepest row up and back down.

Rows beside a channel are solved as pairs (row, channel), rows below as single ones. Import inside functions only.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..puncture.compiled import compiled


@compiled
def sweep(
    held: Any,
    across: Any,
    sink: Any,
    side: Any,
    wall: Any,
    deep: int,
    level: Any,
    z: Any,
    h: float,
    g: float,
    work: Any,
) -> None:
    """Solve (z C + h K) x = C level; x lands in ``work[:, 0]`` (product first). All arrays of one column."""
    rows = across.size
    below = 0.0j  # what the row below takes away from this one's diagonal
    push = 0.0j  # and adds to its right side
    for row in range(rows - 1, deep - 1, -1):
        down = h * across[row + 1] if row + 1 < rows else 0.0
        diagonal = z * held[row + 1] + h * (across[row] + sink[row]) + down - below
        right = held[row + 1] * level[row + 1] + push
        work[row + 1, 1] = diagonal
        work[row + 1, 2] = right
        up = h * across[row]
        below = up * up / diagonal
        push = up * right / diagonal
    # pairs: symbols a b / c d of the block, p q of the right side
    ba, bb, bc, bd, pa, pb = below, 0.0j, 0.0j, 0.0j, push, 0.0j
    for row in range(deep - 1, -1, -1):
        down = h * across[row + 1] if row + 1 < rows else 0.0
        on = side[row + 1] if row + 1 < deep else 0.0
        free = side[row] + on + wall[row]
        a = z * held[row + 1] + h * (across[row] + sink[row] + g * wall[row]) + down - ba
        b = -h * g * wall[row] - bb
        c = -wall[row] - bc
        d = (free if free > 0.0 else 1.0) - bd
        p = held[row + 1] * level[row + 1] + pa
        q = pb + 0.0j
        determinant = a * d - b * c
        work[row + 1, 1], work[row + 1, 2], work[row + 1, 3], work[row + 1, 4] = a, b, c, d
        work[row + 1, 5], work[row + 1, 6], work[row + 1, 7] = p, q, determinant
        up, along = h * across[row], side[row]
        # the row above meets this one through diag(up, along) on both sides
        ba = up * up * d / determinant
        bb = -up * along * b / determinant
        bc = -along * up * c / determinant
        bd = along * along * a / determinant
        pa = up * (d * p - b * q) / determinant
        pb = along * (a * q - c * p) / determinant
    # the product meets the first row by `across` and its channel by g `side`; the channel's balance knows no h
    if deep > 0:
        up, along = h * across[0], side[0]
        a, b, c, d = work[1, 1], work[1, 2], work[1, 3], work[1, 4]
        p, q, determinant = work[1, 5], work[1, 6], work[1, 7]
        to_row, to_side = h * across[0], h * g * side[0]
        # x = (d (p + up v) - b (q + along v)) / det, y = (a (q + along v) - c (p + up v)) / det
        diagonal = z * held[0] + to_row + to_side
        diagonal -= (to_row * (d * up - b * along) + to_side * (a * along - c * up)) / determinant
        right = held[0] * level[0] + (to_row * (d * p - b * q) + to_side * (a * q - c * p)) / determinant
    else:
        diagonal = z * held[0] + h * across[0] - ba
        right = held[0] * level[0] + pa
    x = right / diagonal
    work[0, 0] = x
    y = x
    for row in range(deep):
        a, b, c, d = work[row + 1, 1], work[row + 1, 2], work[row + 1, 3], work[row + 1, 4]
        p = work[row + 1, 5] + h * across[row] * x
        q = work[row + 1, 6] + side[row] * y
        determinant = work[row + 1, 7]
        x = (d * p - b * q) / determinant
        y = (a * q - c * p) / determinant
        work[row + 1, 0] = x
    for row in range(deep, rows):
        x = (work[row + 1, 2] + h * across[row] * x) / work[row + 1, 1]
        work[row + 1, 0] = x


@compiled
def march(
    held: Any,
    across: Any,
    sink: Any,
    side: Any,
    wall: Any,
    deep: int,
    start: Any,
    lengths: Any,
    shares: Any,
    marks: Any,
    z: Any,
    c: Any,
    levels: Any,
    taken: Any,
) -> None:
    """Every column of a batch through every step; ``levels`` and ``taken`` are filled at the marked steps."""
    batch, wide = start.shape
    work = np.empty((wide, 8), np.complex128)
    level, fresh = np.empty(wide), np.empty(wide)
    for one in range(batch):
        level[:] = start[one]
        gone = 0.0
        mark = 0
        for step in range(lengths.size):
            early, late = shares[one, step, 0], shares[one, step, 1]
            halves = 2 if early > 0.0 or late > 0.0 else 1
            h = lengths[step] / halves
            for half in range(halves if lengths[step] > 0.0 else 0):
                g = early if half == 0 else late
                reach = deep if g > 0.0 else 0
                fresh[:] = 0.0
                for k in range(z.size):
                    sweep(held[one], across[one], sink[one], side[one], wall[one], reach, level, z[k], h, g, work)
                    drained = 0.0j
                    for row in range(wide):
                        fresh[row] -= 2.0 * (c[k] * work[row, 0]).real
                        if row > 0:
                            drained += sink[one, row - 1] * work[row, 0]
                    gone -= 2.0 * (c[k] * h * drained / z[k]).real
                level[:] = fresh
            if marks[step]:
                levels[one, mark] = level
                taken[one, mark] = gone
                mark += 1
