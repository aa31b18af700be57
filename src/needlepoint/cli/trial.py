"""`needlepoint trial TRIAL`: a virtual trial, from a few people to hundreds of thousands.

With ``--out`` everything is kept in a folder, and a run that was stopped goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import options

if TYPE_CHECKING:
    from ..cohort.document import Analysis

NAME = "trial"
LINES = 12
Text = Iterator[tuple[str, str]]

TrialFile = Annotated[Path, typer.Argument(metavar="TRIAL", help="The trial file (trial.yaml).")]
Patients = Annotated[
    int | None,
    typer.Option("--patients", metavar="N", help="Virtual people in every arm. Default: as the trial says."),
]
Workers = Annotated[
    int | None, typer.Option("--workers", metavar="N", help="Processes on this machine. Default: one a core.")
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler (tcp://host:8786) instead of this machine."),
]
OutFolder = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for tables and results; a stopped run goes on there."),
]
Block = Annotated[int | None, typer.Option("--block", metavar="N", help="People a block. Results do not depend on it.")]
Power = Annotated[
    float | None,
    typer.Option(
        "--power", metavar="SHARE", help="Chance of success to size the next trial for. Default: 0.8 and 0.9."
    ),
]
OwnSeed = Annotated[
    int | None, typer.Option("--seed", metavar="N", min=0, max=2**31 - 1, help="Instead of the trial's own seed.")
]


def run(
    trial: TrialFile,
    patients: Patients = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: OutFolder = None,
    block: Block = None,
    seed: OwnSeed = None,
    power: Power = None,
    as_json: options.AsJson = False,
) -> None:
    """Run the virtual trial in TRIAL; print who took part, what came of it and how sure that is."""
    from ..cohort import read_trial, run_trial
    from ..cohort.analysis import analyse
    from ..cohort.local import cores
    from ..cohort.sizing import POWERS
    from ..errors import InputError, Problem
    from .show import print_json, progress

    if workers is not None and scheduler is not None:
        raise InputError(Problem("--workers", "beside --scheduler", "one of them"))
    if power is not None and not 0.0 < power < 1.0:
        raise InputError(Problem("--power", f"{power:g}", "a chance between 0 and 1, such as 0.8"))
    asked = read_trial(trial)
    if seed is not None:
        asked = asked.replace(seed=seed)
    with progress() as tell:
        results = run_trial(
            asked,
            patients=patients,
            workers=cores() if workers is None else workers,
            scheduler=scheduler,
            out=out,
            block=block,
            tell=tell,
        )
    found = analyse(asked, results, powers=POWERS if power is None else (power,))
    if out is not None:
        write(found, out)
    if as_json:
        print_json(found.to_json())
    else:
        show(found, out)


def write(found: Analysis, out: Path) -> None:
    """results.json, and the report beside it."""
    import json

    from .. import __version__
    from ..files import write_file
    from ..report.trial_report import render_trial

    document = found.to_json()
    write_file(out / "results.json", json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
    write_file(out / "report.html", render_trial(document, version=__version__))


def show(found: Analysis, out: Path | None) -> None:
    """The trial in a page: who took part, the change by visit, the comparison, what to keep in mind."""
    from .show import print_lines, print_place

    print_lines([*flow_lines(found), *outcome_lines(found), *comparison_lines(found), *note_lines(found)])
    if out is not None:
        print_place("Results", out)


def flow_lines(found: Analysis) -> Text:
    """Who went where in every arm."""
    design = "each arm the same virtual people" if found.design == "parallel" else "every person has every arm"
    yield found.title, "bold"
    yield f"  {found.people:,} virtual people, {design}; {found.worlds} draws of the model; seed {found.seed}", ""
    yield "", ""
    wide = width(found)
    yield f"  {'':{wide}}{'assigned':>10}{'all sessions':>14}{'left':>8}{'analysed':>10}", "bold"
    for arm in found.flow:
        sessions = f"{arm.complete:,}" if arm.planned_sessions else "-"
        yield f"  {arm.arm:{wide}}{arm.assigned:>10,}{sessions:>14}{arm.dropped:>8,}{arm.analysed:>10,}", ""
    yield "", ""


def outcome_lines(found: Analysis) -> Text:
    """Mean change with its interval by arm and visit on the primary scale."""
    scale, wide = found.primary_scale, width(found)
    rows = [item for item in found.outcomes if item.scale == scale]
    unit = rows[0].unit if rows else ""
    yield f"  {found.labels.get(scale, scale)}: change ({unit}, + is better; {found.level:.0%} with the model)", "bold"
    for item in rows[: LINES * len(found.arms)]:
        band = spread(item.with_model.low, item.with_model.high)
        day = f", day {item.day:g}" if item.day is not None else ""
        yield f"  {item.arm:{wide}}{number(item.seen.mean):>8} {band:22}{item.visit}{day}", ""
    yield "", ""


def comparison_lines(found: Analysis) -> Text:
    """The comparison at the primary visit in sentences."""
    yield from ((f"  {line}", "bold" if at == 0 else "") for at, line in enumerate(found.headline))
    if found.power is not None:
        yield from ((f"  {line}", "") for line in found.power.words)
    for item in found.published:
        within = {True: "inside", False: "outside", None: "not told"}[item.inside]
        where = spread(item.interval.low, item.interval.high)
        yield (
            f"  {item.name}: published {item.published:g} {item.unit}, here {number(item.virtual)} {where}: {within}",
            "",
        )
    yield "", ""


def note_lines(found: Analysis) -> Text:
    """What was assumed."""
    yield from ((f"  {line}", "dim") for line in (*found.assumptions, found.missing) if line)


def width(found: Analysis) -> int:
    """Of the column of names."""
    return max(len(name) for name in found.arms) + 2


def number(value: float | None) -> str:
    """With its sign; a dash where it cannot be told."""
    return "-" if value is None else f"{value:+.2f}"


def spread(low: Any, high: Any) -> str:
    """From low to high."""
    return "" if low is None or high is None else f"({low:+.2f} to {high:+.2f})"
