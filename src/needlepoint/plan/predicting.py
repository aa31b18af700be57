"""What a simulation at the stated constants expects of every candidate, in one batch.

Benefit: the share of the complaint that goes, for the average person of an average study (``outcome.central_benefit``),
from the gains of papillary and reticular collagen and, for scars, the strands released, eight weeks after the last
session; goals count alike. Downtime: of the zone that is reddest. Risk: most myofibroblasts of any zone at any time, as
a share of the level at which the scar warning is raised (1 = raised); the warning of a candidate is raised at half that
level, so that most draws stay below it too. Candidates that begin alike are run once (``trunks``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from ..case import Goal
from ..course import Candidate, Prediction
from ..device import Technique
from ..healing import (
    Tissue,
    large_wound_peak,
    plan_level,
    release_parameters,
    released_share,
    scar_level,
)
from ..outcome import central_benefit, central_signs, downtime_days, sample_days, worst_erythema
from ..outcome.features import collagen_gains
from ..puncture import PunctureField
from ..skin import zones
from .cells import Cell, Skin, stands_for, stated_constants, uniform_cells
from .trunks import Grown, grow

Array = NDArray[np.float64]

READ_AFTER_DAYS = 56.0


def predictor(
    skin: Callable[[Candidate], Skin], goals: Sequence[Goal]
) -> Callable[[Sequence[Candidate]], list[Prediction]]:
    """The function that ``course.propose`` asks. skin: person and device of a candidate; goals: what they want."""

    def predict(candidates: Sequence[Candidate]) -> list[Prediction]:
        return _predict(candidates, skin(candidates[0]), goals)

    return predict


def _predict(candidates: Sequence[Candidate], skin: Skin, goals: Sequence[Goal]) -> list[Prediction]:
    cells = [candidate_cells(item) for item in candidates]
    central = (stated_constants(skin.about),)
    with ThreadPoolExecutor(1) as beside:
        wound = beside.submit(large_wound_peak, central)
        grown = grow((cell for row in cells for cell in row), skin, central, (READ_AFTER_DAYS,), sample_days())
        peak = wound.result()
    strands = Strands(skin)
    found = []
    for item, row in zip(candidates, cells, strict=True):
        risk = float((grown.peak(row) / peak)[0]) / scar_level()
        found.append(
            Prediction(
                gain=float(benefit(grown, row, zone_ids(item), goals, strands)[0]),
                downtime_days=float(downtimes(grown, row, zone_ids(item))[0]),
                scar_flag=risk > plan_level() / scar_level(),
                coverage=min(skin.field(part.zone, part.technique).coverage_share for part in item.treatments),
                risk=risk,
            )
        )
    return found


class Strands:
    """Scar strands released by a cell's sessions, at the stated constants; each cell and field worked out once."""

    def __init__(self, skin: Skin) -> None:
        self.skin = skin
        self.constants: Mapping[str, float] = release_parameters()
        self.known: dict[Cell, float] = {}
        self.fields: dict[tuple[str, Technique], PunctureField] = {}

    def share(self, cell: Cell) -> float:
        """Share of the strands released after all sessions of this cell; the days do not count."""
        key = Cell(cell.base, cell.techniques, ())
        if key not in self.known:
            fields = [self.field(cell.base, technique) for technique in cell.techniques]
            self.known[key] = released_share(fields, self.skin.layers(stands_for(cell.base)), self.constants)
        return self.known[key]

    def field(self, base: str, technique: Technique) -> PunctureField:
        """The expected holes of one session."""
        if (base, technique) not in self.fields:
            self.fields[base, technique] = self.skin.field(stands_for(base), technique)
        return self.fields[base, technique]


def candidate_cells(item: Candidate) -> tuple[Cell, ...]:
    """The cell of every zone of a candidate."""
    return uniform_cells(item.treatments, tuple(float(day) for day in item.schedule.days))


def zone_ids(item: Candidate) -> list[str]:
    """The zones of a candidate, in the order of its cells."""
    return [part.zone for part in item.treatments]


def benefit(
    grown: Grown, cells: Sequence[Cell], named: Sequence[str], goals: Sequence[Goal], strands: Strands
) -> Array:
    """Share of the complaint that goes (draw,), goals counting alike, at the last reading."""
    tissue = grown.tissue(cells, named)
    return np.asarray(np.mean([_of_goal(goal, tissue, cells, strands) for goal in goals], axis=0))


def _of_goal(goal: Goal, tissue: Tissue, cells: Sequence[Cell], strands: Strands) -> Array:
    mine = [at for at, zone in enumerate(tissue.zones) if zone in goal.zones] or list(range(len(tissue.zones)))
    part = Tissue(tissue.values[:, mine], tissue.days, tuple(tissue.zones[at] for at in mine), (), ())
    areas = [zones()[zone].area_cm2 for zone in part.zones]
    gains = collagen_gains(part, areas)
    released = np.average([strands.share(cells[at]) for at in mine], weights=areas) if goal.words.scar else None
    papillary, reticular = gains["papillary"][:, -1], gains["reticular"][:, -1]
    return central_benefit(papillary, reticular, goal.concern, goal.subtype, released)


def downtimes(grown: Grown, cells: Sequence[Cell], named: Sequence[str]) -> Array:
    """Days until makeup covers the redness after a visit (draw,), of the reddest zone."""
    redness = central_signs(worst_erythema(grown.visit(cells, named))).grades["redness"]
    return np.minimum(downtime_days(redness), sample_days()[-1])
