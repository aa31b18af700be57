"""`needlepoint puncture COURSE`: the holes, their figures, and with ``--out FILE.svg`` a picture in the skin."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import InputError, Problem
from . import options

NAME = "puncture"
KINDS = (".svg", ".json")

ZoneName = Annotated[str | None, typer.Option("--zone", metavar="ZONE", help="Only this zone. Default: all.")]
OutFile = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="A picture (.svg) or the figures (.json) as a file.")
]


def run(
    course: options.CourseFile, zone: ZoneName = None, out: OutFile = None, as_json: options.AsJson = False
) -> None:
    """Say where the needles of COURSE go: how many holes, how deep, how wide, how close."""
    from ..course import load_course
    from ..device import find_device
    from ..plan import puncture_course
    from .show import print_json

    if out is not None and out.suffix not in KINDS:
        raise InputError(Problem("--out", str(out), f"a file name that ends in {' or '.join(KINDS)}"))
    known = load_course(course)
    rows = puncture_course(known, zone=zone)
    if out is not None:
        _write(rows, find_device(known.device).needle_diameter_mm, out)
    if as_json:
        print_json(rows)
    else:
        _show(rows, out)


def _write(rows: list[dict[str, Any]], needle_diameter_mm: float, out: Path) -> None:
    from ..files import write_file

    figures = json.dumps(rows, indent=2, allow_nan=False) + "\n"
    write_file(out, figures if out.suffix == ".json" else _picture(rows, needle_diameter_mm))


def _picture(rows: list[dict[str, Any]], needle_diameter_mm: float) -> str:
    """The skin of every zone in section, one below the other; a zone that is treated alike again is drawn once."""
    from ..report.section import section_chart

    zones = {(row["zone"], row["depth_mm"], row["passes"]): row for row in reversed(rows)}
    charts = [
        section_chart(f"zone{number}", row, needle_diameter_mm) for number, row in enumerate(reversed(zones.values()))
    ]
    sizes = [tuple(map(float, re.findall(r'viewBox="(?:\S+ ){2}(\S+) (\S+)"', chart)[0])) for chart in charts]
    body, top = "", 0.0
    for chart, (width, height) in zip(charts, sizes, strict=True):
        body += chart.replace("<svg ", f'<svg y="{top:g}" width="{width:g}" height="{height:g}" ', 1)
        top += height
    width = max(width for width, _ in sizes)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {top:g}">{body}</svg>\n'


def _show(rows: list[dict[str, Any]], out: Path | None) -> None:
    from rich.table import Table

    from .show import console, print_place

    heads = ("session", "zone", "setting", "holes/cm2", "radius", "reached (5-50-95 %)", "coverage", "end point")
    table = Table(*heads, box=None)
    for row in rows:
        reached = row["depth_reached_mm"]
        table.add_row(
            str(row.get("session", "")),
            row["label"],
            f"{row['depth_mm']:g} mm x {row['passes']} {row['pattern']}",
            f"{row['density_per_cm2']:.0f}",
            f"{row['hole_radius_mm'] * 1000:.0f} um",
            " ".join(f"{reached[key]:.2f}" for key in ("p5", "median", "p95")) + " mm",
            f"{row['coverage']:.0%}",
            row["endpoint"].replace("_", " "),
        )
    console().print(table)
    if out is not None:
        print_place("Written", out)
