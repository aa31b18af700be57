"""What raters wrote of every person, laid out by arm, scale, visit and person: the form that the analysis reads.

Persons stand in order of their number whatever order the blocks came in, so that every sum is taken in one order and
the analysis is the same for any size of block. Changes are in points of the scale, positive where it got better. A twin
is one virtual person, who stands in every arm. ``true`` is what a rater without noise would have written had everybody
come: only a simulation knows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .results import Results
from .trial import BASELINE

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]
ABOUT = ("age", "sex", "phototype", "smoker", "subtype")


@dataclass(frozen=True)
class ArmReadings:
    """One arm. person, world, sessions_done, dropped, downtime, redness: (person,); score, change, true:
    (scale, visit, person), the first two NaN where nothing was written; start, room: (scale, person), the score as
    written at first and the points from it to the scale's best; day: (visit,), days from the first session; failed:
    people of whom the tissue model gave no number at some visit."""

    name: str
    person: Numbers
    world: Numbers
    sessions_done: Numbers
    dropped: Flags
    downtime: Array
    redness: Array
    score: Array
    change: Array
    true: Array
    start: Array
    room: Array
    day: Array
    failed: int = 0

    @property
    def people(self) -> int:
        """How many were assigned."""
        return len(self.person)

    def seen(self, scale: int, visit: int) -> Flags:
        """Whose score was written (person,)."""
        return np.asarray(np.isfinite(self.change[scale, visit]))


@dataclass(frozen=True)
class Readings:
    """All arms, with the names of scales and visits in the order of the trial file. about: facts of the people before
    the first session (person,), of the twins that every arm holds."""

    scales: tuple[str, ...]
    visits: tuple[str, ...]
    arms: tuple[ArmReadings, ...]
    about: Mapping[str, NDArray[Any]]

    def arm(self, name: str) -> ArmReadings:
        """The arm of this name."""
        return next(arm for arm in self.arms if arm.name == name)

    @property
    def persons(self) -> int:
        """Virtual people, each once."""
        return len(np.unique(np.concatenate([arm.person for arm in self.arms])))

    @property
    def worlds(self) -> int:
        """How many worlds they are spread over."""
        return len(np.unique(np.concatenate([arm.world for arm in self.arms])))


def readings_of(results: Results) -> Readings:
    """The readings of a finished trial. Rows stand as ``results`` says: person by person, arms, visits, scales."""
    trial = results.trial
    visits = (BASELINE, *(item.name for item in trial.visits))
    shape = (results.patients, len(trial.arms), len(visits), len(trial.scales))
    table = {name: results.column("scores", name).reshape(shape) for name in WANTED}
    order = np.argsort(table["twin"][:, 0, 0, 0], kind="stable")
    table = {name: values[order] for name, values in table.items()}
    measures = [item.measure for item in trial.scales]
    arms = tuple(_arm(arm.name, at, table, measures) for at, arm in enumerate(trial.arms))
    once = slice(None, None, len(trial.arms) if trial.design == "parallel" else 1)
    about = {name: np.asarray(results.column("people", name)[once])[order] for name in ABOUT}
    return Readings(tuple(item.scale for item in trial.scales), visits[1:], arms, about)


WANTED = (
    "twin",
    "world",
    "day",
    "score",
    "true",
    "change",
    "sessions_done",
    "dropped",
    "failed",
    "downtime_days",
    "worst_redness",
)


def _arm(name: str, at: int, table: Mapping[str, NDArray[Any]], measures: list[Any]) -> ArmReadings:
    mine = {key: values[:, at] for key, values in table.items()}  # (person, visit, scale)
    score, change, true = (np.moveaxis(mine[key].astype(float), 0, -1) for key in ("score", "change", "true"))
    signs = np.asarray([measure.sign for measure in measures])[:, None, None]
    start = score[0]
    return ArmReadings(
        name=name,
        person=mine["twin"][:, 0, 0].astype(np.int64),
        world=mine["world"][:, 0, 0].astype(np.int64),
        sessions_done=mine["sessions_done"][:, :, 0].max(axis=1).astype(np.int64),
        dropped=np.asarray(mine["dropped"].any(axis=(1, 2))),
        downtime=mine["downtime_days"][:, 0, 0].astype(float),
        redness=mine["worst_redness"][:, 0, 0].astype(float),
        score=np.swapaxes(score[1:], 0, 1),
        change=np.swapaxes(change[1:], 0, 1),
        true=signs * (np.swapaxes(true[1:], 0, 1) - true[0][:, None]),
        start=start,
        room=np.stack([measure.points(row) for measure, row in zip(measures, start, strict=True)]),
        day=mine["day"][0, 1:, 0].astype(float),
        failed=int(mine["failed"].any(axis=(1, 2)).sum()),
    )
