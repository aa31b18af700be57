"""Published figures held against the same trial played out: what a study of that size would have read.

The interval is predictive (``intervals.predicted``): the mean of a world, its spread between worlds freed of sampling
noise, and the sampling error of as many people as the published arm had; 5 % and 95 % of them.

Whether calibration saw an arm follows from its id in the record of trials. Nothing here is ever fitted to these tables.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError, Problem
from ..evidence.sources import load_data
from . import document as doc
from .comparing import Threshold, short
from .intervals import predicted
from .planned import threshold
from .readings import ArmReadings, Array, Readings, readings_of
from .running import run_trial
from .trial import PublishedFigure, Trial, read_trial

LEVEL = 0.9
PERCENT = 100.0


def replayed(trial: Trial, readings: Readings) -> tuple[doc.Replayed, ...]:
    """Every published figure of a trial beside the virtual one, with the 90 % interval of a study of its size."""
    return tuple(_replayed(trial, readings, figure) for figure in trial.published)


def _replayed(trial: Trial, readings: Readings, figure: PublishedFigure) -> doc.Replayed:
    arm = readings.arm(figure.arm)
    at = readings.scales.index(figure.scale), readings.visits.index(figure.visit)
    values, unit = _values(trial, arm, figure, at)
    held = np.isfinite(values)
    people = figure.n or int(held.sum())
    middle, low, high = predicted(values[held], arm.world[held], people, LEVEL)
    if figure.what == "responders":
        low, high = max(low, 0.0), min(high, PERCENT)
    inside = None if not math.isfinite(low) else bool(low - 1e-9 <= figure.value <= high + 1e-9)
    return doc.Replayed(
        name=figure.record or f"{figure.arm}, {figure.scale}, {figure.visit}",
        what=figure.what,
        scale=figure.scale,
        visit=figure.visit,
        people=people,
        published=figure.value,
        unit=unit,
        virtual=short(middle),
        interval=doc.Interval(low=short(low), high=short(high)),
        inside=inside,
        used_in_the_fit=figure.record in seen_by_the_fit(),
        sources=tuple(dict.fromkeys((*figure.sources, *record_sources(figure.record)))),
        note=figure.note,
    )


def _values(trial: Trial, arm: ArmReadings, figure: PublishedFigure, at: tuple[int, int]) -> tuple[Array, str]:
    """The figure's own quantity of every person (person,), and its unit."""
    unit = next(item.measure.unit for item in trial.scales if item.scale == figure.scale)
    if figure.what == "score":
        return arm.score[at], unit
    if figure.what == "change":
        return arm.change[at], unit
    if figure.what == "percent":
        # a ratio of means, as papers print it
        return PERCENT * arm.change[at] / float(np.nanmean(arm.start[at[0]])), "%"
    limit = threshold(trial)[0]
    if figure.responder is not None:
        limit = Threshold(figure.responder.points, figure.responder.share)
    met = limit.met(arm.change[at], arm.room[at[0]])
    return np.where(np.isfinite(arm.change[at]), PERCENT * met, np.nan), "% of people"


def record_sources(record: str) -> tuple[str, ...]:
    """The source of an arm of the record of trials; empty where it is none that is replayed."""
    found = _records().get(record)
    return (found,) if found else ()


@functools.cache
def _records() -> Mapping[str, str]:
    text = (resources.files("needlepoint.cohort") / "records.yaml").read_text("utf-8")
    return dict(load_data(text))


@functools.cache
def seen_by_the_fit() -> frozenset[str]:
    """Ids of the arms that the shipped outcome model was fitted to."""
    from ..calibration.outcome.arms import parse_arms
    from ..calibration.outcome.observed import fitted

    text = (resources.files("needlepoint.calibration") / "data" / "trials.csv").read_text("utf-8")
    return frozenset(arm.id for arm in fitted(parse_arms(text, "trials.csv").arms))


@dataclass(frozen=True)
class Table:
    """Published against virtual: (file, title, figure) of every figure of a folder of trials, in order of the files."""

    rows: tuple[tuple[str, str, doc.Replayed], ...]

    def inside(self, *, seen: bool | None = None) -> tuple[int, int]:
        """Figures inside their intervals, and how many there are; seen: only those that the fit saw, or did not."""
        kept = [row for _, _, row in self.rows if seen is None or row.used_in_the_fit is seen]
        return sum(bool(row.inside) for row in kept), len(kept)

    def _count(self, seen: bool | None) -> dict[str, int]:
        inside, of = self.inside(seen=seen)
        return {"inside": inside, "of": of}

    def to_json(self) -> dict[str, Any]:
        """figures, and how many of them are inside: of all, of those that the fit saw, of those that it did not."""
        counts = {"all": None, "seen_by_the_fit": True, "not_seen": False}
        return {
            "level": LEVEL,
            "figures": [
                {"file": file, "title": title, **row.model_dump(mode="json")} for file, title, row in self.rows
            ],
            "inside": {name: self._count(seen) for name, seen in counts.items()},
        }


def replay_folder(folder: Path, tell: Callable[[str, float], None] = lambda what, share: None) -> Table:
    """Every trial of a folder (or one file) with published figures, played out. Raises InputError for a folder without
    one, and for everything that is wrong in a file."""
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else [folder]
    trials = [(file.name, read_trial(file)) for file in files]
    wanted = [(name, trial) for name, trial in trials if trial.published]
    if not wanted:
        allowed = "trial files with a part `published`, such as examples/trials/published"
        raise InputError(Problem(str(folder), "no trial with published figures", allowed))
    rows = []
    for at, (name, trial) in enumerate(wanted):
        tell(name, at / len(wanted))
        rows += [(name, trial.title, row) for row in replayed(trial, readings_of(run_trial(trial)))]
    return Table(tuple(rows))


def markdown(table: Table) -> str:
    """The table of docs/trials.md."""
    lines = ["| figure | what | people | published | virtual (90 % of such trials) | inside | seen by the fit |"]
    lines.append("|---|---|---|---|---|---|---|")
    for _, _, row in table.rows:
        virtual = f"{_short(row.virtual)} ({_short(row.interval.low)} to {_short(row.interval.high)})"
        held = {True: "yes", False: "**no**", None: "not known"}[row.inside]
        cells = f"{row.published:g} {row.unit} | {virtual} | {held} | {'yes' if row.used_in_the_fit else 'no'}"
        lines.append(f"| {row.name} | {row.what}, {row.scale}, {row.visit} | {row.people} | {cells} |")
    return "\n".join(lines) + "\n"


def _short(value: float | None) -> str:
    return "not known" if value is None else f"{value:.3g}"
