"""Posterior predictive charts: what the fitted model does, as a band of its draws, beside the published figures.

Line: median; band: 90 % of the draws. Published figures are dots with whiskers: two sd of a target's error model around
its interval, or one standard error of a published series. SVG by `needlepoint.report.charts`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..report.charts import Band, Look, band_chart
from .diagnostics import INTERVAL
from .likelihood import Traces
from .targets import Target, Targets

Array = NDArray[np.float64]
Dot = tuple[float, float, float, float]
"""Day, low end, middle, high end."""


@dataclass(frozen=True)
class Picture:
    """One chart. outputs: (name, label); until: last day; dots: a target or a series to draw, and its label.

    of_peak: curves as shares of their own peak; change: percent from the start; since: what day 0 is.
    """

    name: str
    title: str
    experiment: str
    outputs: tuple[tuple[str, str], ...]
    until: float
    unit: str
    dots: tuple[str, str] | None = None
    of_peak: bool = False
    change: bool = False
    since: str = "wounding"


PICTURES: tuple[Picture, ...] = (
    Picture(
        name="leukocytes",
        title="Leukocytes in a large wound",
        experiment="wound",
        outputs=(("neutrophils", "neutrophils"), ("macrophages", "macrophages")),
        until=10.0,
        unit="share of peak",
        dots=("dankwa_neutrophils", "neutrophils, published, not fitted"),
        of_peak=True,
    ),
    Picture(
        name="synthesis",
        title="Collagen synthesis in a large wound",
        experiment="wound",
        outputs=(("synthesis", "model"),),
        until=53.0,
        unit="multiple of normal skin",
        dots=("synthesis_fold", "published, mean of days 5 to 15"),
    ),
    Picture(
        name="repair",
        title="Fibroblasts, myofibroblasts and capillaries in a large wound",
        experiment="wound",
        outputs=(("fibroblasts", "fibroblasts"), ("myofibroblasts", "myofibroblasts"), ("capillaries", "capillaries")),
        until=53.0,
        unit="multiple of normal skin; myofibroblasts: of a large wound's peak",
    ),
    Picture(
        name="needling",
        title="Five monthly sessions with a 1.5 mm roller",
        experiment="monthly",
        outputs=(("collagen", "papillary collagen"), ("epidermis", "epidermis")),
        until=252.0,
        unit="change, percent",
        dots=("papillary_gain", "collagen, published"),
        change=True,
        since="the first session",
    ),
)


def picture(plan: Picture, targets: Targets, traces: Traces) -> str:
    """The chart as SVG."""
    dots = _dots(plan.dots[0], targets) if plan.dots else []
    days = _spaced(sorted({float(day) for day in traces.days if day <= plan.until} | {dot[0] for dot in dots}))
    bands = [_band(label, _curves(plan, traces, name), traces.days, days) for name, label in plan.outputs]
    bands += [_whiskers(plan.dots[1], dots, days)] if plan.dots else []
    look = Look(width=520.0, height=300.0, unit=plan.unit, since=plan.since)
    return band_chart(f"calibration-{plan.name}", plan.title, days, bands, look=look)


def _dots(name: str, targets: Targets) -> list[Dot]:
    if name in targets.series:
        return [(day, value - error, value, value + error) for day, value, error in targets.series[name].rows]
    (target,) = [item for item in targets.all if item.id == name]
    return [_dot(target)]


def _dot(target: Target) -> Dot:
    low, high, sd = target.published.low, target.published.high, target.published.sd
    if low is None or high is None:
        raise ValueError(f"{target.id} is open on one side: nothing to draw")
    day = sum(target.quantity.days) / len(target.quantity.days)
    if target.scale == "log":
        return (day, low * math.exp(-2.0 * sd), math.sqrt(low * high), high * math.exp(2.0 * sd))
    return (day, low - 2.0 * sd, 0.5 * (low + high), high + 2.0 * sd)


def _spaced(days: Sequence[float]) -> list[float]:
    """The days and the middles between them, so that neighbouring dots are not joined."""
    middles = [0.5 * (one + other) for one, other in itertools.pairwise(days)]
    return sorted({*days, *middles})


def _curves(plan: Picture, traces: Traces, name: str) -> Array:
    curves = traces.output(name)[~traces.failed]
    if plan.of_peak:
        return np.asarray(curves / curves.max(axis=1, keepdims=True))
    return np.asarray(100.0 * (curves / curves[:, :1] - 1.0)) if plan.change else curves


def _band(label: str, curves: Array, days: Array, wanted: Sequence[float]) -> Band:
    low, median, high = np.quantile(curves, INTERVAL, axis=0)
    rows = [np.interp(wanted, days, row).tolist() for row in (median, low, high)]
    return Band(label, *rows)


def _whiskers(label: str, dots: Sequence[Dot], days: Sequence[float]) -> Band:
    by_day = {dot[0]: dot[1:] for dot in dots}
    low, middle, high = ([by_day[day][at] if day in by_day else None for day in days] for at in range(3))
    return Band(label, middle, low, high)
