"""A figure over two quantities as a grid of cells: number in words, interval below it, a deeper ground for more.

The ground is one hue from paper to dark, so that it survives a grey printer and any colour vision; the number says the
same. The best cell has a double frame. A cell beyond the allowed bounds is hatched; one that cannot be is left empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..svg import INK, MUTED, PAPER, RULE, SERIES, element, frame, hatch, text
from .scales import finite, message_chart

LEAST_WIDTH, LEFT, TALL, TOP, LEAST_CELL = 380.0, 46.0, 46.0, 50.0, 68.0
DEEPEST = 0.62


@dataclass(frozen=True)
class Cell:
    """One cell: its figure (None: cannot be), the words for it, a smaller line below; ``beyond``: out of bounds."""

    value: float | None
    words: str
    below: str = ""
    beyond: bool = False
    best: bool = False


def cell_chart(
    uid: str,
    title: str,
    columns: Sequence[str],
    rows: Sequence[str],
    cells: Mapping[tuple[int, int], Cell],
    names: tuple[str, str],
    *,
    desc: str = "",
) -> str:
    """Cells by (row, column); ``names`` are the axes' (across, down)."""
    known = [value for cell in cells.values() if (value := finite(cell.value)) is not None]
    if not known:
        return message_chart(uid, title)
    low, high = min(known), max(known)
    width = max(LEAST_WIDTH, LEFT + 4 + LEAST_CELL * len(columns))
    wide = (width - LEFT - 4) / max(len(columns), 1)
    body = element("defs", hatch(f"{uid}-h", "rise", SERIES[1]))
    body += text(width - 4, 13, names[0] + " →", text_anchor="end", fill=MUTED)
    for column, label in enumerate(columns):
        body += text(LEFT + wide * (column + 0.5), TOP - 9, label, text_anchor="middle", font_weight=600)
    body += text(2, 13, names[1] + " ↓", fill=MUTED)
    for row, label in enumerate(rows):
        body += text(LEFT - 10, TOP + TALL * (row + 0.5) + 4, label, text_anchor="end", font_weight=600)
        for column in range(len(columns)):
            box = (LEFT + wide * column, TOP + TALL * row, wide - 3, TALL - 3)
            cell = cells.get((row, column))
            share = 0.0 if cell is None or finite(cell.value) is None else _share(float(cell.value or 0.0), low, high)
            body += _cell(uid, cell, box, share)
    return frame(uid, (0, 0, width, TOP + TALL * len(rows) + 4), title, desc or title, body)


def _share(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) if high > low else 0.5


def _cell(uid: str, cell: Cell | None, box: tuple[float, float, float, float], share: float) -> str:
    left, top, wide, tall = box
    if cell is None or finite(cell.value) is None:
        body = element("rect", x=left, y=top, width=wide, height=tall, fill=PAPER, stroke=RULE, stroke_dasharray="2 3")
        return body + text(left + wide / 2, top + tall / 2 + 4, "–", text_anchor="middle", fill=MUTED)
    look: dict[str, object] = {"fill": SERIES[0], "fill_opacity": 0.05 + (DEEPEST - 0.05) * share}
    body = element("rect", x=left, y=top, width=wide, height=tall, rx=3, **look)
    if cell.beyond:
        body += element("rect", x=left, y=top, width=wide, height=tall, rx=3, fill=f"url(#{uid}-h)", fill_opacity=0.35)
    if cell.best:
        body += element("rect", x=left + 1, y=top + 1, width=wide - 2, height=tall - 2, rx=3, fill="none", stroke=INK,
                        stroke_width=2.4)  # fmt: skip
        body += element("rect", x=left + 4, y=top + 4, width=wide - 8, height=tall - 8, rx=2, fill="none", stroke=PAPER,
                        stroke_width=1)  # fmt: skip
    small = wide < 64
    halo: dict[str, object] = {"stroke": PAPER, "stroke_width": 3.0, "paint_order": "stroke"}
    words = {"text_anchor": "middle", "font_size": 11 if small else 13, "font_weight": 650, **halo}
    body += text(left + wide / 2, top + (19 if cell.below else 26), cell.words, **words)
    if cell.below:
        body += text(
            left + wide / 2, top + 33, cell.below, text_anchor="middle", font_size=8.5 if small else 10, **halo
        )
    return body
