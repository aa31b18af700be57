"""Cells for the tests of the tissue model: needles as in a clinic, under chosen or drawn constants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from needlepoint.healing.draws import central_parameters
from needlepoint.healing.grid import cell_radius_mm, row_faces
from needlepoint.healing.injury import Injury, injure_cylinder
from needlepoint.healing.solver import Run

DERMIS_MM, PAPILLARY_MM = 1.1, 0.3


def needle_injury(density_mm2: float = 8.0, core_mm: float = 0.06, depth: float = 0.8, refine: int = 1) -> Injury:
    """Holes of one core radius (mm) down to a share of the dermis."""
    return injure_cylinder(
        cell_radius_mm=cell_radius_mm(density_mm2),
        cores_mm=np.full(len(row_faces(refine)) - 1, core_mm),
        reach=depth,
        superficial=PAPILLARY_MM / DERMIS_MM,
        opening=min(1.0, density_mm2 * np.pi * core_mm**2),
        slowing=0.6,
        refine=refine,
    )


def needle_run(
    days: Sequence[float] = (0.0,),
    until: float = 60.0,
    parameters: Mapping[str, float] | None = None,
    **injury: float,
) -> Run:
    """A cell through sessions on these days, all alike."""
    one = needle_injury(**injury)  # type: ignore[arg-type]
    return Run(
        papillary_mm=PAPILLARY_MM,
        dermis_mm=DERMIS_MM,
        session_days=tuple(float(day) for day in days),
        injuries=(one,) * len(days),
        parameters=parameters or central_parameters("III"),
        until_day=float(until),
    )
