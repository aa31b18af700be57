"""How likely an arm's outcome is, given the share improved that its study has. Shared by fit and leaving out.

Shares: normal with person_sd/sqrt(n) and the spread of an unprinted start. Responders: binomial, their chance the
normal share of people beyond the threshold. Where only significance was told: the chance of that verdict at 1.96
unpaired standard errors. ``xp``: numpy or jax.numpy, ``special``: scipy.special or jax's.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import gammaln

from .observed import Observed

CRITICAL = 1.96
START_SPREAD = 0.25
"""Spread of the start between people as a share of what can go (Minh 2019: 0.59 of 2.29), for an unpaired test."""
SURE = 1e-4


def log_likelihood(xp: Any, special: Any, seen: Observed, mean: Any, person: Any) -> Any:
    """Log-likelihood of every arm; mean, person: (..., arm) or to be broadcast with it."""
    error = xp.sqrt(person**2 / seen.n + (mean * seen.spread) ** 2 + seen.blur**2)
    normal = -0.5 * ((seen.share - mean) / error) ** 2 - xp.log(error * np.sqrt(2.0 * np.pi))
    chance = xp.clip(special.ndtr((mean - seen.needed) / person), SURE, 1.0 - SURE)
    hits = np.round(seen.share * seen.n)
    choose = gammaln(seen.n + 1.0) - gammaln(np.clip(hits, 0.0, seen.n) + 1.0) - gammaln(np.abs(seen.n - hits) + 1.0)
    people = choose + hits * xp.log(chance) + (seen.n - hits) * xp.log1p(-chance)
    unpaired = START_SPREAD * np.sqrt(2.0 / seen.n)
    below = (CRITICAL * unpaired - mean) / unpaired
    none, better = special.log_ndtr(below), special.log_ndtr(-below)
    kind = np.broadcast_to(seen.kind, np.shape(mean))
    return xp.select([kind == 0, kind == 1, kind == 2], [normal, people, none], better)
