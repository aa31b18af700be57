"""From courses to tissue over time: zones, draws and depths become runs, runs become curves, curves a labelled result.

A zone that was needled evenly is run at the depths of equal shares of its holes, and averaged. One whose patches are
known is run patch by patch, each with its own density, radius and depths, and averaged by area: patchy treatment
gives patchy healing. Where holes reach different depths too, patches and depths are paired in turns over the draws,
which costs no more runs and leaves neither out. Values are read off at the asked days by straight lines between macro
steps (a session falls between two: the value just before it is kept). A run whose numbers are not all finite is
listed in ``failed`` and left out, never silently dropped.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem
from ..puncture import PunctureField
from ..skin import Layers
from .draws import draw_parameters
from .injury import Injury, hole_radii_mm, make_injury, node_count
from .outputs import OUTPUTS
from .solver import Run, solve_each, solve_here

Array = NDArray[np.float64]

Radii = dict[tuple[int, int], Array]

MOST_SESSIONS = 60
LONGEST_DAYS = 3660.0


@dataclass(frozen=True)
class ZoneCourse:
    """One zone through a course. session_days: rising, the first 0; fields: one puncture field a session.

    patches: parts of the zone, each with its share of the area and its own field for every session; none: all alike.
    """

    zone: str
    layers: Layers
    session_days: tuple[float, ...]
    fields: tuple[PunctureField, ...]
    patches: tuple[tuple[float, tuple[PunctureField, ...]], ...] = ()


@dataclass(frozen=True)
class Part:
    """What one run stands for: its share of the zone, its field in every session, its quantile of hole depth."""

    share: float
    fields: tuple[PunctureField, ...]
    quantile: float


def parts(course: ZoneCourse, draw: int, nodes: int) -> tuple[Part, ...]:
    """The runs of one zone under one draw; shares sum to 1."""
    depths = [(index + 0.5) / nodes for index in range(nodes)]
    if not course.patches:
        return tuple(Part(1.0 / nodes, course.fields, depth) for depth in depths)
    return tuple(
        Part(share, fields, depths[(index + draw) % nodes]) for index, (share, fields) in enumerate(course.patches)
    )


@dataclass(frozen=True)
class Tissue:
    """values (draw, zone, day, output); days (day,); zones; failed: (draw, zone) of runs that were left out (NaN);
    merged: zones where the cores of neighbouring holes touch; released: share of scar strands cut (draw, zone, day),
    where it was asked for (``release.with_release``)."""

    values: Array
    days: Array
    zones: tuple[str, ...]
    failed: tuple[tuple[int, str], ...]
    merged: tuple[str, ...]
    released: Array | None = None

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
    if days[0] != 0 or any(later - before < 0.5 for before, later in itertools.pairwise(days)):
        raise InputError(Problem(place, f"sessions on days {list(days)}", "rising from 0, each on a day of its own"))
    if not days[-1] < until_day <= LONGEST_DAYS:
        allowed = f"after the last session (day {days[-1]:g}) and at most {LONGEST_DAYS:g} days"
        raise InputError(Problem(place, f"a forecast to day {until_day:g}", allowed))
    every = (course.fields, *(fields for _, fields in course.patches))
    if any(not field.density_per_cm2 > 0 for fields in every for field in fields):
        raise InputError(Problem(place, "a session without holes", "a density above 0"))


@dataclass(frozen=True)
class Request:
    """Zones to run under some sets of constants, read off at the asked days (rising).

    nodes: at how many depths the holes of a zone are run; None: as many as their scatter asks.
    """

    courses: tuple[ZoneCourse, ...]
    parameters: tuple[Mapping[str, float], ...]
    days: tuple[float, ...]
    nodes: int | None = None

    def depths(self, course: ZoneCourse) -> int:
        """At how many depths the holes of this zone are run."""
        return self.nodes or max(node_count(field) for field in course.fields)


def tissues(requests: Sequence[Request], tell: Callable[[float], None] | None = None) -> list[Tissue]:
    """The tissue of every request, all solved together, so that no batch runs half empty.

    tell: told the share that is done. Raises InputError for a course that cannot be run.
    """
    runs = [_requested(request) for request in requests]
    days = [np.asarray(request.days, float) for request, group in zip(requests, runs, strict=True) for _ in group]
    read: dict[int, _Read] = {}
    for found in solve_each([run for group in runs for run in group]):  # all of a run's days are never kept
        read |= {
            index: _Read(_at(curves.days, curves.values, days[index]), curves.failed) for index, curves in found.items()
        }
        if tell is not None:
            tell(len(read) / len(days))
    in_turn = (read[index] for index in range(len(days)))
    return [
        _gathered(request, group, [next(in_turn) for _ in group]) for request, group in zip(requests, runs, strict=True)
    ]


def tissues_here(requests: Sequence[Request]) -> list[Tissue]:
    """The same on this thread alone, for callers who deal out the work themselves (see ``solver.solve_here``).

    Requests of one shape (as many zones, nodes and draws) are best solved in whole groups of lanes: the first run of
    every request, then the second of every one, and so on.
    """
    runs = [_requested(request) for request in requests]
    found: list[list[_Read]] = [[] for _ in requests]
    for at in range(max(map(len, runs))):
        mine = [number for number, group in enumerate(runs) if at < len(group)]
        for number, curves in zip(mine, solve_here([runs[number][at] for number in mine]), strict=True):
            days = np.asarray(requests[number].days, float)
            found[number].append(_Read(_at(curves.days, curves.values, days), curves.failed))
    return [_gathered(request, group, one) for request, group, one in zip(requests, runs, found, strict=True)]


def tissue(
    courses: Sequence[ZoneCourse],
    parameters: Sequence[Mapping[str, float]],
    days: Sequence[float],
    *,
    nodes: int | None = None,
) -> Tissue:
    """The tissue of every zone under every set of constants, at the asked days (rising). Raises InputError."""
    return tissues([Request(tuple(courses), tuple(parameters), tuple(days), nodes)])[0]


def _requested(request: Request) -> list[Run]:
    last = max(request.days)
    until = [(course, max(last, course.session_days[-1] + 1.0)) for course in request.courses]
    for course, day in until:
        check_course(course, day)
    radii: Radii = {}
    return [
        _run(course, part, p, day, radii)
        for draw, p in enumerate(request.parameters)
        for course, day in until
        for part in parts(course, draw, request.depths(course))
    ]


@dataclass(frozen=True)
class _Read:
    """What is kept of a run: values (day, output) at the asked days, and whether it failed."""

    values: Array
    failed: bool


def _gathered(request: Request, runs: Sequence[Run], found: Sequence[_Read]) -> Tissue:
    """Runs of one zone and draw averaged by their shares; in the order of :func:`_requested`."""
    at = np.asarray(request.days, float)
    zones = tuple(course.zone for course in request.courses)
    values = np.empty((len(request.parameters), len(zones), len(at), len(OUTPUTS)))
    failed, merged, first = [], set(), 0
    for draw in range(len(request.parameters)):
        for index, course in enumerate(request.courses):
            shares = [part.share for part in parts(course, draw, request.depths(course))]
            mine = slice(first, first + len(shares))
            values[draw, index] = np.average([one.values for one in found[mine]], axis=0, weights=shares)
            if any(one.failed for one in found[mine]):
                values[draw, index] = np.nan
                failed.append((draw, course.zone))
            if any(map(_merges, runs[mine])):
                merged.add(course.zone)
            first = mine.stop
    return Tissue(values=values, days=at, zones=zones, failed=tuple(failed), merged=tuple(sorted(merged)))


def _merges(run: Run) -> bool:
    return any(injury.merged for injury in run.injuries)


def _at(days: Array, values: Array, wanted: Array) -> Array:
    """Values (day, output) at the wanted days."""
    right = np.clip(np.searchsorted(days, wanted), 1, len(days) - 1)
    left = right - 1
    share = np.clip((wanted - days[left]) / (days[right] - days[left]), 0.0, 1.0)[:, None]
    return values[left] * (1.0 - share) + values[right] * share


def _run(course: ZoneCourse, part: Part, p: Mapping[str, float], until: float, radii: Radii) -> Run:
    """One run. radii: hole radii of the fields seen so far, which no constant of the tissue model changes."""
    layers = course.layers
    made: dict[int, Injury] = {}
    for field in part.fields:
        key = (id(field), id(layers))
        if key not in radii:
            radii[key] = hole_radii_mm(field, layers.epidermis_mm, layers.dermis_mm)
        if id(field) not in made:
            made[id(field)] = _injury(field, field.depth_mm.quantile(part.quantile), radii[key], layers, p)
    return Run(
        papillary_mm=layers.papillary_mm,
        dermis_mm=layers.dermis_mm,
        session_days=course.session_days,
        injuries=tuple(made[id(field)] for field in part.fields),
        parameters=p,
        until_day=until,
    )


def _injury(field: PunctureField, depth_mm: float, holes_mm: Array, layers: Layers, p: Mapping[str, float]) -> Injury:
    return make_injury(
        field,
        depth_mm * p["hand_depth"],
        (layers.epidermis_mm, layers.papillary_mm, layers.dermis_mm),
        holes_mm=holes_mm,
        density_per_mm2=field.density_per_cm2 / 100.0 * p["hand_density"],
        cuff_mm=p["cuff"],
        closure_depth_mm=p["closure_depth"],
        closure_power=p["closure_power"],
    )


def drawn_tissue(
    courses: Sequence[ZoneCourse],
    days: Sequence[float],
    *,
    draws: int,
    seed: int,
    phototype: str | None = None,
    person: int = 0,
    age: float | None = None,
    smoker: bool | None = None,
) -> Tissue:
    """The tissue under ``draws`` draws of the constants from their priors; age (years), smoker: None = unknown."""
    drawn = draw_parameters(draws, seed=seed, person=person, phototype=phototype, age=age, smoker=smoker)
    return tissue(courses, drawn, days)
