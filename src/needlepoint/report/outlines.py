"""The drawings of the zone chart as parts: for a page that draws its own chart, with every zone a link.

views = zone_outlines(["cheek_left", "nose"])      # the views that these zones need, in the order of a page
views[0].outlines                                  # every zone that the view can show, wanted or not
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .drawing import Drawing, Shape
from .face import needed_views


@dataclass(frozen=True)
class Outline:
    """One zone in a view. path: SVG path data; mirrored: it is drawn with x turned round; label: where its number
    stands, in the coordinates of the view box."""

    zone: str
    path: str
    mirrored: bool
    label: tuple[float, float]


@dataclass(frozen=True)
class View:
    """One drawing. box: the view box (left, top, width, height); backdrop, over: SVG beneath and above the zones;
    mirrored: both are drawn with x turned round; sides: the letters of the patient's sides, seen left and right."""

    name: str
    title: str
    kind: str
    box: tuple[float, float, float, float]
    backdrop: str
    over: str
    mirrored: bool
    sides: tuple[str, str]
    outlines: tuple[Outline, ...]


def zone_outlines(zones: Iterable[str]) -> tuple[View, ...]:
    """The views that these zones need, each with the outlines of every zone that it can show."""
    return tuple(_view(drawing) for drawing in needed_views(zones))


def _view(drawing: Drawing) -> View:
    left, top, width, height = drawing.box
    return View(
        name=drawing.name,
        title=drawing.title,
        kind=drawing.kind,
        box=(-left - width, top, width, height) if drawing.flip else drawing.box,
        backdrop=drawing.backdrop,
        over=drawing.over,
        mirrored=drawing.flip,
        sides=_sides(drawing.name),
        outlines=tuple(_outlines(drawing)),
    )


def _sides(name: str) -> tuple[str, str]:
    if name not in ("front", "body_front", "body_back", "scalp"):
        return "", ""
    return ("L", "R") if name in ("body_back", "scalp") else ("R", "L")


def _outlines(drawing: Drawing) -> Iterable[Outline]:
    for name, shape in drawing.shapes.items():
        if shape.both:
            behind = drawing.name == "body_back"
            yield _outline(drawing, shape, f"{name}_left", behind)
            yield _outline(drawing, shape, f"{name}_right", not behind)
        else:
            yield _outline(drawing, shape, name, False)


def _outline(drawing: Drawing, shape: Shape, zone: str, turned: bool) -> Outline:
    mirrored = turned != drawing.flip
    x, y = shape.label
    return Outline(zone, shape.path, mirrored, (-x if mirrored else x, y))
