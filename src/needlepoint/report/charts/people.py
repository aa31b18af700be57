"""A hundred people like the reader, ten in a row: each a mark whose shape and colour say what they would see.

Shares (0-1) become whole people by the largest remainder, so that they always add up to a hundred. A group is told
from the next by its shape first (full disc, half disc, ring, cross, ...) and by its colour second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..svg import INK, MUTED, PAPER, SERIES, element, frame, line, text
from .scales import finite, message_chart

PEOPLE = 100
ROW, PITCH, SIZE = 10, 21.0, 7.6
WIDTH, KEY_TOP = 380.0, 14.0
WORST, LITTLE = "#8f1d14", "#6b8ba0"


@dataclass(frozen=True)
class Group:
    """One kind of result: its words, the share of people (0-1), its mark (a key of :data:`MARKS`)."""

    label: str
    share: float
    mark: str


def _disc(x: float, y: float) -> str:
    return element("circle", cx=x, cy=y, r=SIZE, fill=SERIES[0])


def _half(x: float, y: float) -> str:
    ring = element("circle", cx=x, cy=y, r=SIZE - 0.8, fill=PAPER, stroke=SERIES[0], stroke_width=1.6)
    return ring + element("path", d=f"M{x:g},{y - SIZE:g}a{SIZE:g},{SIZE:g} 0 0 0 0,{2 * SIZE:g}z", fill=SERIES[0])


def _dot(x: float, y: float) -> str:
    ring = element("circle", cx=x, cy=y, r=SIZE - 0.8, fill=PAPER, stroke=LITTLE, stroke_width=1.6)
    return ring + element("circle", cx=x, cy=y, r=2.6, fill=LITTLE)


def _ring(x: float, y: float) -> str:
    return element("circle", cx=x, cy=y, r=SIZE - 0.8, fill=PAPER, stroke=MUTED, stroke_width=1.4)


def _cross(x: float, y: float) -> str:
    r = SIZE - 1.6
    strokes = ((x - r, y - r), (x + r, y + r)), ((x - r, y + r), (x + r, y - r))
    return "".join(line(a, b, stroke=WORST, stroke_width=2.6, stroke_linecap="round") for a, b in strokes)


MARKS: dict[str, Callable[[float, float], str]] = {
    "disc": _disc,
    "half": _half,
    "dot": _dot,
    "ring": _ring,
    "cross": _cross,
}


def whole_people(shares: Sequence[float], people: int = PEOPLE) -> list[int]:
    """Shares as whole people that add up to ``people`` (largest remainder); all zero when no share is above zero."""
    kept = [max(finite(share) or 0.0, 0.0) for share in shares]
    total = sum(kept)
    if total <= 0:
        return [0] * len(kept)
    exact = [share / total * people for share in kept]
    counts = [int(value + 1e-9) for value in exact]
    rest = sorted(range(len(kept)), key=lambda at: counts[at] - exact[at])
    for at in rest[: people - sum(counts)]:
        counts[at] += 1
    return counts


def people_chart(uid: str, title: str, groups: Sequence[Group], *, desc: str = "") -> str:
    """A hundred marks, best result first, with a key that counts each group. Says so where no share is known."""
    counts = whole_people([group.share for group in groups])
    if not any(counts):
        return message_chart(uid, title, "How many people would see what is not known.")
    shown = [(group, count) for group, count in zip(groups, counts, strict=True) if count]
    marks = [group.mark for group, count in shown for _ in range(count)]
    body = "".join(
        MARKS[mark](14.0 + PITCH * (at % ROW), KEY_TOP + PITCH * (at // ROW)) for at, mark in enumerate(marks)
    )
    left, top = 14.0 + PITCH * ROW, KEY_TOP
    for group, count in shown:
        body += MARKS[group.mark](left + 8, top)
        body += text(left + 24, top + 4, str(count), font_size=15, font_weight=650)
        lines = wrapped(group.label)
        for row, words in enumerate(lines):
            body += text(left + 24, top + 21 + 14 * row, words, font_size=11.5, fill=INK)
        top += 26 + 14 * len(lines)
    height = max(KEY_TOP + PITCH * (PEOPLE // ROW), top)
    return frame(uid, (0, 0, WIDTH, height), title, desc or title, body)


def wrapped(words: str, most: int = 22) -> list[str]:
    """Words in lines of at most ``most`` letters where they can be broken."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
