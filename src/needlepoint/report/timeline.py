"""What was foreseen and what was found, on one line of time: a band, the days of visits, the values that were observed.

For pages with a style sheet of their own and a strict content security policy: every part carries a class
(``band``, ``median``, ``seen``, ``outside``, ``visit``, ``planned``, ``today``) and, for a page without those, plain
presentation attributes. A value outside its band is told by its shape as well as by its colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .charts import Look, Scale, Values, finite, message_chart, nice_ticks
from .charts.scales import PLAIN, time_axes
from .svg import INK, MUTED, PAPER, SERIES, Point, element, frame, line, number, polyline, text

OUT = "#8f1d14"
NEAR = 15.0


@dataclass(frozen=True)
class Foreseen:
    """A forecast by day: middle, low and high end of its interval."""

    days: Sequence[float]
    median: Values
    low: Values
    high: Values


@dataclass(frozen=True)
class Seen:
    """One value that was found. inside: whether the interval held it; None where there was nothing to hold it."""

    day: float
    value: float
    inside: bool | None = None


@dataclass(frozen=True)
class Visit:
    """A day that is marked on the line, with a short name; done, or still planned."""

    day: float
    label: str
    done: bool = True


def timeline_chart(
    uid: str,
    title: str,
    foreseen: Foreseen | None,
    *,
    seen: Sequence[Seen] = (),
    visits: Sequence[Visit] = (),
    today: float | None = None,
    desc: str = "",
    look: Look = PLAIN,
    least_days: float = 7.0,
) -> str:
    """The picture. Never raises on the data: with neither a forecast nor a value it says so in words.

    ``uid`` must be unique in the page; ``today`` draws a line where it lies on the axis.
    """
    rows = _rows(foreseen)
    points = [item for item in seen if finite(item.day) is not None and finite(item.value) is not None]
    if not rows and not points:
        return message_chart(uid, title, "Nothing was foreseen or found here yet.", size=(look.width, 90.0))
    values = [value for row in rows for value in row[1:]] + [item.value for item in points]
    values += [0.0] if look.from_zero else []
    low = look.low if look.low is not None else min(values)
    high = look.high if look.high is not None else max(values)
    ticks = nice_ticks(low, high if high - low > 1e-12 else low + 1.0, 4)
    last = max([row[0] for row in rows] + [item.day for item in points] + [least_days])
    top = (34.0 if visits else 12.0) + (14.0 if look.unit else 0.0)
    gutter = max(len(look.names.get(value, f"{value:g}")) for value in ticks) * 6.6 + 16
    x = Scale(0.0, last, max(gutter, 32.0), look.width - 14)
    y = Scale(ticks[0], ticks[-1], look.height - 42, top)
    body = (
        time_axes(x, y, ticks, look, last) + _band(rows, x, y) + _today(today, x, y, look.now) + _visits(visits, x, y)
    )
    body += "".join(_seen(item, x, y) for item in points)
    return frame(uid, (0, 0, look.width, look.height), title, desc or title, body)


def _rows(foreseen: Foreseen | None) -> list[tuple[float, float, float, float]]:
    """(day, middle, low, high) where all four are numbers, by day."""
    if foreseen is None:
        return []
    found = zip(foreseen.days, foreseen.median, foreseen.low, foreseen.high, strict=False)
    known = ([finite(part) for part in row] for row in found)
    return sorted((a, b, c, d) for a, b, c, d in known if None not in (a, b, c, d))  # type: ignore[misc]


def _band(rows: Sequence[tuple[float, float, float, float]], x: Scale, y: Scale) -> str:
    if not rows:
        return ""
    upper = [(x(day), y(high)) for day, _, _, high in rows]
    lower = [(x(day), y(low)) for day, _, low, _ in rows]
    middle = [(x(day), y(median)) for day, median, _, _ in rows]
    if len(rows) == 1:
        return line(lower[0], upper[0], stroke=SERIES[0], stroke_width=3, class_="median")
    shape = element("path", d=polyline([*upper, *lower[::-1]]) + "Z", fill=SERIES[0], fill_opacity=0.16, class_="band")
    edges = "".join(
        element("path", d=polyline(side), fill="none", stroke=SERIES[0], stroke_width=0.8, class_="edge")
        for side in (upper, lower)
    )
    return (
        shape
        + edges
        + element(
            "path",
            d=polyline(middle),
            fill="none",
            stroke=SERIES[0],
            stroke_width=2.2,
            stroke_linejoin="round",
            class_="median",
        )
    )


def _today(day: float | None, x: Scale, y: Scale, words: str) -> str:
    known = finite(day)
    if known is None or not x.low <= known <= x.high:
        return ""
    at = x(known)
    near_end = at > x.stop - 42
    rule = line((at, y.stop), (at, y.start), stroke=INK, stroke_width=1.2, stroke_dasharray="1 3", class_="today")
    anchor = "end" if near_end else None
    return rule + text(at - 4 if near_end else at + 4, y.start - 5, words, font_size=11, fill=MUTED, text_anchor=anchor)


def _visits(visits: Sequence[Visit], x: Scale, y: Scale) -> str:
    """A triangle and a name above the line of each visit; names that would touch are left to the triangle."""
    known = sorted((item for item in visits if finite(item.day) is not None), key=lambda item: item.day)
    shown = [item for item in known if x.low <= item.day <= x.high]
    named = {0} | {at for at, (a, b) in enumerate(pairwise(shown), 1) if x(b.day) - x(a.day) >= NEAR}
    parts = []
    for at, item in enumerate(shown):
        place, kind = x(item.day), "visit" if item.done else "planned"
        look: dict[str, object] = {"fill": INK if item.done else "none", "stroke": INK, "class_": kind}
        parts.append(
            line(
                (place, y.stop), (place, y.start), stroke=MUTED, stroke_width=0.9, stroke_dasharray="2 3", class_="mark"
            )
        )
        parts.append(element("path", d=f"M{number(place - 5)},{number(y.stop - 8)}h10l-5,7z", **look))
        if at in named:
            parts.append(text(place, y.stop - 12, item.label, text_anchor="middle", font_size=11, font_weight=600))
    return "".join(parts)


def _seen(item: Seen, x: Scale, y: Scale) -> str:
    """A disc where the interval held the value (or there was none), a diamond with a white edge where it did not."""
    place: Point = (x(min(max(item.day, x.low), x.high)), y(item.value))
    if item.inside is False:
        left, top = place
        d = f"M{number(left)},{number(top - 7)}l7,7l-7,7l-7,-7z"
        return element("path", d=d, fill=OUT, stroke=PAPER, stroke_width=1.5, class_="outside")
    return element("circle", cx=place[0], cy=place[1], r=4.5, fill=INK, stroke=PAPER, stroke_width=1.5, class_="seen")
