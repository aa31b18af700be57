"""Curves for pictures: uptake by weight, and the window in which uptake stays raised.

Both are steady uptakes: the permeability of skin (cm/h) to a substance at its free concentration, intact and with the
share of channels that is open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..skin import layers
from .channels import closing_rate
from .column import steady_permeability
from .model import HOURS, Application, Spread, checked, column_of, parameters, skin_draws, spread
from .transport import CM_H

Array = NDArray[np.float64]
WEIGHTS_DA: Array = np.logspace(np.log10(60.0), 6.0, 25)


@dataclass(frozen=True)
class Curve:
    """Values with their spread at places ``at``: dalton or hours."""

    at: Array
    value: Spread


def by_weight(application: Application, *, draws: int = 64, seed: int = 1) -> tuple[Curve, Curve]:
    """Permeability (cm/h) of needled and of intact skin by weight, at the topical's logP, when it goes on."""
    wish = checked(application)
    p = parameters(draws, seed)
    horny, whole = skin_draws(layers(wish.zone, wish.sex, wish.age), draws, seed)
    share = np.exp(-closing_rate(wish.channels(), p, False) * wish.at_hours / HOURS)
    rows: list[list[Array]] = [[], []]
    for weight in WEIGHTS_DA:
        item = replace(wish.topical, weight_da=float(weight))
        column = column_of(replace(wish, topical=item), p, horny, whole)
        for row, open_ in zip(rows, (share, 0.0 * share), strict=True):
            row.append(steady_permeability(column, open_) / CM_H)
    needled, intact = (Curve(WEIGHTS_DA, spread(np.stack(row, axis=1))) for row in rows)
    return needled, intact


def window(application: Application, hours: Array, *, draws: int = 64, seed: int = 1) -> tuple[Curve, Curve]:
    """Uptake over intact skin by hours since the needling: left dry, and covered from the start."""
    wish = checked(application)
    p = parameters(draws, seed)
    horny, whole = skin_draws(layers(wish.zone, wish.sex, wish.age), draws, seed)
    column, channels = column_of(wish, p, horny, whole), wish.channels()
    intact = np.maximum(steady_permeability(column, 0.0), 1e-300)
    found = []
    for covered in (False, True):
        rate = closing_rate(channels, p, covered)
        open_ = [np.exp(-rate * hour / HOURS) for hour in hours]
        found.append(
            Curve(hours, spread(np.stack([steady_permeability(column, one) / intact for one in open_], axis=1)))
        )
    return found[0], found[1]
