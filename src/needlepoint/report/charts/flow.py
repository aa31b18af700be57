"""Who went where in a trial: a box at the top, and one column of boxes for each arm, two arms side by side.

Boxes hold words, the first line strong. A box that people left through stands out by a dashed outline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..svg import INK, MUTED, PAPER, SERIES, element, frame, line, number, text
from .people import wrapped

WIDTH, GAP, LEAD = 380.0, 14.0, 15.0
LETTERS = {1: 46, 2: 26}
BESIDE = 2


@dataclass(frozen=True)
class Box:
    """One stage: its strong first line, the lines below it; ``leaving``: people left here."""

    head: str
    lines: tuple[str, ...] = ()
    leaving: bool = False


def flow_chart(uid: str, title: str, top: Box, arms: Sequence[Sequence[Box]], *, desc: str = "") -> str:
    """The flow of people from ``top`` through each arm's boxes."""
    beside = max(min(BESIDE, len(arms)), 1)
    wide = (WIDTH - GAP * (beside - 1) - 2) / beside
    body, at = _drawn(top, 40.0, 1.0, WIDTH - 80.0, LETTERS[1])
    for first in range(0, len(arms), beside):
        row = arms[first : first + beside]
        middles = [1.0 + wide / 2 + (wide + GAP) * column for column in range(len(row))]
        body += _fork(middles, at)
        foot = at + 2 * GAP
        for boxes, middle in zip(row, middles, strict=True):
            column, end = _column(boxes, middle - wide / 2, at + 2 * GAP, wide, LETTERS[beside])
            body += column
            foot = max(foot, end)
        at = foot + 2.0
    return frame(uid, (0, 0, WIDTH, at + 2), title, desc or title, body)


def _fork(middles: Sequence[float], at: float) -> str:
    """Lines from the trunk to the columns below it."""
    turn = at + GAP
    body = line((WIDTH / 2, at), (WIDTH / 2, turn), stroke=INK)
    body += line((min(*middles, WIDTH / 2), turn), (max(*middles, WIDTH / 2), turn), stroke=INK)
    return body + "".join(_arrow(middle, turn, turn + GAP) for middle in middles)


def _arrow(x: float, start: float, end: float) -> str:
    head = f"M{number(x - 4)},{number(end - 6)}h8l-4,6z"
    return line((x, start), (x, end - 5), stroke=INK) + element("path", d=head, fill=INK)


def _column(boxes: Sequence[Box], left: float, top: float, wide: float, letters: int) -> tuple[str, float]:
    body = ""
    for at, box in enumerate(boxes):
        if at:
            body += _arrow(left + wide / 2, top, top + GAP)
            top += GAP
        drawn, top = _drawn(box, left, top, wide, letters)
        body += drawn
    return body, top


def _drawn(box: Box, left: float, top: float, wide: float, letters: int) -> tuple[str, float]:
    """A box with its words, and where it ends."""
    head = wrapped(box.head, letters)
    rest = [part for words in box.lines for part in wrapped(words, letters + 1)]
    tall = 12.0 + LEAD * (len(head) + len(rest))
    look: dict[str, object] = {"stroke": INK, "stroke_width": 1.2}
    if box.leaving:
        look = {"stroke": SERIES[1], "stroke_width": 1.2, "stroke_dasharray": "4 3"}
    body = element("rect", x=left, y=top, width=wide, height=tall, fill=PAPER, rx=4, **look)
    for at, words in enumerate((*head, *rest)):
        strong = at < len(head)
        body += text(
            left + wide / 2,
            top + 17 + LEAD * at,
            words,
            text_anchor="middle",
            font_size=12 if strong else 11.5,
            font_weight=650 if strong else None,
            fill=INK if strong else MUTED,
        )
    return body, top + tall
