"""What a drawing of the zone chart is made of: a backdrop, the outlines of its zones, and lines over them.

The patient's left lies at positive x in the front views, as seen by someone who faces them. A zone drawn on one side
only is mirrored by the chart.
"""

from __future__ import annotations

from dataclasses import dataclass

from .svg import Point, element

SKIN = "#fbf3ec"
HAIR = "#d8cfc6"
SHADE = "#ecd9cb"
LIP = "#ecc8bd"
CLOTH = "#e3e9ed"
LINE = "#4d4239"


@dataclass(frozen=True)
class Shape:
    """A zone's outline and where its number stands. ``both``: also drawn mirrored, as the zone of the other side."""

    path: str
    label: Point
    both: bool = False


@dataclass(frozen=True)
class Drawing:
    """A view: name for people, view box, backdrop as SVG, the zones that it shows, and lines drawn over the zones."""

    name: str
    title: str
    box: tuple[float, float, float, float]
    backdrop: str
    shapes: dict[str, Shape]
    over: str = ""
    flip: bool = False
    kind: str = "head"


def outlined(path: str, fill: str, width: float = 1.5) -> str:
    return element("path", d=path, fill=fill, stroke=LINE, stroke_width=width, stroke_linejoin="round")


def stroked(path: str, width: float = 1.1, colour: str = LINE) -> str:
    return element(
        "path", d=path, fill="none", stroke=colour, stroke_width=width, stroke_linecap="round", stroke_linejoin="round"
    )


def twice(svg: str) -> str:
    """The piece and its mirror image."""
    return svg + element("g", svg, transform="scale(-1 1)")
