"""Recovery after a session as a person plans it: signs with bands, downtime, and the days that matter.

Downtime: until makeup covers the redness. Back to work: redness under ``work_redness``. Event-safe: the first day on
which the high end of every sign is under ``settled_sign`` and stays there. Makeup never before the day that care
allows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..evidence import load_parameters
from .signs import LABELS, Signs, downtime_days

Array = NDArray[np.float64]

INTERVAL = 0.9
MAKEUP_WAIT_DAYS = 1


@dataclass(frozen=True)
class Band:
    """Median and interval of a figure (scalars), or of a curve (one value a day)."""

    median: float | tuple[float, ...]
    low: float | tuple[float, ...]
    high: float | tuple[float, ...]


@dataclass(frozen=True)
class Recovery:
    """signs: a band by day for each; downtime_days: a band; makeup, work and event-safe: first such day, None when
    later than the days looked at."""

    days: tuple[int, ...]
    signs: Mapping[str, Band]
    downtime: Band
    makeup_day: int | None
    work_day: int | None
    event_safe_day: int | None


def band(values: Array) -> Band:
    """Median and 90 % interval over draws (the first axis); draws that failed (NaN) are left out."""
    usable = np.isfinite(values.reshape(len(values), -1)).all(axis=1)
    held = values[usable] if usable.any() else values  # with no draw left the band is NaN, not a crash
    low, median, high = np.quantile(held, [0.5 - INTERVAL / 2, 0.5, 0.5 + INTERVAL / 2], axis=0)
    if np.ndim(median) == 0:
        return Band(float(median), float(low), float(high))
    return Band(tuple(map(float, median)), tuple(map(float, low)), tuple(map(float, high)))


def recovery(signs: Signs) -> Recovery:
    """The recovery from graded signs (draw, day)."""
    parameters = load_parameters("recovery")
    usable = np.isfinite(signs.grades["redness"]).all(axis=1)
    grades = {name: values[usable] for name, values in signs.grades.items()}
    bands = {name: band(values) for name, values in grades.items()}
    highest = np.max([bands[name].high for name in LABELS], axis=0)
    redness = np.asarray(bands["redness"].median)
    downtime = band(np.minimum(downtime_days(grades["redness"]), float(signs.days[-1])))
    makeup = max(MAKEUP_WAIT_DAYS, math.ceil(float(downtime.median)))  # type: ignore[arg-type]
    return Recovery(
        days=signs.days,
        signs=bands,
        downtime=downtime,
        makeup_day=makeup,
        work_day=first_day_below(redness, parameters["work_redness"], signs.days),
        event_safe_day=first_day_below(highest, parameters["settled_sign"], signs.days),
    )


def first_day_below(curve: Array, level: float, days: tuple[int, ...]) -> int | None:
    """The first day from which the curve stays below the level; None when it does not within the days."""
    above = np.nonzero(curve >= level)[0]
    if not above.size:
        return days[0]
    after = int(above[-1]) + 1
    return days[after] if after < len(days) else None
