"""`needlepoint simulate COURSE`: what the tissue does over time, as labelled arrays with units."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InputError, Problem
from . import options

if TYPE_CHECKING:
    import xarray

NAME = "simulate"
SHARES = (0.05, 0.5, 0.95)

OutFile = Annotated[Path | None, typer.Option("--out", metavar="FILE.nc", help="Write every series as netCDF.")]


def run(
    course: options.CourseFile,
    case: options.CaseOption = None,
    draws: options.Draws = None,
    seed: options.Seed = 1,
    out: OutFile = None,
    as_json: options.AsJson = False,
) -> None:
    """Simulate the healing of COURSE; print where each figure ends, or write every series with --out."""
    from ..case import load_case
    from ..course import load_course
    from ..plan import DRAWS, simulate_course
    from .show import print_json

    if out is not None and out.suffix != ".nc":
        raise InputError(Problem("--out", str(out), "a file name that ends in .nc"))
    person = load_case(case) if case else None
    result = simulate_course(load_course(course), case=person, draws=draws or DRAWS, seed=seed)
    if out is not None:
        _write(result, out)
    if as_json:
        print_json(summary(result))
    else:
        _show(summary(result), out)


def summary(result: xarray.Dataset) -> list[dict[str, Any]]:
    """Each output at its last day over draws and places: name, unit, day, median and the 5 and 95 % figures."""
    import numpy as np

    day = float(result["time"][-1])
    rows = []
    for name, series in result.data_vars.items():
        if "time" not in series.dims:
            continue
        low, median, high = np.quantile(series.isel(time=-1).values, SHARES)
        rows.append(
            {
                "name": str(name),
                "unit": str(series.attrs.get("units", "1")),
                "day": day,
                "median": float(median),
                "low": float(low),
                "high": float(high),
            }
        )
    return rows


def _write(result: xarray.Dataset, out: Path) -> None:
    from ..files import write_file

    write_file(out, lambda path: result.to_netcdf(path, engine="scipy"))


def _show(rows: list[dict[str, Any]], out: Path | None) -> None:
    from rich.table import Table

    from .show import console, print_place

    table = Table("output", "unit", "median", "5 %", "95 %", title=f"Day {rows[0]['day']:g}", box=None)
    for row in rows:
        table.add_row(row["name"], row["unit"], *(f"{row[key]:.4g}" for key in ("median", "low", "high")))
    console().print(table)
    if out is not None:
        print_place("Every series", out)
