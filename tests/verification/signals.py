"""One cell with nothing in it but what a test puts there, and its signals after a while by the solver's own propagator.

Fields are compared as averages over the finite volumes, which is what the solver carries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from cells import needle_run
from numpy.typing import NDArray

from needlepoint.healing.grid import cell_radius_mm, ring_faces, row_faces
from needlepoint.healing.solver import gather, healthy_state, in_force
from needlepoint.healing.states import SIGNALS
from needlepoint.healing.step import from_modes, propagated, sources, to_modes

Array = NDArray[np.float64]

DEPTH_MM = 2.0


@dataclass(frozen=True)
class Field:
    """A cell at rest around a core. rings, rows: faces as shares of its radius and depth."""

    p: dict[str, Array]
    cell: dict[str, Any]
    rest: dict[str, Array]
    rings: Array
    rows: Array
    radius_mm: float

    @property
    def volumes(self) -> Array:
        """Share of the cell that each volume takes (rows, rings)."""
        return np.outer(np.diff(self.rows), np.diff(self.rings**2))

    def signal(self, name: str, days: float, **states: Array) -> Array:
        """A signal (rows, rings) after ``days`` from these states (rows, rings), all else at rest and held."""
        state = self.rest | {letter: values[..., None] for letter, values in states.items()}
        modes = to_modes(np.stack([state[letter] for letter in SIGNALS]), self.cell, np)
        after = propagated(modes, sources(state, self.cell, self.p, np), 0.0, days, self.cell, self.p, np)
        return np.asarray(from_modes(after, self.cell, np)[SIGNALS.index(name), ..., 0])


def field(core_mm: float, density_mm2: float, refine: int, **constants: float) -> Field:
    """A cell on the solver's own grid for this core, cut ``refine`` times. constants: other than the stated ones."""
    radius = cell_radius_mm(density_mm2)
    run = replace(needle_run(core_mm=core_mm, density_mm2=density_mm2, depth=1.0, refine=refine), dermis_mm=DEPTH_MM)
    p, fixed, sessions = gather([run], refine)
    rings, rows = ring_faces(core_mm / radius, refine), row_faces(refine)
    return Field(
        p=p | {name: np.asarray([value]) for name, value in constants.items()},
        cell=in_force(sessions, fixed, np.zeros(1, np.int32), np),
        rest=healthy_state(p, len(rows) - 1, len(rings) - 1),
        rings=rings,
        rows=rows,
        radius_mm=radius,
    )


def orders(errors: list[float]) -> Array:
    """Observed orders from errors on grids or steps that halve."""
    return np.log2(np.asarray(errors[:-1]) / np.asarray(errors[1:]))
