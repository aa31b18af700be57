"""Virtual people: who each of them is, drawn from the population, keyed by (seed, person, process).

    age = clip(mean + sd z)     severity = clip(mean + sd z)     words: by the cumulated shares
    layer = mean(zone, sex, age) + cut(z) spread sd(zone)        one z for the dermis, one for the epidermis
    gone after day t: P = 1 - (1 - drop_out)^(t / last visit)    a session is missed where u < missed_sessions

A person depends on the seed and their own number alone, not on how many there are nor on their arm. mm, years, days.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..randomness import scores
from ..skin import Layers, layers
from .population import Normal, Population, Shares
from .trial import Trial

if TYPE_CHECKING:
    import xarray

MOST_SESSIONS = 64
THINNEST = 0.3
"""Of a zone's mean, the least that a layer of a person may be."""
ABOUT = ("age", "sex", "phototype", "smoker", "subtype", "dermis", "epidermis", "drop_out")


@dataclass(frozen=True)
class Person:
    """One virtual person. number: their place in the population; dermis_z, epidermis_z: standard deviations from the
    mean of a zone; severity: true starting score by scale; drop_out_day: infinite = stays; missed: chance score (0-1)
    of each session after the first, missed where below the trial's share."""

    number: int
    age: float
    sex: str
    phototype: str
    smoker: bool
    subtype: str
    dermis_z: float
    epidermis_z: float
    severity: Mapping[str, float]
    drop_out_day: float
    missed: tuple[bool, ...]

    def layers(self, zone: str) -> Layers:
        """This person's layers of a zone (mm)."""
        mean = layers(zone, self.sex, self.age)
        dermis = max(mean.dermis_mm + self.dermis_z * mean.dermis_sd, THINNEST * mean.dermis_mm)
        epidermis = max(mean.epidermis_mm + self.epidermis_z * mean.epidermis_sd, THINNEST * mean.epidermis_mm)
        papillary = mean.papillary_mm * min(dermis / mean.dermis_mm, 1.0)
        corneum = mean.stratum_corneum_mm * min(epidermis / mean.epidermis_mm, 1.0)
        return dataclasses.replace(
            mean, dermis_mm=dermis, epidermis_mm=epidermis, papillary_mm=papillary, stratum_corneum_mm=corneum
        )


def even(z: float) -> float:
    """A standard normal score as a number evenly spread between 0 and 1."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def _cut(z: float, item: Normal) -> float:
    return min(max(item.mean + item.sd * z, item.low), item.high)


def _word(z: float, item: Shares) -> str:
    left = even(z)
    for word, share in item.shares.items():
        left -= share
        if left < 0.0:
            return word
    return next(word for word, share in reversed(item.shares.items()) if share > 0.0)


def person(trial: Trial, number: int) -> Person:
    """The virtual person of this number."""
    who: Population = trial.population
    z = dict(zip(ABOUT, _scores(trial, number, len(ABOUT), "cohort: person"), strict=True))
    thick = who.thickness
    return Person(
        number=number,
        age=_cut(z["age"], who.age),
        sex=_word(z["sex"], who.sex),
        phototype=_word(z["phototype"], who.phototype),
        smoker=even(z["smoker"]) < who.smoker.value,
        subtype=_word(z["subtype"], who.subtype),
        dermis_z=thick.spread * min(max(z["dermis"], -thick.cut), thick.cut),
        epidermis_z=thick.spread * min(max(z["epidermis"], -thick.cut), thick.cut),
        severity={item.scale: _severity(trial, number, item.scale) for item in trial.scales},
        drop_out_day=_drop_out_day(trial, even(z["drop_out"])),
        missed=tuple(even(one) < trial.missing for one in _scores(trial, number, MOST_SESSIONS, "cohort: attendance")),
    )


def _scores(trial: Trial, number: int, width: int, process: str) -> list[float]:
    return [float(one) for one in scores(1, width, seed=trial.seed, person=number, process=process)[0]]


def _severity(trial: Trial, number: int, scale: str) -> float:
    """True starting score, kept where something can improve; scales of one person rise together."""
    reading = next(item for item in trial.scales if item.scale == scale)
    found, measure = trial.population.severity_of(scale), reading.measure
    if reading.baseline is not None and measure.start is None:
        low = measure.low if measure.low is not None else -math.inf
        high = measure.high if measure.high is not None else math.inf
        ends = (found.low, found.high) if found else (low, high)
        low, high = (end if end == end else 0.0 for end in ends)
        mean = reading.baseline.mean
        found = Normal(mean=mean, sd=reading.baseline.sd, low=min(low, mean), high=max(high, mean))
    if found is None:
        return math.nan
    return _cut(_scores(trial, number, 1, "cohort: severity")[0], found)


def _drop_out_day(trial: Trial, u: float) -> float:
    """Day after which a person is gone: a constant hazard, with ``drop_out`` of people gone by the last visit."""
    share = trial.dropping_out
    if share <= 0.0:
        return math.inf
    last = max(trial.visit_day(visit, arm) for visit in trial.visits for arm in trial.arms)
    day = last * math.log1p(-u) / math.log1p(-share) if u < 1.0 else math.inf
    return day if day < last else math.inf


def world_of(trial: Trial, number: int) -> int:
    """The world that a person lives in: equal groups."""
    return number % trial.worlds


def people(trial: Trial, numbers: Sequence[int]) -> xarray.Dataset:
    """These virtual people, by ``person``: age, sex, phototype, smoker, subtype, thickness, severity by scale, days."""
    import xarray

    found = [person(trial, number) for number in numbers]
    zone = first_zone(trial)
    skins = [one.layers(zone) for one in found]
    scales = [item.scale for item in trial.scales]
    severity = np.asarray([[one.severity[name] for name in scales] for one in found]).reshape(len(found), len(scales))

    def column(values: Sequence[object], unit: str = "1") -> tuple[str, NDArray[np.generic], dict[str, str]]:
        return "person", np.asarray(values), {"units": unit}

    return xarray.Dataset(
        {
            "age": column([one.age for one in found], "year"),
            "sex": column([one.sex for one in found]),
            "phototype": column([one.phototype for one in found]),
            "smoker": column([one.smoker for one in found]),
            "subtype": column([one.subtype for one in found]),
            "dermis": column([skin.dermis_mm for skin in skins], "mm"),
            "epidermis": column([skin.epidermis_mm for skin in skins], "mm"),
            "world": column([world_of(trial, one.number) for one in found]),
            "drop_out_day": column([one.drop_out_day for one in found], "day"),
            "severity": (("person", "scale"), severity, {"units": "points"}),
        },
        coords={"person": np.asarray(numbers), "scale": scales},
        attrs={"population": trial.population.label, "zone": zone, "seed": trial.seed},
    )


def first_zone(trial: Trial) -> str:
    """The first zone that any arm treats; a cheek where none does."""
    return next((arm.course.zones[0] for arm in trial.arms if arm.course), "cheek_left")
