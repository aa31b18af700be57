"""Courses that begin alike, solved once: what a course of one, two, three ... sessions leads to, from one run.

A course of k sessions is the beginning of the course of k + 1 at the same interval. So the longest is run as a trunk,
and after every session a branch follows it on without a further one, to the day on which a result is read. A search
over hundreds of protocols then costs little more than its longest courses. Steps are those of the full solver; where
the next session falls between two of them, one is cut there. Shapes: draw D, course C, session S (0: after the first),
reading R, runs of a batch B.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .forecast import Array, Radii, Tissue, ZoneCourse, _at, _injury, check_course
from .injury import Injury, hole_radii_mm
from .kernel import LANES
from .ladder import _rungs
from .outputs import GUARD, OUTPUTS
from .solver import BATCH, Courses, Run

LOWEST, SCAR = OUTPUTS.index(GUARD), OUTPUTS.index("myofibroblasts_peak")
NEAR = 1e-6  # days


@dataclass(frozen=True)
class Branches:
    """What courses that stop after each of their sessions lead to.

    rest (D, C, output): before; first (D, C, early day, output): after the first session; values (D, C, S, R, output):
    so many days after the last session; peak (D, C, S): most myofibroblasts anywhere, at any time until then.
    Courses with fewer sessions than the longest hold NaN beyond theirs, and so do runs that failed.
    """

    courses: tuple[ZoneCourse, ...]
    early: tuple[float, ...]
    after: tuple[float, ...]
    rest: Array
    first: Array
    values: Array
    peak: Array

    def tissue(self, course: int, sessions: int) -> Tissue:
        """The tissue of one zone when its course stops after so many sessions, from rest on, at every reading."""
        which, after = self.courses[course], np.asarray(self.after)
        held, days = [self.rest[:, course, None]], [np.zeros(1)]
        for session, start in enumerate(which.session_days[:sessions]):
            last = session == sessions - 1
            kept = after <= (np.inf if last else which.session_days[session + 1] - start)
            held.append(self.values[:, course, session, kept])
            days.append(start + after[kept])
        return self._as_tissue(np.concatenate(held, axis=1), np.concatenate(days), which)

    def visit(self, course: int) -> Tissue:
        """The tissue of one zone after its first session, at the early days."""
        return self._as_tissue(self.first[:, course], np.asarray(self.early), self.courses[course])

    @staticmethod
    def _as_tissue(values: Array, days: Array, course: ZoneCourse) -> Tissue:
        failed = tuple((int(draw), course.zone) for draw in np.nonzero(~np.isfinite(values).all(axis=(1, 2)))[0])
        return Tissue(values[:, None], days, (course.zone,), failed, ())


def branches(
    courses: Sequence[ZoneCourse],
    parameters: Sequence[Mapping[str, float]],
    *,
    after: Sequence[float],
    early: Sequence[float],
    last_only: bool = False,
) -> Branches:
    """Every course under every set of constants, read after each of its sessions, as if that were the last.

    after: days after the last session (rising) at which a result is read; early: days after the first session.
    last_only: branch off after the last session only; the others are then read up to the next session. Holes at their
    median depth. Raises InputError for a course that cannot be run.
    """
    longest = float(max(after))
    for course in courses:
        check_course(course, course.session_days[-1] + longest)
    made = _Injuries({}, {})
    runs = [
        Run(
            papillary_mm=course.layers.papillary_mm,
            dermis_mm=course.layers.dermis_mm,
            session_days=course.session_days,
            injuries=tuple(made.of(course, number, p) for number in range(len(course.fields))),
            parameters=p,
            until_day=course.session_days[-1] + longest,
        )
        for course in courses
        for p in parameters
    ]
    how = _Reading(np.asarray(after, float), np.asarray(early, float), last_only)
    found = _solved(runs, how)
    shape = (len(courses), len(parameters))
    most = max(len(course.session_days) for course in courses)
    values = np.full((*shape, most, len(after), len(OUTPUTS)), np.nan)
    peak = np.full((*shape, most), np.nan)
    for at, (_, _, mine, top) in enumerate(found):
        values[divmod(at, shape[1])][: len(mine)] = mine
        peak[divmod(at, shape[1])][: len(top)] = top
    rest, first = (np.asarray([item[kind] for item in found]) for kind in (0, 1))
    return Branches(
        courses=tuple(courses),
        early=tuple(early),
        after=tuple(after),
        rest=np.moveaxis(rest.reshape(*shape, -1), 0, 1),
        first=np.moveaxis(first.reshape(*shape, len(early), -1), 0, 1),
        values=np.moveaxis(values, 0, 1),
        peak=np.moveaxis(peak, 0, 1),
    )


@dataclass(frozen=True)
class _Injuries:
    """What was worked out already: radii by field and skin, injuries by those and the set of constants."""

    radii: Radii
    made: dict[tuple[int, int, int], Injury]

    def of(self, course: ZoneCourse, number: int, p: Mapping[str, float]) -> Injury:
        """The injury of one session of a course, holes at their median depth."""
        field, layers = course.fields[number], course.layers
        skin = id(field), id(layers)
        if skin not in self.radii:
            self.radii[skin] = hole_radii_mm(field, layers.epidermis_mm, layers.dermis_mm)
        key = *skin, id(p)
        if key not in self.made:
            self.made[key] = _injury(field, field.depth_mm.quantile(0.5), self.radii[skin], layers, p)
        return self.made[key]


@dataclass(frozen=True)
class _Reading:
    """What is read; see :func:`branches`."""

    after: Array
    early: Array
    last_only: bool


Found = tuple[Array, Array, Array, Array]
Ends = tuple[list[float], list[float]]


def _solved(runs: Sequence[Run], how: _Reading) -> list[Found]:
    """At rest, early, at the readings of every session, and the peak until then, for each run; a batch a core."""
    order = sorted(range(len(runs)), key=lambda index: runs[index].session_days)
    cores = os.cpu_count() or 1
    size = LANES * min(BATCH // LANES, -(-len(runs) // (LANES * cores)))
    batches = [order[first : first + size] for first in range(0, len(order), size)]
    found: dict[int, Found] = {}
    with ThreadPoolExecutor(max_workers=cores) as workers:
        jobs = [workers.submit(_batch, [runs[index] for index in batch], how) for batch in batches]
        for batch, job in zip(batches, jobs, strict=True):
            found |= dict(zip(batch, job.result(), strict=True))
    return [found[index] for index in range(len(runs))]


def ends_of(gap: float, until: float) -> Ends:
    """Ends of macro steps (days after a session): to the next one, and on to ``until`` if that is later.

    A step that is cut at the next session leaves no short piece: it would carry the steps' history badly.
    """
    if until <= gap:
        return _rungs(gap, 1), []
    full = _rungs(until, 1)
    at = next(index for index, end in enumerate(full) if end >= gap - NEAR)
    if abs(full[at] - gap) <= NEAR:
        return full[: at + 1], full[at + 1 :]
    before, after = full[:at], full[at:]
    start = before[-1] if before else 0.0
    if gap - start < after[0] - gap:
        before = before[:-1]
    elif len(after) > 1:
        after = after[1:]
    return [*before, gap], after


def _batch(runs: Sequence[Run], how: _Reading) -> list[Found]:
    courses, count = Courses(runs), len(runs)
    padded = [*runs, *[runs[-1]] * (-count % LANES)]
    rest = np.asarray(courses.rest, float)
    top = rest[SCAR].copy()
    first: list[Array] = []
    read: list[list[Array]] = [[] for _ in runs]
    peaks: list[list[float]] = [[] for _ in runs]
    for session in range(max(len(run.session_days) for run in runs)):
        ends = [_session_ends(run, session, how) for run in padded]
        trunk, branch = _led(courses, session, ends)
        for at in (at for at in range(count) if ends[at][0]):
            to_next, beyond = ends[at]
            mine = np.concatenate([rest[None, :, at], trunk[: len(to_next), :, at], branch[: len(beyond), :, at]])
            mine[~(np.isfinite(mine).all(axis=1) & (mine[:, LOWEST] >= 0.0))] = np.nan
            days = np.asarray([0.0, *to_next, *beyond])
            if session == 0:
                first.append(_at(days, mine, how.early))
            known = how.after[:, None] <= days[-1] + NEAR
            read[at].append(np.where(known, _at(days, mine, how.after), np.nan))
            peaks[at].append(float(max(top[at], mine[:, SCAR].max())))
            top[at] = max(top[at], mine[: len(to_next) + 1, SCAR].max())
    return [(rest[:, at], first[at], np.asarray(read[at]), np.asarray(peaks[at])) for at in range(count)]


def _session_ends(run: Run, session: int, how: _Reading) -> Ends:
    """Macro steps of one session of a run; none beyond its last session."""
    days, until = run.session_days, float(how.after[-1])
    if session >= len(days):
        return [], []
    gap = days[session + 1] - days[session] if session + 1 < len(days) else until
    return ends_of(gap, gap if how.last_only else until)


def _led(courses: Courses, session: int, ends: Sequence[Ends]) -> tuple[Array, Array]:
    """Outputs (step, output, B) of the trunk, which the courses follow, and of the branches, which copies follow."""
    here = np.asarray([bool(trunk) for trunk, _ in ends])
    starts = np.asarray([trunk[0] if trunk else 1.0 for trunk, _ in ends])
    sessions = np.where(here, session, [max(session - 1, 0)]).astype(np.int32)
    courses.open(sessions, starts, here)
    trunk = courses.advance(*_steps([mine for mine, _ in ends], np.zeros(len(ends))))
    beyond = [mine for _, mine in ends]
    if not any(beyond):
        return np.asarray(trunk, float), np.zeros((0, *trunk.shape[1:]))
    branch = courses.copy().advance(*_steps(beyond, np.asarray([mine[-1] if mine else 0.0 for mine, _ in ends])))
    return np.asarray(trunk, float), np.asarray(branch, float)


def _steps(ends: Sequence[Sequence[float]], begin: Array) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Length of every macro step and days since the session at its start (step, B); 0 where a run has no more."""
    shape = (max(map(len, ends)), len(ends))
    length, since = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for at, mine in enumerate(ends):
        bounds = np.asarray([begin[at], *mine])
        since[: len(mine), at] = bounds[:-1]
        length[: len(mine), at] = np.diff(bounds)
    return length, since
