"""`needlepoint validate --trials`: published trials against the same trials played out, as a table or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..cohort.document import Replayed
    from ..cohort.published import Table


def show_trials(folder: Path, *, as_json: bool) -> None:
    """Play out and print."""
    from ..cohort.published import replay_folder
    from .show import print_json, progress

    with progress() as tell:
        found = replay_folder(folder, tell)
    if as_json:
        print_json(found.to_json())
    else:
        _show(found)


def _show(found: Table) -> None:
    from rich.table import Table as Lines

    from .show import console, print_lines

    head = ("figure", "scale, visit", "published", "virtual", "90 %", "inside", "fit")
    table = Lines(*head, box=None, padding=(0, 2, 0, 0))
    for _, _, row in found.rows:
        table.add_row(*_cells(row), style="bold red" if row.inside is False else None)
    console().print(table)
    print_lines((words, "bold") for words in summary(found))


def _cells(row: Replayed) -> tuple[str, ...]:
    low, high = row.interval.low, row.interval.high
    spread = "" if low is None or high is None else f"{low:.3g} to {high:.3g}"
    held = {True: "yes", False: "NO", None: ""}[row.inside]
    virtual = "" if row.virtual is None else f"{row.virtual:.3g}"
    seen = "seen" if row.used_in_the_fit else "not seen"
    return row.name, f"{row.scale}, {row.visit}", f"{row.published:g} {row.unit}", virtual, spread, held, seen


def summary(found: Table) -> list[str]:
    """How many figures are inside, told apart by whether calibration saw them."""
    words = []
    for seen, name in ((True, "that the fit saw"), (False, "that it did not see")):
        inside, of = found.inside(seen=seen)
        if of:
            words.append(f"{inside} of {of} published figures {name} are inside the 90 % of such trials.")
    return words
