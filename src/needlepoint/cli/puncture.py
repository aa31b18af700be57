"""`needlepoint puncture [COURSE]`: every hole simulated, its figures, and with ``--out`` its pictures or its figures.

COURSE gives zones, technique and device; ``--device FILE`` takes another device by its numbers, and ``--depth``,
``--passes``, ``--speed``, ``--pattern`` change the technique, or make one where there is no course.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from ..errors import InputError, Problem, did_you_mean
from . import options

if TYPE_CHECKING:
    from ..course import Course
    from ..device import Device, Technique
    from ..puncture import PunctureField, SimulatedField
    from ..skin import Layers

    Treated = tuple[str, Technique, tuple[int, ...]]
    """Zone, technique, and the sessions that treat it so."""

NAME = "puncture"
KINDS = (".svg", ".png", ".json")

CourseFile = Annotated[Path | None, typer.Argument(metavar="[COURSE]", help="The course file (course.yaml).")]
ZoneName = Annotated[str | None, typer.Option("--zone", metavar="ZONE", help="Only this zone. Default: all.")]
DeviceFile = Annotated[Path | None, typer.Option("--device", metavar="FILE", help="A device by its numbers (YAML).")]
Depth = Annotated[float | None, typer.Option("--depth", metavar="MM", help="Needle setting. Default: the course's.")]
Passes = Annotated[int | None, typer.Option("--passes", metavar="N", help="Passes over the zone.")]
Speed = Annotated[float | None, typer.Option("--speed", metavar="MM/S", help="Speed of the hand, mm per second.")]
PatternName = Annotated[str | None, typer.Option("--pattern", metavar="NAME", help="crosshatch, star, stamp, ...")]
Uses = Annotated[int, typer.Option("--uses", metavar="N", help="Times the needles were used before.")]
Expected = Annotated[bool, typer.Option("--expected", help="By closed forms, at once, without pictures of the zone.")]
OutFile = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Pictures (.svg, .png) or the figures (.json) as a file."),
]


@dataclass(frozen=True)
class Row:
    """One zone as it is treated. sessions: numbers of those that treat it so; simulated: None with ``--expected``."""

    zone: str
    technique: Technique
    sessions: tuple[int, ...]
    layers: Layers
    field: PunctureField
    simulated: SimulatedField | None


def run(
    course: CourseFile = None,
    zone: ZoneName = None,
    device: DeviceFile = None,
    depth: Depth = None,
    passes: Passes = None,
    speed: Speed = None,
    pattern: PatternName = None,
    uses: Uses = 0,
    seed: options.Seed = 1,
    expected: Expected = False,
    out: OutFile = None,
    as_json: options.AsJson = False,
) -> None:
    """Say where the needles go: how many holes, how deep, how wide, how close, and what one more pass adds."""
    from ..course import load_course
    from ..device import find_device
    from .device_file import load_device
    from .show import print_json

    if out is not None and out.suffix not in KINDS:
        raise InputError(Problem("--out", str(out), f"a file name that ends in {', '.join(KINDS)}"))
    if course is None and device is None:
        raise InputError(Problem("COURSE", "nothing", "a course file, or --device FILE with --zone and --depth"))
    if expected and uses:
        raise InputError(Problem("--uses", str(uses), "0 with --expected: closed forms know new needles only"))
    known = load_course(course) if course else None
    tool = load_device(device) if device else find_device(cast("Course", known).device)
    given = {"depth_mm": depth, "passes": passes, "speed_mm_s": speed, "pattern": pattern}
    changes = {name: value for name, value in given.items() if value is not None}
    treated = _of_course(known, zone, changes) if known else _of_options(zone, changes)
    rows = [_row(tool, known, *item, uses=uses, seed=seed, expected=expected) for item in treated]
    found = [_figures(row) for row in rows]
    document = found[0] if zone is not None and len(found) == 1 else found
    if out is not None:
        _write(rows, document, tool, out)
    if as_json:
        print_json(document)
    else:
        _show(rows, out)


def _of_course(course: Course, zone: str | None, changes: dict[str, Any]) -> list[Treated]:
    """Every zone and technique of a course, with the sessions that hold it."""
    wanted = course.zones if zone is None else _treated(course, zone)
    found: dict[tuple[str, Technique], tuple[int, ...]] = {}
    for session in course.sessions:
        for item in session.treatments:
            if item.zone in wanted:
                key = (item.zone, dataclasses.replace(item.technique, **changes))
                found[key] = (*found.get(key, ()), session.number)
    return [(*key, sessions) for key, sessions in found.items()]


def _treated(course: Course, zone: str) -> tuple[str, ...]:
    from ..skin import expand_zone

    found = tuple(item for item in expand_zone(zone) if item in course.zones)
    if not found:
        allowed = f"a zone of this course: {', '.join(course.zones)}"
        raise InputError(Problem("--zone", repr(zone), allowed, did_you_mean(zone, course.zones)))
    return found


def _of_options(zone: str | None, changes: dict[str, Any]) -> list[Treated]:
    from ..device import Technique
    from ..skin import expand_zone

    missing = [name for name, value in (("--zone", zone), ("--depth", changes.get("depth_mm"))) if value is None]
    if missing:
        raise InputError([Problem(name, "nothing", "needed where there is no course") for name in missing])
    technique = dataclasses.replace(Technique(changes["depth_mm"], passes=4), **changes)
    return [(item, technique, ()) for item in expand_zone(cast("str", zone))]


def _row(
    device: Device,
    course: Course | None,
    zone: str,
    technique: Technique,
    sessions: tuple[int, ...],
    *,
    uses: int,
    seed: int,
    expected: bool,
) -> Row:
    from ..puncture import expected_field, simulate_field, worn
    from ..skin import layers

    about = course.about if course else None
    skin = layers(zone, about.sex if about else None, about.age if about else None)
    if expected:
        return Row(zone, technique, sessions, skin, expected_field(device, technique, zone, skin), None)
    found = simulate_field(device, technique, zone, skin, seed=seed, wear=worn(uses))
    return Row(zone, technique, sessions, skin, found.summary, found)


def _figures(row: Row) -> dict[str, Any]:
    """The figures of a row as plain data."""
    from ..plan.document import rounded

    setting = dataclasses.asdict(row.technique)
    figures = row.field.to_json() if row.simulated is None else row.simulated.to_json()
    head = {"sessions": list(row.sessions)} if row.sessions else {}
    return cast("dict[str, Any]", rounded(head | figures | {"setting": setting}))


def _write(rows: Sequence[Row], document: Any, device: Device, out: Path) -> None:
    from ..files import write_file
    from ..report.sheet import to_png

    if out.suffix == ".json":
        write_file(out, json.dumps(document, indent=2, allow_nan=False) + "\n")
        return
    picture = _picture(rows, device.needle_diameter_mm)
    write_file(out, picture if out.suffix == ".svg" else to_png(picture))


def _picture(rows: Sequence[Row], needle_diameter_mm: float) -> str:
    """Every zone in a row of pictures: its density, its gaps, a square of it, and its skin in section."""
    from ..plan.document import treated_zone
    from ..report.maps import field_charts
    from ..report.section import section_chart
    from ..report.sheet import sheet

    lines = []
    for number, row in enumerate(rows):
        figures = treated_zone(row.zone, row.technique, row.field, row.layers)
        maps = field_charts(f"zone{number}", row.simulated.picture()) if row.simulated else ()
        lines.append([*maps, section_chart(f"zone{number}", figures, needle_diameter_mm)])
    return sheet(lines)


def _show(rows: Sequence[Row], out: Path | None) -> None:
    from rich.table import Table

    from ..skin import zones
    from .show import console, print_place

    heads = ("zone", "setting", "holes", "holes/cm2", "reached (5-50-95 %)", "coverage", "gap 95 %", "end point")
    table = Table(*heads, "one more pass", box=None)
    for row in rows:
        field, depth = row.field, row.field.depth_mm
        table.add_row(
            zones()[row.zone].label,
            f"{row.technique.depth_mm:g} mm x {row.technique.passes} {row.technique.pattern}",
            f"{field.holes:,}",
            f"{field.density_per_cm2:.0f}",
            f"{depth.p5:.2f} {depth.median:.2f} {depth.p95:.2f} mm",
            f"{field.coverage_share:.0%}",
            f"{field.gap_mm['p95']:.2f} mm",
            field.endpoint.replace("_", " "),
            f"+{field.next_pass['coverage']:.0%} coverage",
        )
    console().print(table)
    if out is not None:
        print_place("Written", out)
