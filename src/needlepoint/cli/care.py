"""`needlepoint care COURSE`: what to do on which day, whether something is allowed, and the calendar.

With ``--day`` the card of that day, with ``--can`` one answer; ``--ics`` writes the calendar, and what stood in that
file before is replaced event by event.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InputError, Problem
from . import options
from .findings import Line

if TYPE_CHECKING:
    from ..care import Answer, Card, CarePlan
    from ..case import Case
    from ..screening import Screening

NAME = "care"
Calendar = Annotated[Path | None, typer.Option("--ics", metavar="FILE", help="Write the calendar here.")]
Can = Annotated[
    str | None, typer.Option("--can", metavar="WHAT", help="Whether this is allowed on that day, such as gym.")
]
Applied = Annotated[
    str, typer.Option("--applied", metavar="WHAT,...", help="What was put on the skin at the visit, such as vitamin_c.")
]


def run(
    course: options.CourseFile,
    case: options.CaseOption = None,
    day: options.Day = None,
    can: Can = None,
    applied: Applied = "",
    ics: Calendar = None,
    on: options.On = None,
    lang: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Say what to do before, at and after the sessions of COURSE."""
    from ..care import care_plan, day_card, may_i
    from ..course import load_course
    from .show import print_json, print_lines, print_place

    when = None if day is None else options.a_day(day)
    today = on or date.today()
    person, screening = person_of(case, today)
    things = [thing.strip() for thing in applied.split(",") if thing.strip()]
    loaded = load_course(course)
    plan = care_plan(loaded, person, screening, today, lang=lang, applied=things)
    shown: CarePlan | Card | Answer
    if can is not None:
        shown = may_i(can, plan, _asked_on(plan, when, today), loaded)
    else:
        shown = plan if when is None else day_card(plan, when)
    if ics is not None:
        _write_calendar(plan, ics)
    if as_json:
        print_json(shown.model_dump(mode="json"))
        return
    print_lines(_lines(shown, plan))
    if ics is not None:
        print_place("\nCalendar", ics)


def whole_lines(plan: dict[str, Any]) -> Iterator[Line]:
    """Every part of the care plan, each piece of advice with its days and its sources."""
    from ..care.words import say

    lang = plan["lang"]
    dates = ", ".join(_session(session, lang) for session in plan["sessions"])
    yield say("Sessions: {dates}", lang, domain="provider", dates=dates), "bold"
    whole = {
        "preparation": say("Before each session", lang, domain="provider"),
        "visit": say("At the visit (for the provider)", lang, domain="provider"),
        "days": say("After each session", lang, domain="provider"),
        "red_flags": say("When to get help", lang),
        "maintenance": say("Later on", lang, domain="provider"),
    }
    for part, title in whole.items():
        if plan[part]:
            yield "", ""
            yield title, "bold"
            yield from ((f"  {_when(advice, lang)}{_advice(advice, lang)}", "") for advice in plan[part])


def _session(session: dict[str, Any], lang: str) -> str:
    from ..care.words import say

    if session["date"]:
        return str(session["date"])
    if session["day"] is not None:
        return say("day {day}", lang, day=session["day"])
    return say("number {number}, without a date", lang, domain="provider", number=session["number"])


def card_lines(card: Card, plan: CarePlan) -> Iterator[Line]:
    """One day: where it stands in the course, what to expect, do and leave, when to call, what is allowed again."""
    from ..care.day import session_of
    from ..care.words import say

    lang = plan.lang
    own = session_of(plan, card.day or 0)
    when = f" ({card.date.isoformat()})" if card.date else ""
    place = say("Day {day} of session {session}", lang, day=(card.day or 0) - (own.day or 0), session=own.number)
    yield f"{place}{when}: {card.phase}", "bold"
    parts = {
        say("Expect", lang): card.expect,
        say("Do", lang): card.do,
        say("Do not", lang): card.dont,
    }
    for title, lines in parts.items():
        if lines:
            yield "", ""
            yield title, "bold"
            yield from ((f"  {_line(line.text, line.held, line.sources)}", "") for line in lines)
    yield "", ""
    yield say("When to get help", lang), "bold"
    levels = _levels(lang)
    yield from ((f"  {levels[line.level]}: {_line(line.text, line.held, line.sources)}", "") for line in card.call)
    if card.back_to:
        yield "", ""
        yield say("Back to", lang), "bold"
        for what, start in card.back_to.items():
            yield f"  {say('day {day}', lang, day=start)}{_on(plan, start)}: {what}", ""


def answer_lines(found: Answer, plan: CarePlan) -> Iterator[Line]:
    """Yes, no, or from when; then why, with what the sources say."""
    from ..care.words import say

    lang = plan.lang
    if found.answer == "yes" and found.until_day is not None:
        head = say("Yes, until day {day}", lang, day=found.until_day) + _on(plan, found.until_day)
    elif found.answer == "from":
        head = say("Not yet. From day {day}", lang, day=found.from_day) + _on(plan, found.from_day or 0)
    else:
        heads = {"yes": say("Yes", lang), "no": say("No", lang), "ask": say("Ask first", lang)}
        head = heads[found.answer]
    yield f"{found.label}: {head}", "bold"
    yield f"  {_line(found.reason, found.held, found.sources)}", ""
    if found.number:
        yield f"  {found.number}", ""
    yield from ((f"  {position.who}: {position.says}", "") for position in found.positions)


def person_of(case: Path | None, on: date) -> tuple[Case | None, Screening | None]:
    """The case of a file and its screening; None and None without a file."""
    if case is None:
        return None, None
    from ..case import load_case
    from ..screening import screen

    person = load_case(case)
    return person, screen(person, on)


def _lines(shown: CarePlan | Card | Answer, plan: CarePlan) -> Iterator[Line]:
    from ..care import Answer, Card

    if isinstance(shown, Answer):
        return answer_lines(shown, plan)
    return card_lines(shown, plan) if isinstance(shown, Card) else whole_lines(shown.model_dump(mode="json"))


def _asked_on(plan: CarePlan, when: int | date | None, today: date) -> int | date:
    """The day that a question is about: the one given, or today in a course with dates."""
    if when is not None:
        return when
    if plan.sessions[0].date is None:
        raise InputError(Problem("--day", "nothing", "days after the first session", "This course has no dates."))
    return today


def _write_calendar(plan: CarePlan, place: Path) -> None:
    from ..care import to_ics
    from ..files import write_file

    write_file(place, to_ics(plan, place.read_bytes() if place.is_file() else None))


def _on(plan: CarePlan, day: int) -> str:
    from datetime import timedelta

    first = plan.sessions[0].date
    return "" if first is None else f" ({(first + timedelta(days=day)).isoformat()})"


def _levels(lang: str) -> dict[str | None, str]:
    """Each level of a red flag in words."""
    from ..care.words import say

    return {
        "emergency": say("At once", lang),
        "same_day": say("The same day", lang),
        "this_week": say("This week", lang),
    }


def _advice(advice: dict[str, Any], lang: str) -> str:
    head = f"{_levels(lang)[advice['level']]}: " if advice["level"] else ""
    return head + _line(advice["text"], advice["held"], advice["sources"])


def _line(text: str, held: str | None, sources: tuple[str, ...] | list[str]) -> str:
    return f"{text}{f' ({held})' if held else ''} [{', '.join(sources)}]"


def _when(advice: dict[str, Any], lang: str) -> str:
    from ..care.words import say

    if advice["level"]:
        return ""
    first, last = advice["from_day"], advice["to_day"]
    if advice["from_minute"] is not None:
        began, ended = advice["from_minute"], advice["to_minute"]
        return say("Minutes {first} to {last}.", lang, domain="provider", first=began, last=ended) + " "
    if last == first:
        return say("Day {day}.", lang, domain="provider", day=first) + " "
    return say("Days {first} to {last}.", lang, domain="provider", first=first, last=last) + " "
