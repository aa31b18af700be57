"""Recovery after a session as a person plans it: signs with bands, downtime, and the days that matter.

Downtime: until makeup covers the redness. Back to work: redness under ``work_redness``. Event-safe: the first day on
which the high end of every sign is under ``settled_sign`` and stays there. Makeup never before the day that care
allows. A day that does not come within those looked at is None, never the last one. Each of them says why.

The clock: how long published pages expect each sign, and how long they tolerate it (recovery bands); what lasts longer
is looked at. Days from the session.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem, did_you_mean
from ..evidence import load_parameters, source
from .signs import LABELS, Signs, downtime_days

Array = NDArray[np.float64]

INTERVAL = 0.9
MAKEUP_WAIT_DAYS = 1
CLOCK = {
    "redness": ("redness_expected", "redness_tolerated"),
    "swelling": ("swelling_expected", "swelling_tolerated"),
    "tightness": ("tightness_expected", "tightness_tolerated"),
    "flaking": ("flaking_expected", "flaking_tolerated"),
    "pain": ("pain_expected", "pain_tolerated"),
    "bruising": ("bruising_expected", "bruising_tolerated"),
}

Standing = Literal["expected", "tolerated", "late"]


@dataclass(frozen=True)
class Band:
    """Median and interval of a figure (scalars), or of a curve (one value a day)."""

    median: float | tuple[float, ...]
    low: float | tuple[float, ...]
    high: float | tuple[float, ...]


@dataclass(frozen=True)
class BackTo:
    """When something is possible again. day: None when later than the days looked at; why: in words, with sources."""

    id: Literal["makeup", "work", "event_safe"]
    label: str
    day: int | None
    why: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Recovery:
    """signs: a band by day for each; downtime: a band (days); makeup, work and event-safe: first such day, None when
    later than the days looked at; back_to: the same three with their reasons."""

    days: tuple[int, ...]
    signs: Mapping[str, Band]
    downtime: Band
    makeup_day: int | None
    work_day: int | None
    event_safe_day: int | None
    back_to: tuple[BackTo, ...] = ()


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
    until = downtime_days(grades["redness"])
    covered = float(np.median(until)) if until.size else math.nan
    makeup = max(MAKEUP_WAIT_DAYS, math.ceil(covered)) if math.isfinite(covered) else None
    work = first_day_below(redness, parameters["work_redness"], signs.days)
    safe = first_day_below(highest, parameters["settled_sign"], signs.days)
    slowest = max(LABELS, key=lambda name: _last_above(bands[name], parameters["settled_sign"]))
    return Recovery(
        days=signs.days,
        signs=bands,
        downtime=band(np.minimum(until, float(signs.days[-1]))),
        makeup_day=makeup,
        work_day=work,
        event_safe_day=safe,
        back_to=(
            _makeup(makeup, covered),
            _work(work, parameters["work_redness"]),
            _event(safe, slowest, signs.days[-1]),
        ),
    )


def _last_above(sign: Band, level: float) -> int:
    above = np.nonzero(np.asarray(sign.high) >= level)[0]
    return int(above[-1]) if above.size else -1


def _back_to(id: Literal["makeup", "work", "event_safe"], label: str, day: int | None, why: str, *cited: str) -> BackTo:
    for item in cited:
        source(item)
    return BackTo(id, label, day, why, cited)


def _makeup(day: int | None, covered: float) -> BackTo:
    if day is None:
        why = "In the middle person the redness is still too strong to cover at the end of the days looked at."
    elif covered <= MAKEUP_WAIT_DAYS:
        why = "The holes need a full day before anything with colour goes on; by then makeup covers the redness."
    else:
        why = "Until then the redness is too strong for makeup to cover (in the middle person)."
    return _back_to("makeup", "Makeup", day, why, "SKP", "recovery_bands", "needlepoint")


def _work(day: int | None, level: float) -> BackTo:
    why = f"From then on most people would go to work with this much redness (under a grade of {level:g} of 4)."
    if day is None:
        why = f"The redness stays above what most people would go to work with (a grade of {level:g} of 4)."
    return _back_to("work", "Back to work", day, why, "needlepoint", "recovery_bands")


def _event(day: int | None, slowest: str, last: int) -> BackTo:
    sign = LABELS[slowest].lower()
    why = f"By then 19 of 20 people show nothing that others would notice; the last to go is: {sign}."
    if day is None:
        why = f"Later than day {last}: in 1 of 20 people others may still notice: {sign}."
    return _back_to("event_safe", "Safe for an event", day, why, "recovery_bands", "needlepoint")


def clock_days(sign: str) -> tuple[float, float]:
    """Days up to which a sign is expected, and up to which it is tolerated. Raises InputError for an unknown sign."""
    if sign not in CLOCK:
        raise InputError(Problem("sign", repr(sign), ", ".join(CLOCK), did_you_mean(sign, CLOCK)))
    parameters, (expected, tolerated) = load_parameters("recovery"), CLOCK[sign]
    return parameters[expected], parameters[tolerated]


def standing(sign: str, day: float) -> Standing:
    """Whether a sign that still shows on this day after a session is expected, tolerated, or late.

    Raises InputError for an unknown sign and for a day before the session.
    """
    expected, tolerated = clock_days(sign)
    if not day >= 0.0:
        raise InputError(Problem("day", f"{day:g}", "0 (the day of the session) or later"))
    return "expected" if day <= expected else "tolerated" if day <= tolerated else "late"


def first_day_below(curve: Array, level: float, days: tuple[int, ...]) -> int | None:
    """The first day from which the curve stays below the level; None when it does not within the days."""
    above = np.nonzero(curve >= level)[0]
    if not above.size:
        return days[0]
    after = int(above[-1]) + 1
    return days[after] if after < len(days) else None
