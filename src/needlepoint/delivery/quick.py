"""A short answer for other parts: how much faster a topical gets in just now, and until when.

No draws and no stepping: the ratio of steady uptakes at the share of channels still open, at the stated constants.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..evidence import remembered
from ..skin import layers
from .channels import closing_rate
from .model import (
    HOURS,
    Application,
    back_to_intact,
    checked,
    column_of,
    parameters,
    skin_draws,
)
from .topicals import Topical, topical


@dataclass(frozen=True)
class UptakeNow:
    """Uptake of a topical at one moment after needling.

    factor: uptake over intact skin, None where intact skin lets nothing through; open_share: of the channels;
    hours_until_intact: from that moment until uptake is back to 1.5 of intact; hours_until_shut: until a twentieth of
    the channels is open; on_open, verdict, safety: of the topical; measured: what people found,
    a sentence or empty; words: one sentence with the numbers.
    """

    topical: str
    factor: float | None
    open_share: float
    hours_until_intact: float
    hours_until_shut: float
    on_open: str
    verdict: str
    safety: str
    measured: str
    words: str


def uptake_now(
    name: str | Topical,
    zone: str,
    depth_mm: float,
    density_per_cm2: float,
    hours_after: float,
    *,
    occluded: bool = False,
) -> UptakeNow:
    """How much more gets in ``hours_after`` needling, and for how long, at the stated constants.

    name: of the library, or a topical. depth_mm: true depth of the holes. Raises InputError on an unknown name or zone,
    negative hours, or holes that cannot be.
    """
    item = topical(name) if isinstance(name, str) else name
    return _uptake(
        item.id if isinstance(name, str) else "", item, zone, depth_mm, density_per_cm2, hours_after, occluded
    )


def _uptake(
    key: str, item: Topical, zone: str, depth: float, density: float, hours: float, occluded: bool
) -> UptakeNow:
    if key:
        return _known(key, zone, float(depth), float(density), float(hours), occluded)
    return _found(item, zone, depth, density, hours, occluded)


@remembered(512)
def _known(key: str, zone: str, depth: float, density: float, hours: float, occluded: bool) -> UptakeNow:
    return _found(topical(key), zone, depth, density, hours, occluded)


def _found(item: Topical, zone: str, depth: float, density: float, hours: float, occluded: bool) -> UptakeNow:
    wish = checked(Application(item, zone, depth, density, at_hours=hours, occluded=occluded))
    p = parameters(0, 0)
    horny, whole = skin_draws(layers(zone, None, None), 0, 0)
    column, channels = column_of(wish, p, horny, whole), wish.channels()
    share = np.exp(-closing_rate(channels, p, False) * hours / HOURS)
    factor, again, shut = (float(part[0]) for part in back_to_intact(wish, column, channels, p, share))
    known = factor if math.isfinite(factor) else None
    left = max(again - hours, 0.0)
    return UptakeNow(
        topical=item.id,
        factor=known,
        open_share=float(share[0]),
        hours_until_intact=left,
        hours_until_shut=max(shut - hours, 0.0),
        on_open=item.on_open,
        verdict=item.verdict,
        safety=item.safety,
        measured=item.measured,
        words=_words(known, left),
    )


def _words(factor: float | None, hours: float) -> str:
    back = f"The model puts that back to normal in about {_hours(hours)}."
    if factor is None:
        return f"Unbroken skin keeps it out; the channels let it in. {back}"
    if factor < 1.5:
        return "By now it gets in hardly faster than through unbroken skin."
    return f"Just now it gets in about {_round(factor)} times as fast as through unbroken skin. {back}"


def _hours(hours: float) -> str:
    return f"{max(round(hours), 1)} hours" if hours < 48 else f"{round(hours / 24)} days"


def _round(factor: float) -> str:
    """To one digit, as far as the model knows it."""
    if factor < 10:
        return f"{factor:.1g}"
    power = 10 ** math.floor(math.log10(factor))
    return f"{round(factor / power) * power:,}"
