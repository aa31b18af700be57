"""What every chart stands on: finite numbers, round ticks, the map from values to pixels, the frame and both axes.

Time comes in days and is shown in days, weeks or months of 30.44 days, whichever fits the span. Missing values (None,
NaN, infinity, text) are never drawn; a chart with nothing to draw says so in words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..svg import INK, MUTED, PAPER, RULE, element, frame, line, text

Values = Sequence[float | None]
MONTH_DAYS = 30.4375


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
    where it is not a session. ``along`` and ``now`` are the whole words of the time axis and of today's line, for a
    page in another language.
    """

    width: float = 380.0
    height: float = 260.0
    unit: str = ""
    low: float | None = None
    high: float | None = None
    names: dict[float, str] = field(default_factory=dict)
    from_zero: bool = True
    since: str = ""
    along: str = ""
    now: str = "today"


PLAIN = Look()


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


def tick_words(value: float, look: Look) -> str:
    return look.names.get(value, f"{value:g}")


def time_axes(x: Scale, y: Scale, ticks: Sequence[float], look: Look, last: float) -> str:
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
        parts.append(text(x.start - 7, y(value) + 4, tick_words(value, look), text_anchor="end", fill=MUTED))
    for day, label in marks:
        parts.append(line((x(day), y.start), (x(day), y.start + 4), stroke=MUTED))
        parts.append(text(x(day), y.start + 17, label, text_anchor="middle", fill=MUTED))
    parts.append(
        text(
            (x.start + x.stop) / 2,
            y.start + 34,
            look.along or f"{unit} after {look.since or ('the first session' if last > 15 else 'a session')}",
            text_anchor="middle",
            fill=MUTED,
        )
    )
    if look.unit:
        parts.append(text(2, 12, look.unit, fill=MUTED))
    return "".join(parts)
