"""What people will see: the change of a score by day, for the average person of a new study and for one person.

Equations: `model`. One row of the fitted table a draw; a new study's deviation, the scar type, the person and the rater
are drawn beside it. Spread of the tissue draws counts as part of the person's spread, not on top of it. Where needling
was never tried alone (melasma, hair) its own share is drawn evenly between none and all of what the combination did;
where no trial has numbers (pores, texture) only the direction is told. Change is positive where it is better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..case import Goal
from ..evidence import load_parameters, source
from ..healing import Tissue
from ..randomness import scores
from ..scales import scales
from .features import collagen_gains, released_by_day
from .instruments import GAIS_NO_CHANGE, GAIS_STEPS, Instrument, Spoken, best_score, instruments, spoken
from .model import LOWEST, SLOPE, STRENGTH_DAY, column, improved, lagged, shares, sigmoid, signal
from .posterior import OutcomeTable, outcome_posterior
from .summary import zone_mean

Array = NDArray[np.float64]

DRAWS = 400
OWN = {"masi": "melasma_score", "mmasi": "melasma_score", "posas_observer": "posas", "posas_patient": "posas"}
HAIR = {"hair_density_cm2": 1.0, "hair_density_in2": 6.4516}
"""Hairs on one of these for a hair per cm2."""
SCALE_IDS = {"gais": "gais_low_good", "melasma_score": "mmasi", "hair": "hair_density_cm2"}
TYPES = ("rolling", "boxcar", "ice_pick")
SMALLEST_PERSON = 0.5
"""Of the spread between people, what is left at least once the spread of the tissue draws is taken off."""


@dataclass(frozen=True)
class Expected:
    """What is expected of one concern. scale: id of the scale, None where only a direction can be told; baseline: the
    score it starts from, None when the case gives none (a usual one is taken); days from the first session.

    change (draw, day): points of the scale, positive is better, one person, rater noise included; mean_change: the
    average person of a new study; control: no treatment; identifiable: whether needling alone was ever measured; why.
    """

    concern: str
    scale: str | None
    baseline: float | None
    days: tuple[float, ...]
    change: Array
    mean_change: Array
    control: Array
    identifiable: bool
    why: str
    sources: tuple[str, ...]
    half_step: float = 0.5
    full_step: float = 1.0


@dataclass(frozen=True)
class Chances:
    """Shares of people like this one. half_grade: gain at least ``half_step`` (the smallest change that can be told
    apart, half a grade on a graded scale); full_grade: at least ``full_step``; nothing_visible: neither gain nor lose
    so much; worse: lose at least ``half_step``."""

    half_grade: float
    full_grade: float
    nothing_visible: float
    worse: float


def expected(
    goals: Sequence[Goal],
    tissue: Tissue,
    areas: Sequence[float],
    session_days: Sequence[float],
    released: Sequence[float] | None = None,
    *,
    seed: int,
    draws: int = DRAWS,
    person: int = 0,
) -> tuple[Expected, ...]:
    """What to expect of every goal.

    tissue: the course's forecast on its days (from day 0); areas: of its zones (cm2); released: share of scar strands
    released after each session (None: the tissue's own, where it has it); draws: of the outcome model.
    """
    table = outcome_posterior()
    rows = table.drawn(draws, seed=seed, person=person)
    # antithetic pairs, so that medians of few draws stand near the middle
    noise = scores(draws, 6, seed=seed, person=person, process="outcome: person").T
    usable = [at for at in range(len(tissue.values)) if all(draw != at for draw, _ in tissue.failed)]
    held = tissue if not tissue.failed or not usable else _only(tissue, usable)
    return tuple(_expected(goal, held, areas, session_days, released, table, rows, noise) for goal in goals)


def _only(tissue: Tissue, usable: Sequence[int]) -> Tissue:
    released = None if tissue.released is None else np.asarray(tissue.released[list(usable)])
    return replace(tissue, values=np.asarray(tissue.values[list(usable)]), failed=(), released=released)


def _expected(
    goal: Goal,
    tissue: Tissue,
    areas: Sequence[float],
    session_days: Sequence[float],
    released: Sequence[float] | None,
    table: OutcomeTable,
    rows: Mapping[str, Array],
    noise: Array,
) -> Expected:
    item = spoken()[goal.concern]
    severity = goal.severity
    named = severity.scale if severity else None
    instrument = instruments().get(OWN.get(named or "", named or "") or item.instrument or "")
    if item.speaks == "direction":
        instrument, severity = None, None
    baseline = severity.score if severity else None
    for id in item.sources:
        source(id)
    drift = _drift(rows, noise, np.asarray(tissue.days, float))
    if item.speaks == "wide":
        return _wide(goal, item, _scale_id(instrument, named), baseline, tissue.days, drift, noise)
    mean, one, control = _shares(goal, item, instrument, tissue, areas, session_days, released, table, rows, noise)
    points, full, half = _points(instrument, baseline)
    worst, best = _room(instrument, named, baseline)
    return Expected(
        concern=goal.concern,
        scale=_scale_id(instrument, named) if item.speaks == "yes" else None,
        baseline=_start(instrument, baseline) if item.speaks == "yes" else None,
        days=tuple(map(float, tissue.days)),
        change=np.clip(points * one, worst, best),
        mean_change=np.clip(points * mean, worst, best),
        control=np.clip(points * control, worst, best),
        identifiable=item.speaks == "yes",
        why=item.why,
        sources=tuple(dict.fromkeys((*item.sources, *table.sources))),
        half_step=half,
        full_step=full,
    )


def _drift(rows: Mapping[str, Array], noise: Array, days: Array) -> Array:
    """Drift of the mean in this study (draw, day), from 0 on the first day."""
    onset = 1.0 - np.exp(-days / load_parameters("outcome")["drift_days"])
    return np.asarray(column(rows["drift"] + rows["drift_sd"] * noise[0]) * onset)


def _shares(
    goal: Goal,
    item: Spoken,
    instrument: Instrument | None,
    tissue: Tissue,
    areas: Sequence[float],
    session_days: Sequence[float],
    released: Sequence[float] | None,
    table: OutcomeTable,
    rows: Mapping[str, Array],
    noise: Array,
) -> tuple[Array, Array, Array]:
    """Share improved: the mean of a new study, one person, one person untreated; each (draw, day)."""
    days = np.asarray(tissue.days, float)
    gains = _features(goal, tissue, areas, session_days, released)
    middle = {name: np.median(curves, axis=0)[None] for name, curves in gains.items()}
    typical, mine = (_course(days, curves, session_days, table, rows) for curves in (middle, gains))
    # what raters call better differs between studies too
    lenient = rows["leniency_sd"] if instrument is not None and instrument.kind == "gais" else 0.0
    study = column(1.0 + rows["study_sd"] * noise[1] + lenient * noise[5])
    usual = level(table, rows, item.lesion, instrument, goal.subtype)
    drift, dose = _drift(rows, noise, days), column(rows["dose"])
    rater_share = load_parameters("outcome")["rater_share"]
    person = usual + _left_over(rows, mine.strength, rater_share) * noise[2]
    rater = column(np.sqrt(rater_share) * rows["person_sd"] * noise[3]) * (days > 0.0)
    mean = improved(shares(column(usual), dose, typical.strength, study, typical.shown), drift)
    one = improved(shares(column(person), dose, mine.strength, study, mine.shown), drift)
    return mean, one + rater, drift + rater


@dataclass(frozen=True)
class _Course:
    """strength (draw, 1): S; shown (draw, day): how much of its effect is seen."""

    strength: Array
    shown: Array


def _features(
    goal: Goal, tissue: Tissue, areas: Sequence[float], session_days: Sequence[float], released: Sequence[float] | None
) -> dict[str, Array]:
    """Features (tissue draw, day) of the goal's zones; strands only where there is a scar."""
    part, sizes = _where(goal, tissue, areas)
    found = collagen_gains(part, sizes)
    if goal.words.scar and released is not None:
        strands = released_by_day(np.asarray(tissue.days, float), session_days, released)
        found["released"] = np.broadcast_to(strands, found["papillary"].shape)
    elif goal.words.scar and part.released is not None:
        found["released"] = zone_mean(part.released, sizes)
    return found


def _course(
    days: Array,
    gains: Mapping[str, Array],
    session_days: Sequence[float],
    table: OutcomeTable,
    rows: Mapping[str, Array],
) -> _Course:
    """Every draw of the outcome model with the tissue draw that is its turn."""
    at = min(session_days[-1] + STRENGTH_DAY, float(days[-1]))
    wide = {name: column(values) for name, values in rows.items()}
    dealt = {name: curves[np.arange(len(rows["lag"])) % len(curves)] for name, curves in gains.items()}
    then = {name: column([np.interp(at, days, curve) for curve in curves]) for name, curves in dealt.items()}
    strength = signal(then, table.reference, wide)
    seen = signal({name: lagged(days, curves, rows["lag"]) for name, curves in dealt.items()}, table.reference, wide)
    return _Course(strength, seen / np.maximum(strength, LOWEST))


def _where(goal: Goal, tissue: Tissue, areas: Sequence[float]) -> tuple[Tissue, Sequence[float]]:
    """The zones of the goal, or all where the course treats none of them."""
    mine = [at for at, zone in enumerate(tissue.zones) if zone in goal.zones]
    if not mine or len(mine) == len(tissue.zones):
        return tissue, areas
    names = tuple(tissue.zones[at] for at in mine)
    released = None if tissue.released is None else np.asarray(tissue.released[:, mine])
    part = replace(tissue, values=np.asarray(tissue.values[:, mine]), zones=names, failed=(), released=released)
    return part, [areas[at] for at in mine]


def _left_over(rows: Mapping[str, Array], strength: Array, rater_share: float) -> Array:
    """Spread between people (logit) that the tissue draws do not carry already."""
    spread = float(np.std(np.log(np.maximum(strength[:, -1], 1e-6)))) if len(strength) > 1 else 0.0
    return left_over(rows, spread, rater_share)


def left_over(rows: Mapping[str, Array], spread: float, rater_share: float) -> Array:
    """Spread between people (logit, a row each) beside a spread of log strength that they show already."""
    total = np.sqrt(1.0 - rater_share) * rows["person_sd"] / SLOPE
    return np.asarray(np.sqrt(np.maximum(total**2 - (rows["dose"] * spread) ** 2, (SMALLEST_PERSON * total) ** 2)))


def level(
    table: OutcomeTable,
    rows: Mapping[str, Array],
    lesion: str,
    instrument: Instrument | None,
    subtype: str | None,
) -> Array:
    """Logit of the share improved at the reference course, without the study's own deviation (draw,)."""
    found = rows["intercept"].copy()
    family = instrument.family if instrument else "grade"
    for name in (
        f"lesion_{lesion}",
        f"type_{subtype}",
        f"family_{family}",
        f"instrument_{instrument and instrument.id}",
    ):
        if name in table.columns:
            found = found + rows[name]
    return np.asarray(found)


def _points(instrument: Instrument | None, baseline: float | None) -> tuple[float, float, float]:
    """Points of the scale for a share of 1; the points that are a whole step, and half of one (detectable)."""
    visible = load_parameters("outcome")["visible_share"]
    if instrument is None:
        return 1.0, 2.0 * visible, visible
    if instrument.kind == "gais":
        return GAIS_STEPS, 1.0, 0.5
    start = _usual(instrument) if baseline is None else baseline
    room = max(start - best_score(instrument), 0.0)
    if instrument.family == "grade":
        return room, 1.0, 0.5
    least = scales()[instrument.id].mdc if instrument.id in scales() else None
    half = least or visible * start
    return room, 2.0 * half, half


def _start(instrument: Instrument | None, baseline: float | None) -> float | None:
    if instrument is not None and instrument.kind == "gais":
        return GAIS_NO_CHANGE
    return baseline


def _usual(instrument: Instrument) -> float:
    return instrument.typical[0] if instrument.typical else 1.0


def _room(instrument: Instrument | None, named: str | None, baseline: float | None) -> tuple[float, float]:
    """The most that can get worse (0 or less) and better, to the ends of the scale, in points (a share without one)."""
    if instrument is None:
        return -1.0, 1.0
    known = scales().get(_scale_id(instrument, named) or "")
    if instrument.kind == "gais":
        return -1.0, GAIS_STEPS  # "worse" is one step below no change
    most = known.high if known else instrument.high
    start = _usual(instrument) if baseline is None else baseline
    return (start - most if most is not None else -start), max(start - best_score(instrument), 0.0)


def _scale_id(instrument: Instrument | None, named: str | None) -> str | None:
    if named or instrument is None:
        return named
    return SCALE_IDS.get(instrument.id, instrument.id)


def _wide(
    goal: Goal,
    item: Spoken,
    scale: str | None,
    baseline: float | None,
    days: Array,
    drift: Array,
    noise: Array,
) -> Expected:
    """Between none and all of what needling did together with something else."""
    hair = item.lesion == "hair"
    together = load_parameters("outcome").parameter("hair_together" if hair else "melasma_together")
    own = sigmoid(1.702 * noise[4])  # even between 0 and 1, by the logistic form of the normal curve
    gain = np.maximum(together.stated + together.prior.spread * noise[5], 0.0)
    inches = HAIR.get(scale or "", 1.0) if hair else 1.0
    start = inches if hair else (baseline if baseline is not None else 8.0)
    onset = 1.0 - np.exp(-np.asarray(days, float) / 60.0)
    mean = column(own * gain) * onset * start
    rater = column(noise[3]) * (np.asarray(days) > 0.0) * (15.0 if hair else 0.15) * start
    unit = together.stated * inches if hair else start
    # melasma cannot lose more than there is; hair has no end that a course could reach
    best = np.inf if hair else start
    control = unit * drift + rater
    return Expected(
        concern=goal.concern,
        scale=scale,
        baseline=baseline,
        days=tuple(map(float, days)),
        change=np.minimum(mean + control, best),
        mean_change=np.minimum(mean + unit * drift, best),
        control=np.minimum(control, best),
        identifiable=False,
        why=item.why,
        sources=item.sources,
        half_step=(10.0 if hair else 0.15) * start,
        full_step=(20.0 if hair else 0.3) * start,
    )


def chances(item: Expected, day: float) -> Chances:
    """Shares of people like this one on that day (days from the first session, between the item's days)."""
    days = np.asarray(item.days)
    at = int(np.clip(np.searchsorted(days, day), 1, len(days) - 1))
    share = float(np.clip((day - days[at - 1]) / (days[at] - days[at - 1]), 0.0, 1.0))
    change = item.change[:, at - 1] * (1.0 - share) + item.change[:, at] * share
    half, worse = float(np.mean(change >= item.half_step)), float(np.mean(change <= -item.half_step))
    return Chances(half, float(np.mean(change >= item.full_step)), max(0.0, 1.0 - half - worse), worse)


def central_benefit(
    papillary: Array | float,
    reticular: Array | float,
    concern: str = "atrophic_acne_scar",
    subtype: str | None = None,
    released: Array | float | None = None,
) -> Array:
    """Share improved that the average person of an average study sees, for a search over many candidates.

    papillary, reticular: collagen gains as shares of the start eight weeks after the last session, any one shape; the
    result has it too. The lag is taken as that of the reference course. Concerns of which only a direction can be told
    are ranked as graded ones.
    """
    table = outcome_posterior()
    central = table.central()
    item = spoken()[concern]
    instrument = instruments().get(item.instrument or "")
    rows = {name: np.asarray([value]) for name, value in central.items()}
    given = {"papillary": np.asarray(papillary, float), "reticular": np.asarray(reticular, float)}
    if released is not None:
        given["released"] = np.asarray(released, float)
    weights = {name: np.asarray(value) for name, value in central.items()}
    strength = signal({name: np.maximum(one, 0.0) for name, one in given.items()}, table.reference, weights)
    at = level(table, rows, item.lesion, instrument, subtype)[0]
    return shares(np.asarray(at), np.asarray(central["dose"]), strength)
