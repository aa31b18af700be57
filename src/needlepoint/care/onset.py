"""When a numbing cream would work by the delivery model, shown beside the measured and the label's times.

The model is diffusion through unbroken skin (delivery/numbing.py), 32 draws of its constants: minutes until numb and
depth (mm) when the cream comes off, each as median with the 5th and 95th of a hundred. It decides nothing: people were
measured numb deeper than diffusion explains, so the time on stays the measured or the label's one, and a cream never
stays on longer than its label because of a model.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from ..evidence import remembered
from ..skin import layers
from .store import read_data
from .words import PROVIDER, say

DRAWS, SEED = 32, 1


class ModelOnset(BaseModel):
    """onset_min, depth_mm: median, 5th, 95th; None for an onset later than ``followed_min``. zone: the one of those
    treated with the thickest horny layer. text: all of it in a sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zone: str
    minutes_on: int
    followed_min: int
    onset_min: tuple[float | None, float | None, float | None]
    depth_mm: tuple[float, float, float]
    text: str


def model_onset(product: str, zones: Iterable[str], minutes_on: int, lang: str = "en") -> ModelOnset:
    """What the delivery model says of a cream (a name of ``products()``) on these zones; at least one."""
    thickest = max(dict.fromkeys(zones), key=lambda zone: (layers(zone, None, None).stratum_corneum_mm, zone))
    return _model_onset(product, thickest, minutes_on, lang)


@remembered(64)
def _model_onset(product: str, zone: str, minutes_on: int, lang: str) -> ModelOnset:
    import numpy as np

    from ..delivery import numbing

    words = read_data("numbing")
    entry = words["products"][product]["delivery"]
    found = numbing(entry["topical"], zone, occluded=entry["occluded"], draws=DRAWS, seed=SEED)
    spread = found.depth_mm
    median, low, high = (
        float(np.interp(minutes_on, found.minutes, values)) for values in (spread.median, spread.low, spread.high)
    )
    onset = tuple(float(f"{value:.3g}") if math.isfinite(value) else None for value in found.onset_min)
    last = int(found.minutes[-1])
    over = say("over {minutes}", lang, domain="provider", minutes=last)
    told = [f"{value:.0f}" if value is not None else over for value in onset]
    text = say(
        words["model"],
        lang,
        domain=PROVIDER,
        median=told[0],
        low=told[1],
        high=told[2],
        minutes=minutes_on,
        depth=median,
        shallow=low,
        deep=high,
    )
    return ModelOnset(
        zone=zone,
        minutes_on=minutes_on,
        followed_min=last,
        onset_min=(onset[0], onset[1], onset[2]),
        depth_mm=(median, low, high),
        text=text,
    )
