"""What the pictures of a zone are drawn from, as plain data: two maps, the widest gap, and one square of skin.

The square is a centimetre wide (less in a smaller zone), in the middle of the zone; each of its holes is
[x, y, radius, drag along x, drag along y, layer], in mm from its lower left corner. Rows of a map run upwards; null
stands outside the zone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .holes import Holes
from .maps import FieldMap
from .reach import LAYER_NAMES
from .shape import Shape

SQUARE_MM = 10.0
SCHEMA = "needlepoint.field/1"


def _rows(values: NDArray[np.float64], digits: int) -> list[list[float | None]]:
    return [[None if np.isnan(value) else round(float(value), digits) for value in row] for row in values]


def _side(shape: Shape) -> float:
    """Side of the largest square, up to a centimetre, that the middle of the zone holds."""
    if shape.kind == "ellipse":
        a, b = shape.half
        return float(min(SQUARE_MM, 2.0 * a * b / np.hypot(a, b)))
    return min(SQUARE_MM, shape.width_mm, shape.height_mm)


def _square(holes: Holes, shape: Shape) -> dict[str, Any]:
    side = _side(shape)
    half = side / 2.0
    seen = holes[(np.abs(holes.x) < half) & (np.abs(holes.y) < half)]
    dx, dy = seen.drawn()
    columns = [np.round(part, 3).tolist() for part in (seen.x + half, seen.y + half, seen.radius, dx, dy)]
    found = [list(item) for item in zip(*columns, seen.layer.tolist(), strict=True)]
    return {"side_mm": side, "layers": list(LAYER_NAMES), "holes": found}


def field_picture(
    zone: str,
    label: str,
    shape: Shape,
    holes: Holes,
    density: FieldMap,
    gaps: FieldMap,
    widest: tuple[float, float, float],
    figures: dict[str, float],
) -> dict[str, Any]:
    """The picture's data. figures: density_per_cm2, gap_p95_mm, coverage, coverage_distance_mm of the zone."""
    return {
        "schema": SCHEMA,
        "zone": zone,
        "label": label,
        "outline": {"kind": shape.kind, "width_mm": shape.width_mm, "height_mm": shape.height_mm},
        "density": _rows(density.values, 1),
        "gaps": _rows(gaps.values, 4),
        "widest": dict(zip(("radius_mm", "x_mm", "y_mm"), widest, strict=True)),
        "square": _square(holes, shape),
        "figures": figures,
    }
