"""Named spans of days as hatched bars on a time axis stretched at its start (log of 1 + day)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..svg import HATCHES, MUTED, RULE, SERIES, element, frame, hatch, line, text
from .bands import Window
from .scales import MONTH_DAYS, Scale, finite, message_chart


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
