"""The peers of the benchmark solve the engine's equations, reach its answers, and are slower by the promised ratio."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from peers import lsoda
from peers.cell import Cell, Solver, cell_of, packed, solved_course, unpacked, worst_error
from peers.courses import patients
from peers.trace import POINT_STATES, traced

from needlepoint.healing import equations
from needlepoint.healing.solver import solve
from needlepoint.healing.states import COLUMN, SIGNALS
from needlepoint.healing.step import superficial_means

TIME = 0.3
AGREEMENT = 1e-3
BATCH_RATIO, SINGLE_RATIO = 100.0, 8.0  # beside the faster peer, pydiffsol, the aims are 100 and 10


def plain_rates(cell: Cell, y: NDArray[np.float64]) -> NDArray[np.float64]:
    """The right-hand side by the engine's own functions, on arrays."""
    state = unpacked(y, cell.row.shape[0], cell.ring.shape[0])
    p = {name: np.asarray([value]) for name, value in zip(cell.names, cell.constants, strict=True)}
    found = equations.local_rates(state, state, TIME, p, np)
    means = superficial_means(state, state, cell.weight.T[..., None], p, np)
    found |= equations.column_rates(state, means, cell.slowing, p, np)
    change = {name: made - loss * state[name] for name, (made, loss) in found.items()}
    sources = equations.signal_sources(state, state, cell.top.T[..., None], p, np)
    decay, diffusion = equations.signal_decay(p), equations.signal_diffusion(p)
    for name in SIGNALS:
        u = state[name][..., 0]
        spread = (cell.row @ u + u @ cell.ring.T)[..., None]
        change[name] = diffusion[name] * spread - decay[name] * state[name] + sources[name]
    return packed(change)


def states(cell: Cell) -> NDArray[np.float64]:
    size = cell.points * len(POINT_STATES) + len(COLUMN)
    return np.random.default_rng(7).uniform(0.1, 1.5, size)


def difference(found: NDArray[np.float64], wanted: NDArray[np.float64]) -> float:
    return float((np.abs(found - wanted) / (1.0 + np.abs(wanted))).max())


def test_every_state_has_a_traced_rate() -> None:
    rates = traced(tuple(patients(1)[0].parameters))
    assert set(rates.point) == set(POINT_STATES)
    assert set(rates.column) == set(COLUMN)


@pytest.mark.parametrize("session", [0, 2])
def test_the_compiled_right_hand_side_is_the_engines(session: int) -> None:
    pytest.importorskip("numba")
    cell = cell_of(patients(2)[1], session)
    y = states(cell)
    found = lsoda.compiled(cell.names)(TIME, y, *lsoda.arguments(cell))
    assert difference(found, plain_rates(cell, y)) < 1e-12


def test_the_state_vector_goes_there_and_back() -> None:
    cell = cell_of(patients(1)[0], 0)
    y = states(cell)
    assert np.array_equal(packed(unpacked(y, cell.row.shape[0], cell.ring.shape[0])), y)


def test_lsoda_reaches_the_engines_answers_over_a_whole_course() -> None:
    pytest.importorskip("numba")
    run = patients(1)[0]
    truth = solved_course(run, lsoda.solver(1e-5, 1e-8))
    assert worst_error(solve([run])[0].values[1:], truth) < AGREEMENT


@pytest.mark.nightly
def test_a_second_independent_solver_reaches_the_engines_answers() -> None:
    pytest.importorskip("pydiffsol")
    from peers import diffsol

    runs = patients(4)
    cell = cell_of(runs[1], 0)
    y = states(cell)
    system = diffsol.compiled(cell.names, *cell.row.shape[:1], cell.ring.shape[0])
    found = diffsol.by_point(np.asarray(system.rhs(diffsol.inputs(cell, y), TIME, diffsol.by_state(y))))
    assert difference(found, plain_rates(cell, y)) < 1e-12
    truth = [solved_course(run, diffsol.solver(1e-6, 1e-9)) for run in runs]
    ours = [curve.values[1:] for curve in solve(runs)]
    assert np.median([worst_error(one, other) for one, other in zip(ours, truth, strict=True)]) < AGREEMENT


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def ratio(ours: Callable[[], object], theirs: Callable[[], object]) -> float:
    """Median over rounds of their time against ours, after a round that is not counted."""
    ours(), theirs()
    return statistics.median(seconds(theirs) / seconds(ours) for _ in range(5))


PEER: Solver = lsoda.solver(1e-3, 1e-6)


@pytest.mark.nightly
def test_a_batch_keeps_its_ratio_to_lsoda() -> None:
    pytest.importorskip("numba")
    runs, cores = patients(256), len(os.sched_getaffinity(0))
    found = ratio(lambda: solve(runs), lambda: solved_course(runs[0], PEER))
    assert found * len(runs) / cores > BATCH_RATIO


@pytest.mark.nightly
def test_one_course_keeps_its_ratio_to_lsoda() -> None:
    pytest.importorskip("numba")
    run = patients(1)[0]
    assert ratio(lambda: solve([run]), lambda: solved_course(run, PEER)) > SINGLE_RATIO
