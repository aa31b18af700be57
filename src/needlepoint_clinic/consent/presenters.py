"""What a patient reads of a frozen plan before saying yes: figures as numbers out of 100, the charts of its forecast.

Nothing is computed anew: shares, ranges, days and costs are the plan's own, rounded to what a person can use (shares to
five in a hundred, days to whole ones). Words stand in the templates and in the consent's own data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from needlepoint.report import Foreseen, Look, Visit, timeline_chart

from ..checkins.foreseen import option_of
from ..courses.models import Course
from .template import Template

Json = Mapping[str, Any]
FEW = 5  # out of 100; below it: "fewer than 5"


@dataclass(frozen=True)
class Goal:
    """What one concern of the patient may come to. better, nothing: out of 100, None where nobody measured it."""

    label: str
    better: int | None
    nothing: int | None
    chart: str


@dataclass(frozen=True)
class Plan:
    """The accepted plan as the consent tells it. risks: (words, low, high out of 100 or None, the plan's own English);
    days: to recover (middle, most); pay: (currency, whole price, price of one visit) or None."""

    visits: int
    weeks_between: int | None
    deepest: float
    goals: Sequence[Goal]
    redness: str
    risks: Sequence[tuple[str, int | None, int | None, bool]]
    others: Sequence[tuple[str, bool]]
    days: tuple[int, int] | None
    pay: tuple[str, float, float] | None


def plan_view(course: Course, words: Template) -> Plan:
    """The frozen plan of a course in the words of one language."""
    option = option_of(course.plan, course.option)
    schedule = option.get("schedule") or {}
    zones = [zone for session in option.get("sessions") or () for zone in session["zones"]]
    interval = schedule.get("interval_days")
    downtime = (option.get("recovery") or {}).get("downtime_days")
    return Plan(
        visits=int(schedule.get("sessions") or 0),
        weeks_between=round(interval / 7) if interval else None,
        deepest=max((float(zone["depth_mm"]) for zone in zones), default=0.0),
        goals=[_goal(item, option, at) for at, item in enumerate(option.get("outcomes") or ())],
        redness=_redness(option),
        risks=[_risk(item, words) for item in option.get("risks") or ()],
        others=_others(course.plan.get("alternatives") or (), words),
        days=(math.ceil(downtime["median"]), math.ceil(downtime["high"])) if downtime else None,
        pay=_pay(option.get("cost")),
    )


def in_hundred(share: float | None) -> int | None:
    """A share as people out of 100: to the next five; small ones stay small (0 to 4)."""
    if share is None:
        return None
    percent = 100.0 * share
    return int(percent) if percent < FEW else min(5 * round(percent / 5), 100)


def _goal(outcome: Json, option: Json, at: int) -> Goal:
    chances = (outcome.get("chances") or {}) if outcome.get("identifiable") else {}
    return Goal(
        label=str(outcome.get("label") or outcome["concern"]),
        better=in_hundred(chances.get("half_grade")),
        nothing=in_hundred(chances.get("nothing_visible")),
        chart=_chart(outcome, option, at) if outcome.get("identifiable") else "",
    )


def _chart(outcome: Json, option: Json, at: int) -> str:
    curve = outcome.get("by_day") or {}
    if not curve.get("median"):
        return ""
    days = (option.get("forecast") or {}).get("session_days") or ()
    return _in_language(
        timeline_chart(
            f"consent-goal-{at}",
            _("Your forecast: how much better, and when"),
            Foreseen(curve["days"], curve["median"], curve["low"], curve["high"]),
            visits=[Visit(float(day), str(number), done=False) for number, day in enumerate(days, 1)],
            desc=_("The line is the middle forecast. Nine people in ten lie in the band. Triangles are visits."),
            look=Look(width=360.0, height=250.0, unit=_("better, in steps of the scale"), since="the first visit"),
        )
    )


def _redness(option: Json) -> str:
    recovery = option.get("recovery") or {}
    curve = (recovery.get("signs") or {}).get("redness")
    if not curve:
        return ""
    names = {0.0: _("none"), 1.0: _("a little"), 2.0: _("some"), 3.0: _("much"), 4.0: _("very much")}
    return _in_language(
        timeline_chart(
            "consent-redness",
            _("Redness in the days after a visit"),
            Foreseen(recovery["days"], curve["median"], curve["low"], curve["high"]),
            desc=_("The line is the middle forecast. Nine people in ten lie in the band."),
            look=Look(width=360.0, height=230.0, low=0.0, high=4.0, names=names, since="a visit"),
        )
    )


def _in_language(svg: str) -> str:
    """The axis words of a chart in the language in use; the engine draws them in English."""
    told = {
        "days after a visit": _("days after a visit"),
        "days after the first visit": _("days after the first visit"),
        "weeks after the first visit": _("weeks after the first visit"),
        "months after the first visit": _("months after the first visit"),
    }
    for english, said in told.items():
        svg = svg.replace(f">{english}<", f">{said}<")
    return svg


def _risk(item: Json, words: Template) -> tuple[str, int | None, int | None, bool]:
    own = words.risks.get(item["id"])
    low, high = item.get("low"), item.get("high")
    span = (math.floor(low), math.ceil(high)) if low is not None and high is not None else (None, None)
    return own or f"{item['label']}. {item['words']}", *span, own is None


def _others(alternatives: Sequence[Json], words: Template) -> list[tuple[str, bool]]:
    """Doing nothing first; the plan's own English where the consent has no words for one."""
    told = sorted(alternatives, key=lambda item: item["id"] != "no_treatment")
    return [
        (words.others.get(item["id"]) or f"{item['name']}: {item['summary']}", item["id"] not in words.others)
        for item in told
    ]


def _pay(cost: Json | None) -> tuple[str, float, float] | None:
    return (str(cost["currency"]), float(cost["total"]), float(cost["per_session"])) if cost else None
