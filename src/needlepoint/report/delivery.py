"""Pictures of delivery: concentration by depth and time, uptake by weight, and the window of raised uptake.

SVG strings on the shared axes. Amounts, weights and uptakes span many powers of ten, so their axes are logarithmic and
say so; intervals hold nine draws in ten.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ..delivery import Curve, Delivered, by_weight, window
from .charts import Band, Scale, finite, legend, message_chart, nice_ticks
from .svg import DASHES, INK, MUTED, PAPER, RULE, SERIES, element, frame, line, polyline, text

WIDTH, HEIGHT = 420.0, 290.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 22.0, 50.0, 46.0
PROFILE_HOURS = (0.25, 1.0, 4.0, 12.0, 24.0)
WINDOW_HOURS = np.concatenate([np.linspace(0.0, 24.0, 25), np.linspace(28.0, 96.0, 18)])
RAISED = 1.5
HALO: dict[str, object] = {"stroke": PAPER, "stroke_width": 3.5, "paint_order": "stroke"}
POWERS_DEEP = 4.0
MOST_POWERS = 7.0  # powers of ten on an axis: what lies further down is as good as nothing


def pictures(found: Delivered, *, draws: int = 64, seed: int = 1) -> dict[str, str]:
    """The three pictures by name: concentration, enhancement, window."""
    wish = found.application
    return {
        "concentration": concentration_chart("dlv-c", found),
        "enhancement": weight_chart("dlv-w", found, *by_weight(wish, draws=draws, seed=seed)),
        "window": window_chart("dlv-t", found, *window(wish, WINDOW_HOURS, draws=draws, seed=seed)),
    }


def _power(value: float) -> str:
    """A power of ten as words: 0.01, 1, 1,000, 1e-05."""
    number = 10.0**value
    return f"{number:,.0f}" if 0.5 <= number < 1e6 else f"{number:g}"


def _powers(low: float, high: float) -> list[float]:
    """Whole powers from low to high, at most about eight."""
    first, last = math.floor(low + 1e-9), math.ceil(high - 1e-9)
    step = max(1, math.ceil((last - first) / 7))
    return [float(power) for power in range(first, max(last, first + 1) + step, step)]


def _frame_axes(
    x: Scale,
    y: Scale,
    across: Sequence[tuple[float, str]],
    upwards: Sequence[tuple[float, str]],
    names: tuple[str, str],
) -> str:
    parts = []
    for place, words in upwards:
        parts.append(line((x.start, y(place)), (x.stop, y(place)), stroke=RULE, stroke_width=0.9))
        parts.append(text(x.start - 6, y(place) + 4, words, text_anchor="end", fill=MUTED, font_size=11))
    for place, words in across:
        parts.append(line((x(place), y.start), (x(place), y.start + 4), stroke=MUTED))
        parts.append(text(x(place), y.start + 17, words, text_anchor="middle", fill=MUTED, font_size=11))
    parts.append(line((x.start, y.start), (x.stop, y.start), stroke=INK, stroke_width=0.9))
    parts.append(text((x.start + x.stop) / 2, y.start + 35, names[0], text_anchor="middle", fill=MUTED))
    parts.append(text(2, 38, names[1], fill=MUTED, font_size=11.5))
    return "".join(parts)


def _scales(across: tuple[float, float], upwards: tuple[float, float]) -> tuple[Scale, Scale]:
    x = Scale(*across, LEFT, WIDTH - RIGHT)
    return x, Scale(*upwards, HEIGHT - BOTTOM, TOP)


def _line(points: Sequence[tuple[float, float]], style: int) -> str:
    look: dict[str, object] = {"stroke": SERIES[style % len(SERIES)], "stroke_dasharray": DASHES[style % len(DASHES)]}
    return element("path", d=polyline(points), fill="none", stroke_width=2.2, stroke_linejoin="round", **look)


def _key(labels: Sequence[str]) -> str:
    return legend([Band(label, ()) for label in labels], 6.0, 12.0, WIDTH - 6.0)[0]


def concentration_chart(uid: str, found: Delivered) -> str:
    """Free concentration by depth in living skin, at a few hours, at the stated constants."""
    title = f"{found.application.topical.label}: how deep, and when"
    living = found.places_mm > found.horny_mm
    places = found.places_mm[living] * 1000.0
    all_rows = found.profile_mg_ml[:, living]
    most = float(all_rows.max())
    if not most > 0.0:
        return message_chart(uid, title, "Nothing gets in.")
    top = math.ceil(math.log10(most) + 1e-9)
    low = top - POWERS_DEEP
    near = {hour: int(np.argmin(np.abs(found.hours - hour))) for hour in PROFILE_HOURS if hour <= found.hours[-1]}
    shown = {hour: all_rows[k] for hour, k in near.items() if all_rows[k].max() > 10.0**low}
    seen = max(float(places[row > 10.0**low][-1]) for row in shown.values())
    ticks = nice_ticks(0.0, max(seen, 50.0))
    x, y = _scales((0.0, ticks[-1]), (low, float(top)))
    body = _frame_axes(
        x, y, [(tick, f"{tick:g}") for tick in ticks], [(power, _power(power)) for power in _powers(low, top)],
        ("depth below the surface, um", "free concentration in living skin, mg/ml (logarithmic)"),
    )  # fmt: skip
    for style, values in enumerate(shown.values()):
        points = [
            (x(place), y(math.log10(value)))
            for place, value in zip(places, values, strict=True)
            if value > 10.0**low and place <= ticks[-1]
        ]
        if len(points) > 1:
            body += _line(points, style)
    body += _key([f"{hour:g} h" for hour in shown])
    return frame(uid, (0, 0, WIDTH, HEIGHT), title, f"{title}. Highest {most:.2g} mg/ml.", body)


def _banded(curves: Sequence[Curve], x: Scale, y: Scale, log_x: bool, low: float) -> str:
    body = ""
    for style, curve in enumerate(curves):
        at = np.log10(curve.at) if log_x else curve.at
        sides = [np.log10(np.maximum(side, 10.0**low)) for side in (curve.value.low, curve.value.high)]
        good = [k for k in range(len(at)) if all(finite(float(side[k])) is not None for side in sides)]
        area = [(x(at[k]), y(sides[1][k])) for k in good] + [(x(at[k]), y(sides[0][k])) for k in reversed(good)]
        if len(area) > 2:
            body += element("path", d=polyline(area) + "Z", fill=SERIES[style], fill_opacity=0.15)
        middle = [(float(at[k]), float(curve.value.median[k])) for k in good]
        points = [(x(place), y(math.log10(value))) for place, value in middle if value > 10.0**low]
        if len(points) > 1:
            body += _line(points, style)
    return body


def _span(curves: Sequence[Curve], least: float | None = None) -> tuple[float, float]:
    """Powers of ten that hold the upper ends and medians, at most a few."""
    top = max(float(np.nanmax(np.log10(np.maximum(curve.value.high, 1e-300)))) for curve in curves)
    low = min(float(np.nanmin(np.log10(np.maximum(curve.value.low, 1e-300)))) for curve in curves)
    ceiling = math.ceil(top)
    floor = max(math.floor(low), ceiling - MOST_POWERS)
    return (floor if least is None else max(floor, least)), float(ceiling)


def weight_chart(uid: str, found: Delivered, needled: Curve, intact: Curve) -> str:
    """How fast skin takes up a molecule of each weight, needled and intact; the gap is what needling adds."""
    item = found.application.topical
    title = f"Uptake by weight, logP {item.logp:g}"
    low, top = _span((needled, intact))
    edges = math.log10(float(needled.at[0])), math.log10(float(needled.at[-1]))
    x, y = _scales(edges, (low, top))
    body = _frame_axes(
        x, y, [(float(power), _power(power - 3.0)) for power in range(math.ceil(edges[0]), math.floor(edges[1]) + 1)],
        [(power, _power(power)) for power in _powers(low, top) if power <= top],
        ("weight, kilodalton (logarithmic)", "uptake, cm/h (logarithmic)"),
    )  # fmt: skip
    body += _banded((needled, intact), x, y, True, low)
    at = math.log10(item.weight_da)
    if edges[0] <= at <= edges[1]:
        body += line((x(at), y.start), (x(at), y.stop), stroke=MUTED, stroke_dasharray="3 3")
        right = x(at) > (x.start + x.stop) / 2
        label = item.label.split(" (")[0]
        body += text(
            x(at) + (-5 if right else 5), y.stop + 11, label, text_anchor="end" if right else None, font_size=11
        )
    body += _key(["needled", "intact"])
    words = "Uptake falls with weight; through channels far less than through intact skin."
    return frame(uid, (0, 0, WIDTH, HEIGHT), title, words, body)


def window_chart(uid: str, found: Delivered, dry: Curve, covered: Curve) -> str:
    """Uptake over intact skin by hours since the needling, left dry and covered."""
    title = f"{found.application.topical.label}: how long uptake stays raised"
    if found.factor_now is None:
        return message_chart(uid, title, "Intact skin lets hardly any through: no ratio.", (WIDTH, 120.0))
    low, top = _span((dry, covered), 0.0)
    x, y = _scales((float(dry.at[0]), float(dry.at[-1])), (low, max(top, low + 1.0)))
    body = _frame_axes(
        x, y, [(hour, f"{hour:g}") for hour in np.arange(0.0, dry.at[-1] + 1.0, 12.0)],
        [(power, _power(power)) for power in _powers(low, max(top, low + 1.0)) if power <= max(top, low + 1.0)],
        ("hours after the needling", "times that of intact skin (logarithmic)"),
    )  # fmt: skip
    body += _banded((dry, covered), x, y, False, low)
    level = y(math.log10(RAISED))
    body += line((x.start, level), (x.stop, level), stroke=INK, stroke_width=1.1, stroke_dasharray="5 3")
    body += text(x.stop - 3, level - 5, "intact again", text_anchor="end", font_size=11, font_weight=600, **HALO)
    body += _key(["left dry", "under a cover"])
    words = f"Raised until about {found.intact_again_h[0]:.0f} hours after the needling."
    return frame(uid, (0, 0, WIDTH, HEIGHT), title, words, body)
