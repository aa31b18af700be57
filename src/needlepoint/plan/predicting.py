"""What a simulation at the stated constants expects of every candidate, in one batch.

Gain: collagen of the papillary and reticular dermis together, by their thickness, eight weeks after the last session
(when published histology was read), zones averaged by area. Downtime: of the zone that is reddest. Scar flag: any zone
above half the scar level, so that most draws stay below it too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ..course import Candidate, Prediction
from ..healing import Request, Tissue, central_parameters, large_wound_peak, plan_level, scar_shares, tissues
from ..outcome import central_signs, collagen, downtime_days, sample_days, worst_erythema
from ..skin import zones
from .cells import Skin, chosen, distinct, first_visit, uniform_cells

READ_AFTER_DAYS = 56.0
WATCHED_DAYS = (7.0, 10.0, 13.0, 16.0)


def predictor(
    skin: Callable[[Candidate], Skin], phototype: str | None
) -> Callable[[Sequence[Candidate]], list[Prediction]]:
    """The function that ``course.propose`` asks. skin: person and device of a candidate."""

    def predict(candidates: Sequence[Candidate]) -> list[Prediction]:
        return _predict(candidates, skin, phototype)

    return predict


def _predict(
    candidates: Sequence[Candidate], skin: Callable[[Candidate], Skin], phototype: str | None
) -> list[Prediction]:
    cells = [uniform_cells(item.treatments, _days(item)) for item in candidates]
    known = skin(candidates[0])
    unique = distinct(cell for row in cells for cell in row)
    visits = distinct(first_visit(cell) for cell in unique)
    watched = sorted({day for item in candidates for day in _watched(_days(item))})
    central = (central_parameters(phototype),)
    requests = [
        Request(tuple(map(known.course, unique)), central, tuple(watched), nodes=1),
        Request(tuple(map(known.course, visits)), central, sample_days(), nodes=1),
    ]
    with ThreadPoolExecutor(1) as beside:
        wound = beside.submit(large_wound_peak, central)
        healed, after = tissues(requests)
        scars = scar_shares(healed, wound.result())[0]
    index, first = ({cell: at for at, cell in enumerate(group)} for group in (unique, visits))
    return [
        Prediction(
            gain=_gain(chosen(healed, index, row, _ids(item)), known, item),
            downtime_days=_downtime(chosen(after, first, [first_visit(cell) for cell in row], _ids(item))),
            scar_flag=bool(max(scars[index[cell]] for cell in row) > plan_level()),
            coverage=min(known.field(part.zone, part.technique).coverage_share for part in item.treatments),
        )
        for item, row in zip(candidates, cells, strict=True)
    ]


def _ids(candidate: Candidate) -> list[str]:
    return [item.zone for item in candidate.treatments]


def _days(candidate: Candidate) -> tuple[float, ...]:
    return tuple(float(day) for day in candidate.schedule.days)


def _watched(session_days: Sequence[float]) -> list[float]:
    """Day 0, the days on which myofibroblasts peak, and the day on which the gain is read."""
    return [0.0, session_days[-1] + READ_AFTER_DAYS, *(day + later for day in session_days for later in WATCHED_DAYS)]


def _gain(result: Tissue, skin: Skin, candidate: Candidate) -> float:
    day = _days(candidate)[-1] + READ_AFTER_DAYS
    at = int(np.searchsorted(result.days, day))
    papillary = collagen(result, "papillary")[0, :, at]
    reticular = 0.5 * (collagen(result, "upper_reticular") + collagen(result, "lower_reticular"))[0, :, at]
    shares = np.asarray([skin.layers(zone).papillary_mm / skin.layers(zone).dermis_mm for zone in result.zones])
    areas = np.asarray([zones()[zone].area_cm2 for zone in result.zones])
    return float(np.average(shares * papillary + (1.0 - shares) * reticular, weights=areas) - 1.0)


def _downtime(result: Tissue) -> float:
    redness = central_signs(worst_erythema(result)).grades["redness"]
    return float(min(downtime_days(redness)[0], sample_days()[-1]))
