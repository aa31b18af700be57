"""The report of a virtual trial: one self-contained HTML page drawn from results.json alone. No script, no network.

Changes are in points of the scale, above zero better. Bands and thick bars are of the people; the thin, wider lines
carry the model's own uncertainty too. What cannot be told says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from markupsafe import Markup

from ..errors import InputError, Problem
from .charts import (
    Band,
    Box,
    Curve,
    Group,
    Level,
    Look,
    Row,
    band_chart,
    curve_chart,
    finite,
    flow_chart,
    people_chart,
    row_chart,
)
from .citing import citer, numbered
from .html import environment, style
from .outlook import unit_for
from .words import capital, figure, percent

Json = Mapping[str, Any]
View = dict[str, Any]
SCHEMA_NAME = "needlepoint.trial-results/1"
BANDED = 2
"""Arms whose people are drawn as a band; the others are lines, so that the picture stays readable."""
NOT_KNOWN = "not known"
MARKS = (("responder", "disc"), ("some", "half"), ("little", "ring"), ("worse", "cross"))


def render_trial(results: Json, *, version: str = "") -> str:
    """The report of a trial's analysis (the dict of results.json) as one HTML page.

    version: of the program that made it, for the foot of the page. Raises InputError for anything but such a document.
    """
    if not isinstance(results, Mapping) or results.get("schema") != SCHEMA_NAME:
        found = results.get("schema") if isinstance(results, Mapping) else type(results).__name__
        raise InputError(Problem("schema", repr(found), SCHEMA_NAME, "Run the trial again with this version."))
    sheet = style() + Markup((resources.files("needlepoint.report") / "templates" / "trial.css").read_text("utf-8"))
    context = {**trial_view(results), "style": sheet, "version": version}
    return environment().get_template("trial.html").render(context)


def trial_view(results: Json) -> View:
    """Everything the page shows, as display values."""
    return {
        "title": results["title"],
        "head": _head(results),
        "headline": results["headline"],
        "flow": _flow(results),
        "baseline": _baseline(results),
        "scales": [_scale(results, scale, at) for at, scale in enumerate(_scales(results))],
        "difference": _differences(results),
        "responders": _responders(results),
        "recovery": _recovery(results),
        "power": _power(results),
        "published": _published(results),
        "missing": results["missing"],
        "assumptions": results["assumptions"],
        "sources": numbered(results["sources"]),
        "cite": citer(results["sources"]),
        "seed": results["seed"],
        "worlds": results["worlds"],
    }


def _scales(results: Json) -> list[str]:
    return list(dict.fromkeys(item["scale"] for item in results["outcomes"]))


def _head(results: Json) -> list[tuple[str, str]]:
    design = {"parallel": "parallel arms", "within_person": "within a person (one side each)"}[results["design"]]
    return [
        ("Design", design),
        ("Arms", ", ".join(results["arms"])),
        ("Virtual people", f"{results['people']:,}"),
        ("Headline", f"{label(results, results['primary_scale'])}, {results['primary_visit']}"),
        ("Responder", results["responder"]),
    ]


def label(results: Json, scale: str) -> str:
    """A scale's name for people."""
    return str(results["labels"].get(scale, scale.replace("_", " ")))


def number(value: object, digits: int = 2) -> str:
    """A figure, or ``not known``."""
    found = finite(value)
    return NOT_KNOWN if found is None else figure(found, digits)


def ends(interval: Json, digits: int = 2) -> str:
    """``0.1 to 0.6``, or ``not known``."""
    low, high = finite(interval["low"]), finite(interval["high"])
    return NOT_KNOWN if low is None or high is None else f"{figure(low, digits)} to {figure(high, digits)}"


def share_ends(interval: Json) -> str:
    """``12 % to 30 %``, or ``not known``."""
    low, high = finite(interval["low"]), finite(interval["high"])
    return NOT_KNOWN if low is None or high is None else f"{percent(low)} to {percent(high)}"


def _pair(interval: Json) -> tuple[float, float] | None:
    low, high = finite(interval["low"]), finite(interval["high"])
    return None if low is None or high is None else (low, high)


def _flow(results: Json) -> View:
    paired = results["design"] == "within_person"
    how = "each with one side in every arm" if paired else "the same people in every arm"
    top = Box(f"{results['people']:,} virtual people", (how,) if len(results["arms"]) > 1 else ())
    columns = [_column(item) for item in results["flow"]]
    title = "Who went where"
    desc = "From the people assigned to those analysed, by arm"
    return {
        "title": title,
        "svg": Markup(flow_chart("flow", title, top, columns, desc=desc)),
        "reading": "Dashed: where people left. Missed sessions do not take a person out of the trial.",
    }


def _column(item: Json) -> list[Box]:
    done = "no session planned" if not item["planned_sessions"] else f"{item['planned_sessions']} sessions planned"
    came = [f"{item['complete']:,} came to all", f"{item['missed_sessions']:,} sessions missed"]
    seen = [f"{each['people']:,} at {each['visit']}" for each in item["seen"]]
    return [
        Box(f"{item['arm']}: {item['assigned']:,}", (done,)),
        *([Box(f"{item['treated']:,} treated", tuple(came))] if item["planned_sessions"] else []),
        Box("Read", tuple(seen)),
        Box(f"{item['dropped']:,} left", leaving=True),
        Box(f"{item['analysed']:,} analysed"),
    ]


def _baseline(results: Json) -> View:
    rows = []
    for item in results["baseline"]:
        if item["kind"] == "mean":
            cell = f"{number(item['value'], 1)} ({number(item['spread'], 1)}) {item['unit']}"
        else:
            cell = f"{number(item['value'], 0)} ({percent(item['spread'])})"
        rows.append((capital(item["name"]), [cell]))
    return {"head": ["", "All arms hold these people"], "rows": rows}


def _scale(results: Json, scale: str, at: int) -> View:
    mine = [item for item in results["outcomes"] if item["scale"] == scale]
    unit, arms = mine[0]["unit"], list(results["arms"])
    days = sorted({0.0, *(float(item["day"]) for item in mine if finite(item["day"]) is not None)})
    bands = [_band(arm, [item for item in mine if item["arm"] == arm], days, place) for place, arm in enumerate(arms)]
    title = f"{label(results, scale)}: what people gained"
    rows = [_outcome_row(item) for item in mine]
    head = [
        "Arm and visit",
        "Read",
        "Mean (sd)",
        "By the people",
        "Model too",
        "Median (middle half)",
        "Everybody",
    ]
    return {
        "title": title,
        "svg": Markup(
            band_chart(
                f"outcome-{at}",
                title,
                days,
                bands,
                desc=f"Mean change by visit and arm, in {unit}; bands hold the middle half of the people",
                look=Look(unit=f"{unit_for(2, unit)} better", since="the first session"),
            )
        ),
        "reading": "Lines: means of those who were read. Bands: the middle half of the people. Above zero is better.",
        "head": head,
        "rows": rows,
        "caption": f"{label(results, scale)}, change in {unit_for(2, unit)}; {percent(results['level'])} intervals",
    }


def _band(arm: str, items: Sequence[Json], days: Sequence[float], place: int) -> Band:
    held = {float(item["day"]): item["seen"] for item in items}
    lows, highs, means = [], [], []
    for day in days:
        found = held.get(day)
        known = found is not None and place < BANDED
        means.append(0.0 if day == 0 else found["mean"] if found else None)
        lows.append(0.0 if day == 0 and place < BANDED else found["quartiles"]["low"] if found and known else None)
        highs.append(0.0 if day == 0 and place < BANDED else found["quartiles"]["high"] if found and known else None)
    return Band(arm, _joined(days, means), _joined(days, lows), _joined(days, highs), hatched=place == 1)


def _joined(days: Sequence[float], values: Sequence[float | None]) -> list[float | None]:
    """Values between an arm's own visits laid on a straight line, so that arms read on other days keep their line."""
    known = [(day, value) for day, value in zip(days, values, strict=True) if value is not None]
    found: list[float | None] = []
    for day in days:
        before = [one for one in known if one[0] <= day]
        after = [one for one in known if one[0] >= day]
        if not before or not after:
            found.append(None)
            continue
        (left, low), (right, high) = before[-1], after[0]
        found.append(low if right == left else low + (high - low) * (day - left) / (right - left))
    return found


def _outcome_row(item: Json) -> tuple[str, list[str]]:
    seen = item["seen"]
    return f"{item['arm']}, {item['visit']}", [
        f"{seen['people']:,} ({item['missing']:,} missing)",
        f"{number(seen['mean'])} ({number(seen['sd'])})",
        ends(seen["mean_interval"]),
        ends(item["with_model"]),
        f"{number(seen['median'])} ({ends(seen['quartiles'])})",
        f"{number(item['full']['mean'])} ({number(item['full']['sd'])})",
    ]


def _differences(results: Json) -> View | None:
    if not results["differences"]:
        return None
    first, second = results["differences"][0]["first"], results["differences"][0]["second"]
    scale = results["primary_scale"]
    mine = [item for item in results["differences"] if item["scale"] == scale]
    unit, level = unit_for(2, mine[0]["unit"]), percent(results["level"])
    rows = [
        Row(
            item["visit"],
            item["value"] if item["value"] is not None else float("nan"),
            _pair(item["interval"]),
            _pair(item["with_model"]),
            strong=item["visit"] == results["primary_visit"],
        )
        for item in mine
    ]
    title = f"{capital(first)} less {second}: {label(results, scale)}"
    return {
        "title": title,
        "svg": Markup(
            row_chart("difference", title, rows, f"{unit}; right of the line: {first} is better", desc=title)
        ),
        "reading": f"Diamond: the difference of means. Thick bar: {level} interval of the people in a trial of this "
        "size. Thin line: with the model's own uncertainty.",
        "head": ["Scale and visit", "Read", "Difference", "By the people", "Model too", "Chance better", "Everybody"],
        "rows": [_difference_row(results, item) for item in results["differences"]],
        "method": {
            "paired": "Paired: each person's own two sides.",
            "welch": "Welch's interval, as for different people in each arm.",
        }[mine[0]["method"]],
        "first": first,
        "second": second,
    }


def _difference_row(results: Json, item: Json) -> tuple[str, list[str]]:
    chance = finite(item["probability"])
    return f"{label(results, item['scale'])}, {item['visit']}", [
        " and ".join(f"{people:,}" for people in item["people"]),
        number(item["value"]),
        ends(item["interval"]),
        ends(item["with_model"]),
        NOT_KNOWN if chance is None else percent(chance),
        f"{number(item['full_value'])} ({ends(item['full_interval'])})",
    ]


def _responders(results: Json) -> View:
    words = {
        "responder": results["responder"],
        "some": "at least half of that",
        "little": "less either way",
        "worse": "worse by half of that or more",
    }
    figures = []
    for at, item in enumerate(results["responders"]):
        groups = [Group(words[name], item["grades"].get(name, 0.0), mark) for name, mark in MARKS]
        title = f"100 people of {item['arm']}"
        svg = Markup(people_chart(f"people-{at}", title, groups, desc=f"{title}, by what they gained"))
        reading = f"{item['responders']:,} of {item['people']:,} who were read at {results['primary_visit']}."
        figures.append({"title": title, "svg": svg, "reading": reading})
    treat = results["needed_to_treat"]
    return {
        "figures": figures,
        "head": ["Arm", "Responders", "Share", "By the people", "Model too", "Everybody, no rater's noise"],
        "rows": [
            (
                item["arm"],
                [
                    f"{item['responders']:,} of {item['people']:,}",
                    percent(item["share"]) if finite(item["share"]) is not None else NOT_KNOWN,
                    share_ends(item["interval"]),
                    share_ends(item["with_model"]),
                    percent(item["full_share"]) if finite(item["full_share"]) is not None else NOT_KNOWN,
                ],
            )
            for item in results["responders"]
        ],
        "treat": {
            "words": capital(treat["words"]),
            "difference": percent(treat["difference"]) if finite(treat["difference"]) is not None else NOT_KNOWN,
            "interval": share_ends(treat["interval"]),
            "with_model": share_ends(treat["with_model"]),
        }
        if treat
        else None,
    }


def _recovery(results: Json) -> View | None:
    rows = [
        (
            item["arm"],
            [
                f"{item['people']:,}",
                f"{number(item['downtime_days']['median'], 1)} ({ends(item['downtime_days']['quartiles'], 1)})",
                ends(item["downtime_days"]["band"], 1),
                f"{number(item['worst_redness']['mean'], 1)} ({ends(item['worst_redness']['band'], 1)})",
            ],
        )
        for item in results["recovery"]
    ]
    head = [
        "Arm",
        "Treated",
        "Days until makeup covers it",
        "Nine people in ten",
        "Worst redness, 0 to 4",
    ]
    return {"head": head, "rows": rows} if rows else None


def _power(results: Json) -> View | None:
    power = results["power"]
    if power is None:
        return None
    what = "pairs" if power["design"] == "within_person" else "patients an arm"
    figure_ = None
    if power["curve"]:
        curve, title = power["curve"], "The chance that a trial shows it"
        curves = [Curve("if as found", curve["power"]), Curve("model's doubt too", curve["assurance"])]
        svg = curve_chart(
            "power",
            title,
            curve["patients"],
            curves,
            (what, "chance of success"),
            levels=[Level(item["wanted"], percent(item["wanted"])) for item in power["sized"]],
            top=1.0,
            logarithmic=True,
        )
        figure_ = {"title": title, "svg": Markup(svg), "reading": f"By number of {what} who are read at the end."}
    arms = list(power["shows"][0]["response"])
    return {
        "words": power["words"],
        "figure": figure_,
        "head": ["Scale and visit", *(f"{arm}: mean / sd" for arm in arms), "Difference / sd", f"{capital(what)}"],
        "rows": [
            (
                f"{label(results, item['scale'])}, {item['visit']}",
                [
                    *(number(item["response"][arm]) for arm in arms),
                    f"{number(item['difference'])} (± {number(item['difference_se'])})",
                    "no number does" if item["patients"] is None else f"{item['patients']:,}",
                ],
            )
            for item in power["shows"]
        ],
        "wanted": percent(power["sized"][0]["wanted"]),
    }


def _published(results: Json) -> View | None:
    rows = []
    for item in results["published"]:
        held = {True: "yes", False: "no", None: NOT_KNOWN}[item["inside"]]
        seen = "seen by the fit" if item["used_in_the_fit"] else "not seen by it"
        virtual = f"{number(item['virtual'])} ({ends(item['interval'])})"
        rows.append(
            (
                f"{item['name']}: {label(results, item['scale'])}, {item['visit']}",
                [f"{number(item['published'])} {item['unit']}", virtual, held, seen],
            )
        )
    head = ["Figure", "Published", "Virtual (90 % of such trials)", "Inside", "Calibration"]
    return {"head": head, "rows": rows} if rows else None
