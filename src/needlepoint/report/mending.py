"""The skin healing, as a small picture for the person whose skin it is: a section, its holes, its redness, its repair.

A drawing of the idea, to no scale. What it takes from the plan is the day and the forecast redness of that day (0 to
4), which tints the skin; the rest is the order of healing as the tissue model has it: holes that are open for hours and
shut within the first days, a fresh surface in the first week, fibres that are laid down for months.
Presentation attributes and classes only (``skin``, ``glow``, ``hole``, ``fibre``, ``fresh``), for pages with a strict
content security policy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from .charts import finite
from .svg import element, frame, number, smooth

WIDTH, HEIGHT = 340.0, 132.0
SURFACE, DERMIS, DEEP = 34.0, 54.0, 118.0
HOLES = 9
SHUT_DAYS = 3.0  # drawn as a fading mark until then
FRESH = (1.0, 14.0)
LAID_DAYS = (3.0, 180.0)
FIBRES, FLAKES = 26, 12
GOLDEN = 0.6180339887498949
GRADES = 4.0
GLOW_ENDS = (0.0, 14.0, 28.0, 42.0)  # below the upper layer


def mending_picture(uid: str, day: float | None, *, redness: float | None, title: str, desc: str) -> str:
    """The picture of a day after a visit; None or a day before the first visit: skin at rest.

    redness: forecast grade of that day, 0 to 4; None tints nothing. title, desc: in the reader's language. ``uid`` must
    be unique in the page. Never raises on the data.
    """
    at = finite(day)
    at = None if at is None or at < 0 else at
    red = min(max(finite(redness) or 0.0, 0.0), GRADES) / GRADES if at is not None else 0.0
    body = _skin() + _fibres(at) + _glow(red) + _holes(at) + _fresh(at)
    return frame(uid, (0, 0, WIDTH, HEIGHT), title, desc or title, body)


def _wave(depth: float, height: float, length: float, phase: float = 0.0) -> list[tuple[float, float]]:
    steps = 24
    return [
        (WIDTH * k / steps, depth + height * math.sin(2 * math.pi * WIDTH * k / steps / length + phase))
        for k in range(steps + 1)
    ]


def _below(points: Sequence[tuple[float, float]], bottom: float) -> str:
    return f"{smooth(points)}L{number(WIDTH)},{number(bottom)}L0,{number(bottom)}Z"


def _skin() -> str:
    deep = element("path", d=_below(_wave(SURFACE, 2.0, 170.0), HEIGHT), fill="#f6e3d6", class_="skin")
    upper = element(
        "path",
        d=smooth(_wave(SURFACE, 2.0, 170.0)) + smooth(_wave(DERMIS, 3.0, 34.0)[::-1]).replace("M", "L", 1) + "Z",
        fill="#e9c4ab",
        class_="upper",
    )
    return deep + upper


def _glow(red: float) -> str:
    """The redness: a tint over the skin, as strong as the forecast, fainter with depth."""
    if red < 0.02:
        return ""
    share = round((0.1 + 0.5 * red) / len(GLOW_ENDS), 3)
    paths = (_below(_wave(SURFACE, 2.0, 170.0), DERMIS + end) for end in GLOW_ENDS)
    return "".join(element("path", d=path, fill="#d2492f", fill_opacity=share, class_="glow") for path in paths)


def _holes(at: float | None) -> str:
    if at is None or at >= SHUT_DAYS:
        return ""
    gape = max(1.0 - at, 0.0)
    share = 1.0 - at / SHUT_DAYS
    parts = []
    for k in range(HOLES):
        x = WIDTH * (k + 0.5) / HOLES + 5.0 * math.sin(2.4 * k)
        depth, half = DERMIS + 18.0 + 16.0 * ((k * GOLDEN) % 1.0), 0.7 + 2.1 * gape
        top = number(SURFACE - 1)
        parts.append(f"M{number(x - half)},{top}L{number(x)},{number(depth)}L{number(x + half)},{top}Z")
    return element("path", d="".join(parts), fill="#8c2f1d", fill_opacity=round(0.25 + 0.5 * share, 3), class_="hole")


def _fresh(at: float | None) -> str:
    """A new surface in the first two weeks: a bright line, with small flakes on it from day 3 to 8."""
    if at is None or not FRESH[0] <= at <= FRESH[1]:
        return ""
    new = element(
        "path", d=smooth(_wave(SURFACE, 2.0, 170.0)), fill="none", stroke="#3f8f7b", stroke_width=3, class_="fresh"
    )
    if not 3.0 <= at <= 8.0:
        return new
    flakes = "".join(
        f"M{number(WIDTH * (k + 0.5) / 12)},{number(SURFACE - 6 - 3 * ((k * GOLDEN) % 1.0))}q5,-4 11,0"
        for k in range(12)
    )
    return new + element(
        "path", d=flakes, fill="none", stroke="#a98b78", stroke_width=1.6, stroke_linecap="round", class_="flake"
    )


def _fibres(at: float | None) -> str:
    """Fibres of the deeper skin: some are always there, new ones are laid down from the first days to half a year."""
    laid = 0.0 if at is None else min(max((at - LAID_DAYS[0]) / (LAID_DAYS[1] - LAID_DAYS[0]), 0.0), 1.0)
    laid = math.sqrt(laid)
    old: list[str] = []
    new: list[str] = []
    for k in range(FIBRES):
        u, v = (k * GOLDEN) % 1.0, (k * 0.7548776662466927) % 1.0
        x, y = 6 + u * (WIDTH - 50), DERMIS + 12 + v * (DEEP - DERMIS - 12)
        stroke = f"M{number(x)},{number(y)}q{number(18.0)},{number(6.0 if k % 2 else -6.0)} {number(36.0)},0"
        (old if k % 2 else new).append(stroke)
    shown = new[: round(laid * len(new))]
    body = element("path", d="".join(old), fill="none", stroke="#d8b49d", stroke_width=1.4, class_="fibre")
    if shown:
        body += element("path", d="".join(shown), fill="none", stroke="#3f8f7b", stroke_width=2, class_="fibre new")
    return body
