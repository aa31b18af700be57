"""What people will see, in plan.json: by day, at the days that matter, the chances, and the same in words first.

Chances are shares of people like this one (draws of the outcome model, rater noise included). Words count them in ten
and never round to certainty: less than one in twenty is "fewer than 1 in 20", more than nineteen "more than 19 in 20".
Changes in points of the scale, positive is better; days from the first session.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..case import CONCERNS, Goal
from ..course.stopping import points
from ..outcome import FORECAST_AFTER_DAYS, INTERVAL, Chances, Expected, chances
from ..scales import Scale, scales

Array = NDArray[np.float64]

CURVE_POINTS = 60
READ = ((28.0, "1 month after the last visit"), (56.0, "2 months after the last visit"))
UNTREATED = "None of the zones of this goal is treated."
HEADLINE = (FORECAST_AFTER_DAYS, "6 months after the last visit")


def outcome_document(item: Expected, last_session_day: float) -> dict[str, Any]:
    """One goal in plan.json. Curves only where there is a scale; chances only where needling alone was measured."""
    scale = scales().get(item.scale or "")
    told = item.scale is not None
    seen = chances(item, last_session_day + HEADLINE[0]) if told and item.identifiable else None
    return {
        "concern": item.concern,
        "label": CONCERNS[item.concern].label,
        "scale": item.scale,
        "scale_label": scale.label if scale else None,
        "unit": scale.unit if scale else None,
        "better": scale.better if scale and scale.better != "none" else None,
        "baseline": item.baseline,
        "identifiable": item.identifiable,
        "why": item.why or None,
        "mdc": scale.mdc if scale else None,
        "visible": item.half_step if told else None,
        "by_day": _by_day(item) if told else None,
        "at": [_at(item, last_session_day + after, label) for after, label in (*READ, HEADLINE)] if told else [],
        "chances": _chances(seen) if seen else None,
        "words": outcome_words(item, seen, scale, last_session_day),
        "sources": list(item.sources),
    }


def outcome_words(item: Expected, seen: Chances | None, scale: Scale | None, last_session_day: float) -> list[str]:
    """The forecast of one goal in sentences, the headline first."""
    if scale is None or seen is None:
        known = "Better or not, and by how much, cannot be told." if scale is None else ""
        return [text for text in (item.why, known or _wide(item, scale, last_session_day)) if text]
    unit, when = scale.unit, HEADLINE[1]
    half, full = steps(item, unit)
    last = _at(item, last_session_day + HEADLINE[0], when)
    return [
        f"{_people(seen.half_grade)} like you gain at least {half}; "
        f"{_ten(seen.nothing_visible)} gain nothing you could see ({when}, {scale.label}).",
        f"{_people(seen.full_grade)} gain {full} or more. {_people(seen.worse)} look worse by {half}.",
        f"The middle forecast is {_signed(last['median'], unit)}; nine people in ten lie between "
        f"{_signed(last['low'], unit)} and {_signed(last['high'], unit)}.",
        f"Without treatment such scores move too: {_signed(last['control_median'], unit)} in the middle.",
    ]


def steps(item: Expected, unit: str) -> tuple[str, str]:
    """The smallest change that can be told apart, and a whole step, in words."""
    if unit == "grade" and item.half_step == 0.5:
        return "half a grade", "a whole grade"
    return points(item.half_step, unit), points(item.full_step, unit)


def in_ten(share: float) -> str:
    """A share of people, never rounded to certainty: ``about 8 in 10``, ``fewer than 1 in 20``."""
    if share < 0.05:
        return "fewer than 1 in 20"
    if share > 0.95:
        return "more than 19 in 20"
    return f"about {min(max(round(10 * share), 1), 9)} in 10"


def _ten(share: float) -> str:
    return in_ten(share)


def _people(share: float) -> str:
    text = in_ten(share)
    return f"{text[0].upper()}{text[1:]} people"


def _signed(value: float, unit: str) -> str:
    """A change in words: ``1.2 grades better``, ``0.1 of a grade worse``, ``no change``."""
    if abs(value) < 0.005:
        return "no change"
    return f"{points(abs(value), unit)} {'better' if value > 0 else 'worse'}"


def _wide(item: Expected, scale: Scale | None, last_session_day: float) -> str:
    if scale is None:
        return ""
    last = _at(item, last_session_day + HEADLINE[0], HEADLINE[1])
    low, high = (_signed(last[end], scale.unit) for end in ("low", "high"))
    return (
        f"So the forecast stays wide: nine people in ten lie between {low} and {high} ({HEADLINE[1]}, {scale.label})."
    )


def _chances(seen: Chances) -> dict[str, float]:
    names = ("half_grade", "full_grade", "nothing_visible", "worse")
    return {name: getattr(seen, name) for name in names}


def _quantiles(values: Array) -> tuple[Array, Array, Array]:
    low, median, high = np.quantile(values, [0.5 - INTERVAL / 2, 0.5, 0.5 + INTERVAL / 2], axis=0)
    return median, low, high


def _by_day(item: Expected) -> dict[str, list[float]]:
    kept = np.unique(np.linspace(0, len(item.days) - 1, CURVE_POINTS).round().astype(int))
    median, low, high = (curve[kept] for curve in _quantiles(item.change))
    control = [curve[kept] for curve in _quantiles(item.control)]
    curves = {"median": median, "low": low, "high": high}
    curves |= dict(zip(("control_median", "control_low", "control_high"), control, strict=True))
    days = np.asarray(item.days)[kept]
    return {"days": days.tolist()} | {name: curve.tolist() for name, curve in curves.items()}


def _at(item: Expected, day: float, label: str) -> dict[str, Any]:
    median, low, high = (float(np.interp(day, item.days, curve)) for curve in _quantiles(item.change))
    control = float(np.interp(day, item.days, np.median(item.control, axis=0)))
    return {"label": label, "day": day, "median": median, "low": low, "high": high, "control_median": control}


def benefit_axis(outcomes: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The headline of the first goal with a figure, as the benefit of the option; None where no goal has one."""
    told = next((item for item in outcomes if item["identifiable"] and item["at"]), None)
    if told is None:
        return None
    last = told["at"][-1]
    label = f"{told['unit']}, {told['scale_label']}, {last['label']}"
    return {"median": last["median"], "low": last["low"], "high": last["high"], "label": label}


def only_treated(goals: Sequence[Goal], found: Sequence[Expected], treated: Sequence[str]) -> tuple[Expected, ...]:
    """Nothing is forecast for a goal none of whose zones is treated: it is told as such, without figures."""
    touched = {goal.concern for goal in goals if {*goal.zones} & {*treated}}
    return tuple(
        item if item.concern in touched else replace(item, scale=None, identifiable=False, why=UNTREATED)
        for item in found
    )


def goals_told(goals: Sequence[Goal]) -> tuple[Goal, ...]:
    """Every concern once, in the order of the case."""
    return tuple({goal.concern: goal for goal in reversed(goals)}.values())[::-1]
