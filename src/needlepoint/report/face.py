"""The zone chart: the treated zones as numbered, hatched regions on the views that they need, and the zones left out.

The hatching says the depth setting (the same hatching, the same depth; the key names it); the number leads to the row
of the table. A zone left out is drawn as an empty dashed outline with a cross. Nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from . import words
from .charts import finite, message_chart
from .drawing import Drawing, Shape
from .drawings_body import body, scalp
from .drawings_face import front, turned
from .svg import HATCHES, INK, MUTED, PAPER, SERIES, element, frame, hatch, line, number, text

Json = Mapping[str, Any]
HEAD_ZONES = frozenset(
    {"forehead", "glabella", "temple", "periorbital", "nose", "cheek", "nasolabial", "perioral", "chin", "jawline"}
)
LATERAL = frozenset({"temple", "periorbital", "cheek", "jawline", "nasolabial"})
READING = (
    "Each number leads to its row in the table. The hatching shows the depth setting. "
    "L and R are the patient's own left and right."
)
BACK_ZONES = frozenset({"back", "buttock"})


def split_side(zone: str) -> tuple[str, str]:
    """(base, side) of a zone id: ``cheek_left`` gives ("cheek", "left"), ``nose`` gives ("nose", "")."""
    for side in ("left", "right"):
        if zone.endswith(f"_{side}"):
            return zone[: -len(side) - 1], side
    return zone, ""


def needed_views(zones: Iterable[str]) -> list[Drawing]:
    """The drawings that these zones need, in the order of the page. Zones without a drawing need none."""
    pairs = [split_side(zone) for zone in zones]
    bases = {base for base, _ in pairs}
    face, neck_only = bases & HEAD_ZONES, "neck" in bases and not bases & (HEAD_ZONES | {"decollete"})
    views = []
    if face or neck_only:
        sides = [side for side in ("right", "left") if any(base in LATERAL and at == side for base, at in pairs)]
        views += [turned("right")] if "right" in sides else []
        views += [front()]
        views += [turned("left")] if "left" in sides else []
    if "scalp" in bases:
        views.append(scalp())
    rest = bases - HEAD_ZONES - {"scalp", "neck"}
    views += [body(False)] if rest & set(_bases(body(False))) - BACK_ZONES else []
    views += [body(True)] if rest & BACK_ZONES else []
    return views


def _bases(drawing: Drawing) -> set[str]:
    return {split_side(name)[0] for name in drawing.shapes}


def _regions(drawing: Drawing) -> dict[str, tuple[Shape, bool]]:
    """Every zone id of a drawing with its shape and whether it is mirrored."""
    regions: dict[str, tuple[Shape, bool]] = {}
    for name, shape in drawing.shapes.items():
        if shape.both:
            behind = drawing.name == "body_back"
            regions[f"{name}_left"], regions[f"{name}_right"] = (shape, behind), (shape, not behind)
        else:
            regions[name] = (shape, False)
    return regions


def depth_classes(zones: Sequence[Json]) -> dict[float, int]:
    """Depth settings in rising order with the index of their hatching."""
    depths = sorted({finite(zone["depth_mm"]) or 0.0 for zone in zones})
    return {depth: k % len(HATCHES) for k, depth in enumerate(depths)}


def _region(shape: Shape, flipped: bool, **paint: object) -> str:
    return element(
        "path",
        d=shape.path,
        fill_rule="evenodd",
        stroke_linejoin="round",
        transform="scale(-1 1)" if flipped else None,
        **paint,
    )


def _badge(x: float, y: float, words_: str, radius: float) -> str:
    circle = element("circle", cx=float(x), cy=float(y), r=radius, fill=PAPER, stroke=INK, stroke_width=1.3)
    return circle + text(
        x, y + radius * 0.42, words_, text_anchor="middle", font_size=number(radius * 1.25), font_weight=700
    )


def _cross(x: float, y: float, radius: float) -> str:
    reach = radius * 0.5
    circle = element("circle", cx=float(x), cy=float(y), r=radius, fill=PAPER, stroke=MUTED, stroke_width=1.2)
    strokes = {"stroke": MUTED, "stroke_width": 2}
    return (
        circle
        + line((x - reach, y - reach), (x + reach, y + reach), **strokes)
        + line((x + reach, y - reach), (x - reach, y + reach), **strokes)
    )


def _label_place(drawing: Drawing, shape: Shape, flipped: bool) -> tuple[float, float]:
    return (-shape.label[0] if flipped != drawing.flip else shape.label[0]), shape.label[1]


def draw_view(
    uid: str, drawing: Drawing, zones: Sequence[Json], excluded: Sequence[str], numbers: Mapping[str, int]
) -> str:
    """One view as SVG with the treated zones and those left out that it can show."""
    regions, classes = _regions(drawing), depth_classes(zones)
    treated = {zone["zone"]: zone for zone in zones if zone["zone"] in regions}
    out = [zone for zone in excluded if zone in regions]
    defs = "".join(hatch(f"{uid}-h{k}", HATCHES[k], SERIES[k % len(SERIES)]) for k in sorted(set(classes.values())))
    paint, badges = "", ""
    radius = 8.5 if drawing.kind == "head" else 6.5
    for name in out:
        shape, flipped = regions[name]
        paint += _region(
            shape, flipped, fill=PAPER, fill_opacity=0.6, stroke=MUTED, stroke_width=1.3, stroke_dasharray="4 3"
        )
        badges += _cross(*_label_place(drawing, shape, flipped), radius)
    for name, zone in treated.items():
        shape, flipped = regions[name]
        k = classes[finite(zone["depth_mm"]) or 0.0]
        colour = SERIES[k % len(SERIES)]
        paint += _region(shape, flipped, fill=colour, fill_opacity=0.1)
        paint += _region(shape, flipped, fill=f"url(#{uid}-h{k})", stroke=colour, stroke_width=1.4)
        badges += _badge(*_label_place(drawing, shape, flipped), str(numbers[name]), radius)
    picture = element("g", drawing.backdrop + paint + drawing.over, transform="scale(-1 1)" if drawing.flip else None)
    left, top, width, height = drawing.box
    box = (-left - width, top, width, height) if drawing.flip else drawing.box
    shown = [
        f"{numbers[name]} {zone['label']}, {words.figure(zone['depth_mm'], 2)} mm" for name, zone in treated.items()
    ]
    desc = "Treated: " + ("; ".join(shown) or "no zone in this view") + "."
    desc += f" Left out: {words.listed([words.zone_words(zone) for zone in out])}." if out else ""
    return frame(
        uid, box, f"Zone chart, {drawing.title}", desc, element("defs", defs) + picture + badges + _sides(drawing, box)
    )


def _sides(drawing: Drawing, box: tuple[float, float, float, float]) -> str:
    """Whose left and right it is, in the corners of the front and back views."""
    if drawing.name not in ("front", "body_front", "body_back", "scalp"):
        return ""
    seen = ("L", "R") if drawing.name in ("body_back", "scalp") else ("R", "L")
    left, top, width, _ = box
    size = 13 if drawing.kind == "head" else 10
    return text(left + 6, top + 16, seen[0], fill=MUTED, font_size=size, font_weight=600) + text(
        left + width - 6, top + 16, seen[1], fill=MUTED, font_size=size, font_weight=600, text_anchor="end"
    )


def _little(body: str) -> Markup:
    return Markup(f'<svg viewBox="0 0 40 22" aria-hidden="true" focusable="false">{body}</svg>')


def _swatch(uid: str, kind: int) -> Markup:
    colour = SERIES[kind % len(SERIES)]
    size = {"x": 0.7, "y": 0.7, "width": 38.6, "height": 20.6, "rx": 2}
    box = element("rect", **size, fill=f"url(#{uid})", stroke=colour, stroke_width=1.4)
    return _little(hatch(uid, HATCHES[kind], colour) + box)


def _key(uid: str, zones: Sequence[Json], excluded: Sequence[str]) -> list[dict[str, Any]]:
    classes = depth_classes(zones)
    key = [{"swatch": _swatch(f"{uid}-k{k}", k), "words": f"{words.figure(d, 2)} mm"} for d, k in classes.items()]
    if excluded:
        size = {"x": 0.7, "y": 0.7, "width": 38.6, "height": 20.6, "rx": 2}
        box = element("rect", **size, fill=PAPER, stroke=MUTED, stroke_dasharray="4 3")
        key.append({"swatch": _little(box + _cross(20, 11, 6.5)), "words": "left out"})
    return key


def zone_views(uid: str, zones: Sequence[Json], excluded: Sequence[str] = ()) -> dict[str, Any]:
    """The whole chart: {views: [{svg, title, kind}], numbers: zone id to number, key, reading}."""
    numbers = {zone["zone"]: count for count, zone in enumerate(zones, start=1)}
    drawings = needed_views([*numbers, *excluded])
    views = [
        {
            "svg": Markup(draw_view(f"{uid}-{one.name}", one, zones, excluded, numbers)),
            "title": one.title.capitalize(),
            "kind": one.kind,
        }
        for one in drawings
    ]
    if not views:
        svg = message_chart(f"{uid}-none", "Zone chart", "These zones have no drawing; see the table.")
        views = [{"svg": Markup(svg), "title": "Zones", "kind": "head"}]
    return {"views": views, "numbers": numbers, "key": _key(uid, zones, excluded), "reading": READING}
