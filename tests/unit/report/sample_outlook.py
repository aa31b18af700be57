"""Invented outcomes, risks, stop rule, front and axes for the sample plans. The figures are plausible, not computed."""

from __future__ import annotations

import math
from typing import Any

Json = dict[str, Any]
DAYS = [float(day) for day in range(0, 331, 15)]


def _rise(top: float, tau: float) -> list[float]:
    return [top * (1 - math.exp(-day / tau)) for day in DAYS]


def outcome(top: float, **more: Any) -> Json:
    """A goal on the four grades of Goodman and Baron; ``top`` is the change in the end."""
    median, control = _rise(top, 80.0), _rise(0.06, 50.0)
    noise = [0.4 if day else 0.0 for day in DAYS]
    low = [value * 0.5 - spread for value, spread in zip(median, noise, strict=True)]
    high = [value * 1.5 + spread for value, spread in zip(median, noise, strict=True)]
    at = [
        {
            "label": label,
            "day": DAYS[k],
            "median": median[k],
            "low": low[k],
            "high": high[k],
            "control_median": control[k],
        }
        for label, k in (("4 weeks after the first visit", 2), ("6 months after the last visit", -1))
    ]
    return {
        "concern": "atrophic_acne_scar",
        "label": "acne scars",
        "scale": "goodman_baron_qualitative",
        "scale_label": "Goodman and Baron, four grades",
        "unit": "grade",
        "better": "lower",
        "baseline": 3.0,
        "identifiable": True,
        "why": "Fitted to trials of needling alone.",
        "mdc": 1.0,
        "by_day": {
            "days": DAYS,
            "median": median,
            "low": low,
            "high": high,
            "control_median": control,
            "control_low": [value - spread for value, spread in zip(control, noise, strict=True)],
            "control_high": [value + spread for value, spread in zip(control, noise, strict=True)],
        },
        "at": at,
        "chances": {"half_grade": 0.62, "full_grade": 0.21, "nothing_visible": 0.335, "worse": 0.045},
        "words": [
            "About 6 in 10 people like you gain at least half a grade; 3 in 10 see no change.",
            "Without treatment, people rate themselves about 0.1 grades better.",
        ],
        "sources": ["elgaied2014"],
        **more,
    }


def unknown(**more: Any) -> Json:
    """A goal whose share of needling nobody can tell apart."""
    base = outcome(
        8.0,
        concern="melasma",
        label="melasma",
        scale="mmasi",
        scale_label="mMASI, 0 to 24",
        unit="points",
        baseline=None,
        mdc=None,
        identifiable=False,
        why="Needling was only ever tried together with a cream.",
        chances=None,
        words=["Nobody can tell yet how much needling alone does for melasma."],
    )
    return {**base, **more}


def direction(**more: Any) -> Json:
    """A goal of which only the direction is known: no scale, no figure."""
    return unknown(
        concern="enlarged_pores",
        label="pores",
        scale=None,
        scale_label=None,
        unit=None,
        better=None,
        by_day=None,
        at=[],
        why="No trial has numbers.",
        words=["Pores may look a little smaller."],
        **more,
    )


def risk(id: str, label: str, low: float | None, high: float | None, **more: Any) -> Json:
    base = {
        "id": id,
        "label": label,
        "low": low,
        "high": high,
        "words": "Brown marks that fade over months.",
        "basis": "3 of 184 people in trials of needling alone.",
        "kind": "derived",
        "unverified": False,
        "lowers": ["sunscreen every day", "a gentler depth"],
        "sources": ["CHU"],
    }
    return {**base, **more}


def risks(high: float) -> list[Json]:
    return [
        risk("pih", "dark marks", 2.0, high),
        risk("infection", "infection", None, 1.0, words="Redness that spreads, heat or pus."),
        risk("scar", "scar or tram track", 0.0, 2.0, unverified=True, kind="unverified", words="Thin lines."),
        risk("granuloma", "firm lumps", None, None, words="Lumps that do not settle.", lowers=[]),
    ]


def stop_rule(sessions: int, verdict: str = "stop") -> Json:
    return {
        "one_more": {
            "gain": {"median": 0.06, "low": 0.0, "high": 0.21, "unit": "grade"},
            "cost": 400.0,
            "downtime_days": 2.5,
        },
        "verdict": verdict,
        "why": "One more visit would add less than anyone could see.",
        "by_session": [
            {"sessions": k, "median": 0.6 - 0.6 / (k + 1), "low": 0.2 - 0.2 / (k + 1), "high": 1.1 - 1.1 / (k + 1)}
            for k in range(1, sessions + 2)
        ],
        "maintenance": {
            "every_months": 9,
            "gain": 0.05,
            "words": "One visit every 6 to 12 months keeps what was gained.",
            "sources": ["D"],
        },
    }


def front(options: list[Json]) -> list[Json]:
    named = [(option["name"], option["schedule"]["sessions"], 0.4 + 0.1 * at) for at, option in enumerate(options)]
    rest = [(None, sessions, 0.2 + 0.09 * sessions) for sessions in (2, 3, 5, 6)]
    return [
        {
            "name": f"1 mm, {sessions} visits",
            "role": role,
            "depth_mm": 1.0,
            "passes": 4,
            "sessions": sessions,
            "interval_days": 28,
            "benefit": benefit,
            "downtime_days": 2.0 + benefit,
            "risk": 0.2 * benefit,
            "cost": 400.0 * sessions,
            "visits": sessions,
            "undominated": True,
        }
        for role, sessions, benefit in [*named, *rest]
    ]


def told(plan: Json, *others: Json) -> Json:
    """The plan with everything that people would want to know; ``others`` are further goals."""
    for at, option in enumerate(plan["options"]):
        seen = outcome(0.5 + 0.1 * at)
        last = seen["at"][-1]
        option |= {
            "outcomes": [seen, *others],
            "risks": risks(5.0 + at),
            "axes": {
                "benefit": {name: last[name] for name in ("median", "low", "high")} | {"label": "grades better"},
                "downtime_days": 2.0,
                "risk": {"label": "share of the scar warning's level", "number": 0.2},
                "cost": 400.0,
                "visits": option["schedule"]["sessions"],
            },
            "stop_rule": stop_rule(option["schedule"]["sessions"]),
        }
    return plan | {"front": front(plan["options"])}
