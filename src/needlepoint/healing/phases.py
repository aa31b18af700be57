"""The three overlapping phases of healing, found on the curves of one session rather than assumed.

A phase lasts while its activity is at least a fifth of its own peak. Activities, in the papillary dermis:
inflammation = cytokine + neutrophils; proliferation = collagen made beyond rest; remodelling = type III share above
rest once it is past its peak (type III being replaced by type I). Days after the session.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .forecast import Tissue

Array = NDArray[np.float64]

SHARE_OF_PEAK = 0.2
RULE = "lasts while its activity is at least a fifth of its own peak"


@dataclass(frozen=True)
class Phase:
    """One phase: its name, first and last day after the session, and what its activity is."""

    name: str
    start_day: float
    end_day: float
    rule: str


def activities(result: Tissue) -> dict[str, Array]:
    """Activity of each phase (draw, zone, day), in the model's units."""
    iii = result.output("collagen_iii", "papillary")
    total = result.output("collagen_i", "papillary") + iii
    share = iii / total
    excess = np.maximum(share - share[..., :1], 0.0)
    past_peak = np.arange(excess.shape[-1]) >= np.argmax(excess, axis=-1)[..., None]
    return {
        "inflammation": result.output("cytokine", "papillary") + result.output("neutrophils", "papillary"),
        "proliferation": np.maximum(result.output("synthesis", "papillary") - 1.0, 0.0),
        "remodelling": np.where(past_peak, excess, 0.0),
    }


MEANINGS = {
    "inflammation": "cytokine and neutrophils in the papillary dermis",
    "proliferation": "collagen made per day beyond rest",
    "remodelling": "type III collagen above rest, past its peak, being replaced by type I",
}


def phase_windows(result: Tissue, draw: int = 0, zone: int = 0) -> tuple[Phase, ...]:
    """The phases after a single session; one whose activity never rises (no hole reached the dermis) is left out."""
    found = []
    for name, activity in activities(result).items():
        curve = activity[draw, zone]
        if not curve.max() > 0:
            continue
        start, end = _window(result.days, curve)
        found.append(Phase(name, start, end, f"{MEANINGS[name]}; {RULE}"))
    return tuple(found)


def _window(days: Array, curve: Array) -> tuple[float, float]:
    level = SHARE_OF_PEAK * curve.max()
    above = np.nonzero(curve >= level)[0]
    first, last = int(above[0]), int(above[-1])
    return _crossing(days, curve, level, first, -1), _crossing(days, curve, level, last, 1)


def _crossing(days: Array, curve: Array, level: float, index: int, step: int) -> float:
    """Day at which the curve passes the level between ``index`` and its neighbour on the far side."""
    other = index + step
    if not 0 <= other < len(days) or curve[index] == curve[other]:
        return float(days[index])
    share = (curve[index] - level) / (curve[index] - curve[other])
    return float(days[index] + share * (days[other] - days[index]))
