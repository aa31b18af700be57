"""The one chart module: numbers over time as bands, phases as a strip, one figure with its interval. SVG strings.

Every chart shows the median as a line and the interval as a band with its own thin edges, so that it survives a
grey printer; lines differ by dash as well as by colour and carry their name at their end. Missing values (None, NaN)
break a line; a lone point is drawn with its whisker; nothing to draw gives a readable message.
Time comes in days and is shown in days, weeks or months of 30.44 days, whichever fits the span.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .svg import (
    DASHES,
    HATCHES,
    INK,
    MUTED,
    PAPER,
    RULE,
    SERIES,
    Point,
    element,
    frame,
    hatch,
    line,
    number,
    polyline,
    text,
)

Values = Sequence[float | None]
MONTH_DAYS = 30.4375


@dataclass(frozen=True)
class Band:
    """One curve with its interval; each list has one value (or None) for each day of the chart."""

    label: str
    median: Values
    low: Values = ()
    high: Values = ()


@dataclass(frozen=True)
class Window:
    """A named span of days."""

    label: str
    start: float
    end: float


@dataclass(frozen=True)
class Scale:
    """A linear map from a span of values to a span of pixels."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / ((self.high - self.low) or 1.0) * (self.stop - self.start)


@dataclass(frozen=True)
class Look:
    """Size of a chart and what its vertical axis shows.

    ``names`` gives words for values, such as grades; ``from_zero`` keeps zero on the axis; ``since`` says what day 0 is
    where it is not a session.
    """

    width: float = 380.0
    height: float = 260.0
    unit: str = ""
    low: float | None = None
    high: float | None = None
    names: dict[float, str] = field(default_factory=dict)
    from_zero: bool = True
    since: str = ""


def finite(value: object) -> float | None:
    """The value as a number, or None when it is none (None, NaN, infinity, text)."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """At most about ``count`` + 1 round values that span low to high (steps of 1, 2, 2.5 or 5 times a power of ten)."""
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return [low]
    power = 10.0 ** math.floor(math.log10(span / count))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power * count >= span * 0.999)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [round(k * step, 10) for k in range(first, last + 1)]


def day_ticks(last: float) -> tuple[str, list[tuple[float, str]]]:
    """Name of the time unit that fits a span of days, and (day, label) for each tick."""
    if last <= 28:
        step = 1 if last <= 7 else 2 if last <= 15 else 7
        return "days", [(float(day), str(day)) for day in range(0, int(last) + 1, step)]
    if last <= 150:
        step = 1 if last <= 56 else 2
        return "weeks", [(week * 7.0, str(week)) for week in range(0, int(last // 7) + 1, step)]
    months = int(last / MONTH_DAYS + 0.05)
    step = 1 if months <= 13 else 3 if months <= 36 else 6
    return "months", [(month * MONTH_DAYS, str(month)) for month in range(0, months + 1, step)]


def message_chart(
    uid: str, title: str, words: str = "No figures to draw here.", size: tuple[float, float] = (380.0, 120.0)
) -> str:
    """A frame that says in words why there is no picture."""
    width, height = size
    body = element("rect", x=0.5, y=0.5, width=width - 1, height=height - 1, fill=PAPER, stroke=RULE, rx=6)
    body += text(width / 2, height / 2 + 4, words, text_anchor="middle", fill=MUTED, font_size=13)
    return frame(uid, (0, 0, width, height), title, words, body)


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


def _vertical(bands: Sequence[Band], look: Look) -> list[float]:
    """Ticks of the value axis, round and wide enough for every value."""
    values = _all_values(bands) + ([0.0] if look.from_zero else [])
    low = look.low if look.low is not None else min(values)
    high = look.high if look.high is not None else max(values)
    if high - low < 1e-12:
        high = low + 1.0
    return nice_ticks(low, high)


def _area(days: Sequence[float], band: Band, x: Scale, y: Scale, colour: str) -> str:
    """The interval: a fill, thin edges, and a whisker where only one point stands."""
    rows = [(day, finite(low), finite(high)) for day, low, high in zip(days, band.low, band.high, strict=False)]
    runs: list[list[tuple[float, float, float]]] = [[]]
    for day, low, high in rows:
        if low is None or high is None:
            runs.append([])
        else:
            runs[-1].append((day, low, high))
    return "".join(_run_area(run, x, y, colour) for run in runs if run)


def _run_area(run: Sequence[tuple[float, float, float]], x: Scale, y: Scale, colour: str) -> str:
    lower = [(x(day), y(low)) for day, low, _ in run]
    upper = [(x(day), y(high)) for day, _, high in run]
    if len(run) == 1:
        return line(lower[0], upper[0], stroke=colour, stroke_width=2, stroke_opacity=0.6)
    shape = element("path", d=polyline(upper + lower[::-1]) + "Z", fill=colour, fill_opacity=0.16)
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
        parts.append(line((at, height), (at + 22, height), stroke=colour, stroke_width=2.4, stroke_dasharray=dash))
        parts.append(text(at + 27, height + 4, band.label, font_size=11.5))
        at += need
    return "".join(parts), 16.0 * (row + 1)


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


def _tick_words(value: float, look: Look) -> str:
    return look.names.get(value, f"{value:g}")


def _axes(x: Scale, y: Scale, ticks: Sequence[float], look: Look, last: float) -> str:
    unit, marks = day_ticks(last)
    parts = []
    for value in ticks:
        parts.append(
            line(
                (x.start, y(value)),
                (x.stop, y(value)),
                stroke=INK if value in (0.0, ticks[0]) else RULE,
                stroke_width=0.9,
            )
        )
        parts.append(text(x.start - 7, y(value) + 4, _tick_words(value, look), text_anchor="end", fill=MUTED))
    for day, label in marks:
        parts.append(line((x(day), y.start), (x(day), y.start + 4), stroke=MUTED))
        parts.append(text(x(day), y.start + 17, label, text_anchor="middle", fill=MUTED))
    parts.append(
        text(
            (x.start + x.stop) / 2,
            y.start + 34,
            f"{unit} after {look.since or ('the first session' if last > 15 else 'a session')}",
            text_anchor="middle",
            fill=MUTED,
        )
    )
    if look.unit:
        parts.append(text(2, 12, look.unit, fill=MUTED))
    return "".join(parts)


def band_chart(
    uid: str,
    title: str,
    days: Sequence[float],
    bands: Sequence[Band],
    *,
    desc: str = "",
    look: Look = Look(),
    sessions: Sequence[float] = (),
    windows: Sequence[Window] = (),
) -> str:
    """Curves with their intervals over days, with session marks and named windows.

    ``days`` and every list of a band run in step; extra values are dropped. Never raises on the data: a chart without
    one finite value says so. ``uid`` must be unique in the page.
    """
    if not any(_points(days, band.median) for band in bands):
        return message_chart(uid, title, size=(look.width, 120.0))
    known = [day for day in days if finite(day) is not None]
    last = max(max(known), 1.0)
    key, key_height = legend(bands, 44, 12 if not look.unit else 28, look.width) if len(bands) > 1 else ("", 0.0)
    top = (22 if sessions else 8) + (16 if look.unit else 0) + key_height
    ticks = _vertical(bands, look)
    gutter = max(len(_tick_words(value, look)) for value in ticks) * 6.6 + 14
    x = Scale(0.0, last, max(gutter, 30.0), look.width - 12)
    y = Scale(ticks[0], ticks[-1], look.height - 42, top)
    body = _windows(windows, x, top, y.start) + _axes(x, y, ticks, look, last) + _sessions(sessions, x, top, y.start)
    body += "".join(_area(days, band, x, y, SERIES[style % len(SERIES)]) for style, band in enumerate(bands))
    body += "".join(_curve(days, band, x, y, style) for style, band in enumerate(bands)) + key
    return frame(uid, (0, 0, look.width, look.height), title, desc or title, body)


def _log_day(day: float) -> float:
    return math.log1p(max(day, 0.0))


def phase_strip(uid: str, title: str, windows: Sequence[Window], *, desc: str = "", width: float = 380.0) -> str:
    """Named spans as hatched bars, one below the other, on a time axis stretched at its start (log of 1 + day)."""
    shown = [w for w in windows if finite(w.start) is not None and finite(w.end) is not None and w.end > w.start]
    if not shown:
        return message_chart(uid, title, "No phases were found in these curves.", (width, 90.0))
    last = max(window.end for window in shown)
    x = Scale(0.0, _log_day(last), 10.0, width - 14)
    bottom = 12 + 42.0 * len(shown)
    defs = "".join(
        hatch(f"{uid}-h{k}", HATCHES[k % len(HATCHES)], SERIES[k % len(SERIES)], "#ffffff") for k in range(len(shown))
    )
    body = element("defs", defs)
    for day, label in _stretched_ticks(last):
        at = x(_log_day(day))
        body += line((at, 6), (at, bottom), stroke=RULE) + text(
            at, bottom + 15, label, text_anchor="middle", fill=MUTED
        )
    for row, window in enumerate(shown):
        body += _phase_bar(f"{uid}-h{row}", row, window, x)
    body += text(
        width / 2, bottom + 33, "days after a session (axis stretched at its start)", text_anchor="middle", fill=MUTED
    )
    return frame(uid, (0, 0, width, bottom + 42), title, desc or title, body)


def _stretched_ticks(last: float) -> list[tuple[float, str]]:
    return [(float(day), str(day)) for day in (0, 1, 3, 7, 14, 28, 60, 120, 240, 480) if day <= last]


def _phase_bar(fill: str, row: int, window: Window, x: Scale) -> str:
    left, right = x(_log_day(window.start)), x(_log_day(window.end))
    top = 12 + 42.0 * row
    colour = SERIES[row % len(SERIES)]
    words = f"{window.label}: {_day_words(window.start)} to {_day_words(window.end)}"
    late = left > (x.start + x.stop) / 2
    name = text(
        x.stop if late else left, top + 11, words, font_weight=600, fill=colour, text_anchor="end" if late else None
    )
    bar = element(
        "rect",
        x=left,
        y=top + 17,
        width=max(right - left, 2.0),
        height=15,
        fill=f"url(#{fill})",
        stroke=colour,
        stroke_width=1.2,
        rx=2,
    )
    return name + bar


def _day_words(day: float) -> str:
    if day < 14:
        return f"day {day:.0f}"
    return f"week {day / 7:.0f}" if day < 100 else f"month {day / MONTH_DAYS:.0f}"


def interval_bar(
    uid: str, title: str, value: tuple[float, float, float], top: float, *, unit: str = "", desc: str = ""
) -> str:
    """One figure (median, low, high) as a dot on its interval, on an axis from zero to ``top`` shared by neighbours."""
    median, low, high = (finite(part) for part in value)
    if median is None or low is None or high is None:
        return message_chart(uid, title, "not forecast", (240.0, 40.0))
    ticks = nice_ticks(min(0.0, low), max(top, high, 1e-9), 4)
    x = Scale(ticks[0], ticks[-1], 12.0, 226.0)
    body = line((x.start, 26), (x.stop, 26), stroke=RULE)
    for tick in ticks:
        body += line((x(tick), 23), (x(tick), 29), stroke=MUTED) + text(
            x(tick), 43, f"{tick:g}", text_anchor="middle", fill=MUTED
        )
    body += element(
        "rect",
        x=x(low),
        y=8,
        width=max(x(high) - x(low), 1.5),
        height=12,
        fill=SERIES[0],
        fill_opacity=0.2,
        stroke=SERIES[0],
        stroke_width=1,
        rx=2,
    )
    body += line((x(median), 5), (x(median), 23), stroke=SERIES[0], stroke_width=3)
    shown = desc or f"median {median:g}, from {low:g} to {high:g} {unit}"
    return frame(uid, (0, 0, 240, 48), title, shown, body)
