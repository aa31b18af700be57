"""Choices as marks on two axes, such as what a course brings against the days it costs.

A named choice is a filled diamond with its name; another is a small ring. Both axes hold zero, so that a
small difference looks small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..svg import INK, MUTED, PAPER, RULE, SERIES, Point, element, frame, line, text
from .scales import Scale, finite, message_chart, nice_ticks

WIDTH, HEIGHT = 380.0, 280.0
LETTER = 7.6


@dataclass(frozen=True)
class Spot:
    """One choice: its place on both axes, and a name if it has one; ``best`` marks the recommended one."""

    x: float
    y: float
    name: str = ""
    best: bool = False


def _diamond(x: float, y: float, best: bool) -> str:
    r = 8.0 if best else 6.5
    fill = SERIES[0] if best else PAPER
    path = f"M{x:g},{y - r:g}l{r:g},{r:g}l{-r:g},{r:g}l{-r:g},{-r:g}z"
    return element("path", d=path, fill=fill, stroke=SERIES[0], stroke_width=2)


def _axes(x: Scale, y: Scale, across: Sequence[float], up: Sequence[float], names: tuple[str, str]) -> str:
    body = ""
    for value in up:
        body += line((x.start, y(value)), (x.stop, y(value)), stroke=INK if value == up[0] else RULE, stroke_width=0.9)
        body += text(x.start - 7, y(value) + 4, f"{value:g}", text_anchor="end", fill=MUTED)
    for value in across:
        body += line((x(value), y.start), (x(value), y.start + 4), stroke=MUTED)
        body += text(x(value), y.start + 17, f"{value:g}", text_anchor="middle", fill=MUTED)
    body += text((x.start + x.stop) / 2, y.start + 34, names[0], text_anchor="middle", fill=MUTED)
    return body + text(2, 12, names[1], fill=MUTED)


def _span(values: Sequence[float]) -> list[float]:
    low, high = min(0.0, *values), max(0.0, *values)
    return nice_ticks(low, high if high > low else low + 1.0)


def spot_chart(uid: str, title: str, spots: Sequence[Spot], names: tuple[str, str], *, desc: str = "") -> str:
    """Every spot with finite places; ``names`` are the axes' (across, up)."""
    known = [spot for spot in spots if finite(spot.x) is not None and finite(spot.y) is not None]
    if not known:
        return message_chart(uid, title)
    across, up = _span([spot.x for spot in known]), _span([spot.y for spot in known])
    x = Scale(across[0], across[-1], max(max(len(f"{v:g}") for v in up) * 6.6 + 14, 30.0), WIDTH - 16)
    y = Scale(up[0], up[-1], HEIGHT - 42, 30.0)
    body = _axes(x, y, across, up, names)
    for spot in (one for one in known if not one.name):
        body += element("circle", cx=x(spot.x), cy=y(spot.y), r=3.6, fill=PAPER, stroke=MUTED, stroke_width=1.3)
    marks = [(x(spot.x), y(spot.y)) for spot in known]
    for spot in (one for one in known if one.name):
        name, box = _name(spot, x, y, marks)
        marks += [(box[0] + step, box[1] - 4) for step in range(0, int(box[2]) + 1, 4)]
        body += _diamond(x(spot.x), y(spot.y), spot.best) + name
    return frame(uid, (0, 0, WIDTH, HEIGHT), title, desc or title, body)


def _name(spot: Spot, x: Scale, y: Scale, marks: Sequence[Point]) -> tuple[str, tuple[float, float, float]]:
    """The name beside its mark, where fewest other marks are in the way; and (left, foot, width) of its box."""
    wide = LETTER * len(spot.name)
    at, level = x(spot.x), y(spot.y)
    sides = [
        (at + 12, level + 4),
        (at - 12 - wide, level + 4),
        (at - wide / 2, level - 13),
        (at - wide / 2, level + 22),
    ]
    inside = [place for place in sides if place[0] >= 2 and place[0] + wide <= WIDTH - 2] or sides
    left, foot = min(inside, key=lambda place: _hidden(marks, place, wide))
    halo: dict[str, object] = {"stroke": PAPER, "stroke_width": 3.5, "paint_order": "stroke"}
    weight = 650 if spot.best else 500
    middle = left + wide / 2
    return text(middle, foot, spot.name, text_anchor="middle", font_weight=weight, **halo), (left, foot, wide)


def _hidden(marks: Sequence[Point], place: Point, wide: float) -> int:
    left, foot = place
    return sum(left - 4 <= at <= left + wide + 4 and foot - 15 <= level <= foot + 6 for at, level in marks)
