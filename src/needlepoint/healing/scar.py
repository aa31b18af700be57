"""The scar flag: myofibroblasts after needling held against those of a large wound under the same constants.

A wound much wider than the reach of TGF-beta, sqrt(D/decay), fills with myofibroblasts and scars; a hole of a few
hundredths of a millimetre does not, unless holes are so wide or so close that their signals add up. Rule: more than
``scar_level`` (a tenth) of the large wound's peak anywhere in the cell raises the flag. Source: evidence section 8.1;
the level is an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..evidence import load_parameters
from .forecast import Tissue
from .grid import row_faces
from .injury import injure_cylinder
from .outputs import OUTPUTS
from .solver import Curves, Run, solve

Array = NDArray[np.float64]

WOUND_RADIUS_MM = 5.0
WOUND_DERMIS_MM = 1.5
WOUND_DAYS = 40.0


def large_wound(p: Mapping[str, float], until_day: float = WOUND_DAYS) -> Run:
    """A full-thickness wound 10 mm wide, its matrix lost: what published wound healing is about."""
    rows = len(row_faces()) - 1
    injury = injure_cylinder(
        cell_radius_mm=WOUND_RADIUS_MM,
        cores_mm=np.full(rows, WOUND_RADIUS_MM),
        reach=1.0,
        superficial=0.2,
        opening=1.0,
    )
    return Run(0.3, WOUND_DERMIS_MM, (0.0,), (injury,), dict(p) | {"matrix_loss": 1.0}, until_day)


def large_wound_curves(parameters: Sequence[Mapping[str, float]], until_day: float = WOUND_DAYS) -> list[Curves]:
    """The large wound under each set of constants."""
    return solve([large_wound(p, until_day) for p in parameters])


def large_wound_peak(parameters: Sequence[Mapping[str, float]]) -> Array:
    """Most myofibroblasts in the large wound, for each set of constants (draw,)."""
    column = OUTPUTS.index("myofibroblasts_peak")
    return np.asarray([curve.values[:, column].max() for curve in large_wound_curves(parameters)])


def scar_shares(result: Tissue, wound_peak: Array) -> Array:
    """Most myofibroblasts of every run as a share of the large wound's (draw, zone)."""
    return np.asarray(np.nanmax(result.output("myofibroblasts_peak"), axis=-1) / wound_peak[:, None])


def scar_level() -> float:
    """The share of the large wound's peak above which the flag is raised."""
    return load_parameters("scar")["scar_level"]


def plan_level() -> float:
    """The share that no proposed plan may pass at the stated constants: below the scar level by a margin."""
    return load_parameters("scar")["plan_level"]
