"""Delivery against its peers: a batch of 10,000 finite-dose runs beside FiPy and a banded solver, at the same error.

The job: lidocaine cream (4 %, 2 mg/cm2) on a needled cheek for 24 hours, channels closing meanwhile; amounts read at 1,
4, 12 and 24 hours; constants drawn anew for each run. Same column, same rows, same channels: peers get its matrices,
channel nodes eliminated. The error is the worst difference, over runs and hours, of the amount below the horny layer
as a share of the dose, against the banded solver at steps far finer. Peers take the coarsest steps that keep it under
1e-3. FiPy: implicit Euler, as its transient and diffusion terms are, on its one-dimensional grid, channels as a
source on the rows; banded: SciPy's solve_banded, TR-BDF2 without its error control. Ratios in one run,
of time a run on one core.
Run: ``python benchmarks/delivery.py`` (some minutes).
"""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_banded

from needlepoint.delivery.channels import closing_rate, plain_channels
from needlepoint.delivery.column import Column, make_column
from needlepoint.delivery.model import parameters, skin_draws
from needlepoint.delivery.propagator import propagate, steps
from needlepoint.delivery.topicals import topical
from needlepoint.delivery.transport import free_in_product, transport
from needlepoint.skin import layers

Array = NDArray[np.float64]
RUNS, COMPARED, FEW = 10_000, 4, 1
DAYS: Array = np.array([1.0, 4.0, 12.0, 24.0]) / 24.0
AIM_ERROR, AIM_RATIO = 1e-3, 100.0


def job(draws: int) -> tuple[Column, Array]:
    """Columns of 1 + draws runs and the rate at which their channels close."""
    p = parameters(draws, 5)
    horny, whole = skin_draws(layers("cheek_left", None, None), draws, 5)
    item = topical("lidocaine")
    density, free = free_in_product(item, item.strength_percent)
    channels = plain_channels(0.5, 250.0)
    flow = p["channels_wetted"] * p["channel_lumen"]
    film = 0.02 * density / free
    column = make_column(transport(item, horny, p), horny, whole, channels=channels, flow=flow, film_mm=film)
    return column, closing_rate(channels, p, False)


def ours(column: Column, rate: Array) -> Array:
    """Amount below the horny layer as a share of the dose, (B, T)."""
    start = np.zeros((len(rate), 1 + column.held.shape[1]))
    start[:, 0] = 1.0
    levels, taken = propagate(column, start, *steps(DAYS, rate, np.ones_like(rate)), workers=1)
    low = column.corneum
    below = (levels[:, :, 1 + low :] * column.held[:, None, low:]).sum(-1) + taken
    return np.asarray(below / column.film[:, None])


class Banded:
    """One run as a banded system: product, then rows paired with their channel nodes (no capacity)."""

    def __init__(self, column: Column, one: int, rate: float) -> None:
        rows, self.rate = column.held.shape[1], rate
        self.rows, self.corneum, self.film = rows, column.corneum, column.film[one]
        size = 2 * (rows + 1)
        self.held = np.zeros(size)
        self.held[0::2] = np.r_[column.film[one], column.held[one]]
        self.fixed, self.open = np.zeros((size, size)), np.zeros((size, size))
        across, side, wall = column.across[one], column.side[one], column.wall[one]
        for row in range(rows):
            a, b = 2 * row, 2 * row + 2
            self.fixed[a, a] += across[row]
            self.fixed[a, b] -= across[row]
            self.fixed[b, b] += across[row] + column.sink[one, row]
            self.fixed[b, a] -= across[row]
            above, node = (0 if row == 0 else b - 1), b + 1
            self.fixed[node, node] += side[row] + wall[row]
            self.fixed[node, above] -= side[row]
            self.fixed[node, b] -= wall[row]
            if row:
                self.fixed[above, above] += side[row]
                self.fixed[above, node] -= side[row]
            else:
                self.open[0, 0] += side[0]
                self.open[0, node] -= side[0]
            self.open[b, b] += wall[row]
            self.open[b, node] -= wall[row]
        empty = np.flatnonzero(np.abs(self.fixed).sum(axis=1) == 0.0)
        self.fixed[empty, empty] = 1.0
        self.sink = column.sink[one]
        self.width = 3
        self.bands = [self._banded(part) for part in (self.fixed, self.open)]

    def _banded(self, dense: Array) -> Array:
        size, w = len(dense), self.width
        found = np.zeros((2 * w + 1, size))
        for shift in range(-w, w + 1):
            diagonal = np.diagonal(dense, shift)
            if shift >= 0:
                found[w - shift, shift:] = diagonal
            else:
                found[w - shift, : size + shift] = diagonal
        return found

    def run(self, count: int) -> Array:
        """Amounts below the horny layer (T,), in about ``count`` TR-BDF2 steps that grow with time."""
        level, gone, found, at = np.zeros(len(self.held)), 0.0, [], 0.0
        level[0] = 1.0
        gamma = 2.0 - np.sqrt(2.0)
        ends = np.unique(np.r_[DAYS[-1] * (np.arange(1, count + 1) / count) ** 3, DAYS])
        for end in ends:
            h = end - at
            first = self._rate(level, at)
            middle_t = at + gamma * h
            middle = self._solve(gamma * h / 2.0, middle_t, self.held * level + gamma * h / 2.0 * first)
            right = self.held * (
                middle / (gamma * (2.0 - gamma)) - level * (1.0 - gamma) ** 2 / (gamma * (2.0 - gamma))
            )
            last = self._solve((1.0 - gamma) / (2.0 - gamma) * h, end, right)
            gone += h * (gamma / 2.0 * (self._drain(level) + self._drain(middle)))
            gone += h * (1.0 - gamma) / 2.0 * (self._drain(middle) + self._drain(last))
            level, at = last, float(end)
            if end in DAYS:
                low = 2 + 2 * self.corneum
                found.append((self.held[low::2] @ level[low::2] + gone) / self.film)
        return np.asarray(found)

    def _drain(self, level: Array) -> float:
        return float(self.sink @ level[2::2])

    def _rate(self, level: Array, t: float) -> Array:
        flow = -(self.fixed + np.exp(-self.rate * t) * self.open) @ level
        flow[1::2] = 0.0
        return np.asarray(flow)

    def _solve(self, h: float, t: float, right: Array) -> Array:
        bands = h * (self.bands[0] + np.exp(-self.rate * t) * self.bands[1])
        bands[self.width] += self.held
        return np.asarray(solve_banded((self.width, self.width), bands, right, check_finite=False))


def fipy_run(column: Column, one: int, rate: float, count: int) -> Array:
    """The same column by FiPy; channels, eliminated, as sources coupled to the product and to the other rows."""
    from fipy import CellVariable, DiffusionTerm, FaceVariable, Grid1D, ImplicitSourceTerm, TransientTerm

    rows, deep = column.held.shape[1], column.deep
    held = np.r_[column.film[one], column.held[one]]
    mesh = Grid1D(dx=1.0, nx=rows + 1)
    level, known = CellVariable(mesh=mesh, hasOld=True), CellVariable(mesh=mesh, value=held)
    level.setValue(np.r_[1.0, np.zeros(rows)])
    faces = FaceVariable(mesh=mesh, value=np.r_[0.0, column.across[one], 0.0])
    side, wall = column.side[one, :deep], column.wall[one, :deep]
    along = np.diag(side + np.r_[side[1:], 0.0] + wall) - np.diag(side[1:], 1) - np.diag(side[1:], -1)
    along[np.diag(along) == 0.0, np.diag(along) == 0.0] = 1.0
    drive = np.zeros((deep, rows + 1))
    drive[np.arange(deep), np.arange(deep) + 1] = wall
    drive[0, 0] += side[0]
    exchange = -drive.T @ np.linalg.solve(along, drive)
    exchange[np.arange(deep) + 1, np.arange(deep) + 1] += wall
    exchange[0, 0] += side[0]
    own = np.diag(exchange).copy()
    lost, given = CellVariable(mesh=mesh), CellVariable(mesh=mesh)
    sink = np.r_[0.0, column.sink[one]]
    equation = TransientTerm(coeff=known) == DiffusionTerm(coeff=faces) - ImplicitSourceTerm(coeff=lost) + given
    gone, at, found = 0.0, 0.0, []
    ends = np.unique(np.r_[DAYS[-1] * (np.arange(1, count + 1) / count) ** 3, DAYS])
    for end in ends:
        h = float(end) - at
        open_ = np.exp(-rate * end)
        lost.setValue(sink + open_ * own)
        level.updateOld()
        for _ in range(SWEEPS):
            now = np.asarray(level.value)
            given.setValue(open_ * (own * now - exchange @ now))
            equation.sweep(var=level, dt=h)
        gone += h * float(sink @ np.asarray(level.value))
        at = float(end)
        if end in DAYS:
            low = 1 + column.corneum
            found.append((held[low:] @ np.asarray(level.value)[low:] + gone) / column.film[one])
    return np.asarray(found)


SWEEPS = 3


def timed(work: Callable[[], Any], repeats: int = 1) -> tuple[float, Any]:
    """Best time of a job in seconds, and what it gave."""
    best, found = np.inf, None
    for _ in range(repeats):
        start = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - start)
    return best, found


def coarsest(run: Callable[[int], Array], known: Array, tries: tuple[int, ...]) -> tuple[int, float, float]:
    """Fewest steps that keep the error under the aim: their number, the error, seconds a run."""
    for count in tries:
        took, found = timed(functools.partial(run, count))
        error = float(np.abs(found - known).max())
        if error <= AIM_ERROR:
            break
    return count, error, took / len(known)


def main() -> int:
    """Print the table. Returns 1 when an aim is missed."""
    column, rate = job(COMPARED - 1)
    ours(column, rate)
    systems = [Banded(column, one, float(rate[one])) for one in range(COMPARED)]
    known = np.stack([system.run(1500) for system in systems])
    error = float(np.abs(ours(column, rate) - known).max())
    steps_b, error_b, each_b = coarsest(
        lambda count: np.stack([system.run(count) for system in systems]), known, (400, 600, 800)
    )
    steps_f, error_f, each_f = coarsest(
        lambda count: np.stack([fipy_run(column, one, float(rate[one]), count) for one in range(FEW)]),
        known[:FEW],
        (800, 1600, 3200),
    )
    many, rates = job(RUNS - 1)
    took, _ = timed(lambda: ours(many, rates))
    each = took / RUNS
    print(f"{RUNS:,} finite-dose runs of 24 hours, {column.held.shape[1]} rows: {took:.1f} s")
    print(f"  {'solver':14}{'steps':>7}{'worst error':>13}{'times our time a run':>22}")
    print(f"  {'needlepoint':14}{'':7}{error:13.1e}{1.0:22.0f}")
    print(f"  {'SciPy banded':14}{steps_b:7}{error_b:13.1e}{each_b / each:22.0f}")
    print(f"  {'FiPy':14}{steps_f:7}{error_f:13.1e}{each_f / each:22.0f}")
    return int(error > AIM_ERROR or error_f > AIM_ERROR or each_f / each < AIM_RATIO)


if __name__ == "__main__":
    sys.exit(main())
