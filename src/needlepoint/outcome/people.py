"""What many people gain from the same course, each with a tissue of their own, in worlds that differ in the model.

The equations are those of `model`, the pieces those of `forecast`. A world holds what a whole study shares: a row of
the fitted table, the study's own deviation, its drift, and the features of the reference course under the world's
tissue constants, so that the reference course has strength 1 in every world (as it has in the fit, where what the
tissue's constants leave open scales every arm alike). A person brings features, an effect of their own (z, logit) and
a type of scar. Shapes: person (P,), day (T,); rows and reference hold one value a person, that of their world.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..evidence import load_parameters
from .forecast import _drift, left_over, level
from .instruments import Instrument
from .model import LOWEST, STRENGTH_DAY, column, improved, lagged, shares, signal
from .posterior import outcome_posterior

Array = NDArray[np.float64]

STUDY_SCORES = 6
"""Standard normal scores that a study takes: drift, effect, (person, rater, wide share: not the study's), leniency."""


@dataclass(frozen=True)
class Studies:
    """The worlds of some people, one value a person. rows: of the fitted table; scores (STUDY_SCORES, P): of the study;
    reference: features of the reference course; spread: of log strength between people, which their tissue shows;
    own: normal score of what this course does in the study beyond what the model says of it, None = nothing."""

    rows: Mapping[str, Array]
    scores: Array
    reference: Mapping[str, Array]
    spread: float
    own: Array | None = None


@dataclass(frozen=True)
class Treated:
    """People after a course. days (T,); features by name (P, T), each a share; last_days (P,) of their last session."""

    days: Array
    features: Mapping[str, Array]
    last_days: Array


def strength_of(treated: Treated, studies: Studies) -> Array:
    """Strength S (P, 1) of what each person had, read eight weeks after their own last session."""
    at = np.minimum(treated.last_days + STRENGTH_DAY, treated.days[-1])
    wide = {name: column(values) for name, values in studies.rows.items()}
    then = {
        name: column([np.interp(day, treated.days, curve) for day, curve in zip(at, curves, strict=True)])
        for name, curves in treated.features.items()
    }
    return signal(then, _columns(studies.reference), wide)


def drifts(studies: Studies, days: Array) -> Array:
    """Share by which skin is rated better without any treatment (P, T)."""
    return _drift(studies.rows, studies.scores, days)


def share_improved(
    treated: Treated,
    studies: Studies,
    *,
    lesion: str,
    instrument: Instrument,
    subtypes: Sequence[str | None],
    effect: Array,
) -> Array:
    """Share of what can go that is gone, drift included, without rater noise (P, T). effect: standard normal (P,)."""
    rows, wide = studies.rows, {name: column(values) for name, values in studies.rows.items()}
    strength, reference = strength_of(treated, studies), _columns(studies.reference)
    seen = {name: lagged(treated.days, curves, rows["lag"]) for name, curves in treated.features.items()}
    shown = signal(seen, reference, wide) / np.maximum(strength, LOWEST)
    lenient = rows["leniency_sd"] if instrument.kind == "gais" else 0.0
    own = 0.0 if studies.own is None else rows["arm_sd"] * studies.own
    study = column(1.0 + rows["study_sd"] * studies.scores[1] + own + lenient * studies.scores[5])
    usual = level(outcome_posterior(), rows, lesion, instrument, None) + _types(rows, subtypes)
    person = usual + left_over(rows, studies.spread, load_parameters("outcome")["rater_share"]) * effect
    found = shares(column(person), wide["dose"], strength, study, shown)
    found = improved(found, drifts(studies, treated.days))
    return np.where(np.isfinite(strength), found, np.nan)


def rater_spread(rows: Mapping[str, Array]) -> Array:
    """Standard deviation of one rating of a change (P,), as a share of what can go."""
    return np.asarray(np.sqrt(load_parameters("outcome")["rater_share"]) * rows["person_sd"])


def _types(rows: Mapping[str, Array], subtypes: Sequence[str | None]) -> Array:
    """What each person's type of scar adds (logit); 0 where the table has no loading for it."""
    return np.asarray([rows[f"type_{name}"][at] if f"type_{name}" in rows else 0.0 for at, name in enumerate(subtypes)])


def _columns(reference: Mapping[str, Array]) -> dict[str, float | Array]:
    return {name: column(values) for name, values in reference.items()}
