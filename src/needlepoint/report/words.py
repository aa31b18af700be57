"""Words and figures as a reader meets them: dates, spans, money, effects, zones, one plain sentence for each curve.

Everything takes values of plan.json and gives plain text; nothing here is markup. A missing value is "not given".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from .charts import MONTH_DAYS, finite

Json = Mapping[str, Any]
MISSING = "not given"
EFFECTS = ("stop", "wait", "clinician", "ask", "caution")
EFFECT_WORDS = {
    "stop": "Stop",
    "wait": "Wait",
    "clinician": "Clinician decides",
    "ask": "Ask",
    "caution": "Caution",
    "clear": "Clear",
}
VERDICTS = {
    "stop": ("Do not treat", "At least one finding rules needling out. Other treatments to discuss are listed below."),
    "wait": ("Not yet", "Something has to pass first. The dates below start when the waiting ends."),
    "clinician": (
        "A clinician decides first",
        "The plan below holds only once a clinician has decided the points marked so.",
    ),
    "ask": (
        "Answers are missing",
        "The plan below is provisional: a fact that a rule needs was not given, and nothing is taken as a no.",
    ),
    "caution": ("May be treated, with care", "Nothing forbids it. Keep to the cautions below."),
    "clear": ("Clear to treat", "Screening found nothing against it."),
}
OVERRIDE_WORDS = {
    "none": "nobody: this finding cannot be set aside",
    "clinician": "a clinician, with a reason",
    "specialist": "a specialist, with a reason",
    "surgeon": "the surgeon, with a reason",
}
ENDPOINTS = {"none": "no visible endpoint", "even_erythema": "even redness", "pinpoint_bleeding": "pinpoint bleeding"}
CHECKED = {
    "read": "read at its page",
    "read_second_hand": "read as quoted elsewhere",
    "unverified": "not verified",
    "derived": "our arithmetic",
    "assumption": "our assumption",
    "brief": "one of the project's briefs",
}
PARAMETER_KINDS = {
    "measured": "measured",
    "fitted": "fitted",
    "literature": "from the literature",
    "assumed": "assumed",
    "setting": "setting",
}
STATEMENTS = {"finding": "Measured", "claim": "Claim", "limit": "Limit"}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def parse_date(value: object) -> date | None:
    """A date of the file, or None."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def long_date(value: object) -> str:
    """``2026-12-01`` as ``1 December 2026``; what is no date stays as it is."""
    day = value if isinstance(value, date) else parse_date(value)
    if day is None:
        return MISSING if value is None else str(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(value: object) -> str:
    """``1 Dec 2026``."""
    day = value if isinstance(value, date) else parse_date(value)
    return long_date(value) if day is None else f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def plain(name: object) -> str:
    """An identifier as words: ``atrophic_acne_scar`` as ``atrophic acne scar``."""
    return str(name).replace("_", " ")


def capital(words: str) -> str:
    """Words with a capital first letter, the rest as they are."""
    return words[:1].upper() + words[1:]


def zone_words(zone: str) -> str:
    """A zone id as words: ``cheek_left`` as ``left cheek``."""
    for side in ("left", "right"):
        if zone.endswith(f"_{side}"):
            return f"{side} {plain(zone[: -len(side) - 1])}"
    return plain(zone)


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    items = [str(word) for word in words]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def figure(value: object, digits: int = 1) -> str:
    """A number without needless zeros, or ``not given``."""
    number = finite(value)
    if number is None:
        return MISSING
    rounded = f"{number:.{digits}f}"
    rounded = rounded.rstrip("0").rstrip(".") if "." in rounded else rounded
    return rounded.replace("-", "\N{MINUS SIGN}") if rounded != "-0" else "0"


def span(values: Sequence[object], unit: str = "", digits: int = 2) -> str:
    """``1.5 mm`` or ``0.75 to 1.5 mm`` for the least and the greatest of the values."""
    known = [number for number in map(finite, values) if number is not None]
    if not known:
        return MISSING
    low, high = figure(min(known), digits), figure(max(known), digits)
    tail = f" {unit}" if unit else ""
    return f"{low}{tail}" if low == high else f"{low} to {high}{tail}"


def percent(share: object, digits: int = 0) -> str:
    """A share between 0 and 1 as percent."""
    number = finite(share)
    return MISSING if number is None else f"{figure(100 * number, digits)} %"


def money(amount: object, currency: object) -> str:
    """``USD 1,600``."""
    number = finite(amount)
    if number is None:
        return MISSING
    shown = f"{number:,.0f}" if number == round(number) else f"{number:,.2f}"
    return f"{currency} {shown}" if currency else shown


def days_words(count: object) -> str:
    """A number of days as ``4 weeks`` where it is whole weeks, else ``10 days``."""
    number = finite(count)
    if number is None:
        return MISSING
    if number >= 14 and number % 7 == 0:
        return f"{number / 7:g} weeks"
    return f"{figure(number)} {'day' if number == 1 else 'days'}"


def time_words(day: float) -> str:
    """A day since the first session as day, week or month."""
    if day < 14:
        return f"day {day:.0f}"
    return f"week {day / 7:.0f}" if day < 84 else f"month {day / MONTH_DAYS:.0f}"


def share_words(interval: object) -> str:
    """``0.9`` as ``9 of 10 draws``."""
    number = finite(interval) or 0.9
    tenths = number * 10
    return f"{tenths:.0f} of 10 draws" if abs(tenths - round(tenths)) < 1e-6 else f"{100 * number:.0f} of 100 draws"


def value_at(days: Sequence[float], values: Sequence[float | None], day: float) -> tuple[float, float] | None:
    """(day, value) of the finite point nearest to ``day``, or None."""
    known = [(at, number) for at, value in zip(days, values, strict=False) if (number := finite(value)) is not None]
    return min(known, key=lambda point: abs(point[0] - day)) if known else None


def triple_at(forecast: Json, name: str, day: float) -> tuple[float, float, float, float] | None:
    """(day, median, low, high) of a series near ``day``, or None when it is not forecast."""
    series, days = forecast.get("series", {}).get(name), forecast.get("days", [])
    if not series:
        return None
    found = [value_at(days, series.get(part, ()), day) for part in ("median", "low", "high")]
    if found[0] is None or found[1] is None or found[2] is None:
        return None
    return found[0][0], found[0][1], found[1][1], found[2][1]


def gain_sentence(forecast: Json, name: str, where: str, day: float = 182.0) -> str:
    """What the collagen forecast says, in one sentence."""
    found = triple_at(forecast, name, day)
    if found is None:
        return "This run gives no collagen forecast."
    at, median, low, high = found
    more = "more" if median >= 0 else "less"
    return (
        f"By {time_words(at)} the {where} is forecast to hold about {figure(abs(median), 0)} % {more} collagen than at "
        f"the start; in {share_words(forecast.get('interval'))} the change lies between {figure(low, 0)} "
        f"and {figure(high, 0)} %."
    )


def peak_sentence(forecast: Json, name: str, subject: str, unit: str) -> str:
    """When a curve is highest, and where it ends, in one sentence."""
    series = forecast.get("series", {}).get(name)
    points = [
        (at, v)
        for at, value in zip(forecast.get("days", ()), (series or {}).get("median", ()), strict=False)
        if (v := finite(value)) is not None
    ]
    if not points:
        return f"This run gives no forecast of {subject.lower()}."
    top = max(points, key=lambda point: point[1])
    last = points[-1]
    return (
        f"{subject} starts at {figure(points[0][1])}{unit}, is highest at {figure(top[1])}{unit} around "
        f"{time_words(top[0])} and is at {figure(last[1])}{unit} by {time_words(last[0])}."
    )


def fading_sentence(days: Sequence[float], values: Sequence[float | None], subject: str, limit: float = 0.5) -> str:
    """How strong a sign gets and when its median is below ``limit`` for good, in one sentence."""
    points = [(at, v) for at, value in zip(days, values, strict=False) if (v := finite(value)) is not None]
    if not points:
        return f"This run gives no forecast of {subject.lower()}."
    top = max(points, key=lambda point: point[1])
    above = [at for at, value in points if value >= limit]
    if not above:
        return f"{subject} stays below {limit:g} of 4 throughout."
    after = [at for at, _ in points if at > above[-1]]
    end = f"is barely there from {time_words(after[0])}" if after else f"is still there on {time_words(points[-1][0])}"
    return f"{subject} is strongest on {time_words(top[0])} ({figure(top[1])} of 4) and {end}."
