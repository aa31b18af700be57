"""``needlepoint clinic``: tending a clinic's server by hand: check the audit, turn keys, let somebody in."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Annotated, Literal

import typer

from ..errors import InputError, MachineError, Problem
from .serve import default_folder

NAME = "clinic"
Task = Literal["check", "new-key", "reseal", "free", "code", "ready"]
WHAT = (
    "check: the audit chains; new-key, reseal: turn the keys; free: a lost second factor; code: of the first run; "
    "ready: whether the settings are fit for the open net."
)


def run(
    task: Annotated[Task, typer.Argument(metavar="TASK", help=WHAT)],
    email: Annotated[str | None, typer.Argument(metavar="[EMAIL]", help="With free: whose account.")] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="The folder of the clinic (default: one in your own files).")
    ] = None,
    known: Annotated[
        str | None, typer.Option("--known", metavar="NUMBER:DIGEST", help="With check: an end of a chain kept earlier.")
    ] = None,
) -> None:
    """Look after the clinic's server: check the audit chains, turn the keys, let somebody in.

    Turning the keys: new-key, start the server anew, reseal. Until reseal is through, the old key still opens what it
    sealed; keep the old line for as long as you keep old backups.
    """
    if importlib.util.find_spec("django") is None or importlib.util.find_spec("needlepoint_clinic") is None:
        raise MachineError("The clinic's parts are not installed.", "pip install 'needlepoint[clinic]'")
    folder = data or default_folder(False)
    if not folder.is_dir() and task != "ready":
        raise MachineError(f"There is no clinic in {folder}.", "name its folder with --data")
    if (task == "free") != (email is not None):
        raise InputError(Problem("EMAIL", email or "nothing", "an e-mail address with free, and only with it"))
    from needlepoint_clinic import tending

    lines, whole = tending.tend(task, folder, email=email, known=known)
    for line in lines:
        typer.echo(line)
    if not whole:
        raise typer.Exit(1)
