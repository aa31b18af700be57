"""Choosing: the front of plans that no other plan beats, and needling beside the other treatments, on the same axes.

Benefit on the front is the share (0 to 1) of the complaint that goes; risk there is the share (0 upwards) of the level
at which the model warns of scarring. Downtime is in days after each visit; cost is for the whole course.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from . import words
from .charts import Spot, finite, spot_chart
from .hazards import in_hundred
from .outlook import headline

Json = Mapping[str, Any]
View = dict[str, Any]
ALT_HEAD = ["Treatment", "Effect", "How sure", "Days to recover", "Dark marks", "Cost of a course"]
SEEN = 12


def front_view(plan: Json) -> View | None:
    """The front as a picture and a table; None where the plan has none."""
    rows = [row for row in plan.get("front") or () if row.get("undominated", True)]
    if len(rows) < 2:
        return None
    best = plan.get("recommended")
    spots = [
        Spot(x, 100 * y, str(row["role"]) if row.get("role") else "", bool(best) and row.get("role") == best)
        for row in rows
        if (x := _days(row)) is not None and (y := finite(row.get("benefit"))) is not None
    ]
    title = "What a course brings against the days it takes"
    named = [str(row["role"]) for row in sorted(rows, key=_benefit) if row.get("role")]
    count = f"{len(rows)} courses that no other one beats on everything"
    reading = f"{count}: more gain costs more days, visits, money or risk. Named: {words.listed(named)}."
    names = ("days to recover, all visits together", "% of the complaint that goes")
    return {
        "svg": Markup(spot_chart("front", title, spots, names, desc=reading or title)),
        "title": title,
        "reading": reading,
        "count": len(rows),
        "table": {
            "head": ["Complaint gone", "Days each", "Scar warning", "Cost", "Visits"],
            "rows": [_front_row(row, plan) for row in _shown(rows)],
        },
    }


def _days(row: Json) -> float | None:
    each, visits = finite(row.get("downtime_days")), finite(row.get("visits"))
    return None if each is None or visits is None else each * visits


def _benefit(row: Json) -> float:
    return finite(row.get("benefit")) or 0.0


def _shown(rows: Sequence[Json]) -> list[Json]:
    """The named rows and, spread evenly by gain, others up to a readable number."""
    named = [row for row in rows if row.get("role")]
    rest = sorted((row for row in rows if not row.get("role")), key=_benefit)
    room = max(SEEN - len(named), 0)
    step = max(len(rest) / room, 1.0) if room else 1.0
    kept = [rest[int(at * step)] for at in range(min(room, len(rest)))]
    return sorted([*named, *kept], key=_benefit)


def _front_row(row: Json, plan: Json) -> tuple[str, list[str]]:
    role = f"{words.capital(str(row['role']))}: " if row.get("role") else ""
    return role + _settings(row), [
        words.percent(row.get("benefit")),
        words.figure(row.get("downtime_days")),
        words.percent(row.get("risk")),
        words.money(row.get("cost"), currency_of(plan)) if finite(row.get("cost")) is not None else words.MISSING,
        words.figure(row.get("visits"), 0),
    ]


def _settings(row: Json) -> str:
    """``1 mm, 4 passes, 6 weeks apart``; the plan's own name for it where the settings are not given."""
    depth, passes, apart = (finite(row.get(name)) for name in ("depth_mm", "passes", "interval_days"))
    if depth is None or passes is None:
        return str(row["name"])
    said = [f"{words.figure(depth, 2)} mm", "1 pass" if passes == 1 else f"{passes:.0f} passes"]
    return ", ".join([*said, f"{words.days_words(apart)} apart"] if apart is not None else said)


def currency_of(plan: Json) -> str:
    """The currency of the plan's own prices, or nothing."""
    found = ((option.get("cost") or {}).get("currency") for option in plan["options"])
    return str(next((currency for currency in found if currency), ""))


def alternatives_view(plan: Json, chosen: Json | None) -> View | None:
    """Needling and the other treatments, one row each on the same axes; None where the plan names no other."""
    if not plan["alternatives"]:
        return None
    rows = [_needling_row(chosen)] if chosen else []
    inside = [item for item in plan["alternatives"] if not item.get("out_of_scope")]
    outside = [item for item in plan["alternatives"] if item.get("out_of_scope")]
    rows += [_alternative_row(item) for item in inside]
    return {
        "head": ALT_HEAD,
        "rows": rows,
        "outside": [
            {
                "name": words.capital(item["name"]),
                "why": item["out_of_scope"],
                "words": _effect(item)[0],
                "pih": _text(item, "pih"),
                "sources": item["sources"],
            }
            for item in outside
        ],
    }


def _needling_row(option: Json) -> View:
    recovery, cost, told = option["recovery"]["downtime_days"], option.get("cost") or {}, headline(option)
    effect = f"{told['median']} {told['label']} ({told['span']})" if told else "cannot be told in numbers"
    marks: Json = next((item for item in option.get("risks") or () if item["id"] == "pih"), {})
    total = finite(cost.get("total"))
    return {
        "name": f"Needling: the {option['name']} course",
        "summary": "the plan above",
        "own": True,
        "sources": (),
        "cells": [
            effect,
            "forecast of this plan",
            _days_words(recovery),
            in_hundred(marks.get("low"), marks.get("high")),
            words.money(total, cost.get("currency")) + " (your price)" if total is not None else "no price given",
        ],
    }


def _days_words(days: Json) -> str:
    median, low, high = (words.figure(days[part]) for part in ("median", "low", "high"))
    return "none" if (low, high) == ("0", "0") else f"{median} ({low} to {high})"


def _alternative_row(item: Json) -> View:
    effect, certainty = _effect(item)
    return {
        "name": words.capital(item["name"]),
        "summary": item["summary"],
        "own": False,
        "sources": item["sources"],
        "cells": [effect, certainty, _text(item, "downtime"), _text(item, "pih"), course_cost(item)],
    }


def _effect(item: Json) -> tuple[str, str]:
    effect = (item.get("axes") or {}).get("effect") or {}
    certainty = str(effect.get("certainty") or "not graded")
    return effect.get("words") or item.get("efficacy") or "not known", certainty


def _text(item: Json, name: str) -> str:
    return (item.get("axes") or {}).get(name) or item.get(name) or "not known"


def course_cost(item: Json) -> str:
    """The cost of a course, or of one session where no number of sessions is published, and whose price it is."""
    cost = (item.get("axes") or {}).get("cost") or {}
    whole = [finite(cost.get(f"course_{end}")) for end in ("low", "high")]
    known = [part for part in whole if part is not None]
    each = "" if known else " each session"
    known = known or [part for end in ("low", "high") if (part := finite(cost.get(end))) is not None]
    if not known:
        return item.get("cost") or "not known"
    if not any(known):
        return "none"
    span = " to ".join(dict.fromkeys(words.money(part, "") for part in known))
    whose = {"yours": " (your price)", "published": " (published price)"}.get(str(cost.get("from")), "")
    return f"{cost.get('currency') or ''} {span}{each}{whose}".strip()
