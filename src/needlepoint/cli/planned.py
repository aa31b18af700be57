"""A plan's recommended course, its forecast, outcome, stop rule and risks in a few lines, for `plan`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from .findings import Line

FORECAST_LINES = 5


def course_lines(plan: dict[str, Any]) -> Iterator[Line]:
    """The recommended course; on a stop, what may be talked about instead."""
    option = recommended(plan)
    yield "", ""
    if option is None:
        yield "No course is proposed.", "bold"
        if plan["alternatives"]:
            yield f"Alternatives to discuss: {', '.join(entry['name'] for entry in plan['alternatives'])}", ""
        return
    schedule = option["schedule"]
    yield f"Recommended course: {option['name']}, {schedule['sentence']}, with the {option['device']['name']}", "bold"
    when = " to ".join(dict.fromkeys(filter(None, (schedule["first"], schedule["last"]))))
    when = when or "Dates follow when the wait is over"
    yield f"  {when}. {option['why']}", ""
    for technique, zones in _by_technique(option["sessions"][0]["zones"]):
        yield f"  {', '.join(zones)}: {technique}", ""
    cost = option["cost"]
    if cost and cost["total"] is not None:
        yield f"  Cost: {cost['total']:g} {cost['currency'] or ''}{_budget(cost)}", ""


def forecast_lines(plan: dict[str, Any]) -> Iterator[Line]:
    """Five lines: downtime, what the skin has gained at three times, and whether a scar mark was raised."""
    option = recommended(plan)
    if option is None:
        return
    forecast = option["forecast"]
    known = [entry for entry in forecast["milestones"] if entry["median"] is not None]
    yield "", ""
    yield f"Forecast: median ({forecast['interval']:.0%} of draws)", "bold"
    yield f"  {_downtime(option['recovery'])}", ""
    yield from ((f"  {_milestone(entry)}", "") for entry in _spread(known))
    if forecast["scar_flag"]:
        yield f"  {_scar(forecast['scar_flag'])}", ""


def outcome_lines(plan: dict[str, Any]) -> Iterator[Line]:
    """What people would see of each goal, whether one more session is worth it, and what can go wrong, in few lines."""
    option = recommended(plan)
    if option is None:
        return
    yield "", ""
    yield "What people like you see", "bold"
    for item in option["outcomes"]:
        yield f"  {item['label']}: {item['words'][0]}", ""
    yield f"  {_stop(option['stop_rule'])}", ""
    yield f"  Risks: {'; '.join(_risk(item) for item in option['risks'])}", ""
    named = [item["name"] for item in plan["alternatives"] if not item["out_of_scope"]]
    yield f"  To compare in the report: {', '.join(named)}", ""


def note_lines(plan: dict[str, Any]) -> Iterator[Line]:
    """What a reader must know beside the figures: what was assumed, left out or could not be said."""
    if plan["notes"]:
        yield "", ""
        yield "Good to know", "bold"
        yield from ((f"  {entry['text']}", "") for entry in plan["notes"])


def recommended(plan: dict[str, Any]) -> dict[str, Any] | None:
    """The recommended option, or None when there is none."""
    return next((option for option in plan["options"] if option["name"] == plan["recommended"]), None)


def _stop(rule: dict[str, Any]) -> str:
    said = {"go on": "one more is worth it", "stop": "stop", "wait": "wait and look first"}
    return f"After this course: {said.get(rule['verdict'], 'another treatment is the better bet')}. {rule['why']}"


def _risk(item: dict[str, Any]) -> str:
    if item["low"] is None or item["high"] is None:
        return f"{item['label'].lower()} (no figure)"
    return f"{item['label'].lower()} {item['low']:g} to {item['high']:g} %"


def _by_technique(zones: list[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    def technique(zone: dict[str, Any]) -> str:
        return f"{zone['depth_mm']:g} mm, {zone['passes']} passes, {zone['pattern']}"

    for words, group in groupby(sorted(zones, key=technique), key=technique):
        yield words, [zone["label"] for zone in group]


def _budget(cost: dict[str, Any]) -> str:
    return {True: ", within the budget", False: ", over the budget"}.get(cost["within_budget"], "")


def _downtime(recovery: dict[str, Any]) -> str:
    makeup = recovery["makeup_day"]
    return f"Downtime: {_band(recovery['downtime_days'])} days" + (f"; make-up from day {makeup:g}" if makeup else "")


def _spread(milestones: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """At most three of them, spread over the whole time, the last one among them."""
    room = FORECAST_LINES - 2
    if len(milestones) <= room:
        return milestones
    step = (len(milestones) - 1) / (room - 1)
    return [milestones[round(index * step)] for index in range(room)]


def _milestone(entry: dict[str, Any]) -> str:
    when = entry["date"] or f"day {entry['day']:g}"
    if entry["unit"] == "percent":
        return f"{when}: {entry['label']}: {_band(entry, '+.0f')} %"
    return f"{when}: {entry['label']}: {_band(entry, '.3g')} {entry['unit']}"


def _scar(flag: dict[str, Any]) -> str:
    words = "raised: look again at depth and passes" if flag["flag"] else "not raised"
    return (
        f"Scar warning of the model: {words} (passed in {flag['share_of_draws']:.0%} of draws; not a chance of a scar)"
    )


def _band(entry: dict[str, Any], form: str = ".1f") -> str:
    if entry["low"] is None or entry["high"] is None:
        return f"{entry['median']:{form}}"
    return f"{entry['median']:{form}} ({entry['low']:{form}} to {entry['high']:{form}})"
