"""From constants to the published figures: the runs behind them, the figures read off, and how well they match.

A figure x with published low..high and tail width sd has the log-likelihood -e^2/2, e = distance of x from that
interval / sd, distances on a log scale where the target says so. Runs: the large wound and needling courses of
``targets.yaml``, each under N sets of constants at once; curves are (N, days). Days, multiples of the healthy level.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..case import DeviceSpec
from ..device import Technique, find_device
from ..healing import OUTPUTS, ZoneCourse, tissue
from ..healing.scar import large_wound_curves
from ..puncture import expected_field
from ..skin import layers
from .targets import Quantity, Target, Targets

Array = NDArray[np.float64]
Constants = Sequence[Mapping[str, float]]
SMALLEST = 1e-6


@dataclass(frozen=True)
class Traces:
    """Outputs over time of one experiment: days (D,), values (N, D, len(OUTPUTS)), failed (N,)."""

    days: Array
    values: Array
    failed: NDArray[np.bool_]

    def output(self, name: str) -> Array:
        """One output (N, D); those of layers are the papillary dermis; ``collagen`` is both types."""
        if name == "collagen":
            return self.output("collagen_i") + self.output("collagen_iii")
        column = name if name in OUTPUTS else f"{name}:papillary"
        return np.asarray(self.values[..., OUTPUTS.index(column)])


def run_experiment(targets: Targets, name: str, constants: Constants) -> Traces:
    """One experiment under every set of constants."""
    plan = targets.experiments[name]
    if "device" not in plan:
        curves = large_wound_curves(constants, float(plan["until_day"]))
        values = np.asarray([curve.values for curve in curves])
        return Traces(curves[0].days, values, np.asarray([curve.failed for curve in curves]))
    result = tissue([_course(targets, name)], list(constants), [float(day) for day in plan["days"]], nodes=1)
    failed: NDArray[np.bool_] = np.asarray(np.isnan(result.values[:, 0]).any(axis=(1, 2)))
    return Traces(result.days, result.values[:, 0], failed)


@functools.lru_cache(maxsize=8)
def _made_course(kind: tuple[Any, ...], technique: tuple[Any, ...], person: tuple[Any, ...], days: Any) -> ZoneCourse:
    about, how = dict(person), Technique(**dict(technique))
    skin = layers(about["zone"], about["sex"], about["age"])
    field = expected_field(find_device(DeviceSpec(**dict(kind))), how, about["zone"], skin)
    return ZoneCourse(about["zone"], skin, tuple(map(float, days)), (field,) * len(days))


def _course(targets: Targets, name: str) -> ZoneCourse:
    plan = targets.experiments[name]
    parts = (tuple(sorted(plan[part].items())) for part in ("device", "technique", "person"))
    return _made_course(*parts, tuple(plan["session_days"]))


def log_likelihood(targets: Targets, wanted: Sequence[Target], constants: Constants) -> Array:
    """Log-likelihood (N,) of the wanted figures under each set of constants; -inf where a run failed."""
    total = np.zeros(len(constants))
    for name in dict.fromkeys(target.experiment for target in wanted):
        traces = run_experiment(targets, name, constants)
        for target in wanted:
            if target.experiment == name:
                total += match(target, figure(target.quantity, traces))
        total[traces.failed] = -np.inf
    return np.where(np.isnan(total), -np.inf, total)


def match(target: Target, values: Array) -> Array:
    """Log-likelihood of one figure at the model's values."""
    misses = misfit(target, values)
    return -0.5 * misses * misses


def misfit(target: Target, values: Array) -> Array:
    """How far the values lie outside the published interval, in sd; 0 inside."""
    low, high, sd = target.published.low, target.published.high, target.published.sd
    at, edges = values, [low, high]
    if target.scale == "log":
        at = np.log(np.maximum(values, SMALLEST))
        edges = [None if edge is None else float(np.log(edge)) for edge in edges]
    below = np.maximum(edges[0] - at, 0.0) if edges[0] is not None else 0.0
    above = np.maximum(at - edges[1], 0.0) if edges[1] is not None else 0.0
    return np.asarray((above - below) / sd)


def figure(quantity: Quantity, traces: Traces) -> Array:
    """The quantity (N,) in each run."""
    take = _TAKES[quantity.take]
    return take(traces.days, traces.output(quantity.of), quantity)


def _at(days: Array, curves: Array, day: float) -> Array:
    right = int(np.clip(np.searchsorted(days, day), 1, len(days) - 1))
    share = (day - days[right - 1]) / (days[right] - days[right - 1])
    return np.asarray(curves[:, right - 1] * (1.0 - share) + curves[:, right] * share)


def _peak(days: Array, curves: Array) -> tuple[Array, Array]:
    """Day and height of the top of the parabola through the highest point and its neighbours."""
    rows = np.arange(len(curves))
    top = np.argmax(curves, axis=1)
    middle = np.clip(top, 1, len(days) - 2)
    x = [days[middle + shift] for shift in (-1, 0, 1)]
    y = [curves[rows, middle + shift] for shift in (-1, 0, 1)]
    left, right = (y[1] - y[0]) / (x[1] - x[0]), (y[2] - y[1]) / (x[2] - x[1])
    bend = (right - left) / (x[2] - x[0])
    curved = (bend < -1e-12) & (middle == top)
    safe = np.where(curved, bend, -1.0)
    day = np.where(curved, 0.5 * (x[0] + x[1]) - 0.5 * left / safe, days[top])
    height = np.where(curved, y[1] + (day - x[1]) * (left + safe * (day - x[0])), curves[rows, top])
    return day, height


def _crossing(days: Array, above: Array, start: Array, step: int) -> Array:
    """Day on which ``above`` (N, D) passes through zero, searched from column ``start`` by ``step``; else the end."""
    columns = np.arange(len(days))
    beyond = columns >= start[:, None] if step > 0 else columns <= start[:, None]
    below = beyond & (above <= 0.0)
    found = below.any(axis=1)
    first = np.argmax(below, axis=1) if step > 0 else len(days) - 1 - np.argmax(below[:, ::-1], axis=1)
    rows, inner = np.arange(len(above)), np.clip(first - step, 0, len(days) - 1)
    low, high = above[rows, first], above[rows, inner]
    share = np.where(high > low, -low / np.where(high > low, high - low, 1.0), 0.0)
    day = days[first] + share * (days[inner] - days[first])
    return np.asarray(np.where(found, day, days[-1] if step > 0 else days[0]))


def _ratio(days: Array, curves: Array, q: Quantity) -> Array:
    return np.asarray(_at(days, curves, q.days[0]) / np.maximum(_at(days, curves, q.days[1]), SMALLEST))


def _mean(days: Array, curves: Array, q: Quantity) -> Array:
    grid = np.linspace(q.days[0], q.days[1], 21)
    return np.asarray(np.mean([_at(days, curves, day) for day in grid], axis=0))


def _share_of_peak(days: Array, curves: Array, q: Quantity) -> Array:
    return np.asarray(_at(days, curves, q.days[0]) / np.maximum(_peak(days, curves)[1], SMALLEST))


def _onset_day(days: Array, curves: Array, q: Quantity) -> Array:
    """Day from which the curve stands above the level until its peak."""
    return _crossing(days, curves - q.level, np.argmax(curves, axis=1), -1)


def _rise_day(days: Array, curves: Array, q: Quantity) -> Array:
    """Day from which the curve stands above that share of its peak, until the peak."""
    return _crossing(days, curves - q.share * curves.max(axis=1)[:, None], np.argmax(curves, axis=1), -1)


def _back_day(days: Array, curves: Array, q: Quantity) -> Array:
    """First day after the peak on which no more than that share of the rise above rest is left."""
    excess = curves - q.rest
    return _crossing(days, excess - q.share * excess.max(axis=1)[:, None], np.argmax(curves, axis=1), 1)


def _change(days: Array, curves: Array, q: Quantity) -> Array:
    return np.asarray(100.0 * (_at(days, curves, q.days[0]) / curves[:, 0] - 1.0))


def _share_of_change(days: Array, curves: Array, q: Quantity) -> Array:
    early, late = (_at(days, curves, day) - curves[:, 0] for day in q.days)
    return np.asarray(early / late)


_TAKES: Mapping[str, Callable[[Array, Array, Quantity], Array]] = {
    "ratio": _ratio,
    "mean": _mean,
    "peak": lambda days, curves, q: _peak(days, curves)[1],
    "peak_day": lambda days, curves, q: _peak(days, curves)[0],
    "share_of_peak": _share_of_peak,
    "onset_day": _onset_day,
    "rise_day": _rise_day,
    "back_day": _back_day,
    "change": _change,
    "share_of_change": _share_of_change,
}
