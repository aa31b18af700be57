"""A device by its numbers, from a YAML file: what a case says of a device, and the measures of its head.

The generic device of the kind fills in what the file leaves out. A roller's drum and the width that it covers are one
measure: either gives the other.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ..case import DeviceSpec
from ..case.reading import read_document
from ..case.validating import Allowed, validate
from ..device import Device, Figure, find_device
from ..errors import InputError, Problem

Head = Annotated[float, Field(strict=True, ge=0.5, le=60), Allowed("0.5 to 60 mm")]
Rows = Annotated[int, Field(strict=True, ge=1, le=100), Allowed("a whole number, 1 to 100")]
DRUM = ("drum_diameter_mm", "drum_width_mm", "rows")


class DeviceFile(DeviceSpec):
    """The device of a file. swath_mm: width that one stroke covers; the last three: of a roller."""

    swath_mm: Head | None = None
    drum_diameter_mm: Head | None = None
    drum_width_mm: Head | None = None
    rows: Rows | None = None


def load_device(path: Path) -> Device:
    """The device that a file describes. Raises InputError with the place and line of whatever is wrong."""
    spec = validate(DeviceFile, read_document(path))
    given = {name: value for name in ("swath_mm", *DRUM) if (value := getattr(spec, name)) is not None}
    wrong = [name for name in given if name in DRUM and spec.kind != "roller"]
    if wrong:
        raise InputError(Problem(wrong[0], str(given[wrong[0]]), f"nothing: a {spec.kind} has no drum"), str(path))
    if spec.kind == "roller":
        width = given.get("drum_width_mm", given.get("swath_mm"))
        given |= {} if width is None else {"drum_width_mm": width, "swath_mm": width}
    device = find_device(spec)
    kept = tuple(figure for figure in device.figures if figure.field not in given)
    figures = kept + tuple(Figure(name, (), "given") for name in given)
    return dataclasses.replace(device, **given, figures=figures)
