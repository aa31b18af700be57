"""The peer: a random-effects mean that knows nothing of the treatment.

Means: y = mu + b_study + e, b ~ N(0, tau^2), e ~ N(0, omega^2 + se^2), flat mu, flat priors on a grid of (tau, omega);
se as in our own model. Responders: logit chance = mu + tau z, flat on a grid. Predictions for a new study average over
the grid's posterior, so that they are as honest about what few studies leave open as ours. It knows no scale either: y
is a share of the printed start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .arms import Arm
from .observed import part_that_can_go, printed
from .predict import log_binomial

Array = NDArray[np.float64]

TAUS = np.linspace(0.01, 0.6, 40)
OMEGAS = np.linspace(0.0, 0.2, 9)
CENTRES = np.linspace(-4.0, 6.0, 61)
LOGIT_TAUS = np.linspace(0.1, 5.0, 40)
NODES = 41
DRAWS = 20_000


@dataclass(frozen=True)
class Plain:
    """Predictive mixture: normal components (share) or logit ones (responders). weight, mean, sd (component,)."""

    weight: Array
    mean: Array
    sd: Array


def share_of(arm: Arm) -> float:
    """The observation as a share improved."""
    zero, unit, _ = printed(arm)
    assert arm.observed is not None
    return (arm.observed - zero) / unit


def error_of(arm: Arm, person: float) -> float:
    """Its sampling error (share)."""
    _, unit, spread = printed(arm)
    own = person * part_that_can_go(arm)
    return float(np.sqrt(own**2 / max(round(arm.n), 1) + (share_of(arm) * spread) ** 2 + (arm.blur / unit) ** 2))


def plain_means(arms: Sequence[Arm], person: float) -> Plain:
    """The mixture for the true mean of an arm of a new study."""
    y = np.asarray([share_of(arm) for arm in arms])
    se = np.asarray([error_of(arm, person) for arm in arms])
    same = np.asarray([[one.study == other.study for other in arms] for one in arms], float)
    found = []
    for tau in TAUS:
        for omega in OMEGAS:
            inverse = np.linalg.inv(tau**2 * same + np.diag(se**2 + omega**2))
            precision = inverse.sum()
            mean = float((inverse @ y).sum() / precision)
            left = y - mean
            level = 0.5 * np.linalg.slogdet(inverse)[1] - 0.5 * np.log(precision) - 0.5 * left @ inverse @ left
            found.append((level, mean, np.sqrt(tau**2 + omega**2 + 1.0 / precision)))
    table = np.asarray(found)
    weight = np.exp(table[:, 0] - table[:, 0].max())
    return Plain(weight / weight.sum(), table[:, 1], table[:, 2])


def plain_responders(arms: Sequence[Arm]) -> Plain:
    """The mixture for the logit of the chance in a new study."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()
    level = np.zeros((len(CENTRES), len(LOGIT_TAUS)))
    for arm in arms:
        n = max(round(arm.n), 1)
        at = CENTRES[:, None, None] + LOGIT_TAUS[None, :, None] * nodes
        logs = log_binomial(round((arm.observed or 0.0) / 100.0 * n), n, 1.0 / (1.0 + np.exp(-at)))
        most = logs.max(axis=2, keepdims=True)
        level += (most + np.log((np.exp(logs - most) * weights).sum(axis=2, keepdims=True)))[..., 0]
    weight = np.exp(level - level.max())
    centres, taus = (np.broadcast_to(one, weight.shape).ravel() for one in (CENTRES[:, None], LOGIT_TAUS[None, :]))
    return Plain(weight.ravel() / weight.sum(), centres, taus)


def plain_prediction(arm: Arm, plain: Plain, person: float) -> tuple[Array, float]:
    """Draws in the arm's unit, and the log score of what was seen."""
    random = np.random.Generator(np.random.Philox(key=7))
    which = random.choice(len(plain.weight), DRAWS, p=plain.weight)
    value = plain.mean[which] + plain.sd[which] * random.standard_normal(DRAWS)
    n = max(round(arm.n), 1)
    if arm.kind == "responders":
        chance = 1.0 / (1.0 + np.exp(-value))
        logs = log_binomial(round((arm.observed or 0.0) / 100.0 * n), n, chance)
        return 100.0 * random.binomial(n, chance) / n, float(np.log(np.exp(logs).mean()))
    zero, unit, _ = printed(arm)
    error = error_of(arm, person)
    sd = np.hypot(plain.sd, error)
    density = plain.weight * np.exp(-0.5 * ((share_of(arm) - plain.mean) / sd) ** 2) / (sd * np.sqrt(2.0 * np.pi))
    return zero + unit * (value + error * random.standard_normal(DRAWS)), float(np.log(density.sum()))
