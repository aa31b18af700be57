"""The forecast of the chosen options, all in one batch of draws, and its part of plan.json."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from ..course import Option
from ..healing import (
    Phase,
    Request,
    Tissue,
    central_parameters,
    draw_parameters,
    large_wound_peak,
    phase_windows,
    scar_level,
    scar_shares,
    tissues,
)
from ..outcome import (
    FORECAST_AFTER_DAYS,
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

PHASE_DAYS = tuple(
    float(day) for day in np.concatenate([np.arange(0, 14, 0.25), np.arange(14, 60), np.arange(60, 400, 4)])
)


@dataclass(frozen=True)
class Foreseen:
    """What is foreseen of one option: its tissue by zone, recovery after a visit, phases, share of draws that scar."""

    tissue: Tissue
    recovery: Recovery
    phases: tuple[Phase, ...]
    scar_share: float

    @property
    def gain_percent(self) -> float:
        """Median collagen gain of the upper dermis at the end of the forecast, zones averaged by area (percent)."""
        areas = [zones()[zone].area_cm2 for zone in self.tissue.zones]
        return milestones(self.tissue, areas, (self.tissue.days[-1] - FORECAST_AFTER_DAYS,))[-1].median


def foresee(
    options: Sequence[Option],
    skin: Skin,
    *,
    phototype: str | None,
    draws: int,
    seed: int,
    tell: Callable[[float], None],
) -> list[Foreseen]:
    """Forecast every option under the same draws, so that options differ only by what is done. One batch for all."""
    parameters = tuple(draw_parameters(draws, seed=seed, phototype=phototype))
    central = (central_parameters(phototype),)
    requests = []
    for option in options:
        healed, visits = distinct(_cells(option)), distinct(_visits(option))
        requests += [
            Request(tuple(map(skin.course, healed)), parameters, forecast_days(_days(option))),
            Request(tuple(map(skin.course, visits)), parameters, sample_days()),
            Request((skin.course(_largest(visits)),), central, PHASE_DAYS),
        ]
    found = tissues(requests, tell)
    wound = large_wound_peak(parameters)
    return [_foreseen(option, found[3 * at : 3 * at + 3], wound, seed) for at, option in enumerate(options)]


def _foreseen(option: Option, found: Sequence[Tissue], wound: Any, seed: int) -> Foreseen:
    healed = _by_zone(option, found[0], _cells(option))
    after = _by_zone(option, found[1], _visits(option))
    return Foreseen(
        tissue=healed,
        recovery=recovery(recovery_signs(worst_erythema(after), seed=seed)),
        phases=phase_windows(found[2]),
        scar_share=float(np.mean(scar_shares(healed, wound).max(axis=1) > scar_level())),
    )


def _days(option: Option) -> tuple[float, ...]:
    return tuple(float(day) for day in option.candidate.schedule.days)


def _cells(option: Option) -> tuple[Cell, ...]:
    return uniform_cells(option.candidate.treatments, _days(option))


def _visits(option: Option) -> tuple[Cell, ...]:
    return tuple(first_visit(cell) for cell in _cells(option))


def _by_zone(option: Option, result: Tissue, cells: Sequence[Cell]) -> Tissue:
    index = {cell: at for at, cell in enumerate(distinct(cells))}
    return chosen(result, index, cells, [item.zone for item in option.candidate.treatments])


def _largest(cells: Sequence[Cell]) -> Cell:
    """The cell of the largest zone: its phases stand for the course."""
    return max(cells, key=lambda cell: max(item.area_cm2 for item in zones().values() if item.base == cell.base))


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
            "rule": f"myofibroblasts above {scar_level():.0%} of a large wound's peak, in over half of the draws",
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
