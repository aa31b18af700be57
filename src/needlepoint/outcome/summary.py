"""The tissue forecast in the words of a page: series with bands, milestones, phases, the scar flag.

Collagen, elastin and epidermis are changes from the person's own start, in percent; phases are activities as shares
of their own highest median. Zones are averaged by their area. Every series is a median with a 90 % interval over
draws of the constants; a draw that failed is left out and listed.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..evidence import load_parameters
from ..healing import Tissue, activities
from .recovery import Band, band
from .signs import graded_redness

Array = NDArray[np.float64]

FORECAST_AFTER_DAYS = 182.0


@dataclass(frozen=True)
class Series:
    """One curve: label, unit, meaning, and its band by day."""

    name: str
    label: str
    unit: str
    meaning: str
    band: Band


@dataclass(frozen=True)
class Milestone:
    """The gain of papillary collagen on one day: day after the first session, label, median and interval (percent)."""

    day: float
    label: str
    median: float
    low: float
    high: float


def forecast_days(session_days: Sequence[float], after_days: float = FORECAST_AFTER_DAYS) -> tuple[float, ...]:
    """The days of a forecast: daily for a week after each session, then every four, ``after_days`` past the last."""
    end = session_days[-1] + after_days
    days = {0.0, end}
    bounds = [*session_days, end]
    for start, stop in itertools.pairwise(bounds):
        days.update(start + step for step in (0.25, *range(8), *range(8, int(stop - start), 4)) if start + step < stop)
    return tuple(sorted(days))


def percent_change(values: Array) -> Array:
    """Change from the first day in percent."""
    return 100.0 * (values / values[..., :1] - 1.0)


def collagen(result: Tissue, layer: str) -> Array:
    """Total collagen of a layer, share of healthy (draw, zone, day)."""
    return result.output("collagen_i", layer) + result.output("collagen_iii", layer)


def gains(result: Tissue) -> Mapping[str, Array]:
    """Every curve that is shown, (draw, zone, day)."""
    papillary = collagen(result, "papillary")
    reticular = 0.5 * (collagen(result, "upper_reticular") + collagen(result, "lower_reticular"))
    surface = result.output("surface_gap") + result.output("channel_gap")
    most = np.nanmax(surface, axis=-1, keepdims=True)
    return {
        "papillary_collagen_gain": percent_change(papillary),
        "reticular_collagen_gain": percent_change(reticular),
        "type_iii_share": 100.0 * result.output("collagen_iii", "papillary") / papillary,
        "elastin_change": percent_change(result.output("elastin", "papillary")),
        "tropoelastin_change": percent_change(result.output("tropoelastin", "papillary")),
        "epidermis_change": percent_change(result.output("epidermis")),
        "capillaries": result.output("capillaries", "papillary"),
        "barrier": surface / np.maximum(most, 1e-12),
        "redness": graded_redness(result.output("erythema"), load_parameters("recovery")["redness_half"]),
        "pigment_drive": result.output("pigment_drive"),
        **activities(result),
    }


WORDS: Mapping[str, tuple[str, str, str]] = {
    "papillary_collagen_gain": ("Collagen, upper dermis", "percent", "change from the start, papillary dermis"),
    "reticular_collagen_gain": ("Collagen, lower dermis", "percent", "change from the start, reticular dermis"),
    "type_iii_share": (
        "Type III share",
        "percent",
        "share of collagen that is type III (young, thin) in the upper dermis",
    ),
    "elastin_change": ("Elastin", "percent", "change of mature elastin from the start, papillary dermis"),
    "tropoelastin_change": ("Tropoelastin", "percent", "change of elastin's building block from the start"),
    "epidermis_change": ("Epidermis", "percent", "change in thickness from the start"),
    "capillaries": ("Small vessels", "fold", "capillary density, 1 at the start"),
    "barrier": ("Barrier still open", "share", "share of the widest opening of the channels"),
    "redness": ("Redness", "grade 0-4", "visible redness, 0 none to 4 strongest"),
    "pigment_drive": ("Pigment drive", "1", "what inflammation tells the pigment cells, model unit"),
    "inflammation": ("Inflammation", "share", "cytokine and neutrophils, share of their own highest median"),
    "proliferation": ("Proliferation", "share", "collagen made beyond rest, share of its own highest median"),
    "remodelling": ("Remodelling", "share", "type III being replaced by type I, share of its own highest median"),
}
SCALED = ("inflammation", "proliferation", "remodelling")


def zone_mean(values: Array, areas: Sequence[float]) -> Array:
    """Mean over zones by area: (draw, zone, day) to (draw, day)."""
    weights = np.asarray(areas) / np.sum(areas)
    return np.asarray(np.einsum("dzt,z->dt", values, weights))


def series(result: Tissue, areas: Sequence[float]) -> tuple[Series, ...]:
    """Every series of the forecast, zones averaged by area (cm2)."""
    found = []
    for name, values in gains(result).items():
        curve = zone_mean(values, areas)
        if name in SCALED:
            top = np.nanmax(np.nanmedian(curve, axis=0))
            curve = np.clip(curve / top, 0.0, 1.0) if top > 0 else np.zeros_like(curve)
        found.append(Series(name, *WORDS[name], band(curve)))
    return tuple(found)


def milestones(result: Tissue, areas: Sequence[float], session_days: Sequence[float]) -> tuple[Milestone, ...]:
    """Papillary collagen gain at the days people ask about."""
    gain = band(zone_mean(gains(result)["papillary_collagen_gain"], areas))
    last = session_days[-1]
    wanted = [(28.0, "4 weeks after the first visit"), (last + 28.0, "1 month after the last visit")]
    wanted += [
        (last + 56.0, "2 months after the last visit"),
        (last + FORECAST_AFTER_DAYS, "6 months after the last visit"),
    ]
    found = {}
    for day, label in wanted:
        at = [float(np.interp(day, result.days, curve)) for curve in (gain.median, gain.low, gain.high)]
        found[day] = Milestone(day, label, *at)
    return tuple(found[day] for day in sorted(found))
