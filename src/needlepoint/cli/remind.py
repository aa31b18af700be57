"""``needlepoint remind``: send the clinic's reminders that are due. Run by a timer; see deploy/README.md."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Annotated

import typer

from ..errors import MachineError
from .serve import default_folder

NAME = "remind"


def run(
    data: Annotated[
        Path | None, typer.Option("--data", help="The folder of the clinic (default: one in your own files).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent; keep and send nothing.")] = False,
) -> None:
    """Queue and send the clinic's e-mail reminders that are due; run it from a timer, every ten minutes or so.

    Each message goes out once at most, also when this is killed half-way: a message of which nobody can know whether it
    went is shown to the practice and not sent again. Quiet hours are kept by each practice's own clock. Mail goes where
    NEEDLEPOINT_EMAIL_URL says (the console without it); links in it begin with NEEDLEPOINT_SITE.
    """
    if importlib.util.find_spec("django") is None or importlib.util.find_spec("needlepoint_clinic") is None:
        raise MachineError("The clinic's parts are not installed.", "pip install 'needlepoint[clinic]'")
    folder = data or default_folder(False)
    if not folder.is_dir():
        raise MachineError(f"There is no clinic in {folder}.", "name its folder with --data")
    from needlepoint_clinic import reminding

    lines, trouble = reminding.remind(folder, dry=dry_run)
    for line in lines:
        typer.echo(line)
    if trouble:
        raise MachineError(trouble, "look at NEEDLEPOINT_EMAIL_URL; the next run tries again")
