"""Care advice as data, and the rule for sources that disagree: the strictest is held, and the advice says so.

Every file of ``data`` holds entries (YAML). An entry has an id, a kind, a text, days, sources, and may have positions
(who says what, how many days), a condition (``conditions.py``), an audience. A *wait* is the largest number of days
among the positions that apply. A position marked ``shown_only`` is shown but does not set the date; the mark says why.
A position of 24 hours is 1 day: the wait ends on the next day at the hour of the visit.

Days of an entry: a number; ``wait`` (the day on which it ends), ``last wait day``, ``before wait`` (so many days before
the session), ``next`` (the day before the next session), ``6 months`` (calendar months after the session).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from ..errors import InputError, Problem, did_you_mean
from ..evidence import source
from ..screening import Position
from .conditions import Condition, holds
from .facts import Facts
from .model import Advice, Audience, Kind, Level
from .store import read_data
from .words import DOMAIN, PROVIDER, say

SECTIONS = ("preparation", "visit", "aftercare", "red_flags", "maintenance", "mayi")


class Stand(BaseModel):
    """What one source says, and for how many days (0 = no wait, None = it names none)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: str
    says: str
    days: float | None = None
    when: dict[str, Any] = {}
    shown_only: str = ""


class Entry(BaseModel):
    """One advice as it stands in a data file. ``wait_of``: another entry whose positions set the wait."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: Kind
    text: str
    days: tuple[int | str, int | str] = (0, 0)
    sources: tuple[str, ...]
    positions: tuple[Stand, ...] = ()
    held: str | None = None
    when: dict[str, Any] = {}
    audience: Audience = "patient"
    topic: str = ""
    back_to: str = ""
    wait_of: str = ""
    level: Level | None = None
    minutes: int | str | None = None


class Phase(BaseModel):
    """A stretch of days after a session with a name; the last one has no end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    from_day: int
    to_day: int | None = None


@functools.cache
def version() -> str:
    """The version of the care rules: the newest date among the data files."""
    return f"care/{max(str(read_data(section)['version']) for section in SECTIONS)}"


@functools.cache
def entries(section: str) -> tuple[Entry, ...]:
    """The entries of one section, in the order of the file. Raises InputError on an unknown section."""
    if section not in SECTIONS:
        raise InputError(Problem("care section", repr(section), ", ".join(SECTIONS), did_you_mean(section, SECTIONS)))
    return tuple(Entry.model_validate(item) for item in read_data(section)["entries"])


@functools.cache
def phases() -> tuple[Phase, ...]:
    """The stretches of days after a session, in order."""
    return tuple(Phase.model_validate(item) for item in read_data("aftercare")["phases"])


def applying(stands: tuple[Stand, ...], facts: Mapping[str, Any]) -> tuple[Stand, ...]:
    """The positions whose condition holds."""
    return tuple(stand for stand in stands if holds(stand.when, facts))


def strictest(stands: tuple[Stand, ...]) -> float | None:
    """The longest wait in days among the positions that may set it; None when none names days."""
    return max((stand.days for stand in stands if stand.days is not None and not stand.shown_only), default=None)


def held_note(stands: tuple[Stand, ...], lang: str = "en") -> str | None:
    """One sentence that says which position is held, when they name different waits; otherwise None."""
    waits = sorted({stand.days for stand in stands if stand.days is not None})
    held = strictest(stands)
    if len(waits) < 2 or held is None:
        return None
    first, last, kept = (_span(days, lang) for days in (waits[0], waits[-1], held))
    note = say(
        "Sources differ: {first} to {last}. Held: the strictest, {held}.", lang, first=first, last=last, held=kept
    )
    aside = (
        say("{who} is shown only: {why}.", lang, who=stand.who, why=say(stand.shown_only, lang))
        for stand in stands
        if stand.shown_only
    )
    return " ".join([note, *aside])


def advices(section: str, facts: Facts) -> tuple[Advice, ...]:
    """Every advice of a section that applies to one session, with its texts filled in and its sources noted."""
    values = facts.values()
    return tuple(_advice(entry, facts, values) for entry in entries(section) if holds(entry.when, values))


def _advice(entry: Entry, facts: Facts, values: Condition) -> Advice:
    lang = facts.person.lang
    domain = PROVIDER if entry.audience == "provider" else DOMAIN
    stands = applying(entry.positions or _borrowed(entry), values)
    wait = math.ceil(strictest(stands) or 0)
    cited = tuple(dict.fromkeys((*entry.sources, *(stand.who for stand in stands))))
    for id in cited:
        source(id)
    return Advice(
        id=entry.id,
        text=say(entry.text, lang, domain=domain, **facts.words()).strip(),
        kind=entry.kind,
        from_day=_day(entry.days[0], wait, facts),
        to_day=_day(entry.days[1], wait, facts),
        sources=cited,
        positions=tuple(Position(who=stand.who, says=say(stand.says, lang, domain=PROVIDER)) for stand in stands),
        held=say(entry.held, lang, domain=domain) if entry.held else held_note(stands, lang),
        audience=entry.audience,
        sessions=(facts.number,),
        topic=entry.topic,
        back_to=say(entry.back_to, lang),
        level=entry.level,
    )


def _borrowed(entry: Entry) -> tuple[Stand, ...]:
    if not entry.wait_of:
        return ()
    every = {item.id: item for section in SECTIONS for item in entries(section)}
    if entry.wait_of not in every:
        raise InputError(
            Problem(
                f"{entry.id}.wait_of", repr(entry.wait_of), "the id of an entry", did_you_mean(entry.wait_of, every)
            )
        )
    return every[entry.wait_of].positions


def _day(written: int | str, wait: int, facts: Facts) -> int:
    if isinstance(written, int):
        return written
    if written.endswith(" months"):
        return facts.days_after_months(int(written.split()[0]))
    words = {"wait": wait, "last wait day": wait - 1, "before wait": -wait, "next": facts.days_to_next - 1}
    if written not in words:
        raise InputError(Problem("days", repr(written), f"a number, {', '.join(words)}, N months"))
    return words[written]


def _span(days: float, lang: str) -> str:
    if days == 0:
        return say("no wait", lang)
    if days <= 3:
        return say("{hours} hours", lang, hours=f"{days * 24:.0f}")
    return say("{days} days", lang, days=f"{days:.0f}")
