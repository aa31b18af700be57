"""Hundreds of protocols for one person under draws of the constants: which of them does no other one beat?

Protocols that begin alike are run once, and the ladder of steps is thinned (``healing.branching``); zones with one base
share their cell; only what the axes need is read. Benefit, downtime and risk are medians over the draws (the same draws
for every protocol); the interval of the benefit is that of the tissue's constants, not of people or studies. Axes as in
``predicting``.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from ..case import Case
from ..course import Candidate, Prediction, about_person, planned_device
from ..course.basis import Basis, note
from ..course.candidates import search_grid
from ..course.choice import Weighed, front_of
from ..course.proposals import Question, question, weighed_for
from ..course.stopping import Figure, figure
from ..device import find_device
from ..errors import InputError, Problem
from ..healing import large_wound_peak, plan_level, scar_level
from ..outcome import sample_days
from ..screening import screen
from .cells import Cell, Skin, drawn_constants, first_visit
from .predicting import READ_AFTER_DAYS, Strands, benefit, candidate_cells, downtimes, zone_ids
from .trunks import Grown, grow

PROTOCOLS = 512
SEARCH_DRAWS = 16


@dataclass(frozen=True)
class Protocol:
    """One protocol of a search. benefit: share of the complaint that goes, with its interval; undominated: no other
    allowed protocol beats it; published: at least as many visits as any published course had."""

    weighed: Weighed
    benefit: Figure
    undominated: bool
    published: bool

    @property
    def candidate(self) -> Candidate:
        """Its settings."""
        return self.weighed.candidate


@dataclass(frozen=True)
class Search:
    """protocols: all that were compared, most benefit first; runs: courses that the tissue model ran for them."""

    protocols: tuple[Protocol, ...]
    draws: int
    runs: int
    notes: tuple[Basis, ...]

    @property
    def front(self) -> tuple[Protocol, ...]:
        """The allowed protocols that no other one beats, most benefit first."""
        return tuple(item for item in self.protocols if item.undominated)


def search_protocols(
    case: Case, *, on: date, protocols: int = PROTOCOLS, draws: int = SEARCH_DRAWS, seed: int = 1
) -> Search:
    """Compare at least ``protocols`` protocols inside the bounds of a case, under ``draws`` draws of the constants.

    on: the day of planning. Fewer are compared where the bounds leave no room for so many. No protocol where screening
    says stop; the notes then say why. Raises InputError for counts below one and for an impossible device.
    """
    for name, count in (("protocols", protocols), ("draws", draws)):
        if count < 1:
            raise InputError(Problem(name, str(count), "1 or more"))
    asked, notes = question(case, screen(case, on))
    if asked is None:
        return Search((), draws, 0, tuple(notes))
    candidates = search_grid(
        asked.by_zone, asked.shared, asked.device, case.constraints, asked.open_days, wanted=protocols
    )
    if not candidates:
        return Search((), draws, 0, (*notes, note("Not one visit is possible within the limits.")))
    skin = Skin(find_device(planned_device(case)), about_person(case, on))
    found, runs = _compared(asked, candidates, skin, draws, seed)
    return Search(found, draws, runs, tuple(notes))


def _compared(
    asked: Question, candidates: Sequence[Candidate], skin: Skin, draws: int, seed: int
) -> tuple[tuple[Protocol, ...], int]:
    constants = drawn_constants(skin.about, draws, seed=seed)
    cells = [candidate_cells(item) for item in candidates]
    with ThreadPoolExecutor(1) as beside:
        wound = beside.submit(large_wound_peak, constants)
        grown = grow((cell for row in cells for cell in row), skin, constants, (READ_AFTER_DAYS,), sample_days())
        peak = wound.result()
    reader = _Reader(grown, Strands(skin), asked, peak)
    read = [reader.read(item, row) for item, row in zip(candidates, cells, strict=True)]
    weighed = weighed_for(asked, candidates, [prediction for prediction, _ in read])
    kept = {item.candidate for item in front_of(weighed)}
    found = [
        Protocol(item, spread, item.candidate in kept, item.candidate.schedule.sessions >= asked.shared.sessions_low)
        for item, (_, spread) in zip(weighed, read, strict=True)
    ]
    found.sort(key=lambda item: item.weighed.axes.burdens())
    return tuple(found), len(grown.trunks.cells) * draws


class _Reader:
    """Reads predictions off the trunks; what candidates share is worked out once."""

    def __init__(self, grown: Grown, strands: Strands, asked: Question, wound: Any) -> None:
        self.grown, self.strands, self.asked, self.wound = grown, strands, asked, wound
        self.downtime: dict[tuple[Cell, ...], float] = {}
        self.coverage: dict[Cell, float] = {}

    def read(self, item: Candidate, cells: tuple[Cell, ...]) -> tuple[Prediction, Figure]:
        """The prediction of one candidate (medians over draws), and the interval of its benefit."""
        gains = benefit(self.grown, cells, zone_ids(item), self.asked.case.goals, self.strands)
        risk = float(np.nanmedian(self.grown.peak(cells) / self.wound)) / scar_level()
        spread = figure(gains[np.isfinite(gains)])
        prediction = Prediction(
            gain=spread.median,
            downtime_days=self._downtime(item, cells),
            scar_flag=risk > plan_level() / scar_level(),
            coverage=min(self._coverage(cell) for cell in cells),
            risk=risk,
        )
        return prediction, spread

    def _downtime(self, item: Candidate, cells: tuple[Cell, ...]) -> float:
        visits = tuple(first_visit(cell) for cell in cells)
        if visits not in self.downtime:
            self.downtime[visits] = float(np.nanmedian(downtimes(self.grown, visits, zone_ids(item))))
        return self.downtime[visits]

    def _coverage(self, cell: Cell) -> float:
        visit = first_visit(cell)
        if visit not in self.coverage:
            self.coverage[visit] = self.strands.field(cell.base, cell.techniques[0]).coverage_share
        return self.coverage[visit]
