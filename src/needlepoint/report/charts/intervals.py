"""One figure with its interval: as a bar on its own axis, or several in a row, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..svg import INK, MUTED, PAPER, RULE, SERIES, element, frame, hatch, line, text
from .scales import Scale, finite, message_chart, nice_ticks


def interval_bar(
    uid: str,
    title: str,
    value: tuple[float, float, float],
    top: float,
    *,
    bottom: float = 0.0,
    unit: str = "",
    desc: str = "",
) -> str:
    """One figure (median, low, high) on its interval, on an axis from ``bottom`` to ``top`` shared by neighbours."""
    median, low, high = (finite(part) for part in value)
    if median is None or low is None or high is None:
        return message_chart(uid, title, "not forecast", (240.0, 40.0))
    ticks = nice_ticks(min(bottom, low), max(top, high, 1e-9), 4)
    x = Scale(ticks[0], ticks[-1], 20.0, 220.0)
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


@dataclass(frozen=True)
class Step:
    """One step: its name, the figure with its interval, and whether it is the planned one or lies ``beyond`` it."""

    label: str
    median: float
    low: float
    high: float
    planned: bool = False
    beyond: bool = False


def step_chart(uid: str, title: str, steps: Sequence[Step], axis: str, *, unit: str = "", desc: str = "") -> str:
    """A figure with its interval at each step, such as the gain by number of visits.

    The planned step is dark, those before it light, those beyond it hatched in a dashed outline. ``axis`` names the
    steps; steps without a finite figure are left out.
    """
    known = [step for step in steps if all(finite(part) is not None for part in (step.median, step.low, step.high))]
    if not known:
        return message_chart(uid, title)
    ticks = nice_ticks(min(0.0, *(step.low for step in known)), max(1e-9, *(step.high for step in known)))
    gutter = max(max(len(f"{value:g}") for value in ticks) * 6.6 + 14, 30.0)
    width, height = 380.0, 250.0
    y = Scale(ticks[0], ticks[-1], height - 42, 24.0 if unit else 10.0)
    pitch = (width - 12 - gutter) / len(known)
    body = element("defs", hatch(f"{uid}-h", "rise", SERIES[1], PAPER))
    for value in ticks:
        body += line((gutter, y(value)), (width - 12, y(value)), stroke=INK if value == 0 else RULE, stroke_width=0.9)
        body += text(gutter - 7, y(value) + 4, f"{value:g}", text_anchor="end", fill=MUTED)
    for at, step in enumerate(known):
        body += _step(uid, step, gutter + pitch * (at + 0.5), min(0.5 * pitch, 30.0), y)
    body += text((gutter + width - 12) / 2, height - 6, axis, text_anchor="middle", fill=MUTED)
    body += text(2, 12, unit, fill=MUTED) if unit else ""
    return frame(uid, (0, 0, width, height), title, desc or title, body)


def _step(uid: str, step: Step, at: float, wide: float, y: Scale) -> str:
    colour = SERIES[1] if step.beyond else SERIES[0]
    look: dict[str, object] = {"fill": colour, "fill_opacity": 0.45 if step.planned else 0.14}
    if step.beyond:
        look = {"fill": f"url(#{uid}-h)", "stroke_dasharray": "4 3"}
    top, bottom = y(step.high), y(step.low)
    body = element(
        "rect", x=at - wide / 2, y=top, width=wide, height=max(bottom - top, 1.5), stroke=colour, rx=2, **look
    )
    body += line(
        (at - wide / 2 - 3, y(step.median)), (at + wide / 2 + 3, y(step.median)), stroke=colour, stroke_width=3
    )
    bold = 650 if step.planned else None
    return body + text(at, y.start + 17, step.label, text_anchor="middle", font_weight=bold)
