"""What a course brings over depth, density, interval and sessions: one trial with an arm for every cell.

Every cell is given to the same virtual people in the same worlds, so that cells differ by the course alone. gain: mean
change of everybody at the headline's visit without raters' noise; its interval carries the model's own uncertainty;
best: share of the worlds in which this cell gains most (ties shared). A CASE becomes a trial of many like this person:
their facts are fixed, what is unknown is drawn; cells outside the envelope of the planner are marked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..device import find_device
from ..errors import InputError, Problem, did_you_mean
from .axes import Axis, cells, course_in, density_of
from .comparing import mean_with_model, short
from .planned import threshold
from .readings import ArmReadings, readings_of
from .running import run_trial
from .trial import Arm, Trial

SCHEMA = "needlepoint.sweep/1"
ARMS = 24
NUMBERS = (
    "density_per_cm2",
    "gain",
    "gain_low",
    "gain_high",
    "responder_share",
    "downtime_days",
    "worst_redness",
    "best",
)
Tell = Callable[[str, float], None]
Outside = Callable[[Mapping[str, float]], str]


@dataclass(frozen=True)
class Swept:
    """One cell. values: of the axes; figures: by name of ``NUMBERS``, None where it cannot be told; beyond: why it lies
    outside the planner's envelope, or ""; why_not: why it cannot be done, or ""."""

    values: Mapping[str, float]
    figures: Mapping[str, float | None]
    beyond: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class Sweep:
    """All cells, the last axis fastest, with what they were read on."""

    title: str
    axes: tuple[Axis, ...]
    cells: tuple[Swept, ...]
    scale: str
    label: str
    unit: str
    visit: str
    level: float
    patients: int
    worlds: int
    seed: int
    responder: str
    notes: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def best(self) -> Swept | None:
        """The allowed cell that gains most; None where none could be done."""
        done = [item for item in self.cells if item.figures.get("gain") is not None and not item.beyond]
        return max(done, key=lambda item: item.figures["gain"] or 0.0, default=None)

    def to_json(self) -> dict[str, Any]:
        """As plain data, ready for JSON."""
        best = self.best
        return {
            "schema": SCHEMA,
            "title": self.title,
            "axes": [{"name": axis.name, "label": axis.label, "values": list(axis.values)} for axis in self.axes],
            "scale": self.scale,
            "unit": self.unit,
            "visit": self.visit,
            "level": self.level,
            "patients": self.patients,
            "worlds": self.worlds,
            "seed": self.seed,
            "responder": self.responder,
            "best": dict(best.values) if best else None,
            "cells": [
                {**item.values, **item.figures, "beyond": item.beyond or None, "why_not": item.why_not or None}
                for item in self.cells
            ],
            "notes": list(self.notes),
            "sources": list(self.sources),
        }

    def table(self) -> pa.Table:
        """One row a cell."""
        columns: dict[str, pa.Array] = {
            axis.name: pa.array([item.values[axis.name] for item in self.cells], pa.float64()) for axis in self.axes
        }
        for name in NUMBERS:
            columns[name] = pa.array([item.figures.get(name) for item in self.cells], pa.float64())
        for name in ("beyond", "why_not"):
            columns[name] = pa.array([getattr(item, name) or None for item in self.cells], pa.string())
        return pa.table(columns)


def sweep(
    trial: Trial,
    axes: Sequence[Axis],
    *,
    arm: str | None = None,
    patients: int | None = None,
    workers: int = 1,
    outside: Outside = lambda cell: "",
    tell: Tell | None = None,
) -> Sweep:
    """Move the course of one arm (None: the first that has one) over the axes; read the trial's headline.

    outside: why a cell lies outside what may be planned. Raises InputError for a trial without a course, an unknown
    arm, and where no cell can be done.
    """
    base = _base(trial, arm)
    grid = cells(axes)
    courses: list[Any] = []
    for cell in grid:
        try:
            courses.append(course_in(base, cell))
        except InputError as cause:
            courses.append(str(cause.problems[0]))
    usable = [at for at, found in enumerate(courses) if not isinstance(found, str)]
    if not usable:
        raise InputError(Problem("--over", "no cell that can be done", f"other values: {courses[0]}"))
    held: dict[int, ArmReadings] = {}
    notes: tuple[str, ...] = ()
    sources: set[str] = set()
    for first in range(0, len(usable), ARMS):
        part = usable[first : first + ARMS]
        results = run_trial(_trial(trial, [(at, courses[at]) for at in part]), patients=patients, workers=workers,
                            tell=_within(tell, first, len(part), len(usable)))  # fmt: skip
        held |= dict(zip(part, readings_of(results).arms, strict=True))
        notes, sources = results.notes, sources | set(results.sources)
    return _swept(trial, axes, grid, courses, held, outside, notes, tuple(sorted(sources)))


def _base(trial: Trial, arm: str | None) -> Any:
    known = {item.name: item.course for item in trial.arms if item.course is not None}
    if not known:
        raise InputError(Problem("arms", "no arm with a course", "a course that can be moved"))
    if arm is not None and arm not in known:
        raise InputError(Problem("--arm", repr(arm), ", ".join(known), did_you_mean(arm, known)))
    return known[arm] if arm is not None else next(iter(known.values()))


def _trial(trial: Trial, courses: Sequence[tuple[int, Any]]) -> Trial:
    """The trial with one arm a cell, read once: nobody leaves, nobody misses a session."""
    primary = trial.primary
    return trial.replace(
        design="parallel",
        arms=tuple(Arm(name=f"cell {at}", course=course) for at, course in courses),
        scales=tuple(item for item in trial.scales if item.scale == primary.scale),
        visits=tuple(item for item in trial.visits if item.name == primary.visit),
        drop_out=0.0,
        missed_sessions=0.0,
        analysis={"level": trial.analysis.level},
        published=(),
    )


def _within(tell: Tell | None, first: int, part: int, total: int) -> Tell | None:
    if tell is None:
        return None
    return lambda what, share: tell("cells", (first + part * share) / total)


def _swept(
    trial: Trial,
    axes: Sequence[Axis],
    grid: Sequence[Mapping[str, float]],
    courses: Sequence[Any],
    held: Mapping[int, ArmReadings],
    outside: Outside,
    notes: tuple[str, ...],
    sources: tuple[str, ...],
) -> Sweep:
    limit, words = threshold(trial)
    scale = next(item for item in trial.scales if item.scale == trial.primary.scale)
    best = dict(zip(held, _best(list(held.values())), strict=True))
    found = []
    for at, cell in enumerate(grid):
        if at not in held:
            found.append(Swept(cell, dict.fromkeys(NUMBERS), why_not=courses[at]))
            continue
        figures = _figures(courses[at], held[at], trial.analysis.level, limit) | {"best": short(best[at])}
        found.append(Swept(cell, {name: figures[name] for name in NUMBERS}, outside(cell)))
    arm = next(iter(held.values()))
    return Sweep(
        title=trial.title,
        axes=tuple(axes),
        cells=tuple(found),
        scale=trial.primary.scale,
        label=scale.measure.label,
        unit=scale.measure.unit,
        visit=trial.primary.visit,
        level=trial.analysis.level,
        patients=arm.people,
        worlds=len(np.unique(arm.world)),
        seed=trial.seed,
        responder=words,
        notes=notes,
        sources=sources,
    )


def _figures(course: Any, arm: ArmReadings, level: float, limit: Any) -> dict[str, float | None]:
    true = arm.true[0, 0]
    model, _ = mean_with_model(true, true, arm.world, level)
    item = course.sessions[0].treatments[0]
    known = np.isfinite(true)
    return {
        "density_per_cm2": short(density_of(find_device(course.device), item.technique, item.zone)),
        "gain": short(model.value),
        "gain_low": short(model.low),
        "gain_high": short(model.high),
        "responder_share": short(float(limit.met(true, arm.room[0])[known].mean())) if known.any() else None,
        "downtime_days": short(float(np.nanmedian(arm.downtime))) if np.isfinite(arm.downtime).any() else None,
        "worst_redness": short(float(np.nanmean(arm.redness))) if np.isfinite(arm.redness).any() else None,
    }


def _best(arms: Sequence[ArmReadings]) -> NDArray[np.float64]:
    """Share of worlds in which each cell gains most (cell,); equal ones share."""
    names, index = np.unique(arms[0].world, return_inverse=True)
    sums = np.stack([np.bincount(index, weights=np.nan_to_num(arm.true[0, 0]), minlength=len(names)) for arm in arms])
    top = np.isclose(sums, sums.max(axis=0), rtol=1e-9, atol=1e-12)
    return np.asarray((top / top.sum(axis=0)).mean(axis=1))
