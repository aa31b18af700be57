"""Recovery signs by day after one session: redness, swelling, tightness, flaking, soreness, bruises, each 0 (none) to 4
(severe).

Redness follows the tissue model: 4 R^m/(R^m + half^m). The others have no tissue state of their own; they follow
published clocks (swelling a day, flaking days 1 to 3, dryness to day 7, bruises a week), scaled by how strong the
session was: intensity = 2 R0/(R0 + half), R0 the erythema on the evening of the visit; bruises by its square, since
shallow needling leaves none. Swelling, soreness and bruises fade as exp(-t/fade), tightness and flaking rise and fall
as (t/d)^2 exp(2 - 2 t/d) around their day d. Each person draws their own constants.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..evidence import load_parameters
from ..healing import Tissue
from ..randomness import drawn_parameters

Array = NDArray[np.float64]

DAYS = tuple(range(15))
EVENING = 0.25
LABELS = {
    "redness": "Redness",
    "swelling": "Swelling",
    "tightness": "Tightness and dryness",
    "flaking": "Flaking",
    "pain": "Soreness",
    "bruising": "Pinpoint bleeding and bruises",
}


@dataclass(frozen=True)
class Signs:
    """Grades (draw, day) of every sign on ``days`` after the session (day 0: the evening of the visit)."""

    days: tuple[int, ...]
    grades: Mapping[str, Array]


def sample_days() -> tuple[float, ...]:
    """The moments at which the tissue must be known: the evening of the visit, then every day at the same hour."""
    return (EVENING, *(float(day) for day in DAYS[1:]))


def _bell(day: Array, peak_day: Array) -> Array:
    ratio = day / peak_day
    return np.asarray(ratio**2 * np.exp(2.0 - 2.0 * ratio))


def graded_redness(erythema: Array, half: Array | float, power: Array | float | None = None) -> Array:
    """Redness 0-4 that shows at this erythema of the tissue model; power: None = as stated."""
    m = load_parameters("recovery")["redness_power"] if power is None else power
    shown = np.maximum(erythema, 0.0) ** m
    return np.asarray(4.0 * shown / (shown + np.asarray(half) ** m))


def recovery_signs(erythema: Array, *, seed: int, person: int = 0) -> Signs:
    """Signs from the tissue model's erythema (draw, day) at :func:`sample_days` after one session."""
    return signs_of(erythema, draw_signs(len(erythema), seed=seed, person=person))


def draw_signs(count: int, *, seed: int, person: int = 0) -> Sequence[dict[str, float]]:
    """``count`` draws of the constants behind the signs."""
    return drawn_parameters(load_parameters("recovery"), count, seed=seed, person=person, process="recovery")


def signs_of(erythema: Array, draws: Sequence[Mapping[str, float]]) -> Signs:
    """Signs of each row of erythema (draw, day) under its own constants, see :func:`draw_signs`."""
    return _signs(erythema, {name: np.asarray([[draw[name]] for draw in draws]) for name in draws[0]})


def central_signs(erythema: Array) -> Signs:
    """Signs at the stated constants; erythema (draw, day)."""
    parameters = load_parameters("recovery")
    return _signs(erythema, {name: np.full((1, 1), parameters[name]) for name in parameters.names()})


def _signs(erythema: Array, p: Mapping[str, Array]) -> Signs:
    day = np.asarray(sample_days())[None, :]
    intensity = 2.0 * erythema[:, :1] / (erythema[:, :1] + p["intensity_half"])
    grades = {
        "redness": graded_redness(erythema, p["redness_half"], p["redness_power"]),
        "swelling": intensity * p["swelling_peak"] * np.exp(-(day - EVENING) / p["swelling_fade"]),
        "tightness": intensity * p["tightness_peak"] * _bell(day, p["tightness_day"]),
        "flaking": intensity * p["flaking_peak"] * _bell(day, p["flaking_day"]),
        "pain": intensity * p["pain_peak"] * np.exp(-(day - EVENING) / p["pain_fade"]),
        "bruising": intensity**2 * p["bruise_peak"] * np.exp(-(day - EVENING) / p["bruise_fade"]),
    }
    return Signs(DAYS, {name: np.clip(values, 0.0, 4.0) for name, values in grades.items()})


def worst_erythema(result: Tissue) -> Array:
    """Erythema (draw, day) of the zone that is reddest on the evening of the visit, draw by draw."""
    values = result.output("erythema")
    worst = np.argmax(np.nan_to_num(values[..., 0]), axis=1)
    return np.asarray(np.take_along_axis(values, worst[:, None, None], axis=1)[:, 0])


def downtime_days(redness: Array) -> Array:
    """Days (draw,) from the visit until makeup covers the redness (lines between days); 0 when it always does."""
    level = load_parameters("recovery")["coverable_redness"]
    return np.asarray([_falls_below(row, level) for row in redness])


def _falls_below(grades: Array, level: float) -> float:
    above = np.nonzero(grades > level)[0]
    if not above.size:
        return 0.0
    last = int(above[-1])
    if last == len(grades) - 1:
        return math.inf
    share = (grades[last] - level) / (grades[last] - grades[last + 1])
    return float(last + share)
