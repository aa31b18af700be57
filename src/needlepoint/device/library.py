"""The device library: generic and named pens, rollers and stamps, each figure with its source.

Lengths in mm, rates in Hz. A setting is needle protrusion, never tissue depth. Data: devices.yaml.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from ..evidence import all_sources
from ..evidence.sources import load_data

Kind = Literal["pen", "roller", "stamp"]
Material = Literal["steel", "titanium"]


@dataclass(frozen=True)
class Figure:
    """Where one figure of a device comes from. field: its name; sources: registry ids, none when given by the user."""

    field: str
    sources: tuple[str, ...]
    note: str = ""

    @property
    def checked(self) -> tuple[str, ...]:
        """How well each source was checked, in the order of ``sources``; ("given",) for the user's own figure."""
        return tuple(all_sources()[id].checked for id in self.sources) or ("given",)


@dataclass(frozen=True)
class Device:
    """A needling device.

    needles: count on the head or drum; needle_diameter_mm: shaft; max_depth_mm: longest setting (pen) or needle length
    (roller, stamp); rate_hz: strikes per needle and second (pen); drum_diameter_mm, drum_width_mm, rows: roller;
    swath_mm: width that one stroke covers; label_depth_mm: settings above were not evaluated for its label.
    """

    name: str
    kind: Kind
    needles: int
    needle_diameter_mm: float
    max_depth_mm: float
    rate_hz: float | None
    drum_diameter_mm: float | None
    drum_width_mm: float | None
    rows: int | None
    swath_mm: float
    material: Material
    label_depth_mm: float | None
    figures: tuple[Figure, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source id behind a figure of this device, once each."""
        return tuple(dict.fromkeys(id for figure in self.figures for id in figure.sources))


def _optional(entries: dict[str, Any], field: str) -> float | None:
    return float(entries[field]["value"]) if field in entries else None


def _device(entry: dict[str, Any]) -> Device:
    entries = entry["figures"]
    figures = tuple(Figure(field, tuple(item["sources"]), item.get("note", "")) for field, item in entries.items())
    rows = _optional(entries, "rows")
    return Device(
        name=entry["name"],
        kind=entry["kind"],
        needles=int(entries["needles"]["value"]),
        needle_diameter_mm=float(entries["needle_diameter_mm"]["value"]),
        max_depth_mm=float(entries["max_depth_mm"]["value"]),
        rate_hz=_optional(entries, "rate_hz"),
        drum_diameter_mm=_optional(entries, "drum_diameter_mm"),
        drum_width_mm=_optional(entries, "drum_width_mm"),
        rows=None if rows is None else int(rows),
        swath_mm=float(entries["swath_mm"]["value"]),
        material=entries["material"]["value"],
        label_depth_mm=_optional(entries, "label_depth_mm"),
        figures=figures,
    )


@functools.cache
def device_library() -> dict[str, Device]:
    """Every device by id (generic_pen, skinpen_precision, ...). One shared dict: do not change it."""
    text = (resources.files("needlepoint.device") / "devices.yaml").read_text("utf-8")
    return {key: _device(entry) for key, entry in load_data(text).items()}
