"""Prints the tables of docs/verification.md: finer steps, a finer grid, double precision, an independent solver.

    .venv/bin/python benchmarks/verification.py

Errors are the largest over all outputs and times of a run, as a share of each output's own peak (or of a tenth, where
it hardly moves). A minute or two on two cores.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "verification"))

from cells import needle_run
from method_of_lines import Cell
from priors import prior_draws

from needlepoint.calibration.scenes import FOUR_MONTHLY, PHOTOTYPE, ZONE, Treatment, field, pen, roller
from needlepoint.healing import central_parameters, large_wound_peak
from needlepoint.healing.grid import ring_faces
from needlepoint.healing.injury import hole_radii_mm, make_injury
from needlepoint.healing.outputs import OUTPUTS
from needlepoint.healing.solver import Curves, Run, solve
from needlepoint.skin import layers

Array = NDArray[np.float64]

STEP_CUTS, GRID_CUTS, DRAWS, SEED = (1, 2, 4, 8), (1, 2, 4), 4, 5
UNTIL = FOUR_MONTHLY[-1] + 56.0
TREATMENTS = {
    "roller 1.5 mm, 15 passes": roller(),
    "roller 1.5 mm, 1 pass": roller(passes=1),
    "roller 0.5 mm, 15 passes": roller(0.5),
    "pen 1.5 mm, 4 passes": pen(),
}


def course(treatment: Treatment, parameters: dict[str, float], refine: int = 1) -> Run:
    """Four monthly sessions, holes of the median depth."""
    holes, skin = field(treatment), layers(ZONE, None, None)
    injury = make_injury(
        holes,
        holes.depth_mm.median,
        (skin.epidermis_mm, skin.papillary_mm, skin.dermis_mm),
        holes_mm=hole_radii_mm(holes, skin.epidermis_mm, skin.dermis_mm, refine),
        density_per_mm2=holes.density_per_cm2 / 100.0,
        cuff_mm=parameters["cuff"],
        closure_depth_mm=parameters["closure_depth"],
        closure_power=parameters["closure_power"],
        refine=refine,
    )
    sessions = len(FOUR_MONTHLY)
    return Run(skin.papillary_mm, skin.dermis_mm, FOUR_MONTHLY, (injury,) * sessions, parameters, UNTIL)


def error(ours: Array, exact: Array) -> tuple[float, str]:
    """Largest error, and the output that has it."""
    by_output = np.abs(ours - exact).max(axis=0) / np.maximum(np.abs(exact).max(axis=0), 0.1)
    return float(by_output.max()), OUTPUTS[int(by_output.argmax())]


def on_days(curves: Curves, days: Array) -> Array:
    """Outputs at days that the run has among its own."""
    return curves.values[np.searchsorted(curves.days, days - 1e-9)]


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One markdown table."""
    print(f"\n### {title}\n")
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(f"{item:.3g}" if isinstance(item, float) else str(item) for item in row) + " |")


def central() -> dict[str, float]:
    """The stated constants."""
    return central_parameters(PHOTOTYPE)


def cells() -> dict[str, Run]:
    """Four monthly sessions at the stated constants, and the routine roller under draws."""
    stated = {name: course(treatment, central()) for name, treatment in TREATMENTS.items()}
    drawn = {f"the first, draw {i}": course(roller(), p) for i, p in enumerate(prior_draws(DRAWS, SEED))}
    return stated | drawn


def steps() -> None:
    """Steps cut in two again and again, in double precision; and the shipped single precision."""
    runs = cells()
    found = {cut: solve(list(runs.values()), refine=cut, dtype=np.float64) for cut in (*STEP_CUTS, 2 * STEP_CUTS[-1])}
    single = solve(list(runs.values()))
    rows, twins = [], []
    for index, name in enumerate(runs):
        days = found[1][index].days
        values = {cut: on_days(curves[index], days) for cut, curves in found.items()}
        errors = [error(values[cut], values[2 * STEP_CUTS[-1]]) for cut in STEP_CUTS]
        change = [float(np.sqrt(np.mean((values[cut] - values[2 * cut]) ** 2))) for cut in STEP_CUTS]
        orders = np.log2(np.asarray(change[:-1]) / np.asarray(change[1:]))
        rows.append([name, *(size for size, _ in errors), ", ".join(f"{order:.2f}" for order in orders), errors[0][1]])
        twins.append([name, *error(single[index].values, found[1][index].values)])
    head = ["cell", *(f"error, steps cut in {cut}" for cut in STEP_CUTS), "observed order", "worst output as shipped"]
    table(f"Steps (against steps cut in {2 * STEP_CUTS[-1]})", head, rows)
    table("Single against double precision", ["cell", "error", "output"], twins)


def headlines(curves: Curves, wound: float) -> list[float]:
    """Gains in percent, type III share, redness, vessels, myofibroblasts as a share of a large wound's."""
    values = {name: curves.values[:, index] for index, name in enumerate(OUTPUTS)}

    def gain(layer: str) -> float:
        return float(100.0 * (values[f"collagen_i:{layer}"] + values[f"collagen_iii:{layer}"])[-1] - 100.0)

    return [
        gain("papillary"),
        gain("upper_reticular"),
        gain("lower_reticular"),
        float(100.0 * (values["epidermis"][-1] - 1.0)),
        float(values["erythema"].max()),
        float(values["capillaries:papillary"].max()),
        float(100.0 * values["myofibroblasts_peak"].max() / wound),
    ]


def grids() -> None:
    """The grid cut in two and in four both ways."""
    wound, rows = float(large_wound_peak([central()])[0]), []
    found = {
        cut: solve([course(treatment, central(), cut) for treatment in TREATMENTS.values()], refine_grid=cut)
        for cut in GRID_CUTS
    }
    for index, name in enumerate(TREATMENTS):
        rows += [[name if cut == 1 else "", cut, *headlines(found[cut][index], wound)] for cut in GRID_CUTS]
    head = ["cell", "rows and rings cut in", "papillary %", "upper reticular %", "lower reticular %", "epidermis %"]
    table("Grid", [*head, "erythema", "capillaries", "myofibroblasts, % of a large wound's"], rows)


def independent() -> None:
    """The same equations on the same cell through scipy's BDF, which knows nothing of splitting or of the ladder."""
    sets = {"stated constants": None} | {f"draw {i}": p for i, p in enumerate(prior_draws(DRAWS, SEED))}
    rows = []
    for name, parameters in sets.items():
        run = needle_run(parameters=parameters)
        ours = solve([run])[0]
        theirs = Cell(run, ring_faces(0.06 / run.injuries[0].cell_radius_mm)).solve(ours.days[1:].tolist())
        rows.append([name, *error(ours.values[1:], theirs)])
    table("Independent solver (one session, 60 days)", ["constants", "error", "output"], rows)


if __name__ == "__main__":
    for part in (steps, grids, independent):
        part()
