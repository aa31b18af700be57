"""Figures of one arm and differences between two, from readings: summaries, responders, number needed to treat.

Complete cases stand beside everybody: the first is what a trial could write down, the second what happened to all who
were assigned. Pairs are compared person by person, over those read on both sides. ``level`` is that of every interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from . import document as doc
from .intervals import (
    Estimate,
    Worlds,
    mean_interval,
    needed_to_treat,
    newcombe,
    newcombe_paired,
    paired_worlds,
    parallel_worlds,
    predicted,
    welch,
    wilson,
    with_model,
    within_worlds,
)
from .readings import ArmReadings, Array, Flags, Numbers

DIGITS = 6
NO_BENEFIT = "no benefit shown: the interval holds a difference of nothing, so the number has no end"
MIDDLE = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Threshold:
    """Who counts as a responder: a gain of so many points, or of so large a share of what can go."""

    points: float | None
    share: float | None

    def met(self, change: Array, room: Array) -> Flags:
        """Whose change (person,) reaches it; NaN does not. room: points from the start to the scale's best."""
        least = np.full(len(change), self.points) if self.points is not None else (self.share or 0.0) * room
        with np.errstate(invalid="ignore"):
            return np.asarray(change >= least - 1e-9)


def short(value: float) -> float | None:
    """Six digits, null where there is no number: the document is the same on every machine."""
    if not math.isfinite(value):
        return None
    rounded = float(f"{value:.{DIGITS}g}")
    return rounded + 0.0  # no negative zero


def interval(found: Estimate) -> doc.Interval:
    """The ends of an estimate."""
    return doc.Interval(low=short(found.low), high=short(found.high))


def ends(low: float, high: float) -> doc.Interval:
    """An interval from its ends."""
    return doc.Interval(low=short(low), high=short(high))


def summary(values: Array, level: float) -> doc.Summary:
    """A distribution over people (person,); missing values are left out."""
    held = values[np.isfinite(values)]
    found = mean_interval(held, level)
    low, first, middle, third, high = np.quantile(held, MIDDLE).tolist() if len(held) else (math.nan,) * 5
    return doc.Summary(
        people=len(held),
        mean=short(found.value),
        mean_interval=interval(found),
        sd=short(float(np.std(held, ddof=1)) if len(held) > 1 else math.nan),
        median=short(middle),
        quartiles=ends(first, third),
        band=ends(low, high),
    )


def mean_with_model(values: Array, true: Array, worlds: Numbers, level: float) -> tuple[Estimate, float]:
    """The mean of people (NaN left out) with the model's uncertainty, and the spread of it between worlds.

    true: the same of everybody without raters' noise, which tells the worlds apart best.
    """
    held, known = np.isfinite(values), np.isfinite(true)
    some, where = values[held], worlds[held]
    plain, spread = mean_interval(some, level), paired_worlds(true[known], worlds[known])
    se = within_worlds(some, where) / math.sqrt(len(some)) if len(some) else math.nan
    return with_model(plain.value, se, max(len(some) - 1.0, 1.0), spread, level), spread.tau


@dataclass(frozen=True)
class Compared:
    """A difference of means. sd: of people within a world (of pairs, or of one arm's people), that power goes by."""

    people: tuple[int, int]
    plain: Estimate
    model: Estimate
    worlds: Worlds
    sd: float


def compare(
    one: tuple[Array, Numbers],
    two: tuple[Array, Numbers],
    *,
    paired: bool,
    twins: bool,
    level: float,
    known: Worlds | None = None,
) -> Compared:
    """Difference of means, first less second; each (values, worlds). twins: both rows are of the same people in the
    same order, so that the worlds can be told apart by pairs even where the people are compared as strangers; known:
    their spread where better figures tell it (everybody, without raters' noise)."""
    if twins:
        held = np.isfinite(one[0]) & np.isfinite(two[0])
        apart, where = (one[0] - two[0])[held], one[1][held]
        spread = known or paired_worlds(apart, where)
    if twins and paired:
        plain, n = mean_interval(apart, level), len(apart)
        sd = within_worlds(apart, where)
        se = sd / math.sqrt(n) if n else math.nan
        return Compared((n, n), plain, with_model(plain.value, se, max(n - 1.0, 1.0), spread, level), spread, sd)
    (first, where), (second, there) = _held(*one), _held(*two)
    plain = welch(first, second, level)
    if not twins:
        spread = known or parallel_worlds(first, where, second, there)
    inside = within_worlds(first, where), within_worlds(second, there)
    sizes = len(first), len(second)
    se = math.sqrt(sum(sd**2 / n for sd, n in zip(inside, sizes, strict=True))) if all(sizes) else math.nan
    sd = math.sqrt((inside[0] ** 2 + inside[1] ** 2) / 2)
    return Compared(sizes, plain, with_model(plain.value, se, plain.df, spread, level), spread, sd)


def _held(values: Array, worlds: Numbers) -> tuple[Array, Numbers]:
    held = np.isfinite(values)
    return values[held], worlds[held]


def p_value(found: Estimate) -> float:
    """Two-sided, of no difference; NaN without a standard error."""
    if not (found.se > 0):
        return math.nan
    return float(2.0 * stats.t.sf(abs(found.value / found.se), found.df))


def share_with_model(met: Flags, worlds: Numbers, level: float) -> doc.Interval:
    """A share of people with the model's uncertainty, kept between 0 and 1."""
    _, low, high = predicted(met.astype(float), worlds, len(met), level)
    return ends(max(low, 0.0), min(high, 1.0)) if math.isfinite(low) else ends(math.nan, math.nan)


def responders(arm: ArmReadings, at: tuple[int, int], limit: Threshold, level: float) -> doc.Responders:
    """Responders of an arm at (scale, visit), and how people fell into four groups around the threshold."""
    scale, visit = at
    seen = arm.seen(scale, visit)
    change, room = arm.change[scale, visit][seen], arm.room[scale][seen]
    met = limit.met(change, room)
    low, high = wilson(int(met.sum()), len(met), level)
    everybody = limit.met(arm.true[scale, visit], arm.room[scale])
    return doc.Responders(
        arm=arm.name,
        people=len(met),
        responders=int(met.sum()),
        share=short(float(met.mean()) if len(met) else math.nan),
        interval=ends(low, high),
        with_model=share_with_model(met, arm.world[seen], level),
        full_share=short(float(everybody.mean()) if len(everybody) else math.nan),
        grades=_grades(change, room, limit, met),
    )


def _grades(change: Array, room: Array, limit: Threshold, met: Flags) -> dict[str, float]:
    """Shares of people: reached it; at least half of it; less either way; worse by half of it or more."""
    if not len(change):
        return {}
    half = Threshold(limit.points and limit.points / 2, limit.share and limit.share / 2)
    some, worse = half.met(change, room), half.met(-change, room)
    found = {"responder": met, "some": some & ~met, "little": ~some & ~worse, "worse": worse & ~some}
    return {name: float(f"{group.mean():.{DIGITS}g}") for name, group in found.items()}


def needed(
    first: ArmReadings, second: ArmReadings, at: tuple[int, int], limit: Threshold, *, paired: bool, level: float
) -> doc.NeededToTreat:
    """The difference of the responder shares at (scale, visit) and the number needed to treat."""
    rows = [_met(arm, at, limit) for arm in (first, second)]
    both = np.isfinite(rows[0]) & np.isfinite(rows[1]) if paired else None
    met = [row[np.isfinite(row) if both is None else both] > 0.5 for row in rows]
    counts = [(int(each.sum()), len(each)) for each in met]
    found = newcombe_paired(met[0], met[1], level) if paired else newcombe(counts[0], counts[1], level)
    value, low, high = found
    number = needed_to_treat(value, low, high)
    alike = twins(first, second)
    model = compare((rows[0], first.world), (rows[1], second.world), paired=paired, twins=alike, level=level).model
    told = math.isfinite(model.low)
    return doc.NeededToTreat(
        first=first.name,
        second=second.name,
        difference=short(value),
        interval=ends(low, high),
        with_model=ends(max(model.low, -1.0), min(model.high, 1.0)) if told else interval(model),
        number=short(number[0]) if number else None,
        number_interval=ends(number[1], number[2]) if number else ends(math.nan, math.nan),
        words=_needed_words(first.name, second.name, number),
    )


def _met(arm: ArmReadings, at: tuple[int, int], limit: Threshold) -> Array:
    """1 for responders, 0 for others, NaN where nothing was written (person,)."""
    change = arm.change[at]
    return np.where(np.isfinite(change), limit.met(change, arm.room[at[0]]), np.nan)


def twins(first: ArmReadings, second: ArmReadings) -> bool:
    """Whether both arms hold the same people."""
    return len(first.person) == len(second.person) and bool(np.all(first.person == second.person))


def _needed_words(first: str, second: str, number: tuple[float, float, float] | None) -> str:
    if number is None:
        return NO_BENEFIT
    least, most = sorted(abs(end) for end in number[1:])
    middle = abs(number[0])
    people = math.ceil(middle - 1e-9)
    told = f"{people} {'person' if people == 1 else 'people'} (number needed {middle:.1f}, {least:.1f} to {most:.1f})"
    if number[0] > 0:
        return f"treat {told} with {first} instead of {second} for one more responder"
    return f"treating {told} with {first} instead of {second} costs one responder"


def tested(difference: Compared, everybody: Compared) -> dict[str, object]:
    """The fields of a difference in the document."""
    plain = difference.plain
    return {
        "people": difference.people,
        "value": short(plain.value),
        "se": short(plain.se),
        "interval": interval(plain),
        "with_model": interval(difference.model),
        "tau": short(difference.worlds.tau),
        "probability": short(difference.worlds.probability),
        "p_value": short(p_value(plain)),
        "full_value": short(everybody.plain.value),
        "full_interval": interval(everybody.plain),
    }
