"""The compiled solver against two others on the same equations: 1e-3 of each output's own peak.

scipy's BDF calls the equations as they are; diffsol's BDF has them read off, written in its own language, and then
differentiated and compiled by itself.

Where an output hardly moves (peak below a tenth of the level that stands for 1), the error is held against that tenth.
"""

from __future__ import annotations

import numpy as np
import pytest
from cells import needle_run
from method_of_lines import Cell

from needlepoint.healing.draws import draw_parameters
from needlepoint.healing.grid import ring_faces
from needlepoint.healing.outputs import OUTPUTS
from needlepoint.healing.solver import solve

AGREEMENT = 1e-3
CORE_MM = 0.06
DRAWS = draw_parameters(4, seed=5, phototype="IV")


def disagreement(parameters: dict[str, float] | None, dtype: type) -> dict[str, float]:
    run = needle_run(parameters=parameters, core_mm=CORE_MM)
    faces = ring_faces(CORE_MM / run.injuries[0].cell_radius_mm)
    ours = solve([run], dtype=dtype)[0]
    theirs = Cell(run, faces).solve(ours.days[1:].tolist())
    scale = np.maximum(np.abs(theirs).max(axis=0), 0.1)
    return dict(zip(OUTPUTS, np.abs(ours.values[1:] - theirs).max(axis=0) / scale, strict=True))


@pytest.mark.parametrize("parameters", [None, *DRAWS], ids=["stated", "draw 0", "draw 1", "draw 2", "draw 3"])
def test_the_solver_agrees_with_bdf(parameters: dict[str, float] | None) -> None:
    found = disagreement(parameters, np.float32)
    worst = max(found, key=lambda name: found[name])
    assert found[worst] < AGREEMENT, worst


def test_collagen_agrees_five_times_better() -> None:
    found = disagreement(None, np.float64)
    assert max(error for name, error in found.items() if name.startswith("collagen_i")) < AGREEMENT / 5


@pytest.mark.parametrize("which", [0, 1, 2, 3])
def test_the_solver_agrees_with_diffsol(which: int) -> None:
    pytest.importorskip("pydiffsol")
    from peers import diffsol
    from peers.cell import solved_course, worst_error

    run = needle_run((0.0, 30.0), 75.0, parameters=DRAWS[which])
    theirs = solved_course(run, diffsol.solver(1e-6, 1e-9))
    assert worst_error(solve([run])[0].values[1:], theirs) < AGREEMENT
