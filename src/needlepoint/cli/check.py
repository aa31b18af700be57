"""`needlepoint check COURSE`: a day's entry against what is expected, from "fine" to "urgent".

Red flags take their fixed level. Signs are held against the forecast of their day and against the published clock. When
a flag alone is urgent, nothing is computed first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError, Problem
from . import options
from .findings import Line

if TYPE_CHECKING:
    from ..care import Triage

NAME = "check"
DRAWS = 24

Signs = Annotated[
    str,
    typer.Option("--signs", metavar="SIGN=GRADE,...", help="Grades 0 to 4, such as redness=2,pain=1."),
]
Flags = Annotated[
    str, typer.Option("--flags", metavar="FLAG,...", help="Red flags, such as blister, fever, vision; or 'no fever'.")
]
Before = Annotated[
    str, typer.Option("--before", metavar="SIGN=GRADE,...", help="The grades of the day before, to see what grew.")
]


def run(
    course: options.CourseFile,
    day: options.NeededDay,
    signs: Signs = "",
    flags: Flags = "",
    before: Before = "",
    case: options.CaseOption = None,
    on: options.On = None,
    lang: options.Lang = "en",
    draws: options.Draws = None,
    seed: options.Seed = 1,
    as_json: options.AsJson = False,
) -> None:
    """Is this normal? Hold a day's signs and flags against what is expected on that day of COURSE."""
    from ..care import care_plan, make_entry, triage
    from ..course import load_course
    from .care import person_of
    from .show import print_json, print_lines

    when = options.a_day(day)
    entry = make_entry(pairs(signs, "--signs"), parts(flags), pairs(before, "--before"))
    today = on or date.today()
    person, screening = person_of(case, today)
    loaded = load_course(course)
    plan = care_plan(loaded, person, screening, today, lang=lang)
    found = triage(entry, None, plan, when)
    if found.level != "urgent" and entry.signs:
        from ..plan import recovery_after

        band = recovery_after(loaded, found.session, case=person, draws=draws or DRAWS, seed=seed)
        found = triage(entry, band.signs, plan, when)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        print_lines(lines(found))


def pairs(text: str, place: str) -> dict[str, str]:
    """``redness=2,swelling=1`` as a mapping. Raises InputError on anything else, and on a sign given twice."""
    found: dict[str, str] = {}
    for part in parts(text):
        name, sign, grade = part.partition("=")
        name, grade = name.strip(), grade.strip()
        if not sign or not name or not grade:
            raise InputError(Problem(place, repr(part), "SIGN=GRADE, such as redness=2"))
        if found.get(name, grade) != grade:
            raise InputError(Problem(place, f"{name}={found[name]} and {name}={grade}", "one grade a sign"))
        found[name] = grade
    return found


def parts(text: str) -> list[str]:
    """The pieces between the commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def lines(found: Triage) -> Iterator[Line]:
    """The level first, then what to do, then why."""
    style: dict[str, str] = {"fine": "bold green", "watch": "bold yellow", "call the clinic": "bold red"}
    yield found.level_words.upper(), style.get(found.level, "bold white on red")
    yield from ((f"  {line}", "") for line in found.do)
    if found.reasons:
        yield "", ""
        yield from ((f"  {reason.text} [{', '.join(reason.sources)}]", "") for reason in found.reasons)
