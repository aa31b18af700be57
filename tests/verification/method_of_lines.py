"""The tissue model once more, by other means: the same equations on the same cell, handed to scipy's stiff solver.

No splitting, no eigenbasis, no ladder: diffusion stands in the right-hand side as its finite-volume operator and BDF
chooses its own steps. Only the equations and the geometry are shared with the solver under test.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from scipy.sparse import lil_matrix

from needlepoint.healing import equations
from needlepoint.healing.grid import ring_operator, row_faces, row_operator
from needlepoint.healing.outputs import summarise
from needlepoint.healing.solver import Run, gather, healthy_state, in_force
from needlepoint.healing.states import COLUMN, LOCAL, SIGNALS
from needlepoint.healing.step import injure, superficial_means

Array = NDArray[np.float64]
POINT_STATES = (*LOCAL, *SIGNALS)


class Cell:
    """One cell through one session, as a right-hand side. faces: of the rings in force."""

    def __init__(self, run: Run, faces: Array, refine_grid: int = 1) -> None:
        self.p, self.fixed, sessions = gather([run], refine_grid)
        self.cell = in_force(sessions, self.fixed, np.zeros(1, np.int32), np)
        self.rows, self.rings = len(row_faces(refine_grid)) - 1, len(faces) - 1
        self.points = self.rows * self.rings
        radius = float(self.cell["cell_radius_mm"][0])
        by_ring = ring_operator(faces)[0] / radius**2
        by_row = row_operator(row_faces(refine_grid))[0] / run.dermis_mm**2
        self.laplacian = np.kron(by_row, np.eye(self.rings)) + np.kron(np.eye(self.rows), by_ring)

    def pack(self, state: dict[str, Array]) -> Array:
        return np.concatenate([state[name].ravel() for name in (*POINT_STATES, *COLUMN)])

    def unpack(self, y: Array) -> dict[str, Array]:
        state, shape = {}, (self.rows, self.rings, 1)
        for index, name in enumerate(POINT_STATES):
            state[name] = y[index * self.points : (index + 1) * self.points].reshape(shape)
        for index, name in enumerate(COLUMN):
            state[name] = y[len(POINT_STATES) * self.points + index].reshape(1)
        return state

    def rates(self, t: float, y: Array) -> Array:
        state = self.unpack(y)
        found = equations.local_rates(state, state, t, self.p, np)
        means = superficial_means(state, state, self.cell["weight"], self.p, np)
        found |= equations.column_rates(state, means, self.cell["slowing"], self.p, np)
        change = {name: made - loss * state[name] for name, (made, loss) in found.items()}
        sources = equations.signal_sources(state, state, self.cell["top"], self.p, np)
        decay, diffusion = equations.signal_decay(self.p), equations.signal_diffusion(self.p)
        for name in SIGNALS:
            spread = (self.laplacian @ state[name].reshape(self.points)).reshape(state[name].shape)
            change[name] = diffusion[name] * spread - decay[name] * state[name] + sources[name]
        return self.pack(change)

    def sparsity(self) -> lil_matrix:
        """Which rates depend on which states: all at one point, signals on their neighbours, the column on all."""
        size = len(POINT_STATES) * self.points + len(COLUMN)
        pattern = lil_matrix((size, size), dtype=np.int8)
        here = np.arange(self.points)
        for row in range(len(POINT_STATES)):
            for column in range(len(POINT_STATES)):
                pattern[row * self.points + here, column * self.points + here] = 1
        neighbours = np.argwhere(self.laplacian != 0)
        for index, name in enumerate(POINT_STATES):
            if name in SIGNALS:
                pattern[index * self.points + neighbours[:, 0], index * self.points + neighbours[:, 1]] = 1
        pattern[len(POINT_STATES) * self.points :, :] = 1
        pattern[:, len(POINT_STATES) * self.points :] = 1
        return pattern

    def solve(self, days: Sequence[float], rtol: float = 1e-6) -> Array:
        """Outputs (day, output) of the single session at these days."""
        rest = healthy_state(self.p, self.rows, self.rings)
        start = injure(rest, self.cell["areas"], self.cell, self.p, np)
        found = solve_ivp(
            self.rates,
            (0.0, float(days[-1])),
            self.pack(start),
            method="BDF",
            t_eval=list(days),
            rtol=rtol,
            atol=1e-9,
            jac_sparsity=self.sparsity(),
        )
        assert found.success, found.message
        states = [self.unpack(column) for column in found.y.T]
        return np.asarray([summarise(s, self.fixed["rows"], self.cell["areas"], self.p, np)[:, 0] for s in states])
