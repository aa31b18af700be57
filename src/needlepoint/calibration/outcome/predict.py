"""What the fitted model predicts of an arm: in the arm's own unit, for a study that it has never seen.

Draws: one row of the table each, one of the arm's drawn courses, and the new study's, instrument's, raters' and arm's
own deviations; then the arm's sampling error at its number of people. Controls get drift and no effect. The prediction
is the median, the interval holds 90 %.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from ...evidence import load_parameters
from ...outcome.model import FEATURES, improved, shares
from ...outcome.posterior import OutcomeTable
from .arms import Arm
from .courses import LAGS
from .fit import LEAST
from .observed import counted, judged, loading_prior, measured_with, needed_share, printed, scaling, why_not

Array = NDArray[np.float64]

DRAWS = 4000
INTERVAL = (0.05, 0.95)
COMPARED_PERCENT = 100.0


@dataclass(frozen=True)
class Drawn:
    """Predictive draws of one arm. mean: share improved by the arm's true mean (of responders: their true chance);
    person: spread between people; seen: with sampling error, in the arm's unit; error: sampling sd of the mean (share).
    """

    mean: Array
    person: Array
    error: Array
    seen: Array


@dataclass(frozen=True)
class Predicted:
    """One arm held against its prediction; None where there is none, and why."""

    arm: Arm
    predicted: float | None
    interval: tuple[float, float] | None
    inside: bool | None
    why_not: str

    @property
    def miss(self) -> float | None:
        """Prediction less observation in percentage points of improvement (positive: predicted too good)."""
        if self.predicted is None or self.arm.observed is None:
            return None
        unit = 100.0 if self.arm.kind == "responders" else printed(self.arm)[1]
        return COMPARED_PERCENT * (self.predicted - self.arm.observed) / unit


def predict(arm: Arm, relative: Array, table: OutcomeTable) -> Predicted:
    """The arm's prediction. relative: its features over the reference course's (detail, lag, feature)."""
    reason = why_not(arm)
    if reason:
        return Predicted(arm, None, None, None, reason)
    drawn = draw(arm, relative, table)
    low, middle, high = (float(value) for value in np.quantile(drawn.seen, [INTERVAL[0], 0.5, INTERVAL[1]]))
    inside = None if arm.observed is None else bool(low - 1e-9 <= arm.observed <= high + 1e-9)
    return Predicted(arm, middle, (low, high), inside, "" if arm.observed is not None else "no number was printed")


def draw(arm: Arm, relative: Array, table: OutcomeTable, count: int = DRAWS) -> Drawn:
    """Predictive draws of the arm."""
    key = np.array([1, zlib.crc32(f"arm: {arm.study}: {arm.id}".encode())], dtype=np.uint64)
    random = np.random.Generator(np.random.Philox(key=key))
    rows = {name: values[np.arange(count) % table.rows] for name, values in table.columns.items()}
    noise = random.standard_normal((8, count))
    drift = rows["drift"] + rows["drift_sd"] * noise[0]
    if arm.treatment.kind == "control":
        mean = drift
    else:
        strength, shown = map(np.exp, log_signal(relative, rows, random.integers(0, len(relative), count)))
        share = shares(_level(arm, rows, noise), rows["dose"], strength, _own(arm, rows, noise), shown)
        mean = improved(share, drift)
    return _seen(arm, mean, rows["person_sd"], random)


def log_signal(relative: Array, rows: Mapping[str, Array], which: NDArray[np.int64]) -> tuple[Array, Array]:
    """Log S and log shown of one drawn course each (draw,), features read between the lags."""
    at = np.interp(np.log(rows["lag"]), np.log(LAGS), np.arange(len(LAGS)))
    left = np.clip(np.floor(at).astype(int), 0, len(LAGS) - 2)
    share = (at - left)[:, None]
    features = relative[which, 1 + left] * (1.0 - share) + relative[which, 2 + left] * share
    weights = np.stack([rows[f"weight_{name}"] for name in FEATURES], axis=1)
    strength, seen = (
        np.log(np.maximum((each * weights).sum(axis=1), LEAST)) for each in (relative[which, 0], features)
    )
    return strength, seen - strength


def _level(arm: Arm, rows: Mapping[str, Array], noise: Array) -> Array:
    """Logit of the usual share at the reference course, drawn where the table has no loading."""
    instrument, level = measured_with(arm), usual_level(arm, rows)
    if f"instrument_{instrument.id}" not in rows:
        level = level + rows["instrument_sd"] * noise[4]
    if instrument.family != "grade" and f"family_{instrument.family}" not in rows:
        centre, spread = loading_prior(instrument.family)
        level = level + centre + spread * noise[6]
    if counted(arm) and "counted" not in rows:
        centre, spread = loading_prior("counted")
        level = level + centre + spread * noise[7]
    if arm.lesion != "acne" and f"lesion_{arm.lesion}" not in rows:
        level = level + load_parameters("outcome")["lesion_spread"] * noise[5]
    return level


def usual_level(arm: Arm, rows: Mapping[str, Array]) -> Array:
    """The same with the loadings that the table has."""
    instrument, level = measured_with(arm), rows["intercept"]
    loadings = ("family", instrument.family), ("instrument", instrument.id), ("lesion", arm.lesion), ("type", arm.type)
    for kind, which in loadings:
        level = level + rows.get(f"{kind}_{which}", 0.0)
    return np.asarray(level + rows.get("counted", 0.0) if counted(arm) else level)


def _own(arm: Arm, rows: Mapping[str, Array], noise: Array) -> Array:
    """How much of the usual share a new study, its raters and this arm of it have."""
    own = 1.0 + rows["study_sd"] * noise[1] + rows["arm_sd"] * noise[2]
    return np.asarray(own + rows["leniency_sd"] * noise[3] if judged(arm) else own)


def _seen(arm: Arm, mean: Array, person: Array, random: np.random.Generator) -> Drawn:
    """The mean as this arm would see it."""
    n = max(round(arm.n), 1)
    if arm.kind == "responders":
        chance = ndtr((mean - needed_share(arm)) / person)
        return Drawn(chance, person, np.zeros_like(mean), 100.0 * random.binomial(n, chance) / n)
    zero, unit, spread = scaling(arm)
    error = np.sqrt(person**2 / n + (mean * spread) ** 2 + (arm.blur / unit) ** 2)
    return Drawn(mean, person, error, zero + unit * (mean + error * random.standard_normal(len(mean))))


def log_score(arm: Arm, drawn: Drawn) -> float:
    """Log of the predictive density (share of the printed start) or chance (responders) of what was seen."""
    assert arm.observed is not None
    n = max(round(arm.n), 1)
    if arm.kind == "responders":
        k = round(arm.observed / 100.0 * n)
        return _log_mean(log_binomial(k, n, drawn.mean))
    zero, unit, _ = scaling(arm)
    share = (arm.observed - zero) / unit
    logs = -0.5 * ((share - drawn.mean) / drawn.error) ** 2 - np.log(drawn.error * math.sqrt(2.0 * math.pi))
    return _log_mean(logs) + math.log(abs(printed(arm)[1] / unit))


def log_binomial(k: int, n: int, chance: Array) -> Array:
    """Log-probability of k of n at each chance."""
    choose = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    safe = np.clip(chance, 1e-6, 1.0 - 1e-6)
    return np.asarray(choose + k * np.log(safe) + (n - k) * np.log1p(-safe))


def _log_mean(logs: Array) -> float:
    most = float(logs.max())
    return most + math.log(float(np.exp(logs - most).mean()))


def totals(found: Sequence[Predicted]) -> tuple[int, float | None, float | None]:
    """Arms that were held against an observation, the share of them inside, and the mean error (percentage points)."""
    judged = [item for item in found if item.inside is not None]
    if not judged:
        return 0, None, None
    misses = [abs(item.miss) for item in judged if item.miss is not None]
    return len(judged), float(np.mean([item.inside for item in judged])), float(np.mean(misses))
