"""`needlepoint sweep TRIAL-or-CASE --over depth=0.5:2.0:4 --over sessions=1:6`: what a course brings, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InputError, Problem
from . import options

if TYPE_CHECKING:
    from ..cohort.sweep import Sweep, Swept

NAME = "sweep"

File = Annotated[Path, typer.Argument(metavar="TRIAL-or-CASE", help="A trial file, or the case of one person.")]
Over = Annotated[
    list[str],
    typer.Option("--over", metavar="NAME=LOW:HIGH:COUNT", help="depth, passes, density, interval or sessions; repeat."),
]
OfArm = Annotated[str | None, typer.Option("--arm", metavar="NAME", help="The arm whose course moves. Default: first.")]
Patients = Annotated[int | None, typer.Option("--patients", metavar="N", help="Virtual people in every cell.")]
Workers = Annotated[int, typer.Option("--workers", metavar="N", min=1, help="Processes on this machine.")]
OutFolder = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for table, JSON and pictures.")]


def run(
    file: File,
    over: Over,
    arm: OfArm = None,
    patients: Patients = None,
    workers: Workers = 1,
    on: options.On = None,
    out: OutFolder = None,
    as_json: options.AsJson = False,
) -> None:
    """Move depth, density, interval or sessions over a grid; print, tabulate and draw what each combination brings."""
    from ..cohort.axes import parse_axes
    from ..cohort.sweep import sweep
    from .show import print_json, progress

    axes = parse_axes(over)
    trial, outside = _trial(file, on, arm)
    with progress() as tell:
        found = sweep(trial, axes, arm=arm, patients=patients, workers=workers, outside=outside, tell=tell)
    if out is not None:
        write(found, out)
    if as_json:
        print_json(found.to_json())
    else:
        show(found, out)


def _trial(file: Path, on: date | None, arm: str | None) -> tuple[Any, Any]:
    """The trial of the file, or of many like the person of a case; and what lies outside the planner's envelope."""
    from ..case import load_case
    from ..case.reading import read_document
    from ..cohort import read_trial
    from ..cohort.like import trial_like

    data = read_document(file).data
    if str(data.get("schema", "")).startswith("needlepoint.trial/") or "arms" in data:
        return read_trial(file), lambda cell: ""
    if arm is not None:
        raise InputError(Problem("--arm", "with a case", "a trial file", "A case has one course only."))
    return trial_like(load_case(file), on=on or date.today())


def write(found: Sweep, out: Path) -> None:
    """sweep.json, sweep.parquet and the pictures, all of them or none."""
    import json

    import pyarrow.parquet as parquet

    from ..files import write_folder
    from ..report.surface import surface_charts

    document, table = found.to_json(), found.table()
    pictures = {f"{name}.svg": svg for name, svg in surface_charts(document).items()}
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    write_folder(out, {"sweep.json": text, "sweep.parquet": lambda path: parquet.write_table(table, path), **pictures})


def show(found: Sweep, out: Path | None) -> None:
    """The table, the best cell, what to keep in mind."""
    from .show import print_lines, print_place

    print_lines(lines(found))
    if out is not None:
        print_place("Table and pictures", out)


def lines(found: Sweep) -> Iterator[tuple[str, str]]:
    """One line a cell, most gained first."""
    yield found.title, "bold"
    people = f"{found.patients:,} people in every cell, the same in each; {found.worlds} worlds; seed {found.seed}"
    yield f"  gain: {found.label}, {found.unit}, {found.visit}; {people}", ""
    yield "", ""
    names = [axis.name for axis in found.axes]
    head = "".join(f"{name:>10}" for name in names)
    yield f"  {head}{'gain':>8}{'with the model':>18}{'responders':>12}{'downtime':>10}{'best in':>9}", "bold"
    done = [item for item in found.cells if item.figures.get("gain") is not None]
    for item in sorted(done, key=lambda each: -(each.figures["gain"] or 0.0)):
        yield _line(item, names), "bold" if item is found.best else ""
    for item in found.cells:
        if item.why_not:
            yield f"  {_values(item, names)}  not possible: {item.why_not}", "dim"
    yield "", ""
    yield f"  responders: {found.responder}; best in: share of worlds in which this cell gains most", "dim"
    yield from ((f"  {note}", "dim") for note in found.notes)


def _values(item: Swept, names: list[str]) -> str:
    return "".join(f"{item.values[name]:>10g}" for name in names)


def _line(item: Swept, names: list[str]) -> str:
    figures = item.figures
    low, high = figures["gain_low"], figures["gain_high"]
    spread = "" if low is None or high is None else f"{low:.2f} to {high:.2f}"
    share = figures["responder_share"]
    days = figures["downtime_days"]
    told = f"{figures['gain']:>8.2f}{spread:>18}{'' if share is None else format(share, '.0%'):>12}"
    rest = f"{'' if days is None else format(days, '.1f') + ' d':>10}{figures['best'] or 0.0:>9.0%}"
    return f"  {_values(item, names)}{told}{rest}{'  outside: ' + item.beyond if item.beyond else ''}"
