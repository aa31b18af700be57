"""The picture of a sweep: what each combination brings, cell by cell, from the sweep's document alone.

The first axis runs across, the second down; of any further axis there is one picture a value. Every cell has its number
and the interval below it, so that nothing hangs on a colour; the best allowed cell has a double frame, cells outside
the planner's envelope are hatched, and what cannot be done is empty. One axis alone is drawn as steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from .charts import Cell, Step, cell_chart, finite, step_chart
from .outlook import unit_for
from .words import capital

Json = Mapping[str, Any]


def surface_charts(sweep: Json) -> dict[str, str]:
    """SVG by name: ``surface`` alone, or one a value of the third axis and beyond (``surface-interval-28``)."""
    axes = sweep["axes"]
    unit = unit_for(2, str(sweep["unit"]))
    if len(axes) == 1:
        return {"surface": _steps(sweep, axes[0], unit)}
    charts = {}
    for rest in product(*(axis["values"] for axis in axes[2:])):
        fixed = dict(zip((axis["name"] for axis in axes[2:]), rest, strict=True))
        name = "-".join(["surface", *(f"{key}-{value:g}" for key, value in fixed.items())])
        charts[name] = _cells(sweep, axes[:2], fixed, unit, name)
    return charts


def _title(sweep: Json, unit: str, fixed: Mapping[str, float]) -> str:
    words = f"Gain in {unit}, {sweep['visit']}"
    return ", ".join([words, *(f"{name} {value:g}" for name, value in fixed.items())])


def _cells(sweep: Json, axes: Sequence[Json], fixed: Mapping[str, float], unit: str, uid: str) -> str:
    across, down = axes
    held = {}
    for item in sweep["cells"]:
        if all(item[name] == value for name, value in fixed.items()):
            place = down["values"].index(item[down["name"]]), across["values"].index(item[across["name"]])
            held[place] = _cell(item, sweep["best"])
    title = _title(sweep, unit, fixed)
    return cell_chart(
        uid,
        title,
        [f"{value:g}" for value in across["values"]],
        [f"{value:g}" for value in down["values"]],
        held,
        (capital(across["label"]), capital(down["label"])),
        desc=f"{title}. Numbers: mean and interval with the model's own uncertainty. Double frame: most gained.",
    )


def digits(value: float, small: int = 2) -> str:
    """``small`` decimals for what is small, none for what runs to tens."""
    shown = f"{value:.{small if abs(value) < 10 else 0}f}"
    return shown.removeprefix("-") if not float(shown) else shown


def _cell(item: Json, best: Json | None) -> Cell:
    gain = finite(item["gain"])
    low, high = finite(item["gain_low"]), finite(item["gain_high"])
    return Cell(
        value=gain,
        words="" if gain is None else digits(gain),
        below=""
        if low is None or high is None
        else f"{low:.1f} to {high:.1f}"
        if abs(high) < 10
        else f"{low:.0f} to {high:.0f}",
        beyond=bool(item["beyond"]),
        best=best is not None and all(item[name] == value for name, value in best.items()),
    )


def _steps(sweep: Json, axis: Json, unit: str) -> str:
    best = sweep["best"]
    steps = [
        Step(
            f"{item[axis['name']]:g}",
            item["gain"],
            item["gain_low"] if item["gain_low"] is not None else item["gain"],
            item["gain_high"] if item["gain_high"] is not None else item["gain"],
            planned=best is not None and item[axis["name"]] == best[axis["name"]],
            beyond=bool(item["beyond"]),
        )
        for item in sweep["cells"]
        if item["gain"] is not None
    ]
    return step_chart("surface", _title(sweep, unit, {}), steps, capital(axis["label"]), unit=f"{unit} better")
