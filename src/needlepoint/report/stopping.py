"""How many visits: what one more would add, what it costs, when to stop; and keeping the result afterwards.

Gains are in the unit that the plan states; by_session holds the gain of the whole course by its number of visits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from . import words
from .charts import Step, finite, step_chart
from .outlook import between, signed, unit_for

Json = Mapping[str, Any]
View = dict[str, Any]
VERDICTS = {
    "go on": ("go", "The planned visits earn their keep"),
    "stop": ("stop", "After the planned visits, stopping is the better bet"),
    "wait": ("wait", "Wait and look again before more visits"),
    "other": ("other", "Another treatment is the better bet"),
}


def stop_view(option: Json) -> View | None:
    """The stop rule of a proposal as the page shows it; None where the plan has none."""
    rule = option.get("stop_rule")
    if not rule:
        return None
    more = rule.get("one_more") or {}
    gain = more.get("gain") or {}
    unit = str(gain.get("unit") or "")
    kind, title = VERDICTS.get(str(rule.get("verdict")), ("go", words.capital(str(rule.get("verdict") or ""))))
    return {
        "kind": kind,
        "title": title,
        "why": rule.get("why") or "",
        "tiles": _tiles(option, more, gain, unit),
        "figure": _figure(option, rule, unit),
        "table": _table(rule, unit),
        "maintenance": rule.get("maintenance"),
    }


def _digits(unit: str) -> int:
    return 0 if unit in ("percent", "%") else 2


def _unit(value: float, unit: str) -> str:
    return "%" if unit == "percent" else unit_for(value, unit)


def _amount(value: object, unit: str) -> str:
    number = finite(value)
    return words.MISSING if number is None else f"{signed(number, _digits(unit))} {_unit(number, unit)}".strip()


def _tiles(option: Json, more: Json, gain: Json, unit: str) -> list[tuple[str, str, str]]:
    """(label, value, note) of what one more visit would bring and ask."""
    nth = option["schedule"]["sessions"] + 1
    tiles = []
    if finite(gain.get("median")) is not None:
        span = f"9 in 10: {between(gain.get('low'), gain.get('high'), _digits(unit))}"
        tiles.append((f"Visit {nth} would add", _amount(gain["median"], unit), span))
    if finite(more.get("cost")) is not None:
        tiles.append(("It would cost", words.money(more["cost"], (option.get("cost") or {}).get("currency")), ""))
    if finite(more.get("downtime_days")) is not None:
        days = words.figure(more["downtime_days"])
        tiles.append(("Days to recover", f"{days} more {'day' if days == '1' else 'days'}", ""))
    return tiles


def _figure(option: Json, rule: Json, unit: str) -> View | None:
    rows, planned = rule.get("by_session") or (), option["schedule"]["sessions"]
    if not rows:
        return None
    steps = [_step(row, planned) for row in rows]
    title = "What each number of visits brings"
    plan = f"The dark bar is this plan, {planned} {'visit' if planned == 1 else 'visits'}; hatched bars go beyond it."
    reading = f"{plan} Each is read two months after its last visit, so part of each step is time, not needling."
    svg = step_chart("by-visit", title, steps, "visits", unit=f"{_unit(2, unit)} better", desc=reading)
    return {"svg": Markup(svg), "title": title, "reading": reading}


def _step(row: Json, planned: int) -> Step:
    median, low, high = (
        value if (value := finite(row.get(part))) is not None else float("nan") for part in ("median", "low", "high")
    )
    count = row["sessions"]
    return Step(str(count), median, low, high, planned=count == planned, beyond=count > planned)


def _table(rule: Json, unit: str) -> View | None:
    rows = rule.get("by_session") or ()
    if not rows:
        return None
    return {
        "head": [f"Gain in the middle, {_unit(2, unit)}", "9 in 10"],
        "rows": [
            (
                str(row["sessions"]),
                [signed(row.get("median"), _digits(unit)), between(row.get("low"), row.get("high"), _digits(unit))],
            )
            for row in rows
        ],
    }
