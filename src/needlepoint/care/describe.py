"""One day of care as short lines of plain text, for a terminal or a message."""

from __future__ import annotations

from collections.abc import Iterator

from .day import session_day_care
from .model import LEVELS, Advice, CarePlan, DayCare

LEVEL_WORDS = {
    "emergency": "Call the emergency number at once if",
    "same_day": "Call your clinic or a doctor the same day if",
    "this_week": "Call your clinic or a doctor this week if",
}
PARTS = (("Expect", "expect"), ("Do", "do"), ("Do not", "dont"), ("Get ready", "prepare"))


def describe_day(care_plan: CarePlan, session: int, day: int) -> str:
    """The day so many days after a session (negative: before it), line by line. Raises InputError as care_on does."""
    return describe(session_day_care(care_plan, session, day))


def describe(care: DayCare) -> str:
    """One day of care, line by line: what to expect, do and leave, what is allowed when, and when to call."""
    return "\n".join(_lines(care))


def _lines(care: DayCare) -> Iterator[str]:
    day = f"{-care.session_day} days before" if care.session_day < 0 else f"day {care.session_day} of"
    yield f"{care.date.isoformat() + ', ' if care.date else ''}{day} session {care.session}: {care.phase}"
    for title, part in PARTS:
        advice: tuple[Advice, ...] = getattr(care, part)
        if advice:
            yield f"{title}:"
            yield from (f"  - {item.text}" for item in advice)
    if care.back_to:
        yield "From which day you may go back to:"
        yield from (f"  - day {day}: {what}" for what, day in care.back_to.items())
    for level in LEVELS:
        yield f"{LEVEL_WORDS[level]}:"
        yield from (f"  - {flag.text}" for flag in care.call if flag.level == level)
