"""`needlepoint validate --arms`: a file of trial arms against the outcome model, as a table or as one JSON document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..calibration.outcome.predict import Predicted
    from ..calibration.outcome.validating import Validation


def show_arms(path: Path, *, keep_going: bool, as_json: bool) -> None:
    """Predict and print."""
    from ..calibration.outcome.validating import validate_arms
    from .show import print_json

    found = validate_arms(path, keep_going=keep_going)
    if as_json:
        print_json(found.to_json())
    else:
        _show(found)


def _show(found: Validation) -> None:
    from rich.table import Table

    from .show import console, print_lines

    table = Table("arm", "scale", "predicted", "90 %", "published", "held", box=None, padding=(0, 2, 0, 0))
    for item in found.arms:
        if item.predicted is not None:
            table.add_row(*_cells(item))
    out = console()
    out.print(table)
    silent = [item for item in found.arms if item.predicted is None]
    print_lines((f"{item.arm.id}: no prediction, {item.why_not}", "dim") for item in silent)
    print_lines((f"left out: {problem}", "bold red") for _, problem in found.problems)
    print_lines([(_total(found), "bold")])


def _cells(item: Predicted) -> tuple[str, ...]:
    low, high = item.interval or (0.0, 0.0)
    seen = "" if item.arm.observed is None else f"{item.arm.observed:.3g}"
    held = "" if item.inside is None else "yes" if item.inside else "NO"
    return item.arm.id, item.arm.scale, f"{item.predicted:.3g}", f"{low:.3g} to {high:.3g}", seen, held


def _total(found: Validation) -> str:
    summed = found.to_json()
    if not summed["n"]:
        return "No arm could be held against a published number."
    return (
        f"{summed['inside_fraction']:.0%} of {summed['n']} published numbers inside their 90 % intervals; mean error "
        f"{summed['mean_error']:.1f} percentage points of improvement."
    )
