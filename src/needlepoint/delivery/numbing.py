"""Numbing and granulomas: what the care rules ask of delivery.

A prick is no longer felt once the free level of the drug at the nerve endings reaches a level that numbs. That level is
fitted to the usual hour of lidocaine 4 % on unbroken skin, so that hour is no prediction; how much sooner it comes
through channels is. Diffusion alone does not carry numbness as deep as people measured it (2.9 mm in an hour under
lidocaine/prilocaine): for depth, use the measured figures of the care rules.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..skin import layers
from .channels import closing_rate
from .column import Column
from .model import (
    HOURS,
    MG_CM2,
    Application,
    Spread,
    checked,
    column_of,
    one_spread,
    parameters,
    past,
    run_columns,
    skin_draws,
    spread,
)
from .topicals import Granuloma, Topical, topical
from .transport import free_in_product

Array = NDArray[np.float64]
MINUTES = np.array(
    [1, 2, 3, 5, 7, 10, 12, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 75, 90, 105, 120, 150, 180, 240], float
)
NEVER = math.inf


@dataclass(frozen=True)
class Numbing:
    """When a numbing cream works. onset_min: median, 5th and 95th of a hundred, infinite where it does not within four
    hours; minutes and depth_mm: how deep the numbing level has come by then; safety: goes before any number."""

    onset_min: tuple[float, float, float]
    minutes: Array
    depth_mm: Spread
    safety: str
    note: str


def numbing(
    name: str | Topical,
    zone: str,
    *,
    depth_mm: float = 0.1,
    density_per_cm2: float = 0.0,
    at_mm: float | None = None,
    occluded: bool = False,
    needle_mm: float | None = None,
    draws: int = 64,
    seed: int = 1,
) -> Numbing:
    """When ``name`` numbs a ``zone``: unbroken skin, or pricked beforehand with holes of this true depth and density.

    at_mm: depth of the nerve endings (mm below the surface; default 0.3). Raises InputError as :func:`deliver` does.
    """
    item = topical(name) if isinstance(name, str) else name
    wish = Application(
        item, zone, depth_mm, density_per_cm2, occluded=occluded, needle_mm=needle_mm, followed_hours=4.0
    )
    onset, deep = onsets(checked(wish), at_mm, draws, seed)
    return Numbing(
        onset_min=_ordered(onset),
        minutes=MINUTES,
        depth_mm=spread(deep),
        safety=f"{item.verdict} {item.safety}",
        note="Depths in people were measured deeper than diffusion explains; use the measured ones for depth.",
    )


def onsets(wish: Application, at_mm: float | None, draws: int, seed: int) -> tuple[Array, Array]:
    """Minutes until numb (1 + draws,), infinite where not within four hours, and depth reached (mm, 1 + draws, T)."""
    p = parameters(draws, seed)
    horny, whole = skin_draws(layers(wish.zone, None, None), draws, seed)
    column = column_of(wish, p, horny, whole)
    share = np.full(len(horny), 1.0 if wish.density_per_cm2 else 0.0)
    rate = closing_rate(wish.channels(), p, wish.occluded)
    levels, _ = run_columns(wish, column, share, rate, MINUTES / 60.0)
    free = free_in_product(wish.topical, wish.strength)[1] * 1000.0 * levels[:, :, 1:]
    needed = p["numbing_level"]
    deep = np.where(free >= needed[:, None, None], column.faces_mm[:, None, 1:], 0.0).max(axis=-1)
    place = p["numbing_place"] if at_mm is None else np.full(len(horny), at_mm)
    onset = [_when(column, float(at), free[k], float(needed[k]), k) for k, at in enumerate(place)]
    return np.asarray(onset), np.maximum.accumulate(deep, axis=1)


def _when(column: Column, at: float, free: Array, needed: float, one: int) -> float:
    """Minutes until the level at ``at`` is reached, by straight lines in the log of the level."""
    faces = column.faces_mm[one]
    middles = 0.5 * (faces[1:] + faces[:-1])
    here = np.array([np.interp(at, middles, row) for row in free])
    over = np.flatnonzero(here >= needed)
    if not over.size:
        return NEVER
    k = int(over[0])
    if k == 0:
        return float(MINUTES[0])
    low, high = math.log(max(here[k - 1], 1e-12)), math.log(here[k])
    part = (math.log(needed) - low) / (high - low) if high > low else 1.0
    return float(MINUTES[k - 1] + min(max(part, 0.0), 1.0) * (MINUTES[k] - MINUTES[k - 1]))


def _ordered(onset: Array) -> tuple[float, float, float]:
    """Median, 5th and 95th where some are infinite: by rank, not between ranks."""
    found = np.quantile(onset[1:] if len(onset) > 1 else onset, [0.5, 0.05, 0.95], method="nearest")
    return float(found[0]), float(found[1]), float(found[2])


@dataclass(frozen=True)
class GranulomaInput:
    """What a granuloma rule needs: whether granulomas were reported with it, share of channels open when it goes on,
    and what (mg/cm2, median with its interval) comes below the horny layer in a day, beside intact skin."""

    granuloma: Granuloma
    open_share: float
    below_mg_cm2: tuple[float, float, float]
    intact_mg_cm2: tuple[float, float, float]
    words: str


def granuloma_input(
    name: str | Topical,
    zone: str,
    depth_mm: float,
    density_per_cm2: float,
    hours_after: float,
    *,
    draws: int = 32,
    seed: int = 1,
) -> GranulomaInput:
    """The input of a granuloma rule for a topical put on ``hours_after`` needling. Raises InputError."""
    item = topical(name) if isinstance(name, str) else name
    wish = checked(Application(item, zone, depth_mm, density_per_cm2, at_hours=hours_after))
    p = parameters(draws, seed)
    horny, whole = skin_draws(layers(zone, None, None), draws, seed)
    column = column_of(wish, p, horny, whole)
    dry = closing_rate(wish.channels(), p, False)
    share = np.exp(-dry * hours_after / HOURS)
    scale = free_in_product(item, wish.strength)[1] * MG_CM2
    day = np.array([24.0])
    through, intact = (
        scale * past(column, *run_columns(wish, column, open_, dry, day))[:, 0] for open_ in (share, 0.0 * share)
    )
    return GranulomaInput(
        granuloma=item.granuloma,
        open_share=float(share[0]),
        below_mg_cm2=one_spread(through),
        intact_mg_cm2=one_spread(intact),
        words=_WORDS[item.granuloma],
    )


_WORDS = {
    "reported": "Granulomas were reported after this was needled in.",
    "possible": "Granulomas were reported after products like this were needled in.",
    "not_reported": "No report of a granuloma after this was needled in was found. That is not proof of safety.",
    "unknown": "Not in the library: nothing is known.",
}
