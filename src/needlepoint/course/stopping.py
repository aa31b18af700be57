"""When to stop: what one more session would add, and whether that is worth a visit.

Gain of one more session after k: change(k + 1) - change(k) of the average person of a study, study by study under the
same draws, both on the day on which the longer course is read (six months after its last session, when it has settled),
so that what still matures by itself does not count as the visit's. Rule, in this order:

    no figure for the concern          -> wait: look again before deciding
    the scar warning would be raised   -> stop
    what still comes by itself is more than the visit adds -> wait
    gain >= visible / visits_per_step, and no published limit passed -> go on
    less than visible after all published sessions, and something was better than needling -> other
    else                               -> stop

visible: the least change an eye or a repeated rating can tell (half a grade, or the scale's own). gain: its median.
A course in progress may bring the change seen so far: draws are then weighed by how well they agree with it. All arrays
are in points of the goal's scale, positive is better. The thresholds are settings of this project (parameter set
``course``), no published rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..evidence import load_parameters
from ..outcome import INTERVAL

Array = NDArray[np.float64]
Verdict = Literal["go on", "stop", "wait", "other"]

FEWEST = 20.0
"""Effective number of draws below which an observed change counts as one that the forecast did not foresee."""


@dataclass(frozen=True)
class Figure:
    """Median and 90 % interval."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Ahead:
    """What courses that stop after 1, 2, 3 ... sessions lead to, for one goal.

    change (sessions, draw): points, one person, six months after the last session; gain (sessions - 1, draw): what
    session k + 1 adds to k for the average person of a study; to_come (sessions, draw): what comes by itself from eight
    weeks after the last session on, for the same; visible: points that can be told apart; unit: of the points; scars:
    after how many sessions the scar warning is raised, None when never.
    """

    change: Array
    gain: Array
    to_come: Array
    visible: float
    unit: str
    scars: int | None = None


@dataclass(frozen=True)
class OneMore:
    """The next session: what it adds, whether to have it, and why. gain: None where no figure is known.

    seen: whether the forecast had foreseen the change that was observed (True where none was given).
    """

    gain: Figure | None
    unit: str
    verdict: Verdict
    why: str
    seen: bool = True


def one_more(
    ahead: Ahead | None,
    done: int,
    *,
    most: int,
    better: str = "",
    observed: float | None = None,
    error: float | None = None,
    settled: bool = True,
) -> OneMore:
    """What one more session after ``done`` would add.

    ahead: None where no trial has figures for the goal; most: the largest published number of sessions; better: name of
    a treatment that was better than needling, if any; observed: the change seen so far (points, positive is better),
    with its measurement ``error`` (standard deviation; a third of ``visible`` when None); settled: whether two months
    have passed since the last session.
    """
    if ahead is None:
        return OneMore(None, "", "wait", NO_FIGURE)
    weights, seen = _weights(ahead, done, observed, error)
    gain = figure(ahead.gain[done - 1], weights)
    coming = 0.0 if settled else figure(ahead.to_come[done - 1], weights).median
    at_most = figure(ahead.change[min(most, len(ahead.change)) - 1], weights).median
    verdict, why = _verdict(ahead, done, gain.median, coming, at_most, most, better)
    return OneMore(gain, ahead.unit, verdict, why, seen)


NO_FIGURE = (
    "No trial tells how much needling alone does here, so nobody can say what one more visit adds. "
    "Look at photos together three months after the last visit before you decide."
)


def threshold(visible: float) -> float:
    """The least gain (points) that is worth a visit."""
    return visible / load_parameters("course")["visits_per_step"]


def figure(values: Array, weights: Array | None = None) -> Figure:
    """Median and 90 % interval of draws (draw,), weighed where ``weights`` are given."""
    order = np.argsort(values)
    each = np.full(len(values), 1.0 / len(values)) if weights is None else weights
    below = np.cumsum(each[order]) - 0.5 * each[order]
    tails = (0.5, 0.5 - INTERVAL / 2, 0.5 + INTERVAL / 2)
    median, low, high = np.interp(tails, below, np.asarray(values)[order])
    return Figure(float(median), float(low), float(high))


def by_session(ahead: Ahead) -> tuple[Figure, ...]:
    """The change of people after 1, 2, 3 ... sessions, each six months after its last."""
    return tuple(figure(row) for row in ahead.change)


def _weights(ahead: Ahead, done: int, observed: float | None, error: float | None) -> tuple[Array | None, bool]:
    """Weight of every draw given what was observed, and whether enough draws agree with it to use them."""
    if observed is None:
        return None, True
    spread = error if error is not None else ahead.visible / 3.0
    distance = (ahead.change[done - 1] - observed) / spread
    raw = np.exp(-0.5 * (distance**2 - np.min(distance**2)))
    weights = raw / raw.sum()
    if 1.0 / float(np.sum(weights**2)) < FEWEST:
        nearest = np.argsort(np.abs(distance))[: int(FEWEST)]
        weights = np.zeros_like(raw)
        weights[nearest] = 1.0 / len(nearest)
        return weights, False
    return weights, True


def _verdict(
    ahead: Ahead, done: int, gain: float, coming: float, at_most: float, most: int, better: str
) -> tuple[Verdict, str]:
    adds = f"One more visit after {visits(done)} is expected to add {points(gain, ahead.unit)}"
    if ahead.scars is not None and done + 1 >= ahead.scars:
        return "stop", f"{adds}, but the simulation warns of scarring from then on."
    if coming > gain:
        return "wait", f"{adds}; {points(coming, ahead.unit)} are still to come without it. Look again first."
    if gain >= threshold(ahead.visible) and done < most:
        return "go on", f"{adds}. That is worth a visit."
    limit = f" No more than {visits(most)} have been published." if done >= most else ""
    if better and at_most < ahead.visible:
        text = f"{adds}. Even after all published visits most people do not reach a change that can be seen"
        return "other", f"{text} ({points(ahead.visible, ahead.unit)}). Talk about {better} instead.{limit}"
    if gain > 0.0:
        needed = ahead.visible / gain
        often = f"about {needed:.0f} such visits" if needed < 20 else "more than 20 such visits"
        text = f"{adds}: it would take {often} to add what an eye can tell ({points(ahead.visible, ahead.unit)})"
        return "stop", f"{text}.{limit}"
    return "stop", f"{adds}.{limit}"


def visits(count: int) -> str:
    """``1 visit``, ``3 visits``."""
    return "1 visit" if count == 1 else f"{count} visits"


def points(value: float, unit: str) -> str:
    """A number of points in words: ``0.06 of a grade``, ``12 points``; nothing only where it is nothing."""
    if value == 0.0:
        return "nothing"
    if unit == "grade":
        if value == 0.5:
            return "half a grade"
        return f"{_short(value)} of a grade" if abs(value) < 1 else f"{_short(value)} grades"
    return f"{_short(value)} {unit}"


def _short(value: float) -> str:
    if abs(value) >= 10:
        return f"{value:.0f}"
    if abs(value) >= 1:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 0.005 or value == 0 else "less than 0.01"
