"""The report: one self-contained HTML page drawn from plan.json alone. Inline CSS and SVG; no script, no network.

Everything that comes from the plan is escaped by the template engine or by :mod:`.svg`; the page carries a content
security policy that allows nothing but its own inline style.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from . import choices, hazards, outlook, passes, pictures, present, stopping, words
from .calendar import agenda, month_grids
from .citing import citer, numbered
from .schema import check_plan
from .svg import icon

if TYPE_CHECKING:
    import jinja2

Json = Mapping[str, Any]


@functools.cache
def environment() -> jinja2.Environment:
    """The templates of every page, strict: what is missing is an error, what is given is escaped."""
    import jinja2

    found = jinja2.Environment(
        loader=jinja2.PackageLoader("needlepoint.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["icon"] = lambda name: Markup(icon(name))
    return found


def style() -> Markup:
    """The sheet of every page."""
    return Markup((resources.files("needlepoint.report") / "templates" / "report.css").read_text("utf-8"))


def _course(option: Json, plan: Json) -> dict[str, Any]:
    """Everything the page shows of the chosen proposal."""
    zones = pictures.zone_figure(option, plan["screening"]["excluded_zones"])
    forecast = option["forecast"]
    return {
        "name": option["name"],
        "device": _device_words(option["device"]),
        "sentence": option["schedule"]["sentence"],
        "zones": zones,
        "groups": [
            (name, present.zone_rows(option, zones["numbers"], session))
            for name, session in present.settings_by_session(option)
        ],
        "caps": present.unique_caps(option),
        "section": pictures.section_figure(option),
        "layers": present.layer_rows(present.deepest_zone(option)),
        "counted": present.counted_words(option),
        "field": _field(option),
        "one_more": passes.next_pass_table(option, zones["numbers"]),
        "pass_figure": pictures.pass_figure(option),
        "pass_table": passes.convergence_table(option),
        "coverage": passes.coverage_words(present.all_zones(option)[0]),
        "phases": pictures.phase_figure(forecast),
        "figures": pictures.forecast_figures(forecast),
        "more": pictures.more_figures(forecast),
        "interval": words.share_words(forecast["interval"]),
        "scar_flag": forecast.get("scar_flag"),
        "scar_share": words.percent((forecast.get("scar_flag") or {}).get("share_of_draws")),
        "recovery": present.recovery_view(option["recovery"]),
        "signs": pictures.recovery_figures(option["recovery"]),
        "sign_table": present.series_table(option["recovery"]["days"], list(option["recovery"]["signs"].values())),
        "agenda": agenda(option, plan["care"]),
        "grids": month_grids(option),
        "cost_basis": (option.get("cost") or {}).get("basis"),
    }


def _foreseen(plan: Json, chosen: Json | None) -> dict[str, Any]:
    """What the chosen proposal would bring, what could go wrong and when to stop; the same for the others, folded."""
    options = plan["options"]
    others = [
        {"name": option["name"], "goals": outlook.outlook_view(option, f"see-{option['name']}")}
        for option in options
        if option is not chosen
    ]
    statements = chosen["forecast"]["statements"] if chosen else ()
    told = [{**item, "word": words.STATEMENTS.get(item["kind"], item["kind"])} for item in statements]
    return {
        "outlook": outlook.outlook_view(chosen, "see") if chosen else [],
        "outlooks": [item for item in others if any(goal["fan"] for goal in item["goals"])],
        "promised": any(outlook.headline(option) for option in options),
        "compared": outlook.compared(options),
        "claims": [item for item in told if item["kind"] == "claim"],
        "measured": [item for item in told if item["kind"] != "claim"],
        "risks": hazards.risk_rows(chosen) if chosen else [],
        "compared_risks": hazards.compared_risks(options),
        "stop": stopping.stop_view(chosen) if chosen else None,
        "front": choices.front_view(plan),
        "alternatives": choices.alternatives_view(plan, chosen),
    }


def _field(option: Json) -> dict[str, Any] | None:
    """The pictures of the holes of one session, or None for a plan without them."""
    zone = pictures.pictured_zone(option)
    if zone is None:
        return None
    lead = present.field_lead(zone, option["forecast"])
    return {"label": zone["label"], "lead": lead, "figures": pictures.field_figures(zone)}


def _device_words(device: Json) -> str:
    parts = [f"{device['name']} ({device['needles']} needles"]
    for key, pattern in (
        ("needle_diameter_mm", "{} mm thick"),
        ("max_depth_mm", "up to {} mm deep"),
        ("rate_hz", "{} strokes a second"),
    ):
        if device.get(key) is not None:
            parts.append(pattern.format(words.figure(device[key], 2)))
    return ", ".join(parts) + ")"


def _others(plan: Json, chosen: Json | None) -> list[dict[str, Any]]:
    """Settings of the proposals that are not shown in full; a zone keeps the number that it has on the chart."""
    options = ([chosen] if chosen else []) + list(plan["options"])
    zones = [zone["zone"] for option in options for zone in present.all_zones(option)]
    numbers = {zone: count for count, zone in enumerate(dict.fromkeys(zones), start=1)}
    rest = [option for option in plan["options"] if option is not chosen]
    return [{"name": option["name"], "rows": present.zone_rows(option, numbers)} for option in rest]


def page_context(plan: Json) -> dict[str, Any]:
    """All values of the template, from the plan alone."""
    chosen = present.chosen_option(plan)
    bars = pictures.gain_bars(plan["options"])
    sources = plan["basis"]["sources"]
    return {
        "style": style(),
        "made": plan["made"],
        "made_on": words.long_date(plan["made"]["on"]),
        "head": present.head_view(plan),
        "person": present.person_view(plan),
        "cards": [
            {**present.card_view(option, plan), "bar": bar} for option, bar in zip(plan["options"], bars, strict=True)
        ],
        "course": _course(chosen, plan) if chosen and present.all_zones(chosen) else None,
        "others": _others(plan, chosen),
        "care": present.care_view(plan["care"], len(chosen["sessions"]) if chosen else 1),
        **_foreseen(plan, chosen),
        "notes": plan["notes"],
        "parameters": [
            {**item, "kind": words.PARAMETER_KINDS.get(item["kind"], item["kind"])}
            for item in plan["basis"]["parameters"]
        ],
        "sources": numbered(sources),
        "cite": citer(sources),
    }


def render_html(plan: Json) -> str:
    """The report of a plan (the dict of plan.json) as one HTML page.

    Raises InputError when ``plan`` is not a plan of this version. Needs nothing but the dict: no file, no network.
    """
    check_plan(plan)
    return environment().get_template("report.html").render(page_context(plan))
