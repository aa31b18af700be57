"""`needlepoint plan CASE --out DIR`: the main job. A case goes in, a course comes out.

Writes plan.json, course.yaml, report.html, care.ics and forecast.nc into one folder, all or none. With ``--json`` the
plan is printed; then a folder is written only when ``--out`` names one.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from . import options

NAME = "plan"

OutFolder = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Folder for the plan's files. Default: plan-<case name>.")
]
Choice = Annotated[
    Literal["gentle", "standard", "intensive"] | None,
    typer.Option("--option", help="The proposal to write into course.yaml and care.ics. Default: the recommended one."),
]


def run(
    case: options.CaseFile,
    out: OutFolder = None,
    option: Choice = None,
    on: options.On = None,
    draws: options.Draws = None,
    seed: options.Seed = 1,
    as_json: options.AsJson = False,
) -> None:
    """Plan a course for the person in CASE and write the report (in English)."""
    from ..case import load_case
    from ..plan import DRAWS, make_plan, write_plan
    from .show import print_json, progress

    known = load_case(case)
    with progress() as tell:
        plan = make_plan(known, on=on or date.today(), option=option, draws=draws or DRAWS, seed=seed, progress=tell)
        written = [] if as_json and out is None else write_plan(plan, out or Path(f"plan-{case.stem}"))
    if as_json:
        print_json(plan.document)
    else:
        show(plan.document, written)


def show(plan: dict[str, Any], written: list[Path]) -> None:
    """The verdict, the recommended course, what people see of it, the tissue in five lines, where the report is."""
    from .findings import short_lines
    from .planned import course_lines, forecast_lines, note_lines, outcome_lines
    from .show import print_lines, print_place

    said = (course_lines, outcome_lines, forecast_lines, note_lines)
    print_lines([*short_lines(plan["screening"]), *(line for part in said for line in part(plan))])
    report = next(path for path in written if path.suffix == ".html")
    others = ", ".join(path.name for path in written if path != report)
    print_lines([("", ""), (f"Beside the report: {others}", "")])
    print_place("Report", report)
