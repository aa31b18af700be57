"""The commands, gathered, and the one place where they are run and their faults become exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from . import (
    ask,
    calibrate,
    care,
    check,
    cite,
    clinic,
    deliver,
    doctor,
    numbing,
    plan,
    puncture,
    remind,
    scale,
    screen,
    search,
    serve,
    simulate,
    sweep,
    trial,
    validate,
)
from .faults import report

app = typer.Typer(
    name="needlepoint",
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Plan, simulate and explain a course of microneedling. Decision support for professionals; not a device.",
)
for command in (
    plan,
    search,
    screen,
    simulate,
    puncture,
    deliver,
    care,
    ask,
    check,
    numbing,
    trial,
    sweep,
    validate,
    calibrate,
    scale,
    cite,
    doctor,
    serve,
    clinic,
    remind,
):
    app.command(name=command.NAME)(command.run)


def _version(wanted: bool) -> None:
    if wanted:
        from .. import __version__

        typer.echo(f"needlepoint {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def run(arguments: Sequence[str]) -> int:
    """Run one command line (without the program's name). Returns the exit code; never raises."""
    try:
        code = app(args=list(arguments), prog_name="needlepoint", standalone_mode=False)
        sys.stdout.flush()
    except SystemExit as end:  # Typer leaves this way when the reader of a pipe went away
        return report(BrokenPipeError()) if end.code else 0
    except BaseException as fault:
        return report(fault)
    return report(KeyboardInterrupt()) if code == 130 else int(code or 0)
