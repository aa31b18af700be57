"""The skin in section at the needles' scale: layers to their thickness, holes to their depth and width, a rule in mm.

Depth and width share one scale, so a hole looks as slender as it is. The holes drawn are those that a slab of skin of
the stated width and of 1 mm thickness is expected to hold (density times area, at least three, at most
:data:`MOST_HOLES`), with depths at even quantiles of a two-piece normal distribution through the 5th, 50th and 95th
percentile of plan.json. Places across are spread by the golden ratio: an illustration, not a simulated field.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from .charts import finite, message_chart
from .svg import INK, MUTED, RULE, SERIES, element, frame, line, number, polyline, smooth, text

Json = Mapping[str, Any]
WIDTH_MM = 2.8
SLAB_MM = 1.0
MOST_HOLES = 14
PIXELS_PER_MM = 92.0
LEFT, TOP = 44.0, 64.0
GOLDEN = 0.6180339887498949
Z95 = NormalDist().inv_cdf(0.95)
LAYER_FILLS = {
    "stratum_corneum": "#b9a48f",
    "epidermis": "#ecd3c2",
    "papillary": "#f8e6dc",
    "reticular": "#fcf1ea",
    "subcutis": "#fbf3d6",
}
LAYER_NAMES = {
    "epidermis": "epidermis",
    "papillary": "papillary dermis",
    "reticular": "reticular dermis",
    "subcutis": "fat",
}


@dataclass(frozen=True)
class Ground:
    """Depths of the layer borders below the surface, mm, and the depth at which the picture ends."""

    corneum: float
    epidermis: float
    papillary: float
    dermis: float
    bottom: float

    def layer(self, name: str) -> tuple[float, float]:
        """(top, bottom) of a layer, mm."""
        borders = {
            "stratum_corneum": (0.0, self.corneum),
            "epidermis": (self.corneum, self.epidermis),
            "papillary": (self.epidermis, self.papillary),
            "reticular": (self.papillary, self.dermis),
            "subcutis": (self.dermis, self.bottom),
        }
        return borders[name]


def ground(zone: Json) -> Ground | None:
    """Layer borders of a treated zone, or None when the file gives no thickness."""
    given = zone.get("layer_thickness_mm") or {}
    parts = [finite(given.get(name)) for name in ("stratum_corneum", "epidermis", "papillary", "dermis")]
    if any(part is None for part in parts):
        return None
    corneum, epidermis, papillary, dermis = (part or 0.0 for part in parts)
    deepest = max(
        dermis + epidermis, finite(zone["depth_mm"]) or 0.0, finite(zone["depth_reached_mm"].get("p95")) or 0.0
    )
    return Ground(corneum, epidermis, epidermis + papillary, epidermis + dermis, deepest + 0.35)


def hole_depths(zone: Json, count: int) -> list[float]:
    """Depths, mm, at even quantiles of the two-piece normal through p5, median and p95."""
    spread = zone["depth_reached_mm"]
    low, middle, high = (finite(spread.get(name)) or 0.0 for name in ("p5", "median", "p95"))
    depths = []
    for k in range(count):
        z = NormalDist().inv_cdf((k + 0.5) / count)
        sd = ((middle - low) if z < 0 else (high - middle)) / Z95
        depths.append(max(middle + z * sd, 0.01))
    return depths


def hole_count(zone: Json) -> int:
    """Holes to draw: those expected in the slab, within what a reader can tell apart."""
    expected = (finite(zone["density_per_cm2"]) or 0.0) / 100.0 * WIDTH_MM * SLAB_MM
    return int(min(max(round(expected), 3), MOST_HOLES))


def _down(depth_mm: float) -> float:
    return TOP + depth_mm * PIXELS_PER_MM


def _border(depth_mm: float, wave_mm: float, wave_length_mm: float, phase: float = 0.0) -> list[tuple[float, float]]:
    """Points of a wavy border across the picture."""
    steps = 120
    return [
        (
            LEFT + WIDTH_MM * PIXELS_PER_MM * k / steps,
            _down(depth_mm + wave_mm * math.sin(2 * math.pi * (WIDTH_MM * k / steps) / wave_length_mm + phase)),
        )
        for k in range(steps + 1)
    ]


def _layers(borders: Ground) -> str:
    """Layers from the deepest up, each painted over the one below."""
    right, bottom = LEFT + WIDTH_MM * PIXELS_PER_MM, _down(borders.bottom)
    body = element("rect", x=LEFT, y=TOP, width=right - LEFT, height=bottom - TOP, fill=LAYER_FILLS["subcutis"])
    waves = {
        "reticular": (0.05, 1.5, 0.4),
        "papillary": (0.018, 0.8, 1.0),
        "epidermis": (0.022, 0.21, 0.0),
        "stratum_corneum": (0.0, 1.0, 0.0),
    }
    for name, (wave, length, phase) in waves.items():
        points = _border(borders.layer(name)[1], wave, length, phase)
        path = (
            f"M{number(LEFT)},{number(TOP)}" + smooth(points).replace("M", "L", 1) + f"L{number(right)},{number(TOP)}Z"
        )
        dashed = "5 4" if name == "papillary" else None
        edge = element(
            "path", d=smooth(points), fill="none", stroke="#a98b78", stroke_width=0.9, stroke_dasharray=dashed
        )
        body += element("path", d=path, fill=LAYER_FILLS[name]) + (edge if name != "stratum_corneum" else "")
    return body


def _fibres(borders: Ground) -> str:
    """A quiet texture: fibres in the dermis, fine above and coarse below, and lobules in the fat."""
    parts = []
    for k in range(120):
        u, v = (k * GOLDEN) % 1.0, (k * 0.7548776662466927) % 1.0
        depth = borders.epidermis + 0.06 + v * max(borders.dermis - borders.epidermis - 0.14, 0.05)
        fine = depth < borders.papillary
        reach = 7.0 if fine else 17.0
        x, y = LEFT + 10 + u * (WIDTH_MM * PIXELS_PER_MM - 40), _down(depth)
        bend = 2.0 if k % 2 else -2.0
        parts.append(f"M{number(x)},{number(y)}q{number(reach / 2)},{number(bend)} {number(reach)},0")
    fibres = element("path", d="".join(parts), fill="none", stroke="#d9b9a6", stroke_width=0.8, stroke_linecap="round")
    lobules, count = "", int((borders.bottom - borders.dermis) * 60)
    for k in range(count):
        u, v = (k * GOLDEN) % 1.0, (k + 0.5) / count
        depth = borders.dermis + 0.13 + v * (borders.bottom - borders.dermis - 0.2)
        lobules += element("circle", cx=LEFT + 8 + u * (WIDTH_MM * PIXELS_PER_MM - 16), cy=_down(depth), r=5.5)
    return fibres + element("g", lobules, fill="none", stroke="#e2d19a", stroke_width=0.8)


def _hole(x: float, depth_mm: float, radius_mm: float) -> str:
    """One channel: width to scale at the surface, narrowing to its tip."""
    half, tip = max(radius_mm * PIXELS_PER_MM, 0.6), _down(depth_mm)
    shoulder = TOP + 0.5 * (tip - TOP)
    wide, narrow = 0.85 * half, 0.72 * half
    path = (
        f"M{number(x - half)},{number(TOP)}Q{number(x - wide)},{number(TOP + 6)} {number(x - wide)},{number(shoulder)}"
        f"Q{number(x - narrow)},{number(tip - 10)} {number(x)},{number(tip)}"
        f"Q{number(x + narrow)},{number(tip - 10)} {number(x + wide)},{number(shoulder)}"
        f"Q{number(x + wide)},{number(TOP + 6)} {number(x + half)},{number(TOP)}Z"
    )
    return element("path", d=path, fill="#fffdfb", stroke="#8c3b2e", stroke_width=0.9)


def _holes(zone: Json) -> str:
    count = hole_count(zone)
    radius = finite(zone.get("hole_radius_mm")) or 0.05
    start, width = LEFT + 62.0, WIDTH_MM * PIXELS_PER_MM - 62.0 - 18.0
    order = sorted(range(count), key=lambda k: (k * GOLDEN) % 1.0)
    places = {k: start + width * (rank + 0.5) / count for rank, k in enumerate(order)}
    return "".join(_hole(places[k], depth, radius) for k, depth in enumerate(hole_depths(zone, count)))


def _needle(zone: Json, diameter_mm: float) -> str:
    """The needle at its set protrusion, beside the holes that it made."""
    x, half = LEFT + 30.0, max(diameter_mm / 2 * PIXELS_PER_MM, 1.0)
    tip = _down(finite(zone["depth_mm"]) or 0.0)
    shoulder = max(tip - 6 * half, TOP - 22)
    outline = ((x - half, TOP - 22), (x - half, shoulder), (x, tip), (x + half, shoulder), (x + half, TOP - 22))
    hub = element(
        "rect",
        x=x - half - 7,
        y=TOP - 34,
        width=2 * half + 14,
        height=13,
        rx=2,
        fill="#8895a0",
        stroke=INK,
        stroke_width=0.8,
    )
    return hub + element("path", d=polyline(outline) + "Z", fill="#c9d1d8", stroke=INK, stroke_width=1)


def _rule(borders: Ground) -> str:
    """A rule in millimetres at the left edge."""
    x = LEFT - 8
    body = line((x, TOP), (x, _down(borders.bottom)), stroke=MUTED)
    tenths = int(borders.bottom * 10 + 1e-9)
    for k in range(tenths + 1):
        reach = 8 if k % 10 == 0 else 6 if k % 5 == 0 else 3
        body += line((x - reach, _down(k / 10)), (x, _down(k / 10)), stroke=MUTED, stroke_width=0.8)
        if k % 5 == 0:
            body += text(x - 12, _down(k / 10) + 4, f"{k / 10:g}", text_anchor="end", fill=MUTED)
    return body + text(4, TOP - 14, "mm", fill=MUTED)


def _setting(zone: Json) -> str:
    """The set protrusion as a line across the picture, named above it."""
    setting = finite(zone["depth_mm"]) or 0.0
    across = line(
        (LEFT, _down(setting)), (LEFT + WIDTH_MM * PIXELS_PER_MM, _down(setting)), stroke=INK, stroke_dasharray="6 4"
    )
    return across + text(LEFT + 58, TOP - 24, f"needles set to {setting:g} mm (dashed line)")


def _reach(zone: Json) -> str:
    """Median and p5-p95 of the depth that the holes reach, as a bracket at the right edge."""
    x = LEFT + WIDTH_MM * PIXELS_PER_MM + 12
    low, middle, high = (_down(finite(zone["depth_reached_mm"].get(name)) or 0.0) for name in ("p5", "median", "p95"))
    bracket = line((x, low), (x, high), stroke=SERIES[0], stroke_width=7, stroke_opacity=0.35)
    return bracket + line((x - 7, middle), (x + 7, middle), stroke=SERIES[0], stroke_width=3)


def _margin_words(zone: Json, borders: Ground) -> list[tuple[float, str, str, int]]:
    """(height, words, colour, weight) of what stands in the right margin: layers, and depths that the holes reach."""
    marks = []
    for name, words in LAYER_NAMES.items():
        top, bottom = borders.layer(name)
        marks.append((_down(bottom) - 9 if name == "reticular" else _down((top + bottom) / 2), words, "#6b4a38", 400))
    for name, words in (("p5", "5 %:"), ("median", "median:"), ("p95", "95 %:")):
        depth = finite(zone["depth_reached_mm"].get(name)) or 0.0
        marks.append((_down(depth), f"{words} {depth:.2f}", SERIES[0], 600 if name == "median" else 400))
    return sorted(marks)


def _margin(zone: Json, borders: Ground) -> str:
    """The words of the right margin, moved apart so that none covers another, each with a leader to its height."""
    right, lowest, body = LEFT + WIDTH_MM * PIXELS_PER_MM, -math.inf, ""
    for height, words, colour, weight in _margin_words(zone, borders):
        lowest = max(height, lowest + 16)
        start = right + 20 if colour == SERIES[0] else right + 2
        body += line((start, height), (right + 30, lowest), stroke=colour, stroke_width=0.7)
        body += text(right + 33, lowest + 4, words, fill=colour, font_weight=weight, font_size=12.5)
    return body


def describe(zone: Json) -> str:
    """The picture in one sentence."""
    spread = zone["depth_reached_mm"]
    return (
        f"With the needles set to {zone['depth_mm']:g} mm on the {zone['label']}, half of the holes end deeper than "
        f"{spread['median']:.2f} mm and nine in ten end between {spread['p5']:.2f} and {spread['p95']:.2f} mm."
    )


def section_chart(uid: str, zone: Json, needle_diameter_mm: float = 0.25) -> str:
    """The section of one treated zone of plan.json as SVG. Says so when the layer thicknesses are not given."""
    borders = ground(zone)
    title = f"Skin of the {zone['label']} in section"
    if borders is None:
        return message_chart(uid, title, "The layer thicknesses of this zone are not given.")
    height = _down(borders.bottom) + 30
    right = LEFT + WIDTH_MM * PIXELS_PER_MM
    edge = element(
        "rect", x=LEFT, y=TOP, width=right - LEFT, height=_down(borders.bottom) - TOP, fill="none", stroke=RULE
    )
    scale = line((right - PIXELS_PER_MM, height - 18), (right, height - 18), stroke=INK, stroke_width=3)
    scale += text(right - PIXELS_PER_MM - 6, height - 14, "1 mm, same scale both ways", text_anchor="end", fill=MUTED)
    body = _layers(borders) + _fibres(borders) + _holes(zone) + edge + _rule(borders)
    body += _needle(zone, needle_diameter_mm) + _setting(zone) + _reach(zone) + _margin(zone, borders) + scale
    return frame(uid, (0, 18, right + 144, height - 18), title, describe(zone), body)
