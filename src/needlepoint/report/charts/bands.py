"""Numbers over time as bands: the median as a line, the interval as a band with its own thin edges.

A band survives a grey printer; lines differ by dash as well as by colour and are named in a key. Missing values break
a line; a lone point is drawn with its whisker. The first band lies on top of the later ones. A level is a value that
the curves are read against, such as half a grade.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..svg import DASHES, INK, MUTED, PAPER, SERIES, Point, element, frame, hatch, line, number, polyline, text
from .scales import PLAIN, Look, Scale, Values, finite, message_chart, nice_ticks, tick_words, time_axes


@dataclass(frozen=True)
class Band:
    """One curve with its interval; each list has one value (or None) for each day of the chart.

    ``hatched``: the interval as hatching, so that it shows beneath another one.
    """

    label: str
    median: Values
    low: Values = ()
    high: Values = ()
    hatched: bool = False


@dataclass(frozen=True)
class Level:
    """A value that the curves are read against, with its name."""

    value: float
    label: str


@dataclass(frozen=True)
class Window:
    """A named span of days."""

    label: str
    start: float
    end: float


def _points(days: Sequence[float], values: Values) -> list[list[Point]]:
    """Runs of neighbouring finite points."""
    runs: list[list[Point]] = [[]]
    for day, value in zip(days, values, strict=False):
        number_, at = finite(value), finite(day)
        if number_ is None or at is None:
            runs.append([])
        else:
            runs[-1].append((at, number_))
    return [run for run in runs if run]


def _all_values(bands: Iterable[Band]) -> list[float]:
    found = (finite(value) for band in bands for values in (band.median, band.low, band.high) for value in values)
    return [value for value in found if value is not None]


def _vertical(bands: Sequence[Band], look: Look, levels: Sequence[Level]) -> list[float]:
    """Ticks of the value axis, round and wide enough for every value and level."""
    values = _all_values(bands) + [level.value for level in levels] + ([0.0] if look.from_zero else [])
    low = look.low if look.low is not None else min(values)
    high = look.high if look.high is not None else max(values)
    if high - low < 1e-12:
        high = low + 1.0
    return nice_ticks(low, high)


def _area(days: Sequence[float], band: Band, x: Scale, y: Scale, colour: str, pattern: str) -> str:
    """The interval: a fill (or the hatching ``pattern``), thin edges, and a whisker where only one point stands."""
    rows = [(day, finite(low), finite(high)) for day, low, high in zip(days, band.low, band.high, strict=False)]
    runs: list[list[tuple[float, float, float]]] = [[]]
    for day, low, high in rows:
        if low is None or high is None:
            runs.append([])
        else:
            runs[-1].append((day, low, high))
    look: dict[str, object] = {"fill": colour, "fill_opacity": 0.16}
    if band.hatched:
        look = {"fill": f"url(#{pattern})", "fill_opacity": 0.4}
    return "".join(_run_area(run, x, y, colour, look) for run in runs if run)


def _run_area(
    run: Sequence[tuple[float, float, float]], x: Scale, y: Scale, colour: str, look: dict[str, object]
) -> str:
    lower = [(x(day), y(low)) for day, low, _ in run]
    upper = [(x(day), y(high)) for day, _, high in run]
    if len(run) == 1:
        return line(lower[0], upper[0], stroke=colour, stroke_width=2, stroke_opacity=0.6)
    shape = element("path", d=polyline(upper + lower[::-1]) + "Z", **look)
    edges = "".join(
        element("path", d=polyline(side), fill="none", stroke=colour, stroke_width=0.8, stroke_opacity=0.55)
        for side in (upper, lower)
    )
    return shape + edges


def _curve(days: Sequence[float], band: Band, x: Scale, y: Scale, style: int) -> str:
    colour, dash = SERIES[style % len(SERIES)], DASHES[style % len(DASHES)]
    parts = []
    for run in _points(days, band.median):
        places = [(x(day), y(value)) for day, value in run]
        if len(places) == 1:
            parts.append(element("circle", cx=places[0][0], cy=places[0][1], r=3.5, fill=colour))
        else:
            parts.append(
                element(
                    "path",
                    d=polyline(places),
                    fill="none",
                    stroke=colour,
                    stroke_width=2.2,
                    stroke_dasharray=dash,
                    stroke_linejoin="round",
                )
            )
    return "".join(parts)


def legend(bands: Sequence[Band], x: float, y: float, width: float) -> tuple[str, float]:
    """A key of line samples with names in as many rows as they need, and the height it took."""
    parts, at, row = [], x, 0
    for style, band in enumerate(bands):
        colour, dash = SERIES[style % len(SERIES)], DASHES[style % len(DASHES)]
        need = 34 + 6.6 * len(band.label)
        if at > x and at + need > width:
            at, row = x, row + 1
        height = y + 16 * row
        parts.append(_sample(band, at, height, colour, dash))
        parts.append(text(at + 27, height + 4, band.label, font_size=11.5))
        at += need
    return "".join(parts), 16.0 * (row + 1)


def _sample(band: Band, at: float, height: float, colour: str, dash: str) -> str:
    """A piece of the line, or of the band where it has no line."""
    if any(finite(value) is not None for value in band.median):
        return line((at, height), (at + 22, height), stroke=colour, stroke_width=2.4, stroke_dasharray=dash)
    return element("rect", x=at, y=height - 5, width=22, height=10, fill=colour, fill_opacity=0.16, stroke=colour)


def _levels(levels: Sequence[Level], x: Scale, y: Scale, curves: Sequence[Point]) -> str:
    """Each level as a dashed line from edge to edge, named at the end where fewest points of a curve are in the way."""
    halo: dict[str, object] = {"stroke": PAPER, "stroke_width": 3.5, "paint_order": "stroke"}
    lines, names = "", ""
    for level in levels:
        at = y(level.value)
        lines += line((x.start, at), (x.stop, at), stroke=INK, stroke_width=1.1, stroke_dasharray="5 3")
        wide = 6.8 * len(level.label)
        places = [(left, at + below) for below in (-6.0, 14.0) for left in (x.stop - 3 - wide, x.start + 6)]
        left, foot = min(places, key=lambda place: _in_the_way(curves, place, wide))
        right = left > x.start + 6
        names += text(
            x.stop - 3 if right else left,
            foot,
            level.label,
            text_anchor="end" if right else None,
            font_size=11.5,
            font_weight=600,
            **halo,
        )
    return lines + names


def _places(days: Sequence[float], bands: Sequence[Band], x: Scale, y: Scale) -> list[Point]:
    runs = (run for band in bands for run in _points(days, band.median))
    return [(x(day), y(value)) for run in runs for day, value in run]


def _in_the_way(curves: Sequence[Point], place: Point, wide: float) -> int:
    """Points of the curves in the box of a name whose lower left corner is ``place``."""
    left, foot = place
    return sum(left - 4 <= at <= left + wide + 4 and foot - 12 <= height <= foot + 4 for at, height in curves)


def _sessions(days: Sequence[float], x: Scale, top: float, bottom: float) -> str:
    parts = []
    for count, day in enumerate(days, start=1):
        at = x(day)
        if not x.start - 1 <= at <= x.stop + 1:
            continue
        parts.append(line((at, top), (at, bottom), stroke=MUTED, stroke_width=0.9, stroke_dasharray="2 3"))
        parts.append(element("path", d=f"M{number(at - 5)},{number(top - 7)}h10l-5,7z", fill=INK))
        parts.append(text(at, top - 10, str(count), text_anchor="middle", font_size=11, font_weight=600))
    return "".join(parts)


def _windows(windows: Sequence[Window], x: Scale, top: float, bottom: float) -> str:
    """Spans wide enough to see, shaded by turns and named at their foot."""
    parts = []
    for turn, window in enumerate(windows):
        left, right = max(x(window.start), x.start), min(x(window.end), x.stop)
        if right - left < 0.05 * (x.stop - x.start):
            continue
        parts.append(
            element(
                "rect",
                x=left,
                y=top,
                width=right - left,
                height=bottom - top,
                fill=MUTED,
                fill_opacity=0.05 + 0.04 * (turn % 2),
            )
        )
        if right - left > 6.4 * len(window.label):
            parts.append(
                text((left + right) / 2, top + 12, window.label, text_anchor="middle", font_size=10.5, fill=MUTED)
            )
    return "".join(parts)


def band_chart(
    uid: str,
    title: str,
    days: Sequence[float],
    bands: Sequence[Band],
    *,
    desc: str = "",
    look: Look = PLAIN,
    sessions: Sequence[float] = (),
    windows: Sequence[Window] = (),
    levels: Sequence[Level] = (),
) -> str:
    """Curves with their intervals over days, with session marks, named windows and levels to read them against.

    ``days`` and every list of a band run in step; extra values are dropped. Never raises on the data: a chart without
    one finite value says so. ``uid`` must be unique in the page.
    """
    if not any(_points(days, band.median) for band in bands):
        return message_chart(uid, title, size=(look.width, 120.0))
    known = [day for day in days if finite(day) is not None]
    last = max(max(known), 1.0)
    key, key_height = legend(bands, 44, 12 if not look.unit else 28, look.width) if len(bands) > 1 else ("", 0.0)
    top = (22 if sessions else 8) + (16 if look.unit else 0) + key_height
    ticks = _vertical(bands, look, levels)
    gutter = max(len(tick_words(value, look)) for value in ticks) * 6.6 + 14
    x = Scale(0.0, last, max(gutter, 30.0), look.width - 12)
    y = Scale(ticks[0], ticks[-1], look.height - 42, top)
    body = (
        _windows(windows, x, top, y.start) + time_axes(x, y, ticks, look, last) + _sessions(sessions, x, top, y.start)
    )
    body += element("defs", hatch(f"{uid}-b", "rise", SERIES[1])) if any(band.hatched for band in bands) else ""
    below_first = [*enumerate(bands)][::-1]
    body += "".join(_area(days, band, x, y, SERIES[at % len(SERIES)], f"{uid}-b") for at, band in below_first)
    body += "".join(_curve(days, band, x, y, at) for at, band in below_first)
    body += _levels(levels, x, y, _places(days, bands, x, y)) + key
    return frame(uid, (0, 0, look.width, look.height), title, desc or title, body)
