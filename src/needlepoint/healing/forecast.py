"""From courses to tissue over time: zones, draws and depths become runs, runs become curves, curves a labelled Dataset.

Each zone and draw is run at the depths of equal shares of its holes and averaged. Values are read off at the asked days
by straight lines between macro steps (a session falls between two: the value just before it is kept). A run whose
numbers are not all finite is listed in ``failed`` and left out, never silently dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem
from ..puncture import PunctureField
from ..skin import Layers
from .draws import central_parameters, draw_parameters
from .injury import DEPTH_NODES, Injury, make_injury, node_depths
from .outputs import CELL_OUTPUTS, COLUMN_OUTPUTS, LAYER_OUTPUTS, LAYERS, OUTPUTS
from .solver import Run, solve

if TYPE_CHECKING:
    import xarray

Array = NDArray[np.float64]

MOST_SESSIONS = 60
LONGEST_DAYS = 3660.0


@dataclass(frozen=True)
class ZoneCourse:
    """One zone through a course. session_days: rising, the first 0; fields: one puncture field a session."""

    zone: str
    layers: Layers
    session_days: tuple[float, ...]
    fields: tuple[PunctureField, ...]


@dataclass(frozen=True)
class Tissue:
    """values (draw, zone, day, output); days (day,); zones; failed: (draw, zone) of runs that were left out (NaN);
    merged: zones where the cores of neighbouring holes touch."""

    values: Array
    days: Array
    zones: tuple[str, ...]
    failed: tuple[tuple[int, str], ...]
    merged: tuple[str, ...]

    def output(self, name: str, layer: str | None = None) -> Array:
        """One output (draw, zone, day); ``layer`` for those that have one."""
        return self.values[..., OUTPUTS.index(f"{name}:{layer}" if layer else name)]


def check_course(course: ZoneCourse, until_day: float) -> None:
    """Raises InputError for a course that the model cannot run."""
    days, place = course.session_days, f"zone {course.zone}"
    if not days or len(days) != len(course.fields):
        raise InputError(Problem(place, f"{len(days)} days and {len(course.fields)} fields", "one field a session"))
    if len(days) > MOST_SESSIONS:
        raise InputError(Problem(place, f"{len(days)} sessions", f"at most {MOST_SESSIONS}"))
    if days[0] != 0 or any(later - before < 0.5 for before, later in zip(days, days[1:], strict=False)):
        raise InputError(Problem(place, f"sessions on days {list(days)}", "rising from 0, each on a day of its own"))
    if not days[-1] < until_day <= LONGEST_DAYS:
        allowed = f"after the last session (day {days[-1]:g}) and at most {LONGEST_DAYS:g} days"
        raise InputError(Problem(place, f"a forecast to day {until_day:g}", allowed))
    if any(not field.density_per_cm2 > 0 for field in course.fields):
        raise InputError(Problem(place, "a session without holes", "a density above 0"))


def tissue(
    courses: Sequence[ZoneCourse],
    parameters: Sequence[Mapping[str, float]],
    days: Sequence[float],
    *,
    nodes: int = DEPTH_NODES,
) -> Tissue:
    """The tissue of every zone under every set of constants, at the asked days (rising). Raises InputError."""
    until = max(float(max(days)), *(course.session_days[-1] + 1.0 for course in courses))
    for course in courses:
        check_course(course, until)
    runs = [run for p in parameters for course in courses for run in _runs(course, p, until, nodes)]
    curves = solve(runs)
    at = np.asarray(days, float)
    values = np.asarray([_at(curve.days, curve.values, at) for curve in curves])
    shape = (len(parameters), len(courses), nodes, len(at), len(OUTPUTS))
    bad = np.asarray([curve.failed for curve in curves]).reshape(shape[:3]).any(axis=2)
    mean = values.reshape(shape).mean(axis=2)
    mean[bad] = np.nan
    zones = tuple(course.zone for course in courses)
    merged = {run_zone for run_zone, run in zip(_zones(courses, nodes), runs, strict=False) if _merges(run)}
    return Tissue(
        values=mean,
        days=at,
        zones=zones,
        failed=tuple((int(draw), zones[index]) for draw, index in zip(*np.nonzero(bad), strict=True)),
        merged=tuple(sorted(merged)),
    )


def _zones(courses: Sequence[ZoneCourse], nodes: int) -> list[str]:
    return [course.zone for course in courses for _ in range(nodes)]


def _merges(run: Run) -> bool:
    return any(injury.merged for injury in run.injuries)


def _at(days: Array, values: Array, wanted: Array) -> Array:
    """Values (day, output) at the wanted days."""
    right = np.clip(np.searchsorted(days, wanted), 1, len(days) - 1)
    left = right - 1
    share = np.clip((wanted - days[left]) / (days[right] - days[left]), 0.0, 1.0)[:, None]
    return values[left] * (1.0 - share) + values[right] * share


def _runs(course: ZoneCourse, p: Mapping[str, float], until: float, nodes: int) -> list[Run]:
    layers = course.layers
    made: dict[tuple[int, int], Injury] = {}
    runs = []
    for node in range(nodes):
        for field in course.fields:
            if (id(field), node) not in made:
                made[id(field), node] = _injury(field, node_depths(field, nodes)[node], layers, p)
        runs.append(
            Run(
                papillary_mm=layers.papillary_mm,
                dermis_mm=layers.dermis_mm,
                session_days=course.session_days,
                injuries=tuple(made[id(field), node] for field in course.fields),
                parameters=p,
                until_day=until,
            )
        )
    return runs


def _injury(field: PunctureField, depth_mm: float, layers: Layers, p: Mapping[str, float]) -> Injury:
    return make_injury(
        field,
        depth_mm * p["hand_depth"],
        (layers.epidermis_mm, layers.papillary_mm, layers.dermis_mm),
        density_per_mm2=field.density_per_cm2 / 100.0 * p["hand_density"],
        cuff_mm=p["cuff"],
        closure_depth_mm=p["closure_depth"],
        closure_power=p["closure_power"],
    )


def central_tissue(
    courses: Sequence[ZoneCourse], days: Sequence[float], *, phototype: str | None = None, nodes: int = 1
) -> Tissue:
    """The tissue at the stated constants: one line, for comparing plans; a forecast needs draws."""
    return tissue(courses, [central_parameters(phototype)], days, nodes=nodes)


def drawn_tissue(
    courses: Sequence[ZoneCourse],
    days: Sequence[float],
    *,
    draws: int,
    seed: int,
    phototype: str | None = None,
    person: int = 0,
) -> Tissue:
    """The tissue under ``draws`` draws of the constants from their priors."""
    return tissue(courses, draw_parameters(draws, seed=seed, person=person, phototype=phototype), days)


def to_dataset(result: Tissue) -> xarray.Dataset:
    """The labelled result: outputs by draw, zone, time (days) and, where they have one, layer; units as attributes."""
    import xarray

    coords = {
        "draw": np.arange(result.values.shape[0]),
        "zone": list(result.zones),
        "time": ("time", result.days, {"units": "day", "long_name": "days after the first session"}),
        "layer": list(LAYERS),
    }
    data = {}
    for output in LAYER_OUTPUTS:
        stacked = np.stack([result.output(output.name, layer) for layer in LAYERS], axis=-1)
        data[output.name] = (("draw", "zone", "time", "layer"), stacked, _attributes(output.unit, output.meaning))
    for output in (*CELL_OUTPUTS, *COLUMN_OUTPUTS):
        values = result.output(output.name)
        data[output.name] = (("draw", "zone", "time"), values, _attributes(output.unit, output.meaning))
    total = data["collagen_i"][1] + data["collagen_iii"][1]
    meaning = "collagen of both types, as a share of healthy total collagen"
    data["collagen_total"] = (("draw", "zone", "time", "layer"), total, _attributes("share", meaning))
    failed = "; ".join(f"draw {draw}, {zone}" for draw, zone in result.failed) or "none"
    attributes = {"title": "Needlepoint tissue forecast", "failed_runs": failed, "Conventions": "CF-1.11"}
    return xarray.Dataset(data, coords=coords, attrs=attributes)


def _attributes(unit: str, meaning: str) -> dict[str, str]:
    return {"units": "1" if unit == "share" else unit, "long_name": meaning}
