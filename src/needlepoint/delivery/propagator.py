"""The exact propagator of the column, through poles: exp(-h K/C) u = -2 Re sum_k c_k (z_k C + h K)^-1 C u.

The ten poles and residues are those of the best rational function for exp on the negative axis (Caratheodory-Fejer;
Trefethen, Weideman and Schmelzer 2006), within 3e-10 of it everywhere, so that a step of any length is exact to nine
digits, keeps mass, and costs five sweeps over the column. Channels close while time runs: with g falling, a step is
two such exponentials at mixed shares (the fourth-order Magnus scheme without commutators, Blanes and Moan 2006), each
the propagator of a column with some share open.
"""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..puncture.compiled import in_threads, worker_count
from .column import Column

Array = NDArray[np.float64]

POLES = 10
EARLY, LATE = (3.0 - 2.0 * math.sqrt(3.0)) / 12.0, (3.0 + 2.0 * math.sqrt(3.0)) / 12.0
GAUSS = math.sqrt(3.0) / 6.0
CLOSING_PER_STEP = 0.6  # greatest fall of log g in a step
CHUNK = 256


@functools.cache
def poles(count: int = POLES) -> tuple[NDArray[np.complex128], NDArray[np.complex128]]:
    """Poles and residues of the rational function nearest to exp on the negative axis; the half above the axis."""
    terms, points, scale = 75, 1024, 9.0
    w = np.exp(2j * np.pi * np.arange(points) / points)
    t = w.real
    coefficients = np.fft.fft(np.exp(scale * (t - 1.0) / (t + 1.0 + 1e-16))).real / points
    f = np.polyval(coefficients[terms::-1], w)
    places = np.add.outer(np.arange(terms), np.arange(terms)) + 1
    hankel = np.where(places <= terms, coefficients[np.minimum(places, terms)], 0.0)
    left, sizes, right = np.linalg.svd(hankel)
    u, v = left[::-1, count], right[count]
    pad = np.zeros(points - terms)
    rational = f - sizes[count] * w**terms * np.fft.fft(np.r_[u, pad]) / np.fft.fft(np.r_[v, pad])
    roots = np.roots(v)
    q = roots[np.abs(roots) > 1.0]
    numerator = (np.fft.fft(rational * np.polyval(np.poly(q), w)).real / points)[count::-1]
    residues = np.array(
        [np.polyval(numerator, one) / np.polyval(np.poly(np.delete(q, k)), one) for k, one in enumerate(q)]
    )
    z = scale * (q - 1.0) ** 2 / (q + 1.0) ** 2
    c = 4.0 * residues * z / (q**2 - 1.0)
    upper = z.imag > 0.0
    return z[upper], c[upper]


def steps(ends: Array, rate: Any, share: Any, refine: int = 1) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Steps up to each time in ``ends`` (days, rising) and the open shares to take in them.

    rate (B,): closing; share (B,): open at time 0. Returns lengths (S,), mixed shares (B, S, 2) of the two exponentials
    of a step, and whether a step ends at one of ``ends`` (S,).
    """
    rate, share = np.atleast_1d(rate).astype(float), np.atleast_1d(share).astype(float)
    longest = CLOSING_PER_STEP / refine / max(float(rate.max()), 1e-12) if (share > 0.0).any() else math.inf
    lengths, marks, start = [], [], 0.0
    for end in ends:
        count = 1 if end <= start else max(1, math.ceil((end - start) / longest - 1e-9))
        lengths += [(end - start) / count] * count
        marks += [False] * (count - 1) + [True]
        start = end
    h = np.asarray(lengths)
    begin = np.cumsum(h) - h
    first = share[:, None] * np.exp(-rate[:, None] * (begin + (0.5 - GAUSS) * h))
    second = share[:, None] * np.exp(-rate[:, None] * (begin + (0.5 + GAUSS) * h))
    mixed = 2.0 * np.stack([LATE * first + EARLY * second, EARLY * first + LATE * second], axis=-1)
    return h, np.maximum(mixed, 0.0), np.asarray(marks)


def propagate(
    column: Column,
    start: Array,
    lengths: Array,
    shares: Array,
    marks: NDArray[np.bool_],
    *,
    linked: bool = True,
    workers: int | None = None,
) -> tuple[Array, Array]:
    """Free concentrations (B, T, 1 + rows), product first, and what blood took (B, T, mm), at the marked steps.

    start (B, 1 + rows): free concentrations at the start; linked: the product lies on the skin.
    """
    from .kernels import march

    z, c = poles()
    batch, wide = start.shape
    count = int(marks.sum())
    levels, taken = np.empty((batch, count, wide)), np.empty((batch, count))
    across, side = column.across.copy(), column.side.copy()
    if not linked:
        across[:, 0] = 0.0
        side[:, 0] = 0.0
    held = np.concatenate([column.film[:, None], column.held], axis=1)
    deep = column.deep

    def part(span: tuple[int, int]) -> None:
        low, high = span
        march(
            held[low:high],
            across[low:high],
            column.sink[low:high],
            side[low:high],
            column.wall[low:high],
            deep,
            start[low:high],
            lengths,
            shares[low:high],
            marks,
            z,
            c,
            levels[low:high],
            taken[low:high],
        )

    spans = [(low, min(low + CHUNK, batch)) for low in range(0, batch, CHUNK)]
    in_threads(part, spans, worker_count(workers))
    return levels, taken
