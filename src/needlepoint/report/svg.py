"""Small pieces of SVG: escaped elements, smooth paths, hatching, one titled frame. Presentation attributes only.

No style attribute and no script is ever written, so that a picture may also stand in a page under a strict content
security policy. All text goes through :func:`text`, which escapes it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

INK = "#1d2b36"
MUTED = "#52616d"
RULE = "#d5dce1"
PAPER = "#ffffff"
SERIES = ("#0b5a8a", "#a4430a", "#0b6b4f", "#7a3f78", "#3f4a54")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "1 4")
HATCHES = ("dots", "rise", "rows", "cross", "fall", "columns", "grid", "bricks")
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate: at most two decimals, no trailing zeros, never NaN."""
    if not math.isfinite(value):
        return "0"
    short = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if short in ("", "-0") else short


def attributes(values: dict[str, object]) -> str:
    """Attributes as text; ``stroke_width`` becomes ``stroke-width``, ``None`` is left out, values are escaped."""
    parts = []
    for name, value in values.items():
        if value is None or value == "":
            continue
        shown = number(value) if isinstance(value, float) else str(value)
        parts.append(f' {name.rstrip("_").replace("_", "-")}="{escape(shown)}"')
    return "".join(parts)


def element(tag: str, body: str = "", /, **values: object) -> str:
    """One element around ``body``, which must already be SVG."""
    return f"<{tag}{attributes(values)}>{body}</{tag}>" if body else f"<{tag}{attributes(values)}/>"


def text(x: float, y: float, words: str, **values: object) -> str:
    """Escaped words at a place; ``fill`` and ``font_size`` default to the body of a chart."""
    given: dict[str, object] = {"fill": INK, "font_size": 12, **values}
    return f'<text x="{number(x)}" y="{number(y)}"{attributes(given)}>{escape(str(words))}</text>'


def line(start: Point, end: Point, **values: object) -> str:
    """A straight stroke."""
    given: dict[str, object] = {"stroke": INK, "stroke_width": 1, **values}
    return element("line", x1=float(start[0]), y1=float(start[1]), x2=float(end[0]), y2=float(end[1]), **given)


def polyline(points: Sequence[Point]) -> str:
    """Path data through the points."""
    return "M" + " L".join(f"{number(x)},{number(y)}" for x, y in points)


def smooth(points: Sequence[Point], closed: bool = False) -> str:
    """Path data of a Catmull-Rom spline through the points, as cubic Beziers."""
    count = len(points)
    if count < 3:
        return polyline(points)

    def at(k: int) -> Point:
        return points[k % count] if closed else points[min(max(k, 0), count - 1)]

    parts = [f"M{number(points[0][0])},{number(points[0][1])}"]
    for k in range(count if closed else count - 1):
        before, here, there, after = at(k - 1), at(k), at(k + 1), at(k + 2)
        control = (
            here[0] + (there[0] - before[0]) / 6,
            here[1] + (there[1] - before[1]) / 6,
            there[0] - (after[0] - here[0]) / 6,
            there[1] - (after[1] - here[1]) / 6,
            there[0],
            there[1],
        )
        parts.append("C" + " ".join(number(value) for value in control))
    return "".join(parts) + ("Z" if closed else "")


def mirrored(points: Sequence[Point]) -> list[Point]:
    """The points on the other side of x = 0, in reverse order, so that a half outline closes."""
    return [(-x, y) for x, y in reversed(points)]


def _strokes(kind: str) -> tuple[float, str]:
    """Cell size and path of a hatching."""
    shapes = {
        "dots": (7.0, "M3.5,3.5h0.01"),
        "rise": (8.0, "M-2,2 L2,-2 M-1,9 L9,-1 M6,10 L10,6"),
        "fall": (8.0, "M-2,6 L2,10 M-1,-1 L9,9 M6,-2 L10,2"),
        "rows": (6.0, "M0,3 H6"),
        "columns": (6.0, "M3,0 V6"),
        "cross": (8.0, "M0,0 L8,8 M8,0 L0,8"),
        "grid": (7.0, "M0,3.5 H7 M3.5,0 V7"),
        "bricks": (8.0, "M0,0 H8 M0,4 H8 M2,0 V4 M6,4 V8"),
    }
    return shapes[kind]


def hatch(uid: str, kind: str, colour: str, ground: str = "none") -> str:
    """A ``<pattern>`` definition named ``uid``; ``kind`` is one of :data:`HATCHES`."""
    size, path = _strokes(kind)
    dot = kind == "dots"
    body = element("rect", width=size, height=size, fill=ground) if ground != "none" else ""
    body += element(
        "path",
        d=path,
        stroke=colour,
        stroke_width=2.4 if dot else 1.2,
        stroke_linecap="round" if dot else None,
        fill="none",
    )
    return element("pattern", body, id=uid, width=size, height=size, patternUnits="userSpaceOnUse")


def frame(uid: str, box: tuple[float, float, float, float], title: str, desc: str, body: str) -> str:
    """A whole picture: view box, title and description tied to it by ``uid``."""
    head = f'<title id="{escape(uid)}-t">{escape(title)}</title><desc id="{escape(uid)}-d">{escape(desc)}</desc>'
    values = attributes(
        {
            "viewBox": " ".join(number(value) for value in box),
            "role": "img",
            "aria-labelledby": f"{uid}-t {uid}-d",
            "font-family": FONT,
            "preserveAspectRatio": "xMidYMid meet",
        }
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg"{values}>{head}{body}</svg>'


_PLAIN = 'fill="none" stroke="currentColor" stroke-width="2.3" stroke-linejoin="round" stroke-linecap="round"'
_FULL = 'fill="currentColor"'
_WHITE = 'stroke="#fff" stroke-width="3"'
_RING = f'<circle cx="12" cy="12" r="9.5" {_PLAIN}/>'
ICONS = {
    "stop": f'<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" {_FULL}/><path d="M6.5 12h11" {_WHITE}/>',
    "wait": f'{_RING}<path d="M12 6.5V12l4 2.6" {_PLAIN}/>',
    "clinician": f'<rect x="2.5" y="2.5" width="19" height="19" rx="4" {_FULL}/><path d="M12 7v10M7 12h10" {_WHITE}/>',
    "ask": f'<path d="M3 4h18v13h-8l-5 4v-4H3z" {_PLAIN}/><circle cx="12.1" cy="14.6" r="1.2" {_FULL}/>'
    f'<path d="M9.6 8.6c.3-2.4 4.9-2.3 4.7.2-.1 1.5-2.2 1.4-2.2 3.1" {_PLAIN}/>',
    "caution": f'<path d="M12 2.5L22.5 21h-21z" {_PLAIN}/><path d="M12 9v5.5" {_PLAIN}/>'
    f'<circle cx="12" cy="17.8" r="1.4" {_FULL}/>',
    "clear": f'{_RING}<path d="M7.5 12.4l3.1 3.2 6-6.6" {_PLAIN}/>',
}


def icon(name: str) -> str:
    """The mark of an effect; shapes differ and the word stands beside it, so that no colour is needed."""
    head = '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">'
    return f"{head}{ICONS.get(name, ICONS['ask'])}</svg>"
