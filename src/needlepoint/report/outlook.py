"""What people will see: for each goal of a proposal its sentence, its chances as people, its forecast as a band.

Changes are in the scale's own points, above zero better whichever way the scale runs; the untreated course of the same
people (placebo and rater drift) stands beside every figure. A goal whose share of needling no study can tell apart
says so and shows no count of people. Nothing is computed here but the reading of a share as whole people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from . import words
from .charts import Band, Group, Level, Look, band_chart, finite, people_chart

Json = Mapping[str, Any]
View = dict[str, Any]
UNITS = {
    "grade": ("grade", "grades"),
    "point": ("point", "points"),
    "points": ("point", "points"),
    "hair/cm2": ("hair per cm²", "hairs per cm²"),
    "hair/inch2": ("hair per square inch", "hairs per square inch"),
    "class": ("class", "classes"),
    "degree": ("degree", "degrees"),
    "percent": ("%", "%"),
}
HALF_GRADE = 0.5
FAN_KEY = "Line: the middle forecast. Band: nine people in ten. Hatched band: the same people without treatment."
WIDE_KEY = "Band: nine people in ten, and no middle to name. Hatched band: the same people without treatment."


def unit_for(value: float, unit: str) -> str:
    """The unit after a number: ``grade`` after 1, ``grades`` after any other; other units as they are."""
    one, many = UNITS.get(unit, (unit, unit))
    return one if abs(value) == 1 else many


def threshold(outcome: Json) -> tuple[float, str] | None:
    """The smallest change that shows, with its name: half a grade, or the scale's own."""
    unit = str(outcome.get("unit") or "points")
    least = finite(outcome.get("visible")) or (HALF_GRADE if unit == "grade" else finite(outcome.get("mdc")))
    if least is None or least <= 0:
        return None
    amount = (
        "half a grade" if (unit, least) == ("grade", HALF_GRADE) else f"{words.figure(least)} {unit_for(least, unit)}"
    )
    return least, f"{amount} {gained(outcome)}"


def gained(outcome: Json) -> str:
    """What a change above zero is: ``better``, or ``more`` of what is counted."""
    return "more" if outcome.get("better") == "higher" else "better"


def signed(value: object, digits: int = 1) -> str:
    """``+0.7``, ``−0.1``, ``0``; or ``not given``."""
    number = finite(value)
    shown = words.figure(number, digits)
    return f"+{shown}" if number is not None and number > 0 and shown != "0" else shown


def between(low: object, high: object, digits: int = 1) -> str:
    """``−0.1 to +1.6``."""
    return f"{signed(low, digits)} to {signed(high, digits)}"


def digits_for(outcome: Json) -> int:
    """Decimals that a scale deserves: two for grades, none where it runs to tens."""
    values = [finite(row.get("high")) for row in outcome.get("at") or ()]
    largest = max((abs(value) for value in values if value is not None), default=1.0)
    return 0 if largest >= 10 else 1


def outlook_view(option: Json, stem: str) -> list[View]:
    """Every goal of a proposal as the page shows it; ``stem`` keeps the ids of its pictures apart."""
    days = option["forecast"].get("session_days", ())
    return [goal_view(outcome, f"{stem}-{at}", days) for at, outcome in enumerate(option.get("outcomes") or ())]


def goal_view(outcome: Json, uid: str, sessions: Sequence[float]) -> View:
    """One goal: words, people, band, table."""
    known = bool(outcome.get("identifiable"))
    says = [str(line) for line in outcome.get("words") or ()]
    return {
        "id": uid,
        "title": words.capital(str(outcome.get("label") or words.plain(outcome["concern"]))),
        "known": known,
        "why": "" if outcome.get("why") in says else outcome.get("why") or "",
        "headline": says[0] if says else "",
        "more": says[1:],
        "scale": scale_words(outcome),
        "people": people_figure(outcome, uid) if known else None,
        "fan": fan_figure(outcome, uid, sessions),
        "table": when_table(outcome),
        "sources": outcome.get("sources") or (),
    }


def scale_words(outcome: Json) -> str:
    """On which scale, which way it runs, and where this person stands; empty without a scale."""
    if not outcome.get("scale"):
        return ""
    label = str(outcome.get("scale_label") or words.plain(outcome["scale"]))
    way = {"lower": "less is better", "higher": "more is better"}.get(str(outcome.get("better")), "")
    now = finite(outcome.get("baseline"))
    parts = [label, way, f"today: {words.figure(now)}" if now is not None else ""]
    return "; ".join(part for part in parts if part) + "."


def groups_of(outcome: Json) -> list[Group]:
    """The chances as groups that do not overlap, best first. Empty where they are not known."""
    chances = outcome.get("chances") or {}
    clear, full, none, worse = (
        finite(chances.get(name)) for name in ("half_grade", "full_grade", "nothing_visible", "worse")
    )
    if clear is None or none is None:
        return []
    full, worse = min(full or 0.0, clear), worse or 0.0
    little = max(1.0 - clear - none - worse, 0.0)
    grade = outcome.get("unit") == "grade"
    return [
        Group("a whole grade better, or more" if grade else "much better", full, "disc"),
        Group("half a grade to a grade better" if grade else "better, so that it shows", clear - full, "half"),
        Group("a little better", little, "dot"),
        Group("no change that you could see", none, "ring"),
        Group("half a grade worse, or more" if grade else "worse, so that it shows", worse, "cross"),
    ]


def people_figure(outcome: Json, uid: str) -> View | None:
    """A hundred people like the reader, or None where the chances are not known."""
    groups = groups_of(outcome)
    if not groups:
        return None
    title = "100 people like you"
    when = (outcome.get("at") or [{}])[-1].get("label") or "at the end"
    reading = f"Each mark is one person, {when}. Nobody can say beforehand which mark is yours."
    return {
        "svg": Markup(people_chart(f"{uid}-people", title, groups, desc=reading)),
        "title": title,
        "reading": reading,
    }


def fan_figure(outcome: Json, uid: str, sessions: Sequence[float]) -> View | None:
    """The forecast over time with the untreated band below it, or None where there is none."""
    by_day = outcome.get("by_day") or {}
    if not outcome.get("scale") or not any(finite(value) is not None for value in by_day.get("median") or ()):
        return None
    unit, now = str(outcome.get("unit") or "points"), finite(outcome.get("baseline"))
    known = bool(outcome.get("identifiable"))
    bands = [
        Band("with needling", by_day["median"] if known else (), by_day.get("low") or (), by_day.get("high") or ()),
        Band(
            "without treatment",
            by_day.get("control_median") or (),
            by_day.get("control_low") or (),
            by_day.get("control_high") or (),
            hatched=True,
        ),
    ]
    least = threshold(outcome)
    levels = [Level(0.0, f"as today ({words.figure(now)})" if now is not None else "as today")]
    levels += [Level(*least)] if least else []
    title = "Better by how much, and when"
    reading = fan_reading(outcome)
    svg = band_chart(
        f"{uid}-fan",
        title,
        by_day["days"],
        bands,
        desc=reading,
        look=Look(unit=f"{unit_for(2, unit)} {gained(outcome)}", height=300.0),
        sessions=sessions,
        levels=levels,
    )
    return {"svg": Markup(svg), "title": title, "reading": FAN_KEY if known else WIDE_KEY}


def fan_reading(outcome: Json) -> str:
    """The last looked-at day of a forecast in one sentence, the untreated level named beside it."""
    rows = outcome.get("at") or ()
    if not rows:
        return "Nine in ten people lie within each band."
    last, unit, digits = rows[-1], str(outcome.get("unit") or "points"), digits_for(outcome)
    middle, when = finite(last.get("median")) or 0.0, words.capital(str(last["label"]))
    known = f"{signed(middle, digits)} {unit_for(middle, unit)} in the middle; " if outcome.get("identifiable") else ""
    sentence = (
        f"{when}: {known}nine in ten people lie between "
        f"{signed(last.get('low'), digits)} and {signed(last.get('high'), digits)}."
    )
    control = finite(last.get("control_median"))
    return f"{sentence} Without treatment: {signed(control, digits)}." if control is not None else sentence


def when_table(outcome: Json) -> View | None:
    """The forecast at the days that matter, the untreated level beside it; None where there is none."""
    rows, digits = outcome.get("at") or (), digits_for(outcome)
    if not rows or not outcome.get("scale"):
        return None
    known = bool(outcome.get("identifiable"))
    unit = unit_for(2, str(outcome.get("unit") or "points"))
    return {
        "caption": f"{unit} {gained(outcome)}",
        "head": ["When", *(["Needled", "9 in 10 people"] if known else ["Needled, 9 in 10 people"]), "Untreated"],
        "rows": [
            (
                words.capital(str(row["label"])),
                [
                    *([signed(row.get("median"), digits)] if known else []),
                    between(row.get("low"), row.get("high"), digits),
                    signed(row.get("control_median"), digits),
                ],
            )
            for row in rows
        ],
    }


def headline(option: Json) -> View | None:
    """The first goal with a figure, on the last day that it is told for: {median, low, high, label, control}."""
    for outcome in option.get("outcomes") or ():
        rows = outcome.get("at") or ()
        if outcome.get("identifiable") and outcome.get("scale") and rows and finite(rows[-1].get("median")) is not None:
            last, digits = rows[-1], digits_for(outcome)
            return {
                "median": signed(last["median"], digits),
                "span": between(last.get("low"), last.get("high"), digits),
                "label": f"{unit_for(2, str(outcome.get('unit') or 'points'))} {gained(outcome)}, {last['label']}",
            }
    return None


def in_ten(share: object) -> str:
    """A share as ``6 in 10``, ``fewer than 1 in 20``, ``nearly all`` or ``not known``."""
    number = finite(share)
    if number is None:
        return "not known"
    if number < 0.05:
        return "fewer than 1 in 20"
    if number < 0.095:
        return "about 1 in 15"
    return "nearly all" if number > 0.955 else f"{number * 10:.0f} in 10"


def compared(options: Sequence[Json]) -> View | None:
    """The last looked-at day of every proposal and goal on the same axes; None with fewer than two to compare."""
    told = [
        (option, outcome)
        for option in options
        for outcome in option.get("outcomes") or ()
        if outcome.get("at") and outcome.get("scale")
    ]
    if len({option["name"] for option, _ in told}) < 2:
        return None
    several = len({outcome["concern"] for _, outcome in told}) > 1
    head = [
        "Course",
        "Change in the middle",
        "9 in 10 people",
        "Untreated",
        "Better, so that it shows",
        "Nothing to see",
    ]
    return {"head": head, "rows": [_compared_row(option, outcome, several) for option, outcome in told]}


def _compared_row(option: Json, outcome: Json, several: bool) -> tuple[str, list[str]]:
    last, digits = outcome["at"][-1], digits_for(outcome)
    chances = (outcome.get("chances") or {}) if outcome.get("identifiable") else {}
    label = words.capital(option["name"]) + (f", {outcome.get('label')}" if several else "")
    middle = finite(last.get("median")) or 0.0
    told = f"{signed(middle, digits)} {unit_for(middle, str(outcome.get('unit') or 'points'))}"
    return label, [
        told if outcome.get("identifiable") else "not known",
        between(last.get("low"), last.get("high"), digits),
        signed(last.get("control_median"), digits),
        in_ten(chances.get("half_grade")),
        in_ten(chances.get("nothing_visible")),
    ]
