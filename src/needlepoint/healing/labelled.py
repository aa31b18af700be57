"""Results with names and units: an xarray Dataset for analysis, and the same as a netCDF file.

Variables have the dimensions draw, zone, time (days after the first session) and, where they have one, layer. The
file is netCDF 3, which everything reads; it is written without xarray, which would take as long to load as the
forecast to run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .forecast import Tissue
from .outputs import CELL_OUTPUTS, COLUMN_OUTPUTS, GUARD, LAYER_OUTPUTS, LAYERS, RELEASED

if TYPE_CHECKING:
    import xarray

Array = NDArray[np.float64]

TITLE = "Needlepoint tissue forecast"
CONVENTIONS = "CF-1.11"
TIME_MEANING = "days after the first session"


@dataclass(frozen=True)
class Variable:
    """One labelled output: values by ``dims``, unit and meaning."""

    name: str
    dims: tuple[str, ...]
    values: Array
    unit: str
    meaning: str


def variables(result: Tissue) -> Iterator[Variable]:
    """Every output of a result, labelled; and what follows: total collagen, its change in percent, strands released."""
    for output in LAYER_OUTPUTS:
        values = np.stack([result.output(output.name, layer) for layer in LAYERS], axis=-1)
        yield Variable(output.name, ("draw", "zone", "time", "layer"), values, _unit(output.unit), output.meaning)
    for output in (*CELL_OUTPUTS, *COLUMN_OUTPUTS):
        if output.name == GUARD:
            continue
        values = result.output(output.name)
        yield Variable(output.name, ("draw", "zone", "time"), values, _unit(output.unit), output.meaning)
    total = np.stack(
        [result.output("collagen_i", layer) + result.output("collagen_iii", layer) for layer in LAYERS], axis=-1
    )
    dims = ("draw", "zone", "time", "layer")
    yield Variable("collagen_total", dims, total, "1", "collagen of both types, as a share of healthy total collagen")
    change = 100.0 * (total / total[:, :, :1] - 1.0)
    yield Variable("collagen_gain", dims, change, "percent", "change of total collagen from the start")
    if result.released is not None:
        yield Variable(RELEASED.name, ("draw", "zone", "time"), result.released, _unit(RELEASED.unit), RELEASED.meaning)


def _unit(unit: str) -> str:
    return "1" if unit == "share" else unit


def _failed(result: Tissue) -> str:
    return "; ".join(f"draw {draw}, {zone}" for draw, zone in result.failed) or "none"


def to_dataset(result: Tissue) -> xarray.Dataset:
    """The labelled result as an xarray Dataset; units and meanings as attributes; failed runs are NaN and listed."""
    import xarray

    coords = {
        "draw": np.arange(result.values.shape[0]),
        "zone": list(result.zones),
        "time": ("time", result.days, {"units": "day", "long_name": TIME_MEANING}),
        "layer": list(LAYERS),
    }
    data = {
        item.name: (item.dims, item.values, {"units": item.unit, "long_name": item.meaning})
        for item in variables(result)
    }
    attributes = {"title": TITLE, "failed_runs": _failed(result), "Conventions": CONVENTIONS}
    return xarray.Dataset(data, coords=coords, attrs=attributes)


def write_netcdf(result: Tissue, path: Path) -> None:
    """The labelled result as a netCDF file, values in float32."""
    from scipy.io import netcdf_file

    with netcdf_file(str(path), "w") as file:
        file.title, file.failed_runs, file.Conventions = TITLE, _failed(result), CONVENTIONS
        sizes = {"draw": result.values.shape[0], "zone": len(result.zones), "time": len(result.days)}
        for name, size in (sizes | {"layer": len(LAYERS)}).items():
            file.createDimension(name, size)
        _names(file, "zone", result.zones)
        _names(file, "layer", LAYERS)
        time = file.createVariable("time", "d", ("time",))
        time[:] = result.days
        time.units, time.long_name = "day", TIME_MEANING
        for item in variables(result):
            variable = file.createVariable(item.name, "f", item.dims)
            variable[:] = item.values
            variable.units, variable.long_name = item.unit, item.meaning


def _names(file: object, dimension: str, names: tuple[str, ...]) -> None:
    """A coordinate of words, as netCDF 3 holds them: one row of characters a name."""
    width = max(len(name) for name in names)
    file.createDimension(f"{dimension}_characters", width)  # type: ignore[attr-defined]
    variable = file.createVariable(dimension, "c", (dimension, f"{dimension}_characters"))  # type: ignore[attr-defined]
    variable[:] = np.asarray([list(name.ljust(width, "\0")) for name in names], "S1")
    variable._Encoding = "utf-8"
