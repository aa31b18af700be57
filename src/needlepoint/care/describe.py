"""One day of care as short lines of plain text, for a terminal or a message, in the language of its plan."""

from __future__ import annotations

from collections.abc import Iterator

from .day import session_day_care
from .model import LEVELS, Advice, CarePlan, DayCare
from .words import say


def describe_day(care_plan: CarePlan, session: int, day: int) -> str:
    """The day so many days after a session (negative: before it), line by line. Raises InputError as care_on does."""
    return describe(session_day_care(care_plan, session, day))


def describe(care: DayCare) -> str:
    """One day of care, line by line: what to expect, do and leave, what is allowed when, and when to call."""
    return "\n".join(_lines(care))


def _lines(care: DayCare) -> Iterator[str]:
    lang = care.lang
    place = (
        say("{days} days before session {session}", lang, days=-care.session_day, session=care.session)
        if care.session_day < 0
        else say("day {day} of session {session}", lang, day=care.session_day, session=care.session)
    )
    yield f"{care.date.isoformat() + ', ' if care.date else ''}{place}: {care.phase}"
    parts: dict[str, tuple[Advice, ...]] = {
        say("Expect", lang): care.expect,
        say("Do", lang): care.do,
        say("Do not", lang): care.dont,
        say("Get ready", lang): care.prepare,
    }
    for title, advice in parts.items():
        if advice:
            yield f"{title}:"
            yield from (f"  - {item.text}" for item in advice)
    if care.back_to:
        yield say("From which day you may go back to:", lang)
        yield from (f"  - {say('day {day}', lang, day=day)}: {what}" for what, day in care.back_to.items())
    heads = {
        "emergency": say("Call the emergency number at once if:", lang),
        "same_day": say("Call your clinic or a doctor the same day if:", lang),
        "this_week": say("Call your clinic or a doctor this week if:", lang),
    }
    for level in LEVELS:
        yield heads[level]
        yield from (f"  - {flag.text}" for flag in care.call if flag.level == level)
