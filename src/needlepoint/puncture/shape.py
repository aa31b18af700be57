"""A plain outline for a zone: a rectangle or an ellipse of the zone's true area, centred on (0, 0); lengths in mm.

Width w and height h follow from the area A and the aspect a = w/h: rectangle w h = A, ellipse pi w h / 4 = A. Aspects
are assumed (shapes.yaml); densities do not depend on them.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem
from ..evidence import source
from ..evidence.sources import load_data

Array = NDArray[np.float64]
Kind = Literal["rectangle", "ellipse"]

CORNERS = 180
AREA_LIMITS_CM2 = (0.05, 20_000.0)
ASPECT_LIMITS = (0.05, 20.0)


@dataclass(frozen=True)
class Shape:
    """The outline of a zone: ``kind`` with its full width and height (mm)."""

    kind: Kind
    width_mm: float
    height_mm: float

    @property
    def area_mm2(self) -> float:
        """Area within the outline."""
        return self.width_mm * self.height_mm * (math.pi / 4.0 if self.kind == "ellipse" else 1.0)

    @property
    def half(self) -> tuple[float, float]:
        """Half width and half height (mm)."""
        return self.width_mm / 2.0, self.height_mm / 2.0

    def outline(self) -> Array:
        """Corners (points, 2) of the outline, counterclockwise; an ellipse has many."""
        a, b = self.half
        if self.kind == "rectangle":
            return np.array([[-a, -b], [a, -b], [a, b], [-a, b]])
        turn = np.linspace(0.0, 2.0 * math.pi, CORNERS, endpoint=False)
        return np.stack([a * np.cos(turn), b * np.sin(turn)], axis=1)

    def contains(self, x: NDArray[Any], y: NDArray[Any], margin_mm: float = 0.0) -> NDArray[np.bool_]:
        """Whether places lie within the outline widened by ``margin_mm``; same shape as ``x``."""
        a, b = self.half[0] + margin_mm, self.half[1] + margin_mm
        if self.kind == "rectangle":
            return np.asarray((np.abs(x) <= a) & (np.abs(y) <= b))
        return np.asarray((x / a) ** 2 + (y / b) ** 2 <= 1.0)

    def outside_mm(self, x: float, y: float) -> float:
        """How far (mm) a place lies outside; 0 within."""
        if self.contains(np.array(x), np.array(y)):
            return 0.0
        corners = self.outline()
        side = np.roll(corners, -1, axis=0) - corners
        along = np.clip(((np.array([x, y]) - corners) * side).sum(1) / (side**2).sum(1), 0.0, 1.0)
        return float(np.hypot(*(corners + along[:, None] * side - np.array([x, y])).T).min())

    def extent(self, heading: float, low: float, high: float) -> tuple[float, float] | None:
        """Where (mm along ``heading``, radians) the strip low..high across it meets the outline; None if nowhere."""
        corners = self.outline()
        along = corners @ np.array([math.cos(heading), math.sin(heading)])
        across = corners @ np.array([-math.sin(heading), math.cos(heading)])
        found = [along[(across >= low) & (across <= high)]]
        next_along, next_across = np.roll(along, -1), np.roll(across, -1)
        for border in (low, high):
            crosses = (across - border) * (next_across - border) < 0
            share = (border - across[crosses]) / (next_across - across)[crosses]
            found.append(along[crosses] + share * (next_along - along)[crosses])
        places = np.concatenate(found)
        return (float(places.min()), float(places.max())) if places.size else None


@functools.cache
def _data() -> dict[str, Any]:
    text = (resources.files("needlepoint.puncture") / "shapes.yaml").read_text("utf-8")
    return cast("dict[str, Any]", load_data(text))


def checked_area(area_cm2: float) -> float:
    """The area, if a zone can have it. Raises InputError."""
    low, high = AREA_LIMITS_CM2
    if not low <= area_cm2 <= high:
        raise InputError(Problem("area", f"{area_cm2:g} cm2", f"{low:g} to {high:g} cm2"))
    return float(area_cm2)


def make_shape(kind: Kind, area_cm2: float, aspect: float) -> Shape:
    """The outline of this area and aspect (width over height). Raises InputError when either cannot be."""
    low, high = ASPECT_LIMITS
    if not low <= aspect <= high:
        raise InputError(Problem("aspect", f"{aspect:g}", f"{low:g} to {high:g}"))
    box = 100.0 * checked_area(area_cm2) / (math.pi / 4.0 if kind == "ellipse" else 1.0)
    return Shape(kind, math.sqrt(box * aspect), math.sqrt(box / aspect))


def zone_shape(base: str, area_cm2: float) -> Shape:
    """The outline of a zone by its base name (cheek)."""
    entry = _data()["zones"][base]
    for id in _data()["sources"]:
        source(id)
    return make_shape(entry["shape"], area_cm2, float(entry["aspect"]))
