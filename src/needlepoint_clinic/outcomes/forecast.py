"""What the frozen forecast of a course said of one score: the interval of that day, and whether it held."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from needlepoint.errors import InputError
from needlepoint.outcome import Score, change

from ..checkins.foreseen import option_of

SURE = 0.8  # a statement of at least this chance is one of our "80 %" statements


def goal_of(plan: Mapping[str, Any], option: str, scale: str) -> Mapping[str, Any] | None:
    """The forecast outcome on this scale; None where the plan has no curve on it."""
    goals = option_of(plan, option).get("outcomes") or ()
    return next((item for item in goals if item["scale"] == scale and item.get("by_day")), None)


def first_goal(plan: Mapping[str, Any], option: str) -> Mapping[str, Any] | None:
    """The first goal that has a curve on a scale, which is the one that a page shows."""
    goals = option_of(plan, option).get("outcomes") or ()
    return next((item for item in goals if item["scale"] and item.get("by_day")), None)


def held_against(
    plan: Mapping[str, Any], option: str, *, scale: str, score: float, baseline: float | None, day: int
) -> dict[str, Any]:
    """The forecast of a day beside what was found: day, low, median, high, improvement; empty where there is none.

    baseline: the score before the first visit that was found here, else the one that the plan was made with.
    """
    goal = goal_of(plan, option, scale)
    start = baseline if baseline is not None else (goal or {}).get("baseline")
    if goal is None or start is None or day < 1:
        return {}
    curve = goal["by_day"]
    low, median, high = (at(curve["days"], curve[name], day) for name in ("low", "median", "high"))
    try:
        found = change(Score(scale, float(start)), Score(scale, score))
    except InputError:
        return {}
    told = {"day": day, "low": low, "median": median, "high": high, "baseline": float(start)}
    told |= {"improvement": found.improvement, "signal": found.signal, "held": low <= found.improvement <= high}
    return told | _chance(goal, found.improvement, day)


def _chance(goal: Mapping[str, Any], improvement: float, day: int) -> dict[str, Any]:
    """The chance of a change that shows, and whether it came; told half a year after the last visit, not before."""
    last = (goal.get("at") or [{}])[-1].get("day")
    chances, visible = goal.get("chances"), goal.get("visible")
    if not chances or visible is None or last is None or day < last - 30:
        return {}
    return {"chance": chances["half_grade"], "came": improvement >= visible}


def at(days: Sequence[float], values: Sequence[float], day: float) -> float:
    """The value of a day, straight between the days of the curve, the last one beyond its end."""
    place = bisect_right(days, day)
    if place == 0:
        return values[0]
    if place == len(days):
        return values[-1]
    share = (day - days[place - 1]) / (days[place] - days[place - 1])
    return round(values[place - 1] + share * (values[place] - values[place - 1]), 6)
