"""How a share improved reads on a scale: what can be scored in a trial, from which start, and how far it goes.

    score = start - (start - best) share                (a severity: lower is better)
    score = 4 - 3 share, or 0 + 3 share                 (global improvement, coded low good or high good)
    score = 100 share                                   (improvement in percent: quartiles, what patients say)

Scores are means that a rater would write, not forced to whole steps: the fitted spread between people was read from
printed spreads, in which the rounding is. Scales are those of ``scales`` and the instruments of the outcome model.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem, did_you_mean
from ..evidence import load_parameters
from ..outcome.instruments import GAIS_NO_CHANGE, GAIS_STEPS, Instrument, best_score, instruments
from ..scales import scales

Array = NDArray[np.float64]

OF_SCALE = {
    "posas_observer": "posas",
    "posas_patient": "posas",
    "gais_low_good": "gais",
    "gais_high_good": "gais",
}
"""Scales whose instrument has another name."""
CODED = ("gais", "posas")
"""Instruments that are only known by the name of one of their scales."""
PERCENT = 100.0
HALF_A_GRADE = 0.5


@dataclass(frozen=True)
class Measure:
    """One scale in a trial. better: which end; low, high: ends of the scale (None: open); start: the score of everybody
    before the first session, None where people differ; best: the score of a lesion that is gone."""

    id: str
    label: str
    unit: str
    instrument: Instrument
    better: Literal["lower", "higher"]
    low: float | None
    high: float | None
    start: float | None
    best: float

    @property
    def sign(self) -> float:
        """+1 where a higher score is better, else -1."""
        return 1.0 if self.better == "higher" else -1.0

    def points(self, start: Array) -> Array:
        """Points of the scale for a share of 1, 0 or more (person,)."""
        if self.start is not None:
            return np.full(np.shape(start), abs(self.best - self.start))
        return np.maximum(self.sign * (self.best - start), 0.0)

    def read(self, start: Array, share: Array) -> Array:
        """Scores (person, ...) at these shares improved (person, ...), kept within the scale; start (person,)."""
        wide = (..., *[None] * (share.ndim - 1))
        found = start[wide] + self.sign * self.points(start)[wide] * share
        return np.asarray(np.clip(found, self.low, self.high) if (self.low, self.high) != (None, None) else found)

    def detectable(self, start: float) -> float:
        """The least change of a person (points) that can be told apart: half a grade on a graded scale, the published
        detectable change where there is one, else a share of the start."""
        if self.instrument.kind == "gais" or self.instrument.family == "grade":
            return HALF_A_GRADE
        known = scales().get(self.id)
        least = known.mdc if known else None
        return float(least or load_parameters("outcome")["visible_share"] * float(self.points(np.asarray([start]))[0]))


def measurable() -> tuple[str, ...]:
    """Every name that a trial may score."""
    return tuple(dict.fromkeys([*(id for id in scales() if _instrument(id)), *_plain()]))


def _plain() -> list[str]:
    return [id for id, item in instruments().items() if not item.silent and id not in CODED]


def _instrument(id: str) -> Instrument | None:
    found = instruments().get(OF_SCALE.get(id, id))
    return found if found is not None and not found.silent else None


@functools.cache
def measure_of(id: str) -> Measure:
    """The measure of this name. Raises InputError for one the outcome model does not speak of, with the nearest."""
    item = _instrument(id) if id not in CODED else None
    if item is None:
        known = measurable()
        silent = instruments().get(id)
        why = f" ({silent.silent})" if silent and silent.silent else ""
        raise InputError(Problem("scale", f"{id!r}{why}", ", ".join(known), did_you_mean(id, known)))
    if item.kind == "gais":
        return _global(id, item)
    if item.kind == "rating":
        return Measure(id, item.label, "percent", item, "higher", -PERCENT, PERCENT, 0.0, PERCENT)
    known_scale = scales().get(id)
    low, high = (known_scale.low, known_scale.high) if known_scale else (item.low, item.high)
    label, unit = (known_scale.label, known_scale.unit) if known_scale else (item.label, "points")
    return Measure(id, label, unit, item, "lower", low, high, None, best_score(item))


def _global(id: str, item: Instrument) -> Measure:
    """Global improvement: three steps from no change; one step of getting worse at the other end."""
    known = scales()[id]
    if id == "gais_low_good":
        best = GAIS_NO_CHANGE - GAIS_STEPS
        return Measure(id, known.label, known.unit, item, "lower", best, GAIS_NO_CHANGE + 1.0, GAIS_NO_CHANGE, best)
    return Measure(id, known.label, known.unit, item, "higher", -1.0, GAIS_STEPS, 0.0, GAIS_STEPS)
