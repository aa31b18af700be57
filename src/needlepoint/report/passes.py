"""What each pass does and what one more would add: coverage by passes as bars, and the rows of two tables.

Coverage is the share of the skin (0-1) that lies nearer than a stated distance (mm) to the middle of a hole. A zone's
``next_pass`` holds differences to one more pass, so what then holds is what holds now plus the difference, kept within
0 and 1 for a share. Zones whose plan says nothing of this are left out; columns that no zone fills are left out too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import words
from .charts import Scale, finite, message_chart
from .present import all_zones
from .svg import INK, MUTED, RULE, SERIES, element, frame, hatch, line, text

Json = Mapping[str, Any]
View = dict[str, Any]
Step = tuple[int, float]
WIDTH, HEIGHT, MOST_LABELS = 340.0, 300.0, 9
EARLIER = "#9cc3dd"
HALO: Mapping[str, object] = {"stroke": "#ffffff", "stroke_width": 4, "paint_order": "stroke"}
KEPT = "\N{NO-BREAK SPACE}"
HEADS = ("Coverage", "95 % of the skin within", "Downtime", "Collagen gain")


def steps_of(zone: Json) -> list[Step]:
    """(passes, coverage) after each pass and one more, in order."""
    rows = [(int(row["passes"]), finite(row.get("coverage"))) for row in zone.get("convergence") or ()]
    return sorted((count, min(max(share, 0.0), 1.0)) for count, share in rows if share is not None)


def _bar(uid: str, step: Step, planned: int, x: Scale, y: Scale, wide: float) -> str:
    """One bar: earlier passes light, the plan's dark, one more hatched in a dashed outline."""
    count, share = step
    if count > planned:
        look: dict[str, object] = {"fill": f"url(#{uid}-h)", "stroke": SERIES[1], "stroke_dasharray": "4 3"}
    else:
        look = {"fill": SERIES[0] if count == planned else EARLIER, "stroke": SERIES[0]}
    return element("rect", x=x(count) - wide / 2, y=y(share), width=wide, height=y(0.0) - y(share), **look)


def _words_below(step: Step, planned: int) -> str:
    return {planned: "plan", planned + 1: "+1"}.get(step[0], "")


def _named(steps: Sequence[Step], planned: int) -> list[Step]:
    """The bars with words: all where there is room, else the first, the plan's and one more."""
    if len(steps) <= MOST_LABELS:
        return list(steps)
    return [step for step in steps if step[0] in (steps[0][0], planned, planned + 1)]


def _top(highest: float) -> float:
    """Where the axis ends, so that low coverage can be read too."""
    return next((top for top in (0.2, 0.4, 0.6) if highest <= top), 1.0)


def _axis(x: Scale, y: Scale) -> str:
    body = ""
    for share in (y.high * quarter / 4.0 for quarter in range(5)):
        body += line((x.start, y(share)), (x.stop, y(share)), stroke=INK if share == 0 else RULE, stroke_width=0.9)
        body += text(x.start - 6, y(share) + 4, f"{100 * share:g}", text_anchor="end", fill=MUTED)
    middle = (x.start + x.stop) / 2
    return body + text(middle, HEIGHT - 6, "passes", text_anchor="middle", fill=MUTED) + text(2, 12, "%", fill=MUTED)


def pass_chart(uid: str, zone: Json, desc: str = "") -> str:
    """Coverage after each pass of a zone, and after one more, as SVG."""
    title = f"Coverage pass by pass, {zone['label']}"
    steps, planned = steps_of(zone), int(zone["passes"])
    if not steps:
        return message_chart(uid, title)
    pitch = (WIDTH - 46.0) / len(steps)
    x = Scale(steps[0][0], steps[0][0] + len(steps) - 1, 34.0 + pitch / 2, WIDTH - 12.0 - pitch / 2)
    y = Scale(0.0, _top(max(share for _, share in steps)), HEIGHT - 60.0, 26.0)
    body = element("defs", hatch(f"{uid}-h", "rise", SERIES[1], "#ffffff"))
    body += _axis(Scale(0.0, 1.0, 34.0, WIDTH - 12.0), y)
    body += "".join(_bar(uid, step, planned, x, y, min(0.66 * pitch, 46.0)) for step in steps)
    for step in _named(steps, planned):
        at, bold = x(step[0]), 600 if step[0] >= planned else None
        body += text(at, y(step[1]) - 6, f"{100 * step[1]:.0f}", text_anchor="middle", font_weight=bold, **HALO)
        body += text(at, y.start + 17, str(step[0]), text_anchor="middle", font_weight=bold)
        body += text(at, y.start + 33, _words_below(step, planned), text_anchor="middle", fill=MUTED, font_size=11.5)
    return frame(uid, (0, 0, WIDTH, HEIGHT), title, desc or title, body)


def convergence_table(option: Json) -> View | None:
    """Coverage and 95 % gap of every zone after each pass, and the share of the opened skin that is opened again."""
    zones = [zone for zone in all_zones(option) if steps_of(zone)]
    if not zones:
        return None
    most = max(steps_of(zone)[-1][0] for zone in zones)
    head = [f"{count} {'pass' if count == 1 else 'passes'}" for count in range(1, most + 1)]
    twice = any(_twice(zone) for zone in zones)
    return {
        "head": head + (["Opened twice or more"] if twice else []),
        "rows": [
            (f"{zone['label']} ({zone['passes']} planned)", _cells(zone, most) + ([_twice(zone)] if twice else []))
            for zone in zones
        ],
    }


def _cells(zone: Json, most: int) -> list[str]:
    rows = {int(row["passes"]): row for row in zone["convergence"]}
    found = []
    for count in range(1, most + 1):
        row = rows.get(count, {})
        share, gap = finite(row.get("coverage")), finite(row.get("gap_p95_mm"))
        parts = [words.percent(share)] if share is not None else []
        parts += [f"({words.figure(gap, 2)} mm)"] if gap is not None else []
        found.append(" ".join(part.replace(" ", KEPT) for part in parts))
    return found


def _twice(zone: Json) -> str:
    """Share of the opened skin that more than one hole opens."""
    share = (zone.get("overlap") or {}).get("twice")
    return words.percent(share) if finite(share) is not None else ""


def after_next(zone: Json, name: str, now: object, most: float | None = None) -> tuple[float, float] | None:
    """(now, with one more pass) of a figure, or None when the plan does not say. most: the most that it can be."""
    here, more = finite(now), finite((zone.get("next_pass") or {}).get(name))
    if here is None or more is None:
        return None
    then = max(here + more, 0.0)
    return here, then if most is None else min(then, most)


def _more(value: object, unit: str) -> str:
    """A change with its sign: ``+0.3 days``; one too small to show is said so."""
    number = finite(value)
    if number is None:
        return ""
    if abs(number) < 0.05:
        return f"< 0.1 {unit}"
    return f"{'+' if number > 0 else ''}{words.figure(number)} {unit}"


def _cell(label: str, now: str, then: str = "", meter: Sequence[str] = ()) -> View:
    """One cell. meter: widths (percent) of its bar, now and then."""
    return {"label": label, "now": now, "then": then, "meter": meter}


def _coverage_cell(now: float, then: float) -> View:
    return _cell(HEADS[0], words.percent(now), words.percent(then), [f"{100 * part:.1f}" for part in (now, then)])


def _next_cells(zone: Json) -> dict[str, View]:
    """What is known of one more pass on a zone, by column."""
    more = zone.get("next_pass") or {}
    share = after_next(zone, "coverage", zone["coverage"], 1.0)
    gap = after_next(zone, "gap_p95_mm", (zone.get("gap_mm") or {}).get("p95"))
    cells = {
        HEADS[0]: _coverage_cell(*share) if share else None,
        HEADS[1]: _cell(HEADS[1], *(f"{part:.2f} mm" for part in gap)) if gap else None,
        HEADS[2]: _cell(HEADS[2], _more(more.get("downtime_days"), "days")),
        HEADS[3]: _cell(HEADS[3], _more(more.get("gain_percent"), "points")),
    }
    return {name: cell for name, cell in cells.items() if cell and cell["now"]}


def next_pass_table(option: Json, numbers: Mapping[str, int]) -> View | None:
    """What one more pass would add, one row for each zone of which the plan says it; None without one.

    {head, rows, endpoint}; endpoint: where what is seen on the skin would change, in one sentence or "".
    """
    zones = [(zone, _next_cells(zone)) for zone in all_zones(option)]
    known = [(zone, cells) for zone, cells in zones if cells]
    head = [name for name in HEADS if any(name in cells for _, cells in known)]
    if not head:
        return None
    rows = [
        {
            "number": numbers.get(zone["zone"], 0),
            "label": zone["label"],
            "passes": f"{zone['passes']} + 1 passes",
            "cells": [cells.get(name, _cell(name, words.MISSING)) for name in head],
        }
        for zone, cells in known
    ]
    return {"head": head, "rows": rows, "endpoint": endpoint_words([zone for zone, _ in known])}


def endpoint_words(zones: Sequence[Json]) -> str:
    """Where one more pass would change the endpoint that is seen, in one sentence; empty where nowhere."""
    changed: dict[str, list[str]] = {}
    for zone in zones:
        then = (zone.get("next_pass") or {}).get("endpoint")
        if then and then != zone["endpoint"]:
            changed.setdefault(words.ENDPOINTS.get(then, str(then)), []).append(zone["label"])
    places = [f"{then} on the {words.listed(labels)}" for then, labels in changed.items()]
    return f"One more pass would bring {words.listed(places)}." if places else ""


def coverage_words(zone: Json) -> str:
    """What coverage means, with the distance of this plan."""
    distance = finite(zone.get("coverage_distance_mm"))
    near = f"within {words.figure(distance, 2)} mm of" if distance is not None else "near"
    return f"Coverage is the share of the skin that lies {near} a hole."


def pass_sentence(zone: Json) -> str:
    """What the last planned pass brought and what one more would, in one sentence."""
    shares, planned = dict(steps_of(zone)), int(zone["passes"])
    now, then = shares.get(planned), shares.get(planned + 1)
    if now is None or then is None:
        return coverage_words(zone)
    first = shares.get(1)
    start = f"The first pass covers {words.percent(first)} of the {zone['label']}; " if first and planned > 1 else ""
    number = f"{planned} {'pass covers' if planned == 1 else 'passes cover'}"
    tail = f"{number} {words.percent(now)}, and one more would make it {words.percent(then)}."
    return start + tail if start else f"On the {zone['label']} {tail}"
