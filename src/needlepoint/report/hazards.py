"""What can go wrong: each risk of a proposal with its range, why we say so, and what makes it less likely.

Ranges are in percent of people treated; a bound that nobody knows stays open and is never read as zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import words
from .charts import finite

Json = Mapping[str, Any]
View = dict[str, Any]
KINDS = {**words.CHECKED, **words.PARAMETER_KINDS}


def in_hundred(low: object, high: object) -> str:
    """``2 to 7 in 100 people``, ``up to 1 in 100``, ``at least 2 in 100``, ``not known``."""
    least, most = finite(low), finite(high)
    if least is None and most is None:
        return "not known"
    if most is None:
        return f"at least {_people(least)} in 100"
    if least is None or _people(least) == "0":
        return f"up to {_people(most)} in 100"
    if _people(least) == _people(most):
        return f"about {_people(most)} in 100"
    return f"{_people(least)} to {_people(most)} in 100"


def _people(percent: float | None) -> str:
    number = percent or 0.0
    return words.figure(number, 0 if number >= 2 else 1)


def risk_rows(option: Json) -> list[View]:
    """Every risk of a proposal as the page shows it; bars on one shared axis, where there are two to compare."""
    risks = option.get("risks") or ()
    known = [high for item in risks if (high := finite(item.get("high"))) is not None]
    return [_row(item, max(known) or 1.0 if len(known) > 1 else None) for item in risks]


def _row(item: Json, top: float | None) -> View:
    kind = str(item.get("kind") or "")
    assumed = kind in ("assumption", "assumed")
    label = KINDS.get(kind, words.plain(kind))
    if item.get("unverified"):
        label = "our assumption, not verified" if assumed else "not verified"
    return {
        "label": words.capital(str(item["label"])),
        "words": item.get("words") or "",
        "range": in_hundred(item.get("low"), item.get("high")),
        "meter": meter(item.get("low"), item.get("high"), top) if top else None,
        "basis": item.get("basis") or "",
        "kind": label,
        "weak": assumed or bool(item.get("unverified")) or kind == "unverified",
        "lowers": [words.capital(str(one)) for one in item.get("lowers") or ()],
        "sources": item.get("sources") or (),
    }


def meter(low: object, high: object, top: float) -> tuple[str, str] | None:
    """Start and width (percent of the axis) of the bar of a range; None where its upper end is not known."""
    least, most = finite(low) or 0.0, finite(high)
    if most is None:
        return None
    start, width = 100 * least / top, 100 * (most - least) / top
    return f"{min(start, 98.0):.1f}", f"{max(width, 2.0):.1f}"


def compared_risks(options: Sequence[Json]) -> View | None:
    """The ranges of all proposals side by side where they differ; None where they do not."""
    told = [option for option in options if option.get("risks")]
    names = {item["id"]: item["label"] for option in told for item in option["risks"]}
    rows = []
    for id, label in names.items():
        found: list[Json] = [next((item for item in option["risks"] if item["id"] == id), {}) for option in told]
        cells = [in_hundred(item.get("low"), item.get("high")) for item in found]
        if len(set(cells)) > 1:
            rows.append((words.capital(label), cells))
    head = ["Risk", *(words.capital(option["name"]) for option in told)]
    return {"head": head, "rows": rows} if rows and len(told) > 1 else None
