"""How a plan looks: what the engine's document says, in the order of a page; nothing is computed anew here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from needlepoint.plan import OWN, Trial
from needlepoint.report import (
    alternatives_view,
    card_view,
    findings_view,
    front_view,
    outlook_view,
    recovery_figures,
    recovery_view,
    risk_rows,
    stop_view,
    zones_in_words,
)

from . import chart
from .models import Course, PlannedSession

Json = Mapping[str, Any]
NAMES = {"gentle": "Gentle", "standard": "Standard", "intensive": "Intensive", OWN: "Set by hand"}
RISKS_ON_A_CARD = 3


def option_named(document: Json, name: str | None) -> Json | None:
    """An option by name; else the one made by hand, else the recommended one, else the first, else None."""
    options = {item["name"]: item for item in document["options"]}
    if name in options:
        return options[str(name)]
    return options.get(OWN) or options.get(document["recommended"]) or next(iter(options.values()), None)


def cards(document: Json, seen: Json | None) -> list[dict[str, Any]]:
    """The proposals side by side, words first."""
    return [_card(option, document, seen) for option in document["options"]]


def _card(option: Json, document: Json, seen: Json | None) -> dict[str, Any]:
    view = card_view(option, document)
    kept = dict(view["rows"])
    down = option["recovery"]["downtime_days"]
    told = [outcome["words"][0] for outcome in option["outcomes"] if outcome["words"]]
    return {
        "id": option["name"],
        "name": NAMES.get(option["name"], option["name"]),
        "says": told,
        "why": option["why"],
        "recommended": view["recommended"],
        "seen": option is seen,
        "rows": [(name, kept[name]) for name in ("Downtime", "Visits", "Dates", "Cost", "Depth", "Passes")],
        "risks": [(row["label"], row["range"]) for row in risk_rows(option)[:RISKS_ON_A_CARD]],
        "figures": [
            ("Recovery", f"{down['median']:.1f} days"),
            ("Visits", str(option["schedule"]["sessions"])),
            ("Cost", _money(option["cost"])),
            ("Depth", kept["Depth"]),
        ],
        "findings": findings_view(option.get("findings") or ()),
        "closed": any(item["effect"] == "stop" for item in option.get("findings") or ()),
    }


def option_view(document: Json, option: Json, left_out: Sequence[str]) -> dict[str, Any]:
    """One option in full: zones, what people would see, recovery, risks, stop rule."""
    zones = zones_to_set(document, option)
    return {
        "id": option["name"],
        "name": NAMES.get(option["name"], option["name"]),
        "why": option["why"],
        "sentence": option["schedule"]["sentence"],
        "pictures": chart.pictures(zones, left_out),
        "zones": [dict(zone, number=number) for number, zone in enumerate(zones, 1) if zone["treated"]],
        "goals": outlook_view(option, f"see-{option['name']}"),
        "recovery": recovery_view(option["recovery"]),
        "signs": recovery_figures(option["recovery"]),
        "risks": risk_rows(option),
        "stop": stop_view(option),
        "findings": findings_view(option.get("findings") or ()),
        "scar": option["forecast"].get("scar_flag") or {},
    }


def drawn(document: Json, zones: Sequence[Json]) -> list[chart.Picture]:
    """The chart of zones as they were set by hand."""
    return chart.pictures(zones, document["screening"]["excluded_zones"])


def zones_to_set(document: Json, option: Json) -> list[dict[str, Any]]:
    """Every zone that some option treats, in one order for all of them; treated: whether this option does."""
    mine = {item["zone"]: item for item in option["sessions"][0]["zones"]}
    every = {item["zone"]: item for other in document["options"][::-1] for item in other["sessions"][0]["zones"]}
    order = dict.fromkeys(item["zone"] for other in document["options"] for item in other["sessions"][0]["zones"])
    return [dict(mine.get(zone, every[zone]), treated=zone in mine) for zone in order]


def choosing_view(document: Json, option: Json | None) -> dict[str, Any]:
    """The other treatments and the front of courses that no other one beats."""
    beside = alternatives_view(document, option)
    for row in beside["rows"] if beside else ():
        row["named"] = list(zip(beside["head"][1:], row["cells"], strict=True))
    return {"alternatives": beside, "front": front_view(document)}


def trial_view(trial: Trial, base: Trial, left: Sequence[str] = ()) -> dict[str, Any]:
    """A quick forecast beside that of the option from which it departs; left: zones left out of it."""
    document, option = trial.document, base.document
    recovery, cost = document["recovery"]["downtime_days"], document["cost"]
    return {
        "goals": outlook_view(document, "try"),
        "figures": [
            _chance(document, option),
            ("Days to recover", f"{recovery['median']:.1f}", f"{option['recovery']['downtime_days']['median']:.1f}"),
            ("Cost", _money(cost), _money(option["cost"])),
            ("Visits", str(document["schedule"]["sessions"]), str(option["schedule"]["sessions"])),
        ],
        "dates": (_day(document["schedule"]["first"]), _day(document["schedule"]["last"])),
        "findings": findings_view([item.model_dump(mode="json") for item in trial.findings]),
        "left": zones_in_words(left),
        "effect": trial.effect,
        "risks": [(row["label"], row["range"]) for row in risk_rows(document)[:RISKS_ON_A_CARD]],
    }


def standing_view(option: Json) -> dict[str, Any]:
    """An option as the panel of figures shows it before anything is changed."""
    cost = option["cost"]
    return {
        "goals": outlook_view(option, "now"),
        "figures": [
            _chance(option, None),
            ("Days to recover", f"{option['recovery']['downtime_days']['median']:.1f}", ""),
            ("Cost", _money(cost), ""),
            ("Visits", str(option["schedule"]["sessions"]), ""),
        ],
        "dates": (_day(option["schedule"]["first"]), _day(option["schedule"]["last"])),
        "findings": findings_view(option.get("findings") or ()),
        "risks": [(row["label"], row["range"]) for row in risk_rows(option)[:RISKS_ON_A_CARD]],
    }


def _chance(document: Json, before: Json | None) -> tuple[str, str, str]:
    return "Visible gain", _share(document), _share(before) if before else ""


def _share(document: Json) -> str:
    """People in ten who gain what can be seen, as the engine words it; nothing where it was never measured."""
    told = next((item for item in document["outcomes"] if item["chances"]), None)
    if told is None:
        return "cannot be told"
    first = str(told["words"][0]).partition(" people")[0]
    return first[:1].lower() + first[1:]


def _money(cost: Json | None) -> str:
    return f"{cost['currency']} {cost['total']:,.0f}" if cost else "no price"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def needs_decision(document: Json, verdict: str, option: Json) -> bool:
    """Whether findings leave the acceptance to a clinician's word."""
    effects = {item["effect"] for item in option.get("findings") or ()}
    return "clinician" in {*effects, verdict, document["screening"]["verdict"]}


def session_rows(sessions: Sequence[PlannedSession], course: Course) -> list[dict[str, Any]]:
    """The visits of a course with what can be done about each."""
    running = course.status == Course.Status.RUNNING
    return [
        {
            "item": item,
            "state": _state(item),
            "open": running and item.cancelled_at is None and not _charted(item),
            "treat_url": treat_url(item) if item.cancelled_at is None and (running or _charted(item)) else "",
            "treat_words": "Chart" if _charted(item) else "Treat",
        }
        for item in sessions
    ]


def _state(item: PlannedSession) -> str:
    if item.cancelled_at is not None:
        return "Cancelled"
    treatment = getattr(item, "treatment", None)
    return str(treatment.get_status_display()) if treatment is not None else "Planned"


def _charted(item: PlannedSession) -> bool:
    return hasattr(item, "treatment")


def treat_url(item: PlannedSession) -> str:
    """The chart of a visit, or the page that opens one."""
    return (
        reverse("treatment", args=[item.treatment.id]) if _charted(item) else reverse("open_treatment", args=[item.id])
    )
