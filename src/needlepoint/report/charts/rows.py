"""Figures with their intervals below each other on one axis, read against a line of no difference (a forest plot).

The inner interval is a thick bar, the wider one a thin line with ends: shape tells them apart, not colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..svg import INK, MUTED, RULE, SERIES, element, frame, line, text
from .people import wrapped
from .scales import Scale, finite, message_chart, nice_ticks

WIDTH, LABELS, PITCH = 380.0, 128.0, 44.0


@dataclass(frozen=True)
class Row:
    """One figure: name, value, an interval and a wider one (None: not known), and words at its right foot."""

    label: str
    value: float
    inner: tuple[float, float] | None = None
    outer: tuple[float, float] | None = None
    strong: bool = False


def row_chart(
    uid: str, title: str, rows: Sequence[Row], axis: str, *, none_at: float | None = 0.0, desc: str = ""
) -> str:
    """Rows with a finite value; ``none_at`` is where the line of no difference stands (None: no line)."""
    known = [row for row in rows if finite(row.value) is not None]
    if not known:
        return message_chart(uid, title)
    ends = [value for row in known for value in (row.value, *_ends(row.inner), *_ends(row.outer))]
    ends += [none_at] if none_at is not None else []
    low, high = min(ends), max(ends)
    ticks = nice_ticks(low, high if high > low else low + 1.0, 4)
    x = Scale(ticks[0], ticks[-1], LABELS, WIDTH - 16)
    foot = 10 + PITCH * len(known)
    body = "".join(
        line((x(value), 6), (x(value), foot), stroke=RULE, stroke_width=0.9)
        + text(x(value), foot + 16, f"{value:g}", text_anchor="middle", fill=MUTED)
        for value in ticks
    )
    if none_at is not None:
        body += line((x(none_at), 6), (x(none_at), foot), stroke=INK, stroke_width=1.2)
    for at, row in enumerate(known):
        body += _row(row, 10 + PITCH * (at + 0.5), x)
    body += text((x.start + x.stop) / 2, foot + 34, axis, text_anchor="middle", fill=MUTED)
    return frame(uid, (0, 0, WIDTH, foot + 42), title, desc or title, body)


def _ends(interval: tuple[float, float] | None) -> list[float]:
    return [value for value in interval or () if finite(value) is not None]


def _row(row: Row, y: float, x: Scale) -> str:
    body = ""
    lines = wrapped(row.label, 17)
    for at, words in enumerate(lines):
        weight = 650 if row.strong else None
        body += text(
            LABELS - 12, y + 4 + 14 * (at - (len(lines) - 1) / 2), words, text_anchor="end", font_weight=weight
        )
    outer, inner = _ends(row.outer), _ends(row.inner)
    if len(outer) == 2:
        left, right = x(outer[0]), x(outer[1])
        body += line((left, y), (right, y), stroke=SERIES[0], stroke_width=1.4)
        body += "".join(line((end, y - 5), (end, y + 5), stroke=SERIES[0], stroke_width=1.4) for end in (left, right))
    if len(inner) == 2:
        left, right = x(inner[0]), x(inner[1])
        look = {"fill": SERIES[0], "fill_opacity": 0.28, "stroke": SERIES[0], "stroke_width": 1}
        body += element("rect", x=left, y=y - 6, width=max(right - left, 1.5), height=12, rx=2, **look)
    place = x(row.value)
    return body + element("path", d=f"M{place:.2f},{y - 8:.2f}l6,8l-6,8l-6,-8z", fill=SERIES[0])
