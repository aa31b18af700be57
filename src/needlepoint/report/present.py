"""From the dict of plan.json to what the page shows: findings in order, cards, tables, care by span of days.

Only display values are made here (words, rounded figures, groups); no figure is computed anew except a reading of a
forecast at a day. The pictures are made in :mod:`.pictures`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import outlook, words
from .charts import finite

Json = Mapping[str, Any]
View = dict[str, Any]
TABLE_DAYS = (0, 1, 3, 7, 14, 28, 56, 84, 112, 140, 182, 273, 364, 546, 728)
LEVELS = (
    ("emergency", "Emergency: get help now"),
    ("same_day", "Call us the same day"),
    ("this_week", "Call us this week"),
)
STAGES = ((0, 0, "On the day"), (1, 3, "Days 1 to 3"), (4, 7, "Days 4 to 7"), (8, 14, "Days 8 to 14"))
KIND_ORDER = {kind: rank for rank, kind in enumerate(("expect", "do", "do_not", "buy", "tell"))}
LAYER_LABELS = {
    "stratum_corneum": "horny layer",
    "epidermis": "epidermis, with the horny layer",
    "papillary": "papillary dermis",
    "reticular": "reticular dermis",
    "subcutis": "fat below",
}
CARE_KINDS = {"expect": "Expect", "do": "Do", "do_not": "Do not", "buy": "Buy", "tell": "Tell us"}


def finding_view(finding: Json) -> View:
    """One finding in words."""
    until = [words.long_date(finding["until"])] if finding.get("until") else []
    until += [words.plain(finding["until_event"])] if finding.get("until_event") else []
    return {
        "effect": finding["effect"],
        "word": words.EFFECT_WORDS.get(finding["effect"], finding["effect"]),
        "rule": words.plain(finding["rule"]),
        "fact": finding["fact"],
        "reason": finding["reason"],
        "zones": words.listed([words.zone_words(zone) for zone in finding["zones"]]),
        "until": " and until ".join(until),
        "would_change": finding.get("would_change"),
        "who_may": words.OVERRIDE_WORDS.get(finding["override"], finding["override"]),
        "sources": finding["sources"],
        "positions": finding["positions"],
        "overridden": finding.get("overridden"),
        "home_only": finding.get("scope") == "home",
        "counts": finding.get("counts", not finding.get("overridden")),
        "override_note": finding.get("override_note") or "",
        "assumption": finding.get("assumption", False),
    }


def head_view(plan: Json) -> View:
    """Verdict, findings most serious first, those set aside, dates and zones left out."""
    screening = plan["screening"]
    order = {effect: rank for rank, effect in enumerate(words.EFFECTS)}
    findings = sorted(screening["findings"], key=lambda item: order.get(item["effect"], len(order)))
    views = [finding_view(item) for item in findings]
    title, sentence = words.VERDICTS[screening["verdict"]]
    return {
        "verdict": screening["verdict"],
        "title": title,
        "sentence": sentence,
        "standing": [view for view in views if view["counts"] or not view["overridden"]],
        "set_aside": [view for view in views if view["overridden"] and not view["counts"]],
        "earliest": words.long_date(screening["earliest_date"]) if screening.get("earliest_date") else None,
        "excluded": [words.zone_words(zone) for zone in screening["excluded_zones"]],
        "on": words.long_date(screening["on"]),
        "rules_version": screening["rules_version"],
    }


def person_view(plan: Json) -> list[tuple[str, str]]:
    """What the plan is for, as pairs of a label and words. Never a name."""
    case = plan["case"]
    goals = []
    for goal in case["goals"]:
        subtype = f" ({words.plain(goal['subtype'])})" if goal.get("subtype") else ""
        zones = words.listed([words.zone_words(zone) for zone in goal["zones"]])
        goals.append(f"{words.plain(goal['concern'])}{subtype}: {zones}")
    age = f"{case['age']} years" if case.get("age") is not None else words.MISSING
    return [
        ("For", "; ".join(goals) or words.MISSING),
        ("Age", age),
        ("Sex", str(case.get("sex") or words.MISSING)),
        ("Phototype", str(case.get("phototype") or words.MISSING)),
        ("Setting", str(case.get("setting") or words.MISSING)),
        ("Screened as of", words.long_date(plan["screening"]["on"])),
    ]


def chosen_option(plan: Json) -> Json | None:
    """The proposal that the page shows in full: the recommended one, else the first, else None."""
    options = plan["options"]
    named = [option for option in options if option["name"] == plan["recommended"]]
    marked = [option for option in options if option["recommended"]]
    return next(iter([*named, *marked, *options]), None)


def all_zones(option: Json) -> list[Json]:
    """Every treated zone once, in the order of the sessions, with the settings of its first session."""
    seen: dict[str, Json] = {}
    for session in option["sessions"]:
        for zone in session["zones"]:
            seen.setdefault(zone["zone"], zone)
    return list(seen.values())


def deepest_zone(option: Json) -> Json:
    """The treated zone with the deepest setting."""
    return max(all_zones(option), key=lambda zone: finite(zone["depth_mm"]) or 0.0)


def layer_rows(zone: Json) -> list[View]:
    """Thickness of each layer of a zone and the share of the holes that end in it. Empty when no share is given."""
    given = zone.get("layer_thickness_mm") or {}
    parts = {name: finite(given.get(name)) for name in ("stratum_corneum", "epidermis", "papillary", "dermis")}
    dermis, papillary = parts["dermis"], parts["papillary"]
    parts["reticular"] = dermis - papillary if dermis is not None and papillary is not None else None
    rows = []
    for name, label in LAYER_LABELS.items():
        share = finite(zone["layers"].get(name))
        thickness = parts.get(name)
        if share is not None:
            width = f"{100 * min(max(share, 0.0), 1.0):.1f}"
            rows.append(
                {
                    "name": label,
                    "thickness": f"{words.figure(thickness, 3)} mm" if thickness is not None else "",
                    "share": words.percent(share),
                    "width": width,
                }
            )
    return rows


def gain_view(option: Json) -> tuple[float, float, float, float] | None:
    """(day, median, low, high) of the upper-dermis collagen gain near month 6 of the course."""
    return words.triple_at(option["forecast"], "papillary_collagen_gain", 182.0)


def card_view(option: Json, plan: Json) -> View:
    """One proposal as a card: a list of labelled values."""
    zones, schedule, recovery = all_zones(option), option["schedule"], option["recovery"]
    gain, down = gain_view(option), recovery["downtime_days"]
    apart = f"{words.days_words(schedule['interval_days'])} apart" if schedule["interval_days"] else ""
    rows = [
        ("Depth", words.span([zone["depth_mm"] for zone in zones], "mm")),
        ("Passes", words.span([zone["passes"] for zone in zones])),
        ("Visits", ", ".join(part for part in (f"{schedule['sessions']}", apart) if part)),
        ("Dates", f"{words.short_date(schedule['first'])} to {words.short_date(schedule['last'])}"),
        ("Downtime", f"about {days_span(down)} each time"),
        ("Cost", cost_words(option.get("cost"))),
    ]
    collagen = (
        f"{_signed(gain[1])} % by {words.time_words(gain[0])} ({_signed(gain[2])} to {_signed(gain[3])} %)"
        if gain
        else ""
    )
    return {
        "name": option["name"],
        "why": option["why"],
        "rows": [*rows, *([("Collagen", collagen)] if collagen and outlook.headline(option) else [])],
        "recommended": option["name"] == plan["recommended"],
        **_promise(option, gain),
        "scar_flag": (option["forecast"].get("scar_flag") or {}).get("flag", False),
    }


def _signed(value: float) -> str:
    shown = words.figure(value, 0)
    return f"+{shown}" if value > 0 and shown != "0" else shown


def _promise(option: Json, gain: tuple[float, float, float, float] | None) -> View:
    """The headline of a card: what people would see where the plan forecasts it, else the gain of collagen."""
    told = outlook.headline(option)
    if told:
        return {"gain": told["median"], "gain_label": told["label"], "gain_span": f"9 in 10: {told['span']}"}
    return {
        "gain": f"{_signed(gain[1])} %" if gain else "not forecast",
        "gain_label": f"collagen by {words.time_words(gain[0])}" if gain else "",
        "gain_span": f"{words.figure(gain[2], 0)} to {words.figure(gain[3], 0)} %" if gain else "",
    }


def days_span(interval: Json) -> str:
    """``2.5 days (1.5 to 4.5)``."""
    median, low, high = (words.figure(interval[part]) for part in ("median", "low", "high"))
    return f"{median} {'day' if median == '1' else 'days'} ({low} to {high})"


def cost_words(cost: Json | None) -> str:
    """Total and price of a session, and whether it is within the budget."""
    if not cost or finite(cost.get("total")) is None:
        return "no price given"
    each = f" ({words.money(cost['per_session'], '')} a session)" if finite(cost.get("per_session")) is not None else ""
    within = cost.get("within_budget")
    budget = "" if within is None else ", within budget" if within else ", over budget"
    return f"{words.money(cost['total'], cost.get('currency'))}{each}{budget}"


def zone_rows(option: Json, numbers: Mapping[str, int], session: Json | None = None) -> list[View]:
    """The table beside the zone chart: one row for each treated zone."""
    zones = session["zones"] if session else all_zones(option)
    return [
        {
            "number": numbers.get(zone["zone"], 0),
            "label": zone["label"],
            "depth": f"{words.figure(zone['depth_mm'], 2)} mm",
            "passes": zone["passes"],
            "pattern": words.plain(zone["pattern"]),
            "density": words.figure(zone["density_per_cm2"], 0),
            "coverage": words.percent(zone["coverage"]),
            "endpoint": words.ENDPOINTS.get(zone["endpoint"], zone["endpoint"]),
            "area": words.figure(zone["area_cm2"], 0),
            "caps": caps_of(option, zone["zone"]),
        }
        for zone in zones
    ]


def caps_of(option: Json, zone: str) -> list[Json]:
    """Depth caps of a zone."""
    return [cap for bound in option["bounds"] if bound["zone"] == zone for cap in bound["caps"]]


def unique_caps(option: Json) -> list[View]:
    """Every cap once, with the zones it holds for."""
    grouped: dict[tuple[float, str], View] = {}
    labels = {zone["zone"]: zone["label"] for zone in all_zones(option)}
    for bound in option["bounds"]:
        for cap in bound["caps"]:
            entry = grouped.setdefault(
                (cap["mm"], cap["why"]),
                {"mm": words.figure(cap["mm"], 2), "why": cap["why"], "sources": cap["sources"], "zones": []},
            )
            entry["zones"].append(labels.get(bound["zone"], words.zone_words(bound["zone"])))
    return [{**entry, "zones": words.listed(entry["zones"])} for entry in grouped.values()]


def settings_by_session(option: Json) -> list[tuple[str, Json]]:
    """Sessions with equal settings under one name: [("sessions 1 to 4", session), ...]."""
    groups: list[tuple[list[int], Json]] = []
    for session in option["sessions"]:
        key = [(z["zone"], z["depth_mm"], z["passes"], z["pattern"]) for z in session["zones"]]
        if groups and key == [(z["zone"], z["depth_mm"], z["passes"], z["pattern"]) for z in groups[-1][1]["zones"]]:
            groups[-1][0].append(session["number"])
        else:
            groups.append(([session["number"]], session))
    return [(f"session {n[0]}" if len(n) == 1 else f"sessions {n[0]} to {n[-1]}", session) for n, session in groups]


def field_lead(zone: Json, forecast: Json) -> str:
    """What the pictures of a zone's holes show, and what patchy needling does."""
    count = finite(zone.get("holes"))
    holes = f"about {float(f'{count:.2g}'):,.0f} holes on " if count is not None else ""
    passes = f"{zone['passes']} {'pass' if zone['passes'] == 1 else 'passes'}"
    lead = f"The holes of one session, as a hand would set them (simulated): {passes}, {holes}{zone['area_cm2']:g} cm²."
    patches = [patch for patch in forecast.get("patches") or () if finite(patch.get("gain_percent")) is not None]
    if len(patches) < 2:
        return lead
    thin, dense = (words.figure(patch["gain_percent"], 0) for patch in (patches[0], patches[-1]))
    if thin == dense:
        return lead
    return f"{lead} Collagen is forecast to gain {thin} % where they lie thinnest and {dense} % where they lie closest."


def counted_words(option: Json) -> str:
    """Whether holes and coverage were simulated or worked out by formula; empty when the plan does not say."""
    zones = [zone for zone in all_zones(option) if zone.get("simulated") is not None]
    by_formula = [zone["label"] for zone in zones if not zone["simulated"]]
    if not zones:
        return ""
    if not by_formula:
        return "Holes and coverage are counted in a simulated session, hole by hole."
    where = "" if len(by_formula) == len(zones) else f" on the {words.listed(by_formula)}"
    return f"Holes and coverage{where} are worked out by formula, not counted in a simulated session."


def series_table(days: Sequence[float], series: Sequence[Json], digits: int = 1) -> View:
    """Rows of a data table at round days: {head, rows}; each cell is ``median (low to high)``."""
    last = max([day for day in days if finite(day) is not None], default=0.0)
    wanted = [day for day in TABLE_DAYS if day <= last] if last > 15 else list(days)
    rows = []
    for day in wanted:
        cells = []
        for one in series:
            found = [words.value_at(days, one[part], day) for part in ("median", "low", "high")]
            m, low, high = (words.figure(point[1], digits) if point else "-" for point in found)
            cells.append(f"{m} ({low} to {high})")
        rows.append((words.figure(day, 0), cells))
    return {
        "head": [one["label"] + (f", {unit_words(one['unit'])}" if one.get("unit") else "") for one in series],
        "rows": rows,
    }


def unit_words(unit: str) -> str:
    """The unit as it is printed."""
    return {"percent": "%", "grade": "grade 0 to 4", "share": "share 0 to 1", "fold": "times the start"}.get(unit, unit)


def span_words(start: object, end: object) -> str:
    """``Day 0``, ``Days 0 to 2``, ``7 days before to 1 day before`` or ``From day 8``."""
    first, last = finite(start), finite(end)
    if first is None and last is None:
        return "Any day"
    if first is not None and last is not None and first == last:
        return f"Day {first:.0f}" if first >= 0 else f"{words.days_words(-first)} before"
    if first is not None and last is None:
        return f"From day {first:.0f}" if first >= 0 else f"From {words.days_words(-first)} before"
    if first is None:
        return f"Up to day {last:.0f}"
    if last is not None and last < 0:
        return f"{words.days_words(-first)} to {words.days_words(-last)} before"
    return f"{words.days_words(-first)} before to day {last:.0f}" if first < 0 else f"Days {first:.0f} to {last:.0f}"


def advice_view(item: Json) -> View:
    """One piece of advice in words."""
    return {
        "text": item["text"],
        "kind": item["kind"],
        "word": CARE_KINDS.get(item["kind"], words.plain(item["kind"])),
        "span": span_words(item.get("from_day"), item.get("to_day")),
        "sources": item["sources"],
        "positions": item.get("positions") or [],
        "held": item.get("held"),
        "audience": item.get("audience"),
        "minutes": _minutes(item),
        "more": "",
        "level": item.get("level"),
    }


def _minutes(item: Json) -> str:
    """The place of a step on the clock of the visit."""
    first, last = finite(item.get("from_minute")), finite(item.get("to_minute"))
    if first is None or last is None:
        return ""
    return f"minute {first:.0f}" if first == last else f"minutes {first:.0f} to {last:.0f}"


def _first_day(item: Json) -> tuple[float, float, int]:
    first, last = finite(item.get("from_day")), finite(item.get("to_day"))
    return (-1e9 if first is None else first, 1e9 if last is None else last, KIND_ORDER.get(item["kind"], 9))


def spans(items: Sequence[Json]) -> list[View]:
    """Advice grouped by its span of days, in order of the first day."""
    grouped: dict[str, list[View]] = {}
    for item in sorted(items, key=_first_day):
        grouped.setdefault(span_words(item.get("from_day"), item.get("to_day")), []).append(advice_view(item))
    return [{"span": span, "items": group} for span, group in grouped.items()]


def stages(items: Sequence[Json], sessions: int) -> list[View]:
    """Aftercare grouped by the stage in which each piece begins; a longer span is said beside it.

    ``sessions`` is the number of sessions of the course: advice for some of them only says for which.
    """
    grouped: dict[str, list[View]] = {title: [] for title in (*(title for _, _, title in STAGES), "Later")}
    for item in sorted(items, key=lambda one: (_first_day(one)[2], _first_day(one)[:2])):
        title, whole = _stage(item)
        view = advice_view(item)
        longer = "" if whole else view["span"]
        view["more"] = ". ".join(part for part in (longer, _only(item, sessions), _again(item)) if part)
        grouped[title].append(view)
    return [{"span": title, "items": group} for title, group in grouped.items() if group]


def _stage(item: Json) -> tuple[str, bool]:
    """The stage in which a piece of advice begins, and whether it fills just that stage."""
    first, last = finite(item.get("from_day")) or 0.0, finite(item.get("to_day"))
    for low, high, title in STAGES:
        if max(first, 0.0) <= high:
            return title, (first, last) == (low, high)
    return "Later", False


def _only(item: Json, sessions: int) -> str:
    """For which sessions advice holds, when not for all."""
    numbers = item.get("sessions") or ()
    if not numbers or len(numbers) >= sessions:
        return ""
    return f"Only after session{'s' if len(numbers) > 1 else ''} {words.listed([str(number) for number in numbers])}"


def _again(item: Json) -> str:
    """What is allowed again afterwards."""
    last = finite(item.get("to_day"))
    return f"From day {last + 1:.0f}: {item['back_to']}" if item.get("back_to") and last is not None else ""


def red_flag_levels(items: Sequence[Json]) -> list[View]:
    """Red flags in their three fixed levels, most serious first; a flag without a known level counts as same-day."""
    known = {level for level, _ in LEVELS}
    placed = [
        (str(item.get("level")) if item.get("level") in known else "same_day", advice_view(item)) for item in items
    ]
    return [
        {"level": level, "title": title, "items": [view for at, view in placed if at == level]}
        for level, title in LEVELS
    ]


def numbing_rows(care: Json) -> list[View]:
    """The check of the numbing cream for the areas of the course."""
    rows = []
    for dose in care.get("numbing") or ():
        each = f", {words.figure(dose['mg_per_kg'])} mg/kg" if finite(dose.get("mg_per_kg")) is not None else ""
        amount, area = words.figure(dose.get("grams")), words.figure(dose.get("area_cm2"), 0)
        rows.append(
            {
                "label": dose.get("label") or dose.get("product"),
                "grams": f"{amount} g on {area} cm²",
                "drug": f"{words.figure(dose.get('mg'), 0)} mg{each}",
                "minutes": words.figure(dose.get("minutes_on"), 0),
                "warnings": list(dose.get("warnings") or ()),
                "sources": dose.get("sources") or [],
            }
        )
    return rows


def care_view(care: Json | None, sessions: int = 1) -> View | None:
    """Care for the page, or None when nothing is planned."""
    if not care:
        return None
    return {
        "preparation": spans(care["preparation"]),
        "visit": [advice_view(item) for item in care["visit"]],
        "days": stages(care["days"], sessions),
        "numbing": numbing_rows(care),
        "counts": {name: len(care[name]) for name in ("preparation", "visit", "days")},
        "red_flags": red_flag_levels(care["red_flags"]),
        "maintenance": [advice_view(item) for item in care["maintenance"]],
    }


def recovery_view(recovery: Json) -> list[tuple[str, str]]:
    """The days that matter after a session."""
    down = recovery["downtime_days"]

    def day(name: str) -> str:
        value = finite(recovery.get(name))
        return f"day {value:.0f}" if value is not None else words.MISSING

    return [
        (
            "Downtime",
            f"{words.figure(down['median'])} days ({words.figure(down['low'])} to {words.figure(down['high'])})",
        ),
        ("Makeup from", day("makeup_day")),
        ("Work from", day("work_day")),
        ("Safe for an event from", day("event_safe_day")),
    ]
