"""Results in a patient's words: a released score beside the frozen forecast of its day, and both on one chart.

Change counts from before the first visit, in the points of the scale; positive is better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from needlepoint.outcome import scales
from needlepoint.report import Foreseen, Look, Seen, Visit, timeline_chart

from ..outcomes.forecast import first_goal
from ..outcomes.models import Outcome
from .following import Following

WEEKS_FROM, MONTHS_FROM = 28, 150  # as the chart chooses the unit of its axis
WIDTH, HEIGHT = 360.0, 240.0


@dataclass(frozen=True)
class Result:
    """One released score. change, forecast: sentences, empty where nothing was foreseen; words: the provider's."""

    item: Outcome
    label: str
    score: str
    change: str
    forecast: str
    words: str


def results_of(items: Sequence[Outcome]) -> Sequence[Result]:
    """Released scores, newest first."""
    return [_result(item) for item in items]


def _result(item: Outcome) -> Result:
    scale, told = scales().get(item.scale), item.forecast or {}
    found, forecast = told.get("improvement"), ""
    score = f"{float(item.score):g}"
    if scale is not None:
        way = gettext("lower is better") if scale.better == "lower" else gettext("higher is better")
        span = {"score": score, "low": f"{scale.low:g}", "high": f"{scale.high:g}", "way": way}
        score = gettext("%(score)s, on a scale from %(low)s to %(high)s (%(way)s)") % span
    if found is not None:
        figures = {name: _figure(told[name]) for name in ("low", "median", "high")}
        forecast = (
            gettext("At the start we expected %(median)s. For nine people in ten: from %(low)s to %(high)s.") % figures
        )
    return Result(item, scale.label if scale else item.scale, score, _change(found, told), forecast, item.to_patient)


def _change(found: float | None, told: dict[str, Any]) -> str:
    if found is None:
        return ""
    if told.get("signal") is False or abs(found) < 0.005:
        return gettext("That is about the same as before your first visit.")
    points = {"points": f"{abs(found):.2g}"}
    if found > 0:
        return gettext("That is better by %(points)s than before your first visit.") % points
    return gettext("That is worse by %(points)s than before your first visit. Talk with us about it.") % points


def _figure(value: float) -> str:
    if abs(value) < 0.05:
        return gettext("no change")
    text = gettext("%(points)s better") if value > 0 else gettext("%(points)s worse")
    return text % {"points": f"{abs(value):.2g}"}


def chart_of(found: Following, shown: Sequence[Result], today: date) -> str | None:
    """The frozen forecast by day with what was released on it; None where the plan has none or no visit took place."""
    goal = first_goal(found.plan, found.option)
    if goal is None or not found.stops[0].done:
        return None
    curve, first = goal["by_day"], found.stops[0].on
    mine = [one.item for one in shown if one.item.course_id == found.course_id and one.item.scale == goal["scale"]]
    seen = [
        Seen((item.on - first).days, item.forecast["improvement"], item.held)
        for item in mine
        if "improvement" in (item.forecast or {})
    ]
    last = max(curve["days"])
    unit = gettext("days") if last <= WEEKS_FROM else gettext("weeks") if last <= MONTHS_FROM else gettext("months")
    title = gettext("What we expected at the start")
    return timeline_chart(
        "outlook",
        title,
        Foreseen(curve["days"], curve["median"], curve["low"], curve["high"]),
        seen=seen,
        visits=[Visit((stop.on - first).days, str(at), stop.done) for at, stop in enumerate(found.stops, 1)],
        today=float((today - first).days),
        desc=gettext("The band is where nine people in ten lie. Up is better. Triangles are your visits."),
        look=Look(
            width=WIDTH,
            height=HEIGHT,
            unit=gettext("points better"),
            along=gettext("%(unit)s after your first visit") % {"unit": unit},
            now=gettext("today"),
        ),
    )
