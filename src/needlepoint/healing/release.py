"""Mechanical release: the share of a scar's strands that the holes cut, apart from all healing.

Strands lie at every depth between ``strand_top`` and ``strand_bottom`` (shares of the dermis), each seen from above as
a line of length L. A hole of radius r, drawn out by a drag g in no set direction, crosses it when its middle lies in an
area of pi r^2 + 2 r (L + g) + 2 L g / pi around it (mean over directions). Holes fall at random, so the crossings of
one strand are Poisson, and with n(z) holes per mm2 reaching depth z and a share c of the crossings cutting through,

    released = mean over z of 1 - exp(-c sum over sessions of n(z) (pi r(z)^2 + 2 r(z) (L + g) + 2 L g / pi)).

Radius, density and depths are the puncture field's; what no needle reaches is not released. Assumed, and not known: how
long strands are, how often one is cut, that a cut strand stays cut. Strands below the dermis, which subcision cuts, are
not counted. Lengths in mm. Source: brief C names the mechanism; the rest is the parameter set ``release``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem
from ..evidence import load_parameters
from ..puncture import PunctureField
from ..randomness import drawn_parameters
from ..skin import Layers
from .forecast import Tissue, ZoneCourse

Array = NDArray[np.float64]

DEPTHS = 24
MM2_PER_CM2 = 100.0
PROCESS = "release"


@dataclass(frozen=True)
class Reach:
    """One session by depth (DEPTHS,): density of the holes (1/mm2) and their mean radius (mm); drag_mm."""

    density: Array
    radius: Array
    drag_mm: float


def release_parameters() -> dict[str, float]:
    """The stated constants, in engine units."""
    parameters = load_parameters("release")
    return {name: parameters[name] for name in parameters.names()}


def draw_release(count: int, *, seed: int, person: int = 0) -> Sequence[dict[str, float]]:
    """``count`` draws of the constants from their priors."""
    return drawn_parameters(load_parameters("release"), count, seed=seed, person=person, process=PROCESS)


def released_share(fields: Sequence[PunctureField], layers: Layers, p: Mapping[str, float]) -> float:
    """Share of the strands of the dermis cut after these sessions (0 none, 1 all). p: constants of ``release``.

    Raises InputError where strands would end above their beginning.
    """
    shares = _shares(p)
    return float(_released([reach_of(field, layers, shares) for field in fields], p)[-1])


def released_by_session(course: ZoneCourse, p: Mapping[str, float]) -> tuple[float, ...]:
    """Share released after each session of one zone, those before included; patches by their area."""
    return tuple(map(float, _course(course, np.asarray(course.session_days), p, _Known())))


def release_by_day(
    courses: Sequence[ZoneCourse], days: Sequence[float], parameters: Sequence[Mapping[str, float]]
) -> Array:
    """Share released (draw, zone, day) on these days; a session counts from its own day on, patches by their area."""
    at, known = np.asarray(days, float), _Known()
    rows = [[_course(course, at, p, known) for course in courses] for p in parameters]
    return np.asarray(rows, float).reshape(len(parameters), len(courses), len(at))


def with_release(result: Tissue, courses: Sequence[ZoneCourse], *, seed: int, person: int = 0) -> Tissue:
    """The result of these courses with the strands released, under as many draws as it has."""
    draws = draw_release(len(result.values), seed=seed, person=person)
    return replace(result, released=release_by_day(courses, tuple(result.days), draws))


def reach_of(field: PunctureField, layers: Layers, shares: Array) -> Reach:
    """Density and radius of a session's holes at these shares of the dermis."""
    depth = layers.epidermis_mm + shares * layers.dermis_mm
    deeper = field.depth_mm.shares_deeper(depth)
    return Reach(field.density_per_cm2 / MM2_PER_CM2 * deeper, field.radii_at(depth), field.drag_mm)


def _shares(p: Mapping[str, float]) -> Array:
    top, bottom = p["strand_top"], p["strand_bottom"]
    if not 0.0 <= top < bottom <= 1.0:
        raise InputError(
            Problem("release", f"strands from {top:g} to {bottom:g} of the dermis", "from 0, to 1, rising")
        )
    return np.asarray(top + (bottom - top) * (np.arange(DEPTHS) + 0.5) / DEPTHS)


def _crossing(reach: Reach, length_mm: float) -> Array:
    """Area (mm2) around a strand in which the middle of a hole must lie to cross it; 0 where no hole reaches."""
    r, g = reach.radius, reach.drag_mm
    area = np.pi * r**2 + 2.0 * r * (length_mm + g) + 2.0 * length_mm * g / np.pi
    return np.where(r > 0.0, area, 0.0)


def _released(reaches: Sequence[Reach], p: Mapping[str, float]) -> Array:
    """Share released after none, one, two ... of the sessions (sessions + 1,)."""
    hits = [reach.density * _crossing(reach, p["strand_length"]) for reach in reaches]
    summed = np.cumsum([np.zeros(DEPTHS), *hits], axis=0)
    return np.asarray(-np.expm1(-p["strand_cut"] * summed).mean(axis=1))


class _Known:
    """Reaches worked out once: draws differ in lengths and shares, seldom in the depths that are looked at."""

    def __init__(self) -> None:
        self._held: dict[tuple[int, int, float, float], tuple[PunctureField, Reach]] = {}

    def reach(self, field: PunctureField, layers: Layers, p: Mapping[str, float]) -> Reach:
        key = id(field), id(layers), p["strand_top"], p["strand_bottom"]
        if key not in self._held:
            self._held[key] = field, reach_of(field, layers, _shares(p))
        return self._held[key][1]


def _course(course: ZoneCourse, days: Array, p: Mapping[str, float], known: _Known) -> Array:
    done = np.searchsorted(np.asarray(course.session_days), days, side="right")
    parts = course.patches or ((1.0, course.fields),)
    curves = [
        share * _released([known.reach(field, course.layers, p) for field in fields], p)[done]
        for share, fields in parts
    ]
    return np.asarray(np.sum(curves, axis=0))
