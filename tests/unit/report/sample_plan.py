"""Invented plans in the shape of plan.json, for the tests of the report. The figures are plausible, not computed.

The picture of the holes (sample_field.json) is a simulated one: 16 cm2 of cheek, one pass of the generic pen, seed 1.
"""

from __future__ import annotations

import copy
import importlib.util
import json
import math
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Json = dict[str, Any]
ON = date(2026, 11, 20)
DAYS = [*range(0, 150), *range(150, 365, 7), 364]
LABELS = {
    "cheek_left": "left cheek",
    "cheek_right": "right cheek",
    "temple_left": "left temple",
    "temple_right": "right temple",
}


def _beside(name: str) -> Any:
    """A module of this folder, wherever this one was loaded from."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


outlook = _beside("sample_outlook")
PICTURE, CARE = (
    json.loads(Path(__file__).with_name(name).read_text("utf-8")) for name in ("sample_field.json", "sample_care.json")
)


def finding(rule: str, effect: str, fact: str, reason: str, sources: list[str], **more: Any) -> Json:
    base = {
        "zones": [],
        "until": None,
        "until_event": None,
        "positions": [],
        "override": "clinician",
        "would_change": None,
    }
    return {
        "rule": rule,
        "effect": effect,
        "fact": fact,
        "reason": reason,
        "sources": sources,
        **base,
        "overridden": None,
        "scope": "all",
        **more,
    }


def band(median: list[float], spread: float, digits: int = 3) -> Json:
    return {
        "median": [round(v, digits) for v in median],
        "low": [round(v * (1 - spread), digits) for v in median],
        "high": [round(v * (1 + spread * 1.25), digits) for v in median],
    }


def _sum(days: list[int], sessions: list[int], shape: Any) -> list[float]:
    return [sum(shape(day - start) for start in sessions if day >= start) for day in days]


def forecast(sessions: list[int], gain: float, first: date) -> Json:
    rise = _sum(DAYS, sessions, lambda t: gain * (1 - math.exp(-t / 45)) * math.exp(-t / 900))
    deep = [0.55 * v for v in rise]
    third = [19 + v for v in _sum(DAYS, sessions, lambda t: 6 * (t / 21) * math.exp(1 - t / 21) / len(sessions) ** 0.4)]
    red = [min(4.0, v) for v in _sum(DAYS, sessions, lambda t: 2.6 * math.exp(-t / 2.2))]
    shares = {
        "inflammation": (lambda t: (t / 1.2) * math.exp(1 - t / 1.2), "Inflammation"),
        "proliferation": (lambda t: (t / 9) ** 2 * math.exp(2 - 2 * t / 9), "Proliferation"),
        "remodelling": (lambda t: (t / 60) ** 2 * math.exp(2 - 2 * t / 60), "Remodelling"),
    }
    series: Json = {
        "papillary_collagen_gain": {
            "label": "Collagen in the upper dermis",
            "unit": "percent",
            "meaning": "against the start",
            **band(rise, 0.42, 2),
        },
        "reticular_collagen_gain": {
            "label": "Collagen in the deep dermis",
            "unit": "percent",
            "meaning": "against the start",
            **band(deep, 0.5, 2),
        },
        "type_iii_share": {
            "label": "Share of type III collagen",
            "unit": "percent",
            "meaning": "of all collagen",
            **band(third, 0.09, 2),
        },
        "elastin_change": {
            "label": "Mature elastin",
            "unit": "percent",
            "meaning": "against the start",
            **band([v * 0.04 for v in rise], 0.9, 2),
        },
        "redness": {"label": "Redness", "unit": "grade", "meaning": "0 none to 4 severe", **band(red, 0.4, 2)},
        "barrier": {
            "label": "Barrier lost",
            "unit": "share",
            "meaning": "0 whole, 1 gone",
            **band(_sum(DAYS, sessions, lambda t: 0.35 * math.exp(-t / 1.1)), 0.3),
        },
    }
    for name, (shape, label) in shares.items():
        values = _sum(DAYS, sessions, shape)
        top = max(values)
        series[name] = {
            "label": label,
            "unit": "share",
            "meaning": "of its own peak",
            **band([0.78 * v / top for v in values], 0.25),
        }
    at = DAYS.index(185)
    return {
        "interval": 0.9,
        "days": DAYS,
        "session_days": sessions,
        "series": series,
        "phases": [
            {"phase": "inflammation", "start_day": 0, "end_day": 3.5, "rule": "signal above half of its peak"},
            {
                "phase": "proliferation",
                "start_day": 2.5,
                "end_day": 26,
                "rule": "new collagen above half of its peak rate",
            },
            {"phase": "remodelling", "start_day": 21, "end_day": 190, "rule": "type III share falling"},
        ],
        "milestones": [
            {
                "day": 182,
                "date": (first + timedelta(182)).isoformat(),
                "label": "Upper-dermis collagen, month 6",
                "unit": "percent",
                "median": series["papillary_collagen_gain"]["median"][at],
                "low": series["papillary_collagen_gain"]["low"][at],
                "high": series["papillary_collagen_gain"]["high"][at],
            },
            {
                "day": 28,
                "date": (first + timedelta(28)).isoformat(),
                "label": "First look",
                "unit": "percent",
                "median": 4.1,
                "low": 2.2,
                "high": 6.6,
            },
        ],
        "scar_flag": {
            "share_of_draws": 0.0,
            "flag": False,
            "rule": "more than 5 % of draws end with a type III share above 35 %",
        },
        "statements": [
            {
                "text": "One brief says 400 % more collagen and elastin after four sessions a month apart.",
                "sources": ["D"],
                "kind": "claim",
            },
            {
                "text": "That figure comes from one small series without controls; controlled work found far less.",
                "sources": ["aust2008"],
                "kind": "limit",
            },
            {
                "text": "Type I collagen in biopsies rose by about half after five sessions.",
                "sources": ["elgaied2014"],
                "kind": "finding",
            },
        ],
    }


def recovery(scale: float, downtime: float) -> Json:
    days = list(range(15))
    decay = {"redness": (2.6, 1.8), "swelling": (1.4, 1.3), "tightness": (1.6, 2.6), "pain": (1.2, 0.7)}
    signs: Json = {
        name: {"label": name.capitalize(), **band([top * scale * math.exp(-d / tau) for d in days], 0.45, 2)}
        for name, (top, tau) in decay.items()
    }
    signs["flaking"] = {
        "label": "Flaking",
        **band([1.5 * scale * (d / 4) ** 2 * math.exp(2 - 2 * d / 4) for d in days], 0.5, 2),
    }
    return {
        "interval": 0.9,
        "days": days,
        "signs": signs,
        "downtime_days": {"median": downtime, "low": max(downtime - 1, 0), "high": downtime + 2},
        "makeup_day": 2,
        "work_day": 2,
        "event_safe_day": 7,
    }


def after(passes: int) -> Json:
    return {
        "passes": passes,
        "density_per_cm2": 62.0 * passes,
        "coverage": min(0.99, 0.2 * passes),
        "gap_p95_mm": round(0.9 / passes, 3),
    }


def next_pass(passes: int) -> Json:
    now, then = after(passes), after(passes + 1)
    added = {name: then[name] - now[name] for name in now if name != "passes"}
    more = {"area_fraction": 0.003, "downtime_days": 0.34, "gain_percent": 1.26}
    return {**added, **more, "endpoint": "pinpoint_bleeding" if passes > 2 else "even_erythema"}


def picture(of: Json, **more: Any) -> Json:
    return {**copy.deepcopy(PICTURE), "zone": of["zone"], "label": of["label"], **more}


def zone(name: str, depth: float, passes: int, label: str | None = None, dermis: float = 1.6, **more: Any) -> Json:
    median = round(depth * 0.78, 2)
    base = {
        "zone": name,
        "label": label or LABELS.get(name, name.replace("_", " ")),
        "area_cm2": 42.0,
        "depth_mm": depth,
        "passes": passes,
        "pattern": "crosshatch",
        "density_per_cm2": 62.0 * passes,
        "coverage": min(0.99, 0.2 * passes),
        "coverage_distance_mm": 0.5,
        "area_fraction": 0.003 * passes,
        "hole_radius_mm": 0.06,
        "depth_reached_mm": {"p5": round(median * 0.7, 2), "median": median, "p95": round(median * 1.22, 2)},
        "layers": {"stratum_corneum": 0.0, "epidermis": 0.01, "papillary": 0.07, "reticular": 0.92, "subcutis": 0.0},
        "layer_thickness_mm": {"stratum_corneum": 0.015, "epidermis": 0.09, "papillary": 0.2, "dermis": dermis},
        "endpoint": "pinpoint_bleeding" if depth >= 1 else "even_erythema",
        "tear_index": 0.08,
        "drag_mm": 0.04,
        "simulated": True,
        "holes": round(62.0 * passes * 42.0),
        "gap_mm": {"p95": after(passes)["gap_p95_mm"], "largest": round(2.1 / passes, 3)},
        "overlap": {"multiplicity": 1.08, "twice": 0.07},
        "convergence": [after(count) for count in range(1, passes + 2)],
        "next_pass": next_pass(passes),
        "picture": None,
    }
    return {**base, **more}


def option(
    name: str,
    zones: list[Json],
    sessions: int,
    interval: int,
    first: date,
    gain: float,
    downtime: float,
    recommended: bool = False,
) -> Json:
    starts = [interval * k for k in range(sessions)]
    pictured = [{**z, "picture": picture(z) if z is zones[0] and z.get("simulated") else None} for z in zones]
    why = {
        "gentle": "Shortest recovery; asks for one more visit to come near the same gain.",
        "standard": "The most collagen for each day of downtime within your limits, at a depth used in trials.",
        "intensive": "Reaches deepest within the bounds; a longer recovery and more risk of dark marks.",
    }
    return {
        "name": name,
        "why": why[name],
        "recommended": recommended,
        "device": {
            "name": "generic pen",
            "kind": "pen",
            "needles": 12,
            "needle_diameter_mm": 0.25,
            "max_depth_mm": 2.5,
            "rate_hz": 100,
        },
        "schedule": {
            "sessions": sessions,
            "interval_days": interval,
            "first": first.isoformat(),
            "last": (first + timedelta(starts[-1])).isoformat(),
            "sentence": f"every {interval // 7} weeks, {sessions} times",
        },
        "bounds": [
            {
                "zone": z["zone"],
                "depth_low_mm": 1.0,
                "depth_high_mm": 1.5,
                "caps": [
                    {"mm": 1.5, "why": "one cleared pen was not evaluated deeper on the face", "sources": ["SKS"]}
                ],
            }
            for z in zones
        ],
        "sessions": [
            {
                "number": k + 1,
                "date": (first + timedelta(day)).isoformat(),
                "zones": copy.deepcopy(zones if k else pictured),
            }
            for k, day in enumerate(starts)
        ],
        "forecast": forecast(starts, gain, first),
        "recovery": recovery(downtime / 3, downtime),
        "cost": {
            "sessions": sessions,
            "per_session": 400,
            "total": 400 * sessions,
            "currency": "USD",
            "within_budget": 400 * sessions <= 2000,
            "basis": "the case's own price for a session",
        },
    }


def sources() -> list[Json]:
    rows = [
        ("D", "Brief D: patient guide (preparation, procedure, care, comparison, 25 questions)", "brief", None),
        ("A", "Brief A: long overview for patients", "brief", None),
        ("SKP", "SkinPen pre- and post-treatment sheet, as republished by clinics", "read", None),
        ("SKS", "SkinPen clinical study summary", "read", None),
        ("SOC", "Chapter: applications and safety of microneedling in skin of color", "read", None),
        ("CHU", "Chu 2021, systematic review of microneedling safety (85 articles)", "read", None),
        ("FDA", "US FDA: microneedling devices page and guidance of 10 November 2020", "read", None),
        ("INM", "InMode Optimas manual, p. 58", "read", None),
        ("aust2008", "Aust 2008, percutaneous collagen induction therapy", "unverified", "10.1097/example"),
        ("elgaied2014", "El-Domyati 2015, microneedling therapy for atrophic acne scars", "read_second_hand", None),
        ("needlepoint", "Needlepoint's own assumption", "assumption", None),
    ]
    return [{"id": id, "cite": cite, "checked": checked, "doi": doi, "url": None} for id, cite, checked, doi in rows]


DARK = finding(
    "dark_phototype",
    "caution",
    "phototype IV",
    "Brown marks follow more often in deeper skin tones, so we needle less deep and protect from sun.",
    ["A", "SOC", "CHU"],
    override="none",
    positions=[
        {"who": "D", "says": "no risk of pigment change"},
        {"who": "A", "says": "darker skin is more prone to dark marks"},
    ],
)


def face(cheek: tuple[float, int], temple: tuple[float, int]) -> list[Json]:
    return [zone(n, *cheek) for n in ("cheek_left", "cheek_right")] + [
        zone(n, *temple) for n in ("temple_left", "temple_right")
    ]


def acne_plan() -> Json:
    """Every part that a plan can have."""
    return outlook.told(plain_plan())


def plain_plan() -> Json:
    """A plan of the first files of this version, without outcomes, risks, stop rule and front."""
    first = date(2026, 12, 1)
    gentle, standard, strong = face((1.0, 4), (0.5, 2)), face((1.5, 5), (0.75, 3)), face((1.5, 6), (1.0, 4))
    return {
        "schema": "needlepoint.plan/1",
        "made": {"needlepoint": "0.1.0", "on": ON.isoformat(), "seed": 1, "draws": 24},
        "case": {
            "age": 32,
            "sex": "female",
            "phototype": "IV",
            "setting": "clinic",
            "device": {"kind": "pen"},
            "goals": [{"concern": "atrophic_acne_scar", "subtype": "rolling", "zones": [z["zone"] for z in standard]}],
        },
        "screening": {
            "verdict": "caution",
            "earliest_date": None,
            "excluded_zones": [],
            "open_zones": [z["zone"] for z in standard],
            "on": ON.isoformat(),
            "rules_version": "2026.1",
            "findings": [DARK],
        },
        "options": [
            option("gentle", gentle, 5, 28, first, 5.2, 1.5),
            option("standard", standard, 4, 28, first, 9.1, 2.5, recommended=True),
            option("intensive", strong, 4, 42, first, 10.4, 4.0),
        ],
        "recommended": "standard",
        "care": copy.deepcopy(CARE),
        "alternatives": [
            {
                "name": "Fractional laser",
                "summary": "Columns of heat in the dermis.",
                "efficacy": "similar or a little more for acne scars",
                "downtime": "4 to 10 days",
                "pih": "higher in phototypes IV to VI",
                "cost": "up to four times a session",
                "sources": ["D"],
                "axes": {
                    "effect": {"words": "better in one trial of 30 people", "certainty": "low: one controlled trial"},
                    "downtime": "longer than needling",
                    "pih": "30 % in one trial",
                    "cost": {
                        "low": 2000,
                        "high": 4000,
                        "currency": "USD",
                        "course_low": 4000,
                        "course_high": 8000,
                        "from": "published",
                    },
                },
            },
            {
                "name": "radiofrequency needling",
                "summary": "Needles that also heat.",
                "efficacy": "equal in pooled trials",
                "pih": "low",
                "out_of_scope": "Heat in the skin is another treatment, with burns among its risks.",
                "sources": ["FDA"],
            },
            {
                "name": "Subcision",
                "summary": "Frees the tethered floor of rolling scars.",
                "efficacy": "good for rolling scars, often combined",
                "downtime": "up to 2 weeks of bruising",
                "pih": "low",
                "cost": None,
                "sources": ["needlepoint"],
            },
        ],
        "notes": [
            {"text": "Depths by zone are an expert convention, not a measured optimum.", "sources": ["needlepoint"]}
        ],
        "basis": {
            "parameters": [
                {
                    "name": "puncture.pen_efficiency",
                    "value": 0.78,
                    "unit": "share",
                    "kind": "fitted",
                    "sources": ["SKS"],
                },
                {
                    "name": "healing.collagen_rate",
                    "value": 0.012,
                    "unit": "1/day",
                    "kind": "assumed",
                    "sources": ["needlepoint"],
                },
            ],
            "sources": sources(),
        },
    }


def stop_plan() -> Json:
    plan = acne_plan()
    stop = finding(
        "keloid",
        "stop",
        "keloid, no zone given",
        "You have had keloid scars. Needling could start a new one.",
        ["D", "CHU"],
        override="specialist",
        would_change="A specialist's written decision with a plan to prevent keloid.",
        positions=[{"who": "SOC", "says": "a relative reason only"}],
    )
    plan["screening"] |= {"verdict": "stop", "findings": [stop, DARK], "open_zones": []}
    return plan | {"options": [], "recommended": None, "care": None, "front": []}


def wait_plan() -> Json:
    plan = plain_plan()
    wait = finding(
        "isotretinoin_recent",
        "wait",
        "isotretinoin, last dose 2026-07-15",
        "The skin may scar more easily for a while after isotretinoin.",
        ["D", "SKP", "INM"],
        until="2027-01-15",
        would_change="Six months since the last dose, or a clinician's reasoned decision.",
        positions=[
            {"who": "D", "says": "six months"},
            {"who": "INM", "says": "six months"},
            {"who": "CHU", "says": "papers of 2017 see no reason to delay some procedures; needling is not named"},
        ],
    )
    filler = finding(
        "filler",
        "wait",
        "filler in the left temple on 2026-09-01",
        "Needles may move a fresh filler.",
        ["SKP"],
        zones=["temple_left"],
        until="2027-03-01",
    )
    gone = finding(
        "self_tan",
        "wait",
        "self-tan on 2026-11-12",
        "Self-tan hides redness and may be pushed in.",
        ["INM"],
        until="2026-11-26",
        overridden={
            "rule": "self_tan",
            "by": "Dr. M. Osei",
            "role": "clinician",
            "reason": "Only on the legs; none on the face.",
        },
    )
    ask = finding(
        "not_answered",
        "ask",
        "metal allergies not answered",
        "We need to know about nickel before steel needles touch the skin.",
        ["CHU"],
        would_change="An answer.",
    )
    plan["screening"] |= {
        "verdict": "wait",
        "earliest_date": "2027-01-15",
        "findings": [wait, filler, ask, gone, DARK],
        "excluded_zones": ["temple_left"],
    }
    first = date(2027, 1, 15)
    formula = {"simulated": False, "convergence": None, "overlap": None}
    zones = [zone(n, 1.5, 5, **formula) for n in ("cheek_left", "cheek_right")]
    zones.append(zone("temple_right", 0.75, 3, **formula))
    plan["options"] = [
        option("gentle", zones, 5, 28, first, 5.2, 1.5),
        option("standard", zones, 4, 28, first, 9.1, 2.5, recommended=True),
    ]
    plan["screening"]["open_zones"] = [z["zone"] for z in zones]
    return outlook.told(plan, outlook.direction())


def _other_plan(zones: list[Json], concern: str, subtype: str | None) -> Json:
    plan = plain_plan()
    plan["case"]["goals"] = [{"concern": concern, "subtype": subtype, "zones": [z["zone"] for z in zones]}]
    plan["screening"] |= {"open_zones": [z["zone"] for z in zones], "verdict": "clear", "findings": []}
    plan["options"] = [option("standard", zones, 5, 28, date(2026, 12, 1), 7.0, 3.0, recommended=True)]
    return plan


def body_plan() -> Json:
    zones = [
        zone("abdomen", 2.0, 5, dermis=2.1, area_cm2=480.0),
        zone("thigh_left", 1.5, 4, "left thigh", dermis=1.9),
        zone("thigh_right", 1.5, 4, "right thigh", dermis=1.9),
    ]
    plan = _other_plan(zones, "stretch_marks", "alba")
    wide = {"kind": "rectangle", "width_mm": 331.7, "height_mm": 301.5}
    plan["options"][0]["sessions"][0]["zones"][0]["picture"]["outline"] = wide
    return outlook.told(plan, outlook.direction())


def scalp_plan() -> Json:
    scalp = zone("scalp", 1.0, 3, dermis=1.8, area_cm2=300.0)
    for name in ("simulated", "holes", "gap_mm", "overlap", "convergence", "next_pass", "picture"):
        scalp.pop(name)
    plan = outlook.told(_other_plan([scalp], "androgenetic_alopecia", None))
    for option in plan["options"]:
        option |= {"outcomes": [outlook.unknown()], "axes": option["axes"] | {"benefit": None}}
        option["stop_rule"] |= {"verdict": "wait", "one_more": None, "by_session": [], "maintenance": None}
    return plan


SAMPLES = {"acne": acne_plan, "stop": stop_plan, "wait": wait_plan, "body": body_plan, "scalp": scalp_plan}
