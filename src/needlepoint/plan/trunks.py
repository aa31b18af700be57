"""Cells that begin alike, as one trunk: the course of five sessions holds those of one to four at the same interval.

What the tissue model then runs is only the trunks (``healing.branching``); every cell is found on one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..healing import Branches, Tissue, branches
from .cells import Cell, Skin

Constants = Sequence[Mapping[str, float]]


def prefix(cell: Cell, sessions: int) -> Cell:
    """The same cell when it stops after so many sessions."""
    return Cell(cell.base, cell.techniques[:sessions], cell.session_days[:sessions])


@dataclass(frozen=True)
class Trunks:
    """The cells that have to be run, and where each asked cell is found: (trunk, sessions)."""

    cells: tuple[Cell, ...]
    where: Mapping[Cell, tuple[int, int]]


def trunks_of(cells: Iterable[Cell]) -> Trunks:
    """The fewest cells whose beginnings hold all of these."""
    grown: list[Cell] = []
    where: dict[Cell, tuple[int, int]] = {}
    for cell in sorted(dict.fromkeys(cells), key=lambda item: -len(item.session_days)):
        if cell in where:
            continue
        for sessions in range(1, len(cell.session_days) + 1):
            where.setdefault(prefix(cell, sessions), (len(grown), sessions))
        grown.append(cell)
    return Trunks(tuple(grown), where)


def alone(cells: Iterable[Cell]) -> Trunks:
    """Every cell as a trunk of its own, for runs that are read after their last session only."""
    distinct = tuple(dict.fromkeys(cells))
    return Trunks(distinct, {cell: (at, len(cell.session_days)) for at, cell in enumerate(distinct)})


@dataclass(frozen=True)
class Grown:
    """Trunks with what the tissue model found on them."""

    trunks: Trunks
    found: Branches

    def tissue(self, cells: Sequence[Cell], zone_ids: Sequence[str]) -> Tissue:
        """The tissue of these cells (one schedule), one column a zone, named by it, at every reading."""
        parts = [self.found.tissue(*self.trunks.where[cell]) for cell in cells]
        failed = [(draw, zone) for part, zone in zip(parts, zone_ids, strict=True) for draw, _ in part.failed]
        values = np.concatenate([part.values for part in parts], axis=1)
        return Tissue(values, parts[0].days, tuple(zone_ids), tuple(sorted(failed)), ())

    def visit(self, cells: Sequence[Cell], zone_ids: Sequence[str]) -> Tissue:
        """The tissue after the first session of these cells, at the early days."""
        parts = [self.found.visit(self.trunks.where[cell][0]) for cell in cells]
        values = np.concatenate([part.values for part in parts], axis=1)
        return Tissue(values, parts[0].days, tuple(zone_ids), (), ())

    def peak(self, cells: Sequence[Cell]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """Most myofibroblasts of any of these cells, at any time (draw,)."""
        places = [self.trunks.where[cell] for cell in cells]
        return np.asarray(np.max([self.found.peak[:, trunk, sessions - 1] for trunk, sessions in places], axis=0))


def grow(
    cells: Iterable[Cell],
    skin: Skin,
    constants: Constants,
    after: Sequence[float],
    early: Sequence[float],
    *,
    last_only: bool = False,
) -> Grown:
    """Run the trunks of these cells with the holes that the closed forms expect.

    constants: sets of the tissue model's; after, early: days of the readings; last_only: as in ``healing.branching``.
    """
    trunks = alone(cells) if last_only else trunks_of(cells)
    courses = [skin.course(cell) for cell in trunks.cells]
    return Grown(trunks, branches(courses, constants, after=after, early=early, last_only=last_only))
