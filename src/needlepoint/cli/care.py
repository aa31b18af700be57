"""`needlepoint care COURSE`: what to do on which day, on a terminal or as a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import options
from .findings import Line

if TYPE_CHECKING:
    from ..case import Case
    from ..screening import Screening

NAME = "care"
WHOLE = {
    "preparation": "Before each session",
    "visit": "At the visit (for the provider)",
    "days": "After each session",
    "red_flags": "When to get help",
    "maintenance": "Later on",
}
ONE_DAY = {
    "expect": "Expect",
    "do": "Do",
    "dont": "Do not",
    "prepare": "For the next session",
    "call": "When to get help",
}
LEVELS = {"emergency": "At once", "same_day": "The same day", "this_week": "This week"}

Day = Annotated[
    int | None,
    typer.Option("--day", metavar="N", min=0, max=3660, help="Only this day, from the first session (0)."),
]
Calendar = Annotated[Path | None, typer.Option("--ics", metavar="FILE", help="Write the calendar here.")]


def run(
    course: options.CourseFile,
    case: options.CaseOption = None,
    day: Day = None,
    ics: Calendar = None,
    on: options.On = None,
    as_json: options.AsJson = False,
) -> None:
    """Say what to do before, at and after the sessions of COURSE."""
    from ..care import care_on, care_plan, to_ics
    from ..course import load_course
    from ..files import write_file
    from .show import print_json, print_lines, print_place

    today = on or date.today()
    person, screening = _person(case, today)
    plan = care_plan(load_course(course), person, screening, today)
    shown = (plan if day is None else care_on(plan, day)).model_dump(mode="json")
    if ics is not None:
        write_file(ics, to_ics(plan))
    if as_json:
        print_json(shown)
        return
    print_lines(whole_lines(shown) if day is None else day_lines(shown))
    if ics is not None:
        print_place("\nCalendar", ics)


def whole_lines(plan: dict[str, Any]) -> Iterator[Line]:
    """Every part of the care plan, each piece of advice with its days and its sources."""
    dates = ", ".join(session["date"] or f"day {session['day']}" for session in plan["sessions"])
    yield f"Sessions: {dates}", "bold"
    for part, title in WHOLE.items():
        if plan[part]:
            yield "", ""
            yield title, "bold"
            yield from ((f"  {_when(advice)}{_advice(advice)}", "") for advice in plan[part])


def day_lines(day: dict[str, Any]) -> Iterator[Line]:
    """One day: where it stands in the course, what to expect, do and leave, and what is allowed again."""
    when = f" ({day['date']})" if day["date"] else ""
    yield f"Day {day['session_day']} of session {day['session']}{when}: {day['phase'].replace('_', ' ')}", "bold"
    for part, title in ONE_DAY.items():
        if day[part]:
            yield "", ""
            yield title, "bold"
            yield from ((f"  {_advice(advice)}", "") for advice in day[part])
    if day["back_to"]:
        yield "", ""
        yield "Back to", "bold"
        yield from ((f"  {what} from day {start}", "") for what, start in day["back_to"].items())


def _person(case: Path | None, on: date) -> tuple[Case | None, Screening | None]:
    if case is None:
        return None, None
    from ..case import load_case
    from ..screening import screen

    person = load_case(case)
    return person, screen(person, on)


def _advice(advice: dict[str, Any]) -> str:
    head = f"{LEVELS[advice['level']]}: " if advice["level"] else ""
    held = f" ({advice['held']})" if advice["held"] else ""
    return f"{head}{advice['text']}{held} [{', '.join(advice['sources'])}]"


def _when(advice: dict[str, Any]) -> str:
    if advice["level"]:
        return ""
    first, last = advice["from_day"], advice["to_day"]
    return f"Day {first}. " if last == first else f"Days {first} to {last}. "
