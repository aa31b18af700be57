"""The arguments and options that several commands share, with their checks."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError, Problem

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def a_date(text: str, option: str = "--on") -> date:
    """``2026-11-20`` as a date. Raises InputError for anything else, or a day no plan can be about."""
    problem = Problem(option, repr(text), f"a date written as 2026-11-20, from {EARLIEST} to {LATEST}")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise InputError(problem)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InputError(problem) from None
    if not EARLIEST <= day <= LATEST:
        raise InputError(problem)
    return day


def a_day(text: str) -> int | date:
    """``5`` as days after the first session, ``2026-12-06`` as a date. Raises InputError for anything else."""
    if re.fullmatch(r"[+-]?\d{1,6}", text):
        return int(text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return a_date(text, "--day")
    raise InputError(Problem("--day", repr(text), "days after the first session (0, 1, 2, ...), or a date"))


CaseFile = Annotated[Path, typer.Argument(metavar="CASE", help="The case file (YAML or JSON).")]
CaseOption = Annotated[
    Path | None, typer.Option("--case", metavar="CASE", help="The case file: adds the person's facts to the course.")
]
CourseFile = Annotated[Path, typer.Argument(metavar="COURSE", help="The course file (course.yaml).")]
On = Annotated[
    date | None, typer.Option("--on", metavar="DATE", parser=a_date, help="The day to judge by. Default: today.")
]
NeededDay = Annotated[str, typer.Option("--day", metavar="N", help="Days after the first session (0), or a date.")]
Day = Annotated[
    str | None,
    typer.Option("--day", metavar="N", help="Only this day: days after the first session (0), or a date."),
]
Lang = Annotated[str, typer.Option("--lang", metavar="LANG", help="Language of the patient's texts: en or es.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Draws = Annotated[
    int | None, typer.Option("--draws", metavar="N", min=2, max=2000, help="Draws of the uncertain parameters.")
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, max=2**31 - 1, help="Same seed, same numbers.")]
