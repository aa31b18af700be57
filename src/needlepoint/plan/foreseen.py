"""The forecast of the chosen options, all in one batch of draws, and its part of plan.json."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..case import Goal
from ..course import Option
from ..evidence import load_parameters
from ..healing import (
    Phase,
    Request,
    Tissue,
    ZoneCourse,
    large_wound_peak,
    phase_windows,
    scar_level,
    scar_shares,
    tissues,
    with_release,
)
from ..outcome import (
    FORECAST_AFTER_DAYS,
    INTERVAL,
    LABELS,
    Band,
    Expected,
    Recovery,
    Statement,
    collagen,
    downtime_days,
    expected,
    forecast_days,
    graded_redness,
    milestones,
    percent_change,
    recovery,
    recovery_signs,
    sample_days,
    series,
    worst_erythema,
)
from ..skin import zones
from .ahead import TISSUE_DRAWS, Outlook, look_ahead, released_by_session
from .cells import Cell, chosen, distinct, drawn_constants, first_visit, stated_constants, uniform_cells
from .deciding import roads_of
from .needled import Needled
from .outcomes import goals_told, only_treated
from .predicting import Strands

Array = NDArray[np.float64]

PHASE_DAYS = tuple(
    float(day) for day in np.concatenate([np.arange(0, 14, 0.25), np.arange(14, 60), np.arange(60, 400, 4)])
)


@dataclass(frozen=True)
class PatchGain:
    """A patch: share of the zone, holes per cm2 in the first session, collagen gain of the upper dermis (percent)."""

    area_share: float
    density_per_cm2: float
    gain_percent: float


@dataclass(frozen=True)
class Foreseen:
    """What is foreseen of one option: its tissue by zone, recovery after a visit, phases, share of draws that scar.

    expected: what people would see, by goal; outlook: what more sessions would add.
    patches: gain of the largest zone's patches at the stated constants, thinnest-needled first; next_pass: by zone,
    what one more pass adds to downtime (days) and gain (percentage points) at the stated constants.
    """

    tissue: Tissue
    recovery: Recovery
    phases: tuple[Phase, ...]
    expected: tuple[Expected, ...]
    outlook: Outlook
    scar_share: float
    patches: tuple[PatchGain, ...]
    next_pass: Mapping[str, Mapping[str, float]]

    @property
    def gain_percent(self) -> float:
        """Median collagen gain of the upper dermis at the end of the forecast, zones averaged by area (percent)."""
        areas = [zones()[zone].area_cm2 for zone in self.tissue.zones]
        return milestones(self.tissue, areas, (self.tissue.days[-1] - FORECAST_AFTER_DAYS,))[-1].median


def foresee(
    options: Sequence[Option],
    needled: Needled,
    goals: Sequence[Goal],
    *,
    draws: int,
    seed: int,
    tell: Callable[[float], None],
) -> list[Foreseen]:
    """Forecast every option under the same draws, so that options differ only by what is done. One batch for all."""

    def ahead() -> tuple[Array, list[Outlook]]:
        wound = large_wound_peak(parameters)
        few = parameters[:TISSUE_DRAWS]
        return wound, look_ahead(roads_of(options), goals, needled.skin, few, wound[: len(few)], seed=seed)

    parameters = drawn_constants(needled.skin.about, draws, seed=seed)
    central = (stated_constants(needled.skin.about),)
    requests = [request for option in options for request in _requests(option, needled, parameters, central)]
    with ThreadPoolExecutor(1) as beside:
        others = beside.submit(copy_context().run, ahead)  # in this context: what it uses is recorded too
        found = tissues(requests, tell)
        wound, outlooks = others.result()
    each = len(requests) // max(len(options), 1)
    strands = Strands(needled.skin)
    for at in range(0, len(requests), each):
        found[at] = with_release(found[at], requests[at].courses, seed=seed)
    return [
        _foreseen(option, needled, found[each * at : each * (at + 1)], wound, outlooks[at], (goals, strands, seed))
        for at, option in enumerate(options)
    ]


def _requests(
    option: Option,
    needled: Needled,
    parameters: tuple[Mapping[str, float], ...],
    central: tuple[Mapping[str, float], ...],
) -> list[Request]:
    """The forecast, the recovery after one visit, the phases, the patches of the largest zone, and one pass more."""
    healed, visits = distinct(_cells(option)), distinct(_visits(option))
    largest, end = _largest(healed), (0.0, forecast_days(_days(option))[-1])
    more = tuple(_one_more_pass(cell) for cell in healed)
    skin = needled.skin
    return [
        Request(tuple(map(needled.course, healed)), parameters, forecast_days(_days(option))),
        Request(tuple(map(skin.course, visits)), parameters, sample_days(), nodes=1),
        Request((skin.course(first_visit(largest)),), central, PHASE_DAYS, nodes=1),
        Request(_by_patch(needled.course(largest)), central, end, nodes=1),
        Request(tuple(map(skin.course, (*healed, *more))), central, end, nodes=1),
        Request(tuple(skin.course(first_visit(cell)) for cell in (*healed, *more)), central, sample_days(), nodes=1),
    ]


def _foreseen(
    option: Option,
    needled: Needled,
    found: Sequence[Tissue],
    wound: Array,
    outlook: Outlook,
    person: tuple[Sequence[Goal], Strands, int],
) -> Foreseen:
    goals, strands, seed = person
    healed = _by_zone(option, found[0], _cells(option))
    after = _by_zone(option, found[1], _visits(option))
    areas = [zones()[zone].area_cm2 for zone in healed.zones]
    released = released_by_session(_cells(option), areas, strands)
    said = expected(goals_told(goals), healed, areas, _days(option), released, seed=seed)
    return Foreseen(
        expected=only_treated(goals, said, healed.zones),
        outlook=outlook,
        tissue=healed,
        recovery=recovery(recovery_signs(worst_erythema(after), seed=seed)),
        phases=phase_windows(found[2]),
        scar_share=float(np.mean(scar_shares(healed, wound).max(axis=1) > scar_level())),
        patches=_patch_gains(needled.course(_largest(distinct(_cells(option)))), found[3]),
        next_pass=_next_pass(option, found[4], found[5]),
    )


def _one_more_pass(cell: Cell) -> Cell:
    return replace(cell, techniques=tuple(replace(item, passes=item.passes + 1) for item in cell.techniques))


def _by_patch(course: ZoneCourse) -> tuple[ZoneCourse, ...]:
    return tuple(replace(course, fields=fields, patches=()) for _, fields in course.patches)


def _patch_gains(course: ZoneCourse, result: Tissue) -> tuple[PatchGain, ...]:
    gain = percent_change(collagen(result, "papillary"))[0, :, -1]
    return tuple(
        PatchGain(share, fields[0].density_per_cm2, float(gain[at]))
        for at, (share, fields) in enumerate(course.patches)
    )


def _next_pass(option: Option, healed: Tissue, visits: Tissue) -> dict[str, dict[str, float]]:
    """By zone; the first half of both results is the plan as it is, the second half one pass more."""
    cells = _cells(option)
    index = {cell: at for at, cell in enumerate(distinct(cells))}
    gain = percent_change(collagen(healed, "papillary"))[0, :, -1]
    redness = graded_redness(visits.output("erythema")[0], load_parameters("recovery")["redness_half"])
    days = np.minimum(downtime_days(redness), sample_days()[-1])
    return {
        item.zone: {
            "downtime_days": float(days[len(index) + index[cell]] - days[index[cell]]),
            "gain_percent": float(gain[len(index) + index[cell]] - gain[index[cell]]),
        }
        for item, cell in zip(option.candidate.treatments, cells, strict=True)
    }


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
        "patches": [
            {"area_share": item.area_share, "density_per_cm2": item.density_per_cm2, "gain_percent": item.gain_percent}
            for item in seen.patches
        ],
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
        "back_to": [
            {"id": item.id, "label": item.label, "day": item.day, "why": item.why, "sources": list(item.sources)}
            for item in found.back_to
        ],
    }


def _band(item: Band) -> dict[str, Any]:
    return {name: _plain(getattr(item, name)) for name in ("median", "low", "high")}


def _plain(value: float | tuple[float, ...]) -> float | list[float]:
    return list(value) if isinstance(value, tuple) else value


def _date(first: date | None, day: float) -> str | None:
    return (first + timedelta(days=round(day))).isoformat() if first else None
