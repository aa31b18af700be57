"""Named curves over any quantity, such as the chance of success over the number of patients, with levels to read at.

Lines differ by dash as well as by colour, and are named in a key. The horizontal axis may be logarithmic.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..svg import DASHES, INK, MUTED, PAPER, RULE, SERIES, element, frame, line, polyline, text
from .bands import Band, Level, legend
from .scales import Scale, Values, finite, message_chart, nice_ticks

WIDTH, HEIGHT = 380.0, 260.0
ROUND = tuple(step * 10**power for power in range(6) for step in (1, 2, 5))


@dataclass(frozen=True)
class Curve:
    """One curve: its name, and one value (or None) for each place on the axis."""

    label: str
    values: Values


def curve_chart(
    uid: str,
    title: str,
    places: Sequence[float],
    curves: Sequence[Curve],
    names: tuple[str, str],
    *,
    levels: Sequence[Level] = (),
    top: float | None = None,
    logarithmic: bool = False,
    desc: str = "",
) -> str:
    """Curves over ``places``; ``names`` are the axes' (across, up). Places must be above 0 where logarithmic."""
    found = [value for curve in curves for one in curve.values if (value := finite(one)) is not None]
    if len(places) < 2 or not found:
        return message_chart(uid, title)
    key, tall = legend([Band(curve.label, curve.values) for curve in curves], 34, 28, WIDTH)
    ticks = nice_ticks(0.0, top if top is not None else max(*found, *(level.value for level in levels)))
    seen = math.log10 if logarithmic else float
    x = Scale(seen(places[0]), seen(places[-1]), 40.0, WIDTH - 14)
    y = Scale(ticks[0], ticks[-1], HEIGHT - 42, 26 + tall)
    marks = [value for value in ROUND if places[0] <= value <= places[-1]]
    if not logarithmic or len(marks) < 2:
        marks = [value for value in nice_ticks(places[0], places[-1]) if places[0] <= value <= places[-1]]
    body = text(2, 12, names[1], fill=MUTED)
    for value in ticks:
        body += line((x.start, y(value)), (x.stop, y(value)), stroke=INK if value == 0 else RULE, stroke_width=0.9)
        body += text(x.start - 6, y(value) + 4, f"{value:g}", text_anchor="end", fill=MUTED)
    for value in marks:
        body += line((x(seen(value)), y.start), (x(seen(value)), y.start + 4), stroke=MUTED)
        body += text(x(seen(value)), y.start + 17, f"{value:g}", text_anchor="middle", fill=MUTED, font_size=11)
    names_of = ""
    for level in levels:
        at = y(level.value)
        body += line((x.start, at), (x.stop, at), stroke=INK, stroke_width=1.1, stroke_dasharray="5 3")
        halo = {"stroke": PAPER, "stroke_width": 3.5, "paint_order": "stroke", "text_anchor": "end"}
        names_of += text(x.stop, at + 4, level.label, font_size=11.5, font_weight=600, **halo)
    for style, curve in enumerate(curves):
        body += _curve(style, [(x(seen(place)), y(value)) for place, value in _points(places, curve.values)])
    body += text((x.start + x.stop) / 2, HEIGHT - 8, names[0], text_anchor="middle", fill=MUTED)
    return frame(uid, (0, 0, WIDTH, HEIGHT), title, desc or title, body + names_of + key)


def _points(places: Sequence[float], values: Values) -> list[tuple[float, float]]:
    pairs = ((place, finite(value)) for place, value in zip(places, values, strict=False))
    return [(place, value) for place, value in pairs if value is not None]


def _curve(style: int, points: Sequence[tuple[float, float]]) -> str:
    look = {"stroke": SERIES[style % len(SERIES)], "stroke_dasharray": DASHES[style % len(DASHES)]}
    return element("path", d=polyline(points), fill="none", stroke_width=2.2, **look) if points else ""
