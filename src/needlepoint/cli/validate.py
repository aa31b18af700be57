"""`needlepoint validate`: the tissue model and delivery against the published record, check by check, as it comes out;
with --arms the outcome model against a file of trial arms; with --trials published trials against the same played out.

A check that fails is a result, not a fault: the exit code stays 0.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError, Problem
from . import options

if TYPE_CHECKING:
    from rich.table import Table

    from ..calibration import Check, Figure

NAME = "validate"


Arms = Annotated[
    Path | None, typer.Option("--arms", metavar="FILE.csv", help="Trial arms to predict, in the format of trials.csv.")
]
Trials = Annotated[
    Path | None,
    typer.Option("--trials", metavar="DIR", help="Published trials to play out: a folder of trial files, or one file."),
]
KeepGoing = Annotated[bool, typer.Option("--keep-going", help="Leave bad rows out, list them, and go on.")]


def run(
    arms: Arms = None, trials: Trials = None, keep_going: KeepGoing = False, as_json: options.AsJson = False
) -> None:
    """Hold tissue (H1 to H12) and delivery (D1 to D5) against published figures, or the outcome model against arms."""
    if trials is not None:
        if arms is not None:
            raise InputError(Problem("--trials", "beside --arms", "one of them"))
        from .replay import show_trials

        show_trials(trials, as_json=as_json)
        return
    if arms is not None:
        from .arms import show_arms

        show_arms(arms, keep_going=keep_going, as_json=as_json)
        return
    from ..calibration import validate
    from .show import print_json, progress

    with progress() as tell:
        checks = validate(tell)
    if as_json:
        print_json({"checks": [check.to_json() for check in checks]})
        return
    for check in checks:
        _show(check)
    _sum_up(checks)


def mark(figure: Figure) -> str:
    """What came of a figure, in one word."""
    if not figure.judged:
        return "shown"
    return "ok" if figure.ok else "FAILS"


def interval(figure: Figure) -> str:
    """The interval in words."""
    low, high = (None if bound is None else number(bound) for bound in (figure.low, figure.high))
    if low is None:
        return "" if high is None else f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"


def number(value: float) -> str:
    """Three digits, four of what is 100 or more."""
    return f"{value:.4g}" if abs(value) >= 100 else f"{value:.3g}"


def _show(check: Check) -> None:
    from .show import console

    out = console()
    out.print(f"{check.id}  {'ok' if check.ok else 'FAILS'}", style="bold" if check.ok else "bold red")
    out.print(check.what)
    out.print(_table(check))
    out.print(f"Sources: {', '.join(check.source)}", style="dim")
    out.print()


def _table(check: Check) -> Table:
    from rich.table import Table

    table = Table("", "figure", "published", "model", "agrees if", box=None, padding=(0, 2, 0, 0))
    for figure in check.figures:
        name, value = figure.name, number(figure.predicted)
        table.add_row(
            mark(figure), name, figure.observed, value, interval(figure), style=None if figure.ok else "bold red"
        )
    return table


def _sum_up(checks: tuple[Check, ...]) -> None:
    from .show import print_lines

    failing = [check for check in checks if not check.ok]
    print_lines([(f"{len(checks) - len(failing)} of {len(checks)} checks hold.", "bold")])
    print_lines((f"  {check.id} fails: {_short(figure)}", "bold red") for check in failing for figure in check.failing)


def _short(figure: Figure) -> str:
    found = f"{figure.name}: {number(figure.predicted)}, where {interval(figure)} would agree"
    return f"{found}. Why that: {figure.why}."
