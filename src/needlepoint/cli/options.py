"""The arguments and options that several commands share, with their checks."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError, Problem

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def a_date(text: str) -> date:
    """``2026-11-20`` as a date. Raises InputError for anything else, or a day no plan can be about."""
    problem = Problem("--on", repr(text), f"a date written as 2026-11-20, from {EARLIEST} to {LATEST}")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise InputError(problem)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InputError(problem) from None
    if not EARLIEST <= day <= LATEST:
        raise InputError(problem)
    return day


CaseFile = Annotated[Path, typer.Argument(metavar="CASE", help="The case file (YAML or JSON).")]
CaseOption = Annotated[
    Path | None, typer.Option("--case", metavar="CASE", help="The case file: adds the person's facts to the course.")
]
CourseFile = Annotated[Path, typer.Argument(metavar="COURSE", help="The course file (course.yaml).")]
On = Annotated[
    date | None, typer.Option("--on", metavar="DATE", parser=a_date, help="The day to judge by. Default: today.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Draws = Annotated[
    int | None, typer.Option("--draws", metavar="N", min=2, max=2000, help="Draws of the uncertain parameters.")
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, max=2**31 - 1, help="Same seed, same numbers.")]
