"""The forecast of the chosen options, all in one batch of draws, and its part of plan.json."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from ..course import Option
from ..healing import (
    Phase,
    Tissue,
    central_tissue,
    draw_parameters,
    large_wound_peak,
    phase_windows,
    scar_level,
    scar_shares,
    tissue,
)
from ..outcome import (
    INTERVAL,
    LABELS,
    Band,
    Recovery,
    Statement,
    forecast_days,
    milestones,
    recovery,
    recovery_signs,
    sample_days,
    series,
    worst_erythema,
)
from ..skin import zones
from .cells import Cell, Skin, chosen, distinct, first_visit, uniform_cells

PHASE_DAYS = tuple(float(day) for day in np.concatenate([np.arange(0, 14, 0.25), np.arange(14, 60), np.arange(60, 400, 4)]))


@dataclass(frozen=True)
class Foreseen:
    """What is foreseen of one option: its tissue by zone, recovery after a visit, phases, share of draws that scar."""

    tissue: Tissue
    recovery: Recovery
    phases: tuple[Phase, ...]
    scar_share: float


def foresee(
    options: Sequence[Option],
    skin: Skin,
    *,
    phototype: str | None,
    draws: int,
    seed: int,
    tell: Callable[[str, float], None],
) -> list[Foreseen]:
    """Forecast every option under the same draws, so that options differ only by what is done."""
    parameters = draw_parameters(draws, seed=seed, phototype=phototype)
    wound = large_wound_peak(parameters)
    found = []
    for number, option in enumerate(options):
        tell(f"forecasting the {option.name} course", number / len(options))
        found.append(_foresee(option, skin, parameters, wound, phototype, seed))
    return found


def _foresee(
    option: Option, skin: Skin, parameters: Sequence[Mapping[str, float]], wound: Any, phototype: str | None, seed: int
) -> Foreseen:
    plan = option.candidate
    session_days = tuple(float(day) for day in plan.schedule.days)
    cells = uniform_cells(plan.treatments, session_days)
    names = [item.zone for item in plan.treatments]
    healed = _run(cells, names, skin, parameters, forecast_days(session_days))
    visits = [first_visit(cell) for cell in cells]
    after = _run(visits, names, skin, parameters, sample_days())
    return Foreseen(
        tissue=healed,
        recovery=recovery(recovery_signs(worst_erythema(after), seed=seed)),
        phases=phases_of(visits, skin, phototype),
        scar_share=float(np.mean(scar_shares(healed, wound).max(axis=1) > scar_level())),
    )


def _run(
    cells: Sequence[Cell], names: Sequence[str], skin: Skin, parameters: Sequence[Mapping[str, float]], days: Sequence[float]
) -> Tissue:
    unique = distinct(cells)
    result = tissue([skin.course(cell) for cell in unique], parameters, days)
    return chosen(result, {cell: at for at, cell in enumerate(unique)}, cells, names)


def phases_of(visits: Sequence[Cell], skin: Skin, phototype: str | None) -> tuple[Phase, ...]:
    """Phases after the first visit in its largest zone; none when no hole reaches the dermis."""
    largest = max(visits, key=lambda cell: max(item.area_cm2 for item in zones().values() if item.base == cell.base))
    result = central_tissue([skin.course(largest)], PHASE_DAYS, phototype=phototype)
    return phase_windows(result)


def forecast_document(seen: Foreseen, option: Option, statements: Iterable[Statement]) -> dict[str, Any]:
    """The ``forecast`` of an option in plan.json."""
    session_days = [float(day) for day in option.candidate.schedule.days]
    areas = [zones()[zone].area_cm2 for zone in seen.tissue.zones]
    first = option.dates[0] if option.dates else None
    return {
        "interval": INTERVAL,
        "days": list(map(float, seen.tissue.days)),
        "session_days": session_days,
        "series": {
            item.name: {"label": item.label, "unit": item.unit, "meaning": item.meaning} | _band(item.band)
            for item in series(seen.tissue, areas)
        },
        "phases": [
            {"phase": item.name, "start_day": item.start_day, "end_day": item.end_day, "rule": item.rule}
            for item in seen.phases
        ],
        "milestones": [
            {
                "day": item.day,
                "date": _date(first, item.day),
                "label": f"Collagen, upper dermis, {item.label}",
                "median": item.median,
                "low": item.low,
                "high": item.high,
                "unit": "percent",
            }
            for item in milestones(seen.tissue, areas, session_days)
        ],
        "scar_flag": {
            "share_of_draws": seen.scar_share,
            "flag": seen.scar_share > 0.5,
            "rule": f"myofibroblasts above {scar_level():.0%} of their peak in a large wound, in more than half of the draws",
        },
        "statements": [{"text": item.text, "sources": list(item.sources), "kind": item.kind} for item in statements],
    }


def recovery_document(found: Recovery) -> dict[str, Any]:
    """The ``recovery`` of an option in plan.json."""
    return {
        "interval": INTERVAL,
        "days": list(found.days),
        "signs": {name: {"label": LABELS[name]} | _band(item) for name, item in found.signs.items()},
        "downtime_days": _band(found.downtime),
        "makeup_day": found.makeup_day,
        "work_day": found.work_day,
        "event_safe_day": found.event_safe_day,
    }


def _band(item: Band) -> dict[str, Any]:
    return {name: _plain(getattr(item, name)) for name in ("median", "low", "high")}


def _plain(value: float | tuple[float, ...]) -> float | list[float]:
    return list(value) if isinstance(value, tuple) else value


def _date(first: date | None, day: float) -> str | None:
    return (first + timedelta(days=round(day))).isoformat() if first else None
