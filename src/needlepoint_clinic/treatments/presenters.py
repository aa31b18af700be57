"""How a chart looks: the row of steps, plan beside done, the drawing with every zone a link, readings of a code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from needlepoint.report import View, zone_outlines
from needlepoint.skin import zones as all_zones

from . import steps
from .forms import ENDPOINTS, SPEEDS
from .gs1 import Code, Reading
from .models import ZoneRecord
from .planned import PlannedZone
from .selectors import Chart, excluded_zones

SETTINGS = ("depth_mm", "passes", "pattern", "speed")
NAMES = {"depth_mm": "depth", "passes": "passes", "pattern": "pattern", "speed": "speed", "endpoint": "endpoint"}
STATES = {"done": "charted", "other": "charted, not as planned", "open": "planned", "out": "left out", "here": "shown"}


@dataclass(frozen=True)
class Step:
    """One of the six, as a link."""

    id: str
    title: str
    url: str
    done: bool
    here: bool


@dataclass(frozen=True)
class Row:
    """One zone: plan beside done. differs: the settings that are not as planned, in words."""

    number: int
    zone: str
    label: str
    url: str
    plan: PlannedZone | None
    done: ZoneRecord | None
    differs: Sequence[str]
    left_out: bool
    mark: int

    @property
    def state(self) -> str:
        """How it is drawn."""
        if self.left_out:
            return "out"
        if self.done is None:
            return "open"
        return "other" if self.differs else "done"

    @property
    def state_words(self) -> str:
        """The same in words."""
        return STATES[self.state]

    @property
    def endpoint(self) -> str:
        """What was seen."""
        return ENDPOINTS.get(self.done.endpoint, self.done.endpoint) if self.done else ""

    @property
    def planned_endpoint(self) -> str:
        """What was expected."""
        return ENDPOINTS.get(self.plan.endpoint, self.plan.endpoint) if self.plan else ""

    @property
    def speed(self) -> str:
        """In words, where it was not the usual one."""
        speed = self.done.speed if self.done else ""
        return "" if speed == "usual" else SPEEDS.get(speed, speed)


@dataclass(frozen=True)
class Choice:
    """One reading of a doubtful code, as a button: its fields in words and as hidden values."""

    text: str
    facts: Sequence[tuple[str, str]]
    values: Mapping[str, str]
    whole: bool


def step_row(chart: Chart, here: str) -> list[Step]:
    """The six steps."""
    done = steps.done(chart.treatment, len(chart.zones))
    address = {id: reverse(f"treatment_{id}", args=[chart.treatment.id]) for id in steps.STEPS}
    return [Step(id, steps.TITLES[id], address[id], done[id], id == here) for id in steps.STEPS]


def zone_number(zone: str) -> int:
    """A zone's number in addresses: its place in the engine's list, from 1."""
    return list(all_zones()).index(zone) + 1


def zone_of_number(number: int) -> str | None:
    """The zone of a number; None when there is none."""
    names = list(all_zones())
    return names[number - 1] if 1 <= number <= len(names) else None


def rows_of(chart: Chart) -> list[Row]:
    """Every zone planned or charted, in the order of the chart."""
    out = excluded_zones(chart.treatment.screening)
    names = {item.zone for item in chart.planned} | {row.zone for row in chart.zones}
    ordered = [zone for zone in all_zones() if zone in names]
    return [_row(chart, zone, out, mark) for mark, zone in enumerate(ordered, start=1)]


def row_of(chart: Chart, zone: str) -> Row:
    """One zone, also one that nobody planned."""
    found = next((row for row in rows_of(chart) if row.zone == zone), None)
    return found or _row(chart, zone, excluded_zones(chart.treatment.screening), 0)


def _row(chart: Chart, zone: str, out: frozenset[str], mark: int) -> Row:
    plan, done = chart.plan(zone), chart.zone(zone)
    return Row(
        number=zone_number(zone),
        zone=zone,
        label=all_zones()[zone].label,
        url=zone_url(chart.treatment.id, zone),
        plan=plan,
        done=done,
        differs=deviations(plan, done),
        left_out=zone in out and done is None,
        mark=mark,
    )


def zone_url(treatment_id: UUID, zone: str) -> str:
    """The page of one zone."""
    return reverse("treatment_zone", args=[treatment_id, zone_number(zone)])


def deviations(plan: PlannedZone | None, done: ZoneRecord | None) -> list[str]:
    """The settings that are not as planned, in words."""
    if done is None:
        return []
    if plan is None:
        return ["not planned"]
    named = [name for name in ("depth_mm", "passes", "pattern") if getattr(done, name) != getattr(plan, name)]
    return [NAMES[name] for name in named] + (["stopped early"] if done.early_stop else [])


def next_open(chart: Chart, after: str = "") -> str | None:
    """The next planned zone that is not charted, after a zone and going round, or from the first."""
    names = [row.zone for row in rows_of(chart) if row.done is None and not row.left_out]
    order = list(all_zones())
    later = [name for name in names if after in order and order.index(name) > order.index(after)]
    return next(iter(later or names), None)


def other_zones(chart: Chart) -> list[tuple[str, str]]:
    """(address, label) of every zone that is neither planned nor charted."""
    shown = {row.zone for row in rows_of(chart)}
    return [(zone_url(chart.treatment.id, id), zone.label) for id, zone in all_zones().items() if id not in shown]


def settings_of(source: PlannedZone | ZoneRecord | None) -> dict[str, Any]:
    """What is copied from a plan or another zone: settings only. What is seen is never copied."""
    if source is None:
        return {}
    return {name: getattr(source, name) for name in SETTINGS if getattr(source, name, "")}


def beside(name: str, *sources: tuple[str, PlannedZone | ZoneRecord | None]) -> list[tuple[str, str]]:
    """(who, value) of one setting in the plan, the zone before, the visit before."""
    found = []
    for who, source in sources:
        value = getattr(source, name, None) if source is not None else None
        if value not in (None, ""):
            found.append((who, f"{value} mm" if name == "depth_mm" else str(value)))
    return found


def drawings(chart: Chart, here: str | None = None) -> list[dict[str, Any]]:
    """The views that the zones need: {svg, title}. Every zone of the chart is a link, as in the table beside it."""
    rows = {row.zone: row for row in rows_of(chart)}
    wanted = [*rows, *([here] if here else [])]
    return [{"svg": _drawing(view, rows, here), "title": view.title.capitalize()} for view in zone_outlines(wanted)]


def _drawing(view: View, rows: Mapping[str, Row], here: str | None) -> SafeString:
    shown = [(outline, rows[outline.zone]) for outline in view.outlines if outline.zone in rows]
    flip = ' transform="scale(-1 1)"'
    parts = [f"<g{flip if view.mirrored else ''}>{view.backdrop}</g>"]
    for outline, row in shown:
        state = f"zone {row.state}" + (" here" if outline.zone == here else "")
        turned = flip if outline.mirrored else ""
        x, y = outline.label
        label = escape(f"{row.mark} {row.label}, {row.state_words}")
        parts.append(
            f'<a href="{escape(row.url)}" class="{state}" aria-label="{label}"><title>{label}</title>'
            f'<path d="{outline.path}" fill-rule="evenodd"{turned}/>{_badge(x, y, row)}</a>'
        )
    parts.append(f'<g class="over"{flip if view.mirrored else ""}>{view.over}</g>')
    left, top, width, height = view.box
    if view.sides[0]:
        parts.append(f'<text class="side" x="{left + 6}" y="{top + 18}">{view.sides[0]}</text>')
        parts.append(f'<text class="side" x="{left + width - 16}" y="{top + 18}">{view.sides[1]}</text>')
    box = f"{left:g} {top:g} {width:g} {height:g}"
    head = f'<svg class="zones {view.kind}" viewBox="{box}" role="group" aria-label="{escape(view.title)}">'
    return mark_safe(f"{head}{''.join(parts)}</svg>")


def _badge(x: float, y: float, row: Row) -> str:
    sign = "✓" if row.state == "done" else "≠" if row.state == "other" else "×" if row.state == "out" else str(row.mark)
    return f'<circle cx="{x:g}" cy="{y:g}" r="10"/><text x="{x:g}" y="{y + 4:g}" text-anchor="middle">{sign}</text>'


def choices_of(reading: Reading) -> list[Choice]:
    """The readings of a code, each with its fields."""
    return [_choice(code, text) for code, text in zip(reading.readings, reading.texts, strict=True)]


def _choice(code: Code, text: str) -> Choice:
    expiry = f"{code.expiry:%Y-%m-%d}" if code.expiry else ""
    facts = [("Lot", code.lot), ("Serial", code.serial), ("Expiry", expiry), ("GTIN", code.gtin)]
    values = {"lot": code.lot, "serial": code.serial, "expiry": expiry, "gtin": code.gtin}
    return Choice(
        text, [(name, value or "not in the code") for name, value in facts], values, bool(code.lot and expiry)
    )


def amount(value: Decimal) -> str:
    """A number without zeros at its end."""
    return format(value.normalize(), "f")
