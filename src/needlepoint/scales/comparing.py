"""Two scores of one person: the change between them, and which scores may not be compared.

Improvement is positive whichever way the scale runs. Only like is compared with like: the two codings of the Global
Aesthetic Improvement Scale are never turned into each other (a 3 is "better" in one and "very much better" in the
other), nor is a score of one scale into another. Hairs per square inch are hairs per cm2 by the size of an inch alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import InputError, Problem
from .model import check_score, scale

CM2_PER_INCH2 = 2.54**2
HAIR_CM2, HAIR_INCH2 = "hair_density_cm2", "hair_density_in2"


@dataclass(frozen=True)
class Score:
    """A score on a scale, checked against its range and step."""

    scale: str
    value: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", check_score(self.scale, self.value))


@dataclass(frozen=True)
class Change:
    """improvement: in the scale's points, positive is better; signal: more than noise in one person, None = unknown."""

    scale: str
    improvement: float
    signal: bool | None


def converted(score: Score, to: str) -> Score:
    """The same finding on another scale: hair densities only. Raises InputError for any other pair."""
    target = scale(to)
    if score.scale == target.id:
        return score
    factors = {(HAIR_INCH2, HAIR_CM2): 1.0 / CM2_PER_INCH2, (HAIR_CM2, HAIR_INCH2): CM2_PER_INCH2}
    factor = factors.get((score.scale, target.id))
    if factor is None:
        found = f"{score.value:g} on {score.scale} beside {target.id}"
        allowed = "two scores of one scale in one coding"
        raise InputError(
            Problem("scores", found, allowed, "Score both visits the same way; nothing turns one into the other.")
        )
    return Score(target.id, min(max(score.value * factor, target.low), target.high))


def change(before: Score, after: Score) -> Change:
    """What became better from one score to the next. Raises InputError for scores that cannot be compared."""
    known, first = scale(after.scale), converted(before, after.scale)
    if known.better == "none":
        raise InputError(
            Problem("scale", known.id, "a scale that can improve", f"{known.label} has no better or worse.")
        )
    gain = after.value - first.value if known.better == "higher" else first.value - after.value
    gain = round(gain, 9)
    return Change(known.id, gain, None if known.mdc is None else abs(gain) > known.mdc)
