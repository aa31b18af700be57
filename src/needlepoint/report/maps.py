"""Where the needles went, as three pictures of a zone: holes per cm2, widest gaps, and a square of skin magnified.

Drawn from the plain data of a simulated field (schema needlepoint.field/1). Each map is cut into at most seven steps of
round numbers; a step's colour is darker the higher it is, so that the order shows without colour, and its numbers stand
beside it. Holes of the magnified square are drawn to scale, coloured by the deepest layer they reach. A picture carries
its own title and figures, or is drawn ``bare`` for a page that says them in its text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .charts import finite, message_chart, nice_ticks
from .svg import INK, MUTED, RULE, element, frame, line, number, text

Json = Mapping[str, Any]
Rows = Sequence[Sequence[float | None]]

WIDTH, MAP_WIDTH, MAP_HEIGHT, TOP, LEFT = 360.0, 320.0, 300.0, 46.0, 20.0
BARE_EDGE = 10.0
FIELD_SCHEMA = "needlepoint.field/1"
OTHER_LAYER = "#3f4a54"
BLUES = ("#eaf2fa", "#c9dff0", "#9dc6e0", "#66a8d2", "#3585bf", "#135fa7", "#08336e")
OCHRES = ("#fdf1e0", "#fbd9ae", "#f6b570", "#e88a35", "#c96212", "#94420b", "#5c2506")
LAYER_COLOURS = {
    "stratum_corneum": "#7a838b",
    "epidermis": "#009e73",
    "papillary": "#e69f00",
    "reticular": "#0b5a8a",
    "subcutis": "#6b1f4b",
}
LAYER_WORDS = {
    "stratum_corneum": "horny layer",
    "epidermis": "epidermis",
    "papillary": "papillary dermis",
    "reticular": "reticular dermis",
    "subcutis": "fat",
}
WIDTH_STEP = 0.25


def _known(rows: Rows) -> list[float]:
    return sorted(value for row in rows for item in row if (value := finite(item)) is not None)


def steps(values: Sequence[float], most: int) -> list[float]:
    """Round borders between the steps of a scale: at most ``most`` - 1, within the middle 98 % of the sorted values."""
    low, high = values[len(values) // 100], values[-1 - len(values) // 100]
    if high - low < 1e-9 * max(abs(high), 1e-12):
        return []
    inner = [tick for tick in nice_ticks(low, high, most) if low < tick < high]
    spare = max(len(inner) - most + 1, 0)
    return inner[spare // 2 : len(inner) - (spare - spare // 2)]


def _place(outline: Json) -> tuple[float, float, float]:
    """Pixels per mm, and the left and top edge of the zone in the picture."""
    scale = min(MAP_WIDTH / outline["width_mm"], MAP_HEIGHT / outline["height_mm"])
    return scale, LEFT + (MAP_WIDTH - scale * outline["width_mm"]) / 2.0, TOP


def _edge(uid: str, outline: Json, **values: object) -> str:
    scale, left, top = _place(outline)
    width, height = scale * outline["width_mm"], scale * outline["height_mm"]
    if outline["kind"] == "ellipse":
        return element("ellipse", cx=left + width / 2, cy=top + height / 2, rx=width / 2, ry=height / 2, **values)
    return element("rect", x=left, y=top, width=width, height=height, **values)


def _step_of(value: float, borders: Sequence[float]) -> int:
    return sum(value >= border for border in borders)


def _cells(rows: Rows, borders: Sequence[float]) -> dict[int, str]:
    """Path data of the squares of each step, in squares from the lower left; neighbours in a row are one piece."""
    paths: dict[int, str] = {}
    for upward, row in enumerate(rows):
        marks = [None if finite(value) is None else _step_of(float(value or 0.0), borders) for value in row]
        start = 0
        for at in range(1, len(marks) + 1):
            if at < len(marks) and marks[at] == marks[start]:
                continue
            if (mark := marks[start]) is not None:
                paths[mark] = paths.get(mark, "") + f"M{start},{upward}h{at - start}v1H{start}z"
            start = at
    return paths


def _squares(rows: Rows, outline: Json) -> str:
    """The transform from squares, counted from the lower left, to the picture."""
    scale, left, top = _place(outline)
    wide, high = scale * outline["width_mm"] / len(rows[0]), scale * outline["height_mm"] / len(rows)
    return f"translate({number(left)} {number(top + scale * outline['height_mm'])}) scale({wide:.6g} {-high:.6g})"


def _scale(borders: Sequence[float], colours: Sequence[str], top: float, unit: str) -> str:
    """Boxes of the steps with the number of each border below."""
    count = len(borders) + 1
    wide = MAP_WIDTH / max(count, 4)
    body = text(LEFT, top - 6, unit, fill=MUTED, font_size=11.5)
    for step in range(count):
        box = {"x": LEFT + step * wide, "y": top, "width": wide, "height": 13.0}
        body += element("rect", fill=colours[step], stroke=MUTED, stroke_width=0.6, **box)
    for step, border in enumerate(borders, 1):
        x = LEFT + step * wide
        body += line((x, top + 13), (x, top + 17), stroke=MUTED)
        body += text(x, top + 29, f"{border:,g}", text_anchor="middle", fill=INK, font_size=11.5)
    return body


def _ruler(outline: Json, top: float) -> str:
    """A length to compare with, a fifth to a half of the picture."""
    return _rule_of(_place(outline)[0], top, LEFT + MAP_WIDTH)


def _rule_of(scale: float, top: float, right: float) -> str:
    length = next(size for size in (200.0, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1) if size * scale <= MAP_WIDTH / 3)
    words = f"{length / 10:g} cm" if length >= 10 else f"{length:g} mm"
    bar = line((right - length * scale, top), (right, top), stroke=INK, stroke_width=3)
    return bar + text(right - length * scale - 6, top + 4, words, text_anchor="end", fill=MUTED, font_size=11.5)


def _spread_colours(colours: Sequence[str], count: int) -> list[str]:
    """``count`` of the colours, from the lightest to the darkest."""
    if count == 1:
        return [colours[len(colours) // 2]]
    return [colours[round(step * (len(colours) - 1) / (count - 1))] for step in range(count)]


def _map(uid: str, rows: Rows, outline: Json, colours: Sequence[str], unit: str) -> tuple[str, float]:
    """A map with its ruler and scale, and where it ends."""
    borders = steps(_known(rows), len(colours))
    shades = _spread_colours(colours, len(borders) + 1)
    clip = element("clipPath", _edge(uid, outline), id=f"{uid}-c")
    cells = "".join(element("path", d=path, fill=shades[step]) for step, path in sorted(_cells(rows, borders).items()))
    inside = element(
        "g",
        element("g", cells, transform=_squares(rows, outline)),
        clip_path=f"url(#{uid}-c)",
        shape_rendering="crispEdges",
    )
    bottom = TOP + _place(outline)[0] * outline["height_mm"]
    body = element("defs", clip) + inside + _edge(uid, outline, fill="none", stroke=MUTED, stroke_width=1.0)
    return body + _ruler(outline, bottom + 16) + _scale(borders, shades, bottom + 44, unit), bottom + 82


def _titled(title: str, words: str) -> str:
    return text(LEFT, 16, title, font_weight=600, font_size=14) + text(LEFT, 34, words, fill=MUTED, font_size=11.5)


def _framed(uid: str, bottom: float, title: str, words: str, more: str, body: str, bare: bool) -> str:
    """A picture under its title and figures, or bare and cut close."""
    desc = f"{title}: {words}. {more}".rstrip()
    if bare:
        top = TOP - BARE_EDGE
        return frame(uid, (BARE_EDGE, top, WIDTH - 2 * BARE_EDGE, bottom - top), title, desc, body)
    return frame(uid, (0, 0, WIDTH, bottom), title, desc, _titled(title, words) + body)


def usual_density(picture: Json) -> tuple[float, float] | None:
    """Holes per cm2 between which nine in ten squares lie; None for a map without squares."""
    values = _known(picture["density"])
    return (values[len(values) // 20], values[-1 - len(values) // 20]) if values else None


def density_chart(uid: str, picture: Json, bare: bool = False) -> str:
    """Holes per cm2 over the zone as SVG."""
    title, usual = f"Holes per cm², {picture['label']}", usual_density(picture)
    if usual is None:
        return message_chart(uid, title)
    words = f"mean {picture['figures']['density_per_cm2']:,.0f}; 9 in 10 squares {usual[0]:,.0f} to {usual[1]:,.0f}"
    body, bottom = _map(uid, picture["density"], picture["outline"], BLUES, "holes per cm²")
    return _framed(uid, bottom, title, words, "Darker squares hold more.", body, bare)


def _widest(picture: Json) -> str:
    """The largest empty circle, to scale, in a ring that can be seen."""
    scale, left, top = _place(picture["outline"])
    worst = picture["widest"]
    x = left + scale * (worst["x_mm"] + picture["outline"]["width_mm"] / 2.0)
    y = top + scale * (picture["outline"]["height_mm"] / 2.0 - worst["y_mm"])
    radius = scale * worst["radius_mm"]
    body = element("circle", cx=x, cy=y, r=radius, fill="#ffffff", stroke=INK, stroke_width=0.8)
    return body + "".join(
        element("circle", cx=x, cy=y, r=max(radius + 4.0, 8.0), fill="none", stroke=colour, stroke_width=width)
        for colour, width in (("#ffffff", 3.6), (INK, 1.6))
    )


def gap_chart(uid: str, picture: Json, bare: bool = False) -> str:
    """The widest gap in each place of the zone as SVG: distance to the nearest hole."""
    title = f"Gaps, {picture['label']}"
    if not _known(picture["gaps"]):
        return message_chart(uid, title)
    p95, widest = picture["figures"]["gap_p95_mm"], picture["widest"]["radius_mm"]
    words = f"95 % of skin within {p95:.2f} mm; ring: widest, {widest:.2f} mm"
    body, bottom = _map(
        uid, picture["gaps"], picture["outline"], OCHRES, "largest distance to a hole in each place, mm"
    )
    more = "Darker places lie further from a hole."
    return _framed(uid, bottom, title, words, more, body + _widest(picture), bare)


def _dots(square: Json, scale: float, top: float) -> str:
    """Every hole to scale: a stroke with round ends as long as its drag; one path for each layer and width."""
    left, floor = LEFT, top + scale * square["side_mm"]
    paths: dict[tuple[int, float], str] = {}
    for x, y, radius, dx, dy, layer in square["holes"]:
        width = max(round(2.0 * radius * scale / WIDTH_STEP), 2) * WIDTH_STEP
        start = f"M{number(left + scale * (x - dx / 2))},{number(floor - scale * (y - dy / 2))}"
        paths[layer, width] = paths.get((layer, width), "") + start + f"l{number(scale * dx)},{number(-scale * dy)}"
    return "".join(
        element(
            "path",
            d=path,
            stroke=LAYER_COLOURS.get(square["layers"][layer], OTHER_LAYER),
            stroke_width=width,
            stroke_linecap="round",
            fill="none",
        )
        for (layer, width), path in sorted(paths.items())
    )


def _layer_key(square: Json, top: float) -> tuple[str, float]:
    """Layers reached in the square, with how many holes end in each; and where the key ends."""
    layers = [hole[5] for hole in square["holes"]]
    body, row = "", 0
    for index, name in enumerate(square["layers"]):
        count = layers.count(index)
        if not count:
            continue
        x, y = LEFT + 165.0 * (row % 2), top + 17.0 * (row // 2)
        body += element("circle", cx=x + 5, cy=y - 4, r=5, fill=LAYER_COLOURS.get(name, OTHER_LAYER))
        body += text(x + 15, y, f"{LAYER_WORDS.get(name, name)}: {count:,}", font_size=11.5)
        row += 1
    head = text(LEFT, top - 18, "deepest layer reached", fill=MUTED, font_size=11.5) if layers else ""
    return head + body, top + 17.0 * max(math.ceil(row / 2) - 1, 0) + 9.0


def square_title(picture: Json) -> str:
    """What the magnified square is called: by its size."""
    side = picture["square"]["side_mm"]
    return "One square centimetre" if side > 9.99 else f"A square of {side:.1f} mm"


def square_chart(uid: str, picture: Json, bare: bool = False) -> str:
    """A square of skin from the middle of the zone with every hole to scale, as SVG."""
    square = picture["square"]
    title, scale = square_title(picture), MAP_HEIGHT / square["side_mm"]
    words = f"{len(square['holes']):,} holes to scale, coloured by layer reached"
    ground = element(
        "rect", x=LEFT, y=TOP, width=MAP_HEIGHT, height=MAP_HEIGHT, fill="#fdf6f1", stroke=RULE, stroke_width=1.0
    )
    clip = element("clipPath", element("rect", x=LEFT, y=TOP, width=MAP_HEIGHT, height=MAP_HEIGHT), id=f"{uid}-q")
    holes = element("g", _dots(square, scale, TOP), clip_path=f"url(#{uid}-q)")
    key, end = _layer_key(square, TOP + MAP_HEIGHT + 56)
    body = element("defs", clip) + ground + holes + _rule_of(scale, TOP + MAP_HEIGHT + 16, LEFT + MAP_HEIGHT) + key
    return _framed(uid, max(end, TOP + MAP_HEIGHT + 82), title, words, "", body, bare)


def field_charts(uid: str, picture: Json, bare: bool = False) -> tuple[str, str, str]:
    """The three pictures of a zone: density, gaps, magnified square. bare: without their titles and figures."""
    return (
        density_chart(f"{uid}-n", picture, bare),
        gap_chart(f"{uid}-g", picture, bare),
        square_chart(f"{uid}-q", picture, bare),
    )
