"""Skin that nobody touches, and the large wound that published wound healing is about, at the stated constants.

The margin: a wound of ``MARGIN_CORE_MM`` radius with living skin around it, followed for a day, because everything
inside is dead by then and whatever is made, is made at the edge. Margin = as far as TGF-beta reaches,
sqrt(diffusion/decay). Its grid is cut finer than a forecast's, whose rings are fitted to holes a hundred times smaller.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..healing import central_parameters, equations
from ..healing.grid import ring_faces, ring_share, row_faces
from ..healing.injury import Injury, injure_cylinder
from ..healing.ladder import make_ladder
from ..healing.outputs import OUTPUTS
from ..healing.scar import WOUND_DERMIS_MM, WOUND_RADIUS_MM, large_wound
from ..healing.solver import Curves, Run, begin, gather, healthy_state, macro_step, solve
from .scenes import PHOTOTYPE

Array = NDArray[np.float64]

TEN_YEARS = 3652.5
WOUND_DAYS = 180.0
WOUND_REFINE = 4
MARGIN_CELL_MM = 6.0
MARGIN_REFINE = 4
PAPILLARY_MM = 0.3


def untouched(parameters: dict[str, float], until_day: float = TEN_YEARS) -> Run:
    """A cell of skin through years without an injury."""
    rows = len(row_faces()) - 1
    nothing = injure_cylinder(cell_radius_mm=0.2, cores_mm=np.full(rows, 0.06), reach=0.0, superficial=0.2, opening=0.0)
    return Run(PAPILLARY_MM, WOUND_DERMIS_MM, (0.0,), (nothing,), parameters, until_day)


def drift(curves: Curves) -> float:
    """Largest move of any output from its start, as a share of the start or, where that is 0, in its own unit."""
    start = curves.values[0]
    return float(np.abs((curves.values - start) / np.where(start == 0.0, 1.0, start)).max())


@functools.cache
def large_wound_healed() -> Curves:
    """The large wound to half a year, in fine steps so that peaks can be dated."""
    return solve([large_wound(central_parameters(PHOTOTYPE), WOUND_DAYS)], refine=WOUND_REFINE)[0]


def curve(curves: Curves, name: str) -> Array:
    """One output of a run (step,), papillary where it has layers."""
    return curves.values[:, OUTPUTS.index(f"{name}:papillary")]


def peak_day(curves: Curves, name: str) -> float:
    """Day on which an output is highest."""
    return float(curves.days[np.argmax(curve(curves, name))])


def settled_day(curves: Curves, name: str, level: float) -> float:
    """Day from which an output stays below a level; infinite when it does not."""
    above = np.nonzero(curve(curves, name) >= level)[0]
    if not above.size:
        return 0.0
    return float(curves.days[above[-1] + 1]) if above[-1] + 1 < len(curves.days) else float("inf")


def _margin_run() -> Run:
    rows = len(row_faces(MARGIN_REFINE)) - 1
    injury = injure_cylinder(
        cell_radius_mm=MARGIN_CELL_MM,
        cores_mm=np.full(rows, WOUND_RADIUS_MM),
        reach=1.0,
        superficial=0.2,
        opening=1.0,
        refine=MARGIN_REFINE,
    )
    parameters = central_parameters(PHOTOTYPE) | {"matrix_loss": 1.0}
    return Run(PAPILLARY_MM, WOUND_DERMIS_MM, (0.0,), (injury,), parameters, 1.0)


def _repeat(count: int, body: Callable[[int, Any], Any], state: Any) -> Any:
    for index in range(count):
        state = body(index, state)
    return state


def _margin_rings(injury: Injury, reach_mm: float) -> Array:
    """Weights of the rings (ring,) between the wound's edge and ``reach_mm`` further out, summing to 1."""
    edge, outer = WOUND_RADIUS_MM / MARGIN_CELL_MM, (WOUND_RADIUS_MM + reach_mm) / MARGIN_CELL_MM
    faces = ring_faces(edge, MARGIN_REFINE)
    weights = (ring_share(faces, outer) - ring_share(faces, edge)) * injury.areas
    return np.asarray(weights / weights.sum())


def margin_synthesis() -> float:
    """Collagen made per day at the living margin of a large wound after a day, as a multiple of rest."""
    run = _margin_run()
    p, fixed, sessions = gather([run], MARGIN_REFINE)
    course = begin(healthy_state(p, fixed["rows"].shape[1], run.injuries[0].areas.size), fixed, sessions, np)
    ladder = make_ladder(run.session_days, run.until_day)
    for index in range(len(ladder.start)):
        now = {name: getattr(ladder, name)[index : index + 1] for name in ("length", "since", "session", "opens")}
        course, _ = macro_step(course, now, p, fixed, sessions, np, _repeat)
    state = course["now"]
    made = equations.synthesis(state, state, p, np)[..., 0] / p["s0"]
    reach = float(np.sqrt(p["D_T"] / p["dT"])[0])
    return float((made @ _margin_rings(run.injuries[0], reach)).mean())
