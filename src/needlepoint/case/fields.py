"""The kinds of field a case is made of: text, days, depths, words of the vocabulary, zones.

Depths, lengths and diameters in mm, rates in 1/s, days as ISO dates. A day of the past may not lie after the day that
counts as today. Limits are those of the possible, not of the wise: what is wise is screening's and the bounds' part.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from ..errors import InputError, did_you_mean, nearest
from ..skin import expand_zone
from .reading import describe_value
from .validating import Allowed, Trouble, refuse, today

MAX_AGE = 120
DATE_WORDS = "a date written year-month-day, like 2026-05-01"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Part(BaseModel):
    """A part of a case: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


def _day(value: Any) -> Any:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        day = value
    elif isinstance(value, str) and _DAY.fullmatch(value.strip()):
        try:
            day = dt.date.fromisoformat(value.strip())
        except ValueError:
            raise refuse(Trouble(f"{value}, a day that no calendar has", DATE_WORDS)) from None
    else:
        raise refuse(Trouble(describe_value(value), DATE_WORDS))
    if not 1900 <= day.year <= 2199:
        raise refuse(Trouble(day.isoformat(), "a date from 1900 to 2199", "Check the year."))
    return day


def _past(day: dt.date, info: ValidationInfo) -> dt.date:
    latest = today(info.context)
    if day > latest:
        remedy = "If it has not happened yet, or is still going on, leave this date out."
        raise refuse(Trouble(f"{day}, which is in the future", f"a date up to {latest}", remedy))
    return day


def one_of(what: str, known: Iterable[str], few: int = 16) -> Callable[[str], str]:
    """A validator for a word of a vocabulary: an unknown one is refused with the nearest names, or with all of them."""
    names = tuple(known)

    def check(word: str) -> str:
        if word in names:
            return word
        plain = re.sub(r"[\s-]+", "_", word.casefold())
        near = [name for name in names if len(plain) > 3 and plain in name] or nearest(plain, names, 3)
        listed = ", ".join(names)
        if near and len(names) > few:
            listed = f"one of {len(names)} names, such as {', '.join(near)}"
        remedy = f"Did you mean {near[0]}?" if near else ""
        raise refuse(Trouble(f"{describe_value(word)}, an unknown {what}", listed, remedy))

    return check


def roman(names: tuple[str, ...]) -> Callable[[Any], Any]:
    """A validator for Roman numerals from I on: refuses 4 or "iv", and says how to write it."""

    def check(value: Any) -> Any:
        written = value.strip().upper() if isinstance(value, str) else value
        number = int(written) if isinstance(written, str) and re.fullmatch("[1-6]", written) else written
        if isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= len(names):
            written = names[number - 1]
        if written in names and written != value:
            raise refuse(Trouble(describe_value(value), ", ".join(names), f"Write {written}."))
        return value

    return check


def check_subtype(subtype: str | None, owner: str, known: tuple[str, ...]) -> None:
    """Refuses a subtype that its owner (a condition, a concern) does not have."""
    if subtype is not None and subtype not in known:
        allowed = ", ".join(known) if known else f"no subtype for {owner}"
        raise refuse(Trouble(describe_value(subtype), allowed, did_you_mean(subtype, known), ("subtype",)))


def _zones(elsewhere: str) -> Callable[[Any], Any]:
    """Names as zone ids, each once (a bare ``cheek`` is both sides). ``elsewhere``: what to do about other places."""

    def expand(value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return value
        troubles: list[Trouble] = []
        found: dict[str, None] = {}
        for place, name in enumerate(value):
            if not isinstance(name, str):
                troubles.append(Trouble(describe_value(name), "the name of a zone", at=(place,)))
                continue
            try:
                found |= dict.fromkeys(expand_zone(name.strip()))
            except InputError as cause:
                problem = cause.problems[0]
                remedy = f"{problem.remedy} {elsewhere}".strip()
                troubles.append(Trouble(describe_value(name), problem.allowed, remedy, (place,)))
        if troubles:
            raise refuse(*troubles)
        return tuple(found)

    return expand


Text = Annotated[str, Field(min_length=1, max_length=200), Allowed("text of 1 to 200 letters")]
Name = Annotated[str, Field(min_length=1, max_length=120), Allowed("a name of 1 to 120 letters")]
Flag = Annotated[bool, Field(strict=True), Allowed("yes or no (true or false), without quotes")]
Day = Annotated[dt.date, BeforeValidator(_day), Allowed(DATE_WORDS)]
PastDay = Annotated[dt.date, BeforeValidator(_day), AfterValidator(_past), Allowed(DATE_WORDS)]
ListOfZones = Allowed("a list of zone names", "Write [cheek_left, chin], or one line with a dash for each.")
WantedZones = Annotated[tuple[str, ...], BeforeValidator(_zones("")), Field(min_length=1), ListOfZones]
HistoryZones = Annotated[
    tuple[str, ...],
    BeforeValidator(_zones("For a place that is none of the zones, write zones: [].")),
    ListOfZones,
]
