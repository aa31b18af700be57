"""What helps to decide, in plan.json: stop rule and maintenance, axes, the undominated set, risks, alternatives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..case import Case
from ..course import Alternative, Option, Proposals, combine
from ..course.bounds import bounds_data
from ..course.proposals import Compared
from ..course.stopping import by_session, figure, one_more, points
from ..evidence import source
from ..healing import plan_level, scar_level
from ..outcome import Recovery, Risk, RiskFacts, risks
from .ahead import MAINTENANCE_MONTHS, Outlook, Road, better_treatment, road
from .cells import Skin
from .needled import Needled

MAINTENANCE_SOURCES = ("D", "needlepoint")
CERTAINTY = {
    "moderate": "moderate: several trials agree",
    "low": "low: one controlled trial, or pooled trials that disagree",
    "very_low": "very low: a series, or known second hand only",
    "none": "none: nobody compared them",
}


def roads_of(options: Sequence[Option]) -> list[Road]:
    """Every option carried on to the largest published number of sessions for its concerns, deep scars included."""
    return [_road(option) for option in options]


def _road(option: Option) -> Road:
    schedule, shared = option.candidate.schedule, combine(option.bounds)
    interval = schedule.interval_days if schedule.sessions > 1 else shared.interval_days_low
    deep = [bounds_data()["concerns"][concern].get("severe_sessions", {}).get("high", 0) for concern in shared.concerns]
    up_to = max(shared.sessions_high, *deep)
    return road(option.candidate.treatments, tuple(map(float, schedule.days)), float(interval), up_to)


def stop_rule_document(option: Option, outlook: Outlook, recovery: Recovery) -> dict[str, Any]:
    """What one more session would add to an option, whether it is worth it, and what keeping the result takes."""
    done, ahead = option.candidate.schedule.sessions, outlook.ahead
    better = better_treatment(outlook.goal) if outlook.goal else ""
    found = one_more(ahead, done, most=combine(option.bounds).sessions_high, better=better)
    cost = option.cost.per_session if option.cost else None
    table = by_session(ahead) if ahead else ()
    return {
        "one_more": None
        if found.gain is None
        else {
            "gain": {"median": found.gain.median, "low": found.gain.low, "high": found.gain.high, "unit": found.unit},
            "cost": cost,
            "downtime_days": recovery.downtime.median,
        },
        "verdict": found.verdict,
        "why": found.why,
        "by_session": [
            {"sessions": number, "median": item.median, "low": item.low, "high": item.high}
            for number, item in enumerate(table, 1)
        ],
        "maintenance": _maintenance(outlook),
    }


def _maintenance(outlook: Outlook) -> dict[str, Any]:
    for id in MAINTENANCE_SOURCES:
        source(id)
    said = "Said, not shown by trials: a visit every 6 to 12 months keeps the result."
    every = min(MAINTENANCE_MONTHS)
    if outlook.ahead is None or not outlook.maintenance:
        words, gain, later = f"{said} What one adds has no figure here.", None, []
    else:
        unit = outlook.ahead.unit
        adds = [f"{points(item.median, unit)} after {months} months" for months, item in outlook.maintenance]
        words = f"{said} In this simulation one such visit adds {' or '.join(adds)}."
        gain = outlook.maintenance[0][1].median
        later = [
            {"months": months, "median": item.median, "low": item.low, "high": item.high}
            for months, item in outlook.maintenance
        ]
    return {"every_months": every, "gain": gain, "words": words, "sources": list(MAINTENANCE_SOURCES), "after": later}


def deep_scar_notes(proposals: Proposals, outlooks: Sequence[Outlook]) -> list[dict[str, Any]]:
    """Brief D's six to eight sessions for deep acne scars, beside what they add in the simulation."""
    for option, outlook in zip(proposals.options, outlooks, strict=True):
        ahead = outlook.ahead
        if not option.recommended or ahead is None or outlook.goal is None or len(ahead.change) < 8:
            continue
        if outlook.goal.concern != "atrophic_acne_scar":
            continue
        source("D")
        more = figure(ahead.gain[4:7].sum(axis=0))
        text = (
            f"Deep acne scars are said to need 6 to 8 sessions. In this simulation sessions 6, 7 and 8 together add "
            f"{points(more.median, ahead.unit)} ({points(more.low, ahead.unit)} to {points(more.high, ahead.unit)})."
        )
        return [{"text": text, "sources": ["D", "needlepoint"]}]
    return []


def axes_document(option: Option, benefit: Mapping[str, Any] | None, recovery: Recovery) -> dict[str, Any]:
    """The option on the axes that all plans are compared on."""
    return {
        "benefit": benefit,
        "downtime_days": recovery.downtime.median,
        "risk": {
            "number": option.prediction.risk,
            "label": f"scar-making cells reach {option.prediction.risk:.0%} of the level at which the model warns",
        },
        "cost": option.cost.total if option.cost else None,
        "visits": option.candidate.schedule.sessions,
    }


def front_document(proposals: Proposals, priced: bool) -> list[dict[str, Any]]:
    """The compared plans that no other one beats, most benefit first; benefit: share of the complaint that goes."""
    return [_compared(item, priced) for item in proposals.compared if item.undominated]


def _compared(item: Compared, priced: bool) -> dict[str, Any]:
    schedule, axes = item.candidate.schedule, item.axes
    return {
        "name": item.candidate.name,
        "role": item.role,
        "depth_mm": max(part.technique.depth_mm for part in item.candidate.treatments),
        "passes": max(part.technique.passes for part in item.candidate.treatments),
        "sessions": schedule.sessions,
        "interval_days": schedule.interval_days if schedule.sessions > 1 else None,
        "benefit": axes.benefit,
        "downtime_days": axes.downtime_days,
        "risk": axes.risk,
        "cost": axes.cost if priced else None,
        "visits": axes.visits,
        "undominated": item.undominated,
    }


def risks_document(option: Option, case: Case, needled: Needled | Skin) -> list[dict[str, Any]]:
    """What can go wrong with an option, for this person."""
    return [_risk(item) for item in risks(risk_facts(option, case, needled))]


def risk_facts(option: Option, case: Case, needled: Needled | Skin) -> RiskFacts:
    """What the risks of an option follow from: the worst of its zones, and the person's history."""
    fields = [needled.field(item.zone, item.technique) for item in option.candidate.treatments]
    torn = max(fields, key=lambda field: field.drag_mm)
    history = case.history
    had = {item.name for item in history.conditions or ()}
    return RiskFacts(
        phototype=case.patient.phototype,
        tanned="tan" in had,
        setting=case.setting or "clinic",
        depth_mm=max(item.technique.depth_mm for item in option.candidate.treatments),
        passes=max(item.technique.passes for item in option.candidate.treatments),
        scar_level=option.prediction.risk * scar_level() / plan_level(),
        drag_mm=torn.drag_mm,
        hole_mm=2.0 * torn.hole_radius_mm,
        zones=tuple(item.zone for item in option.candidate.treatments),
        allergies=tuple(history.allergies or ()),
        herpes_history="herpes_labialis" in had,
        sessions=option.candidate.schedule.sessions,
    )


def _risk(item: Risk) -> dict[str, Any]:
    names = ("id", "label", "low", "high", "words", "basis", "kind", "unverified")
    return {name: getattr(item, name) for name in names} | {"lowers": list(item.lowers), "sources": list(item.sources)}


def alternative_document(item: Alternative) -> dict[str, Any]:
    """Another treatment: its sentences, and the axes that it shares with the options."""
    names = ("id", "name", "summary", "efficacy", "downtime", "pih", "cost")
    effect = item.effects[0] if item.effects else None
    price = item.price
    axes = {
        "effect": {
            "words": effect.words if effect else "",
            "than": effect.than if effect else "unknown",
            "certainty": CERTAINTY[effect.certainty if effect else "none"],
        },
        "downtime": item.recovery_words,
        "pih": item.marks.words,
        "cost": None
        if price is None
        else {
            "low": price.low,
            "high": price.high,
            "currency": price.currency,
            "course_low": price.course_low,
            "course_high": price.course_high,
            "from": price.origin,
        },
    }
    plain = {name: getattr(item, name) for name in names}
    return plain | {"out_of_scope": item.out_of_scope or None, "axes": axes, "sources": list(item.sources)}
