"""What was foreseen for a day after a visit: the frozen plan of its course, held against what the patient wrote.

A check-in is held against its own visit: day 0 is the day of the treatment, whatever the plan's dates were. Bands and
care are the frozen ones, as the patient saw them; nothing is simulated again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from needlepoint.care import CarePlan, Entry, SessionDay, Triage, make_entry, triage
from needlepoint.outcome import Band

HALF = 0.5  # a whole grade stands for half a grade on either side of it
PARTS = ("preparation", "visit", "days", "red_flags", "maintenance", "numbing")


@dataclass(frozen=True)
class Held:
    """An entry after triage. bands: sign to (low, middle, high); stated, held: bands, and how many held the grade."""

    entry: Entry
    triage: Triage
    bands: Mapping[str, tuple[float, float, float]]
    stated: int
    held: int
    inside: bool


def option_of(plan: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The accepted proposal in a frozen plan; an empty one when the plan has none of that name."""
    return next((item for item in plan.get("options") or () if item["name"] == name), {})


def recovery_bands(plan: Mapping[str, Any], option: str) -> dict[str, Band]:
    """The forecast of each sign by day after a visit."""
    signs = (option_of(plan, option).get("recovery") or {}).get("signs") or {}
    return {
        name: Band(median=tuple(item["median"]), low=tuple(item["low"]), high=tuple(item["high"]))
        for name, item in signs.items()
    }


def care_of(plan: Mapping[str, Any], on: date, key: str, lang: str = "en") -> CarePlan:
    """The frozen care of a course as of one visit: that visit is its only session, so day 0 is the day of it.

    lang: in which triage speaks of it; the advice itself stays as it was frozen.
    """
    care = plan.get("care") or {}
    session = SessionDay(number=1, date=on, day=0, depth_mm=0.0, zones=())
    parts = {name: care.get(name) or () for name in PARTS}
    return CarePlan(version="frozen", key=key, on=on, sessions=(session,), calendar=(), lang=lang, **parts)


def hold(
    plan: Mapping[str, Any],
    option: str,
    *,
    treated_on: date,
    day: int,
    signs: Mapping[str, Any],
    flags: Any,
    before: Mapping[str, Any] | None = None,
) -> Held:
    """The entry of a day against its forecast. Raises needlepoint.InputError when the entry cannot be."""
    entry = make_entry(signs, flags, before)
    bands = recovery_bands(plan, option)
    said = triage(entry, bands, care_of(plan, treated_on, "check-in"), day)
    last = max((len(item.median) for item in bands.values()), default=0) - 1  # type: ignore[arg-type]
    told = {} if day > last else {name: _on(bands[name], day) for name in said.signs if name in bands}
    held = sum(low - HALF <= said.signs[name].grade <= high + HALF for name, (low, _, high) in told.items())
    inside = all(item.usual for item in said.signs.values())
    return Held(entry, said, told, len(told), held, inside)


def said_again(
    plan: Mapping[str, Any],
    option: str,
    *,
    treated_on: date,
    day: int,
    signs: Mapping[str, Any],
    flags: Any,
    before: Mapping[str, Any],
    lang: str,
) -> Triage:
    """What an entry means and asks for, in another language. Its level is the one that was kept with it."""
    care = care_of(plan, treated_on, "check-in", lang)
    return triage(make_entry(signs, flags, before), recovery_bands(plan, option), care, day)


def _on(band: Band, day: int) -> tuple[float, float, float]:
    low, median, high = (values[day] for values in (band.low, band.median, band.high))  # type: ignore[index]
    return round(low, 3), round(median, 3), round(high, 3)
