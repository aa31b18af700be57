"""One session of one course as plain arrays: what a peer needs beside the equations, and how its result is read.

A peer's state is one vector: all states of a point together, points of a ring together (rows inside), then the column.
Between sessions the states are injured by `needlepoint.healing.step.injure`, as in the engine. Days and mm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlepoint.healing.ladder import make_ladder
from needlepoint.healing.outputs import summarise
from needlepoint.healing.solver import Run, gather, healthy_state, in_force
from needlepoint.healing.states import COLUMN
from needlepoint.healing.step import injure
from peers.trace import POINT_STATES

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Cell:
    """constants (P,) in the order of ``names``; ring (rings, rings) and row (rows, rows): Laplacians in 1/mm2;
    top and weight (rings, rows); slowing."""

    names: tuple[str, ...]
    constants: Array
    ring: Array
    row: Array
    top: Array
    weight: Array
    slowing: float

    @property
    def points(self) -> int:
        return self.top.size


# states at these days (days, size) after a session, from a cell and its state just after it
Solver = Callable[[Cell, Array, Array], Array]


def cell_of(run: Run, session: int) -> Cell:
    """The cell of a run while one session is in force."""
    p, fixed, sessions = gather([run])
    now = in_force(sessions, fixed, np.asarray([session]), np)
    to_modes, rates, from_modes = (now[f"ring_{name}"][..., 0] for name in ("to_modes", "rates", "from_modes"))
    rows = fixed["row_from_modes"] @ (fixed["row_rates"][:, 0, 0, None] * fixed["row_to_modes"])
    weight = now["weight"][..., 0].T
    return Cell(
        names=tuple(p),
        constants=np.asarray([float(values[0]) for values in p.values()]),
        ring=_tridiagonal(from_modes @ (rates[:, None] * to_modes)) / float(now["cell_radius_mm"][0]) ** 2,
        row=_tridiagonal(rows),
        top=np.ascontiguousarray(np.broadcast_to(fixed["top"][:, 0, 0], weight.shape)),
        weight=np.ascontiguousarray(weight),
        slowing=float(now["slowing"][0]),
    )


def _tridiagonal(matrix: Array) -> Array:
    """Without the rounding that the way through the eigenbasis left outside the three diagonals."""
    return np.asarray(np.tril(np.triu(matrix, -1), 1))


def packed(state: dict[str, Array]) -> Array:
    """The state of one run, point states (rows, rings, 1) and column states (1,), as a peer's vector."""
    point = np.stack([state[name][..., 0].T for name in POINT_STATES], axis=-1)
    return np.concatenate([point.ravel(), [float(state[name][0]) for name in COLUMN]])


def unpacked(y: Array, rows: int, rings: int) -> dict[str, Array]:
    """The other way."""
    point = y[: -len(COLUMN)].reshape(rings, rows, len(POINT_STATES))
    state = {name: point[..., index].T[..., None] for index, name in enumerate(POINT_STATES)}
    return state | {name: y[len(y) - len(COLUMN) + index, None] for index, name in enumerate(COLUMN)}


def solved_course(run: Run, solver: Solver) -> Array:
    """Outputs (day, output) of the whole course at the ends of the engine's macro steps."""
    p, fixed, sessions = gather([run])
    ladder = make_ladder(run.session_days, run.until_day)
    rows, rings = fixed["rows"].shape[1], sessions["areas"].shape[1]
    state, found = healthy_state(p, rows, rings), []
    before = in_force(sessions, fixed, np.zeros(1, int), np)
    for session in range(len(run.session_days)):
        now = in_force(sessions, fixed, np.asarray([session]), np)
        start = packed(injure(state, before["areas"], now, p, np))
        mine = ladder.session == session
        states = solver(cell_of(run, session), start, (ladder.since + ladder.length)[mine])
        for y in states:
            state = unpacked(y, rows, rings)
            found.append(summarise(state, fixed["rows"], now["areas"], p, np)[:, 0])
        before = now
    return np.asarray(found)


def worst_error(found: Array, truth: Array) -> float:
    """Largest difference of any output on any day, against the output's own peak (a tenth where it hardly moves)."""
    scale = np.maximum(np.abs(truth).max(axis=0), 0.1)
    return float((np.abs(found - truth) / scale).max())
