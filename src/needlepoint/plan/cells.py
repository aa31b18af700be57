"""From treated zones to the cells that the tissue model runs, each distinct one once.

Left and right, and options that share a technique, need the same cell: what differs is only where its result is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..course import AboutPerson, ZoneTreatment
from ..device import Device, Technique
from ..healing import Tissue, ZoneCourse, central_parameters, draw_parameters
from ..puncture import PunctureField, expected_field
from ..skin import Layers, layers, zones


@dataclass(frozen=True)
class Cell:
    """One distinct cell: base zone (left and right are alike), technique by session, days of the sessions."""

    base: str
    techniques: tuple[Technique, ...]
    session_days: tuple[float, ...]


def cell_of(zone: str, techniques: Sequence[Technique], session_days: Sequence[float]) -> Cell:
    """The cell that stands for a zone with these sessions; days are counted from the zone's first session."""
    first = session_days[0]
    return Cell(zones()[zone].base, tuple(techniques), tuple(day - first for day in session_days))


def uniform_cells(treatments: Sequence[ZoneTreatment], session_days: Sequence[float]) -> tuple[Cell, ...]:
    """The cell of each treatment, done alike in every session."""
    return tuple(cell_of(item.zone, [item.technique] * len(session_days), session_days) for item in treatments)


def first_visit(cell: Cell) -> Cell:
    """The same cell with its first session only, for the recovery after one visit."""
    return Cell(cell.base, cell.techniques[:1], (0.0,))


def stated_constants(about: AboutPerson) -> dict[str, float]:
    """The tissue model's constants of this person at their stated values."""
    return central_parameters(about.phototype, age=about.age, smoker=about.smoker)


def drawn_constants(about: AboutPerson, draws: int, *, seed: int) -> tuple[dict[str, float], ...]:
    """The tissue model's constants of this person under ``draws`` draws."""
    drawn = draw_parameters(draws, seed=seed, phototype=about.phototype, age=about.age, smoker=about.smoker)
    return tuple(drawn)


@dataclass(frozen=True)
class Skin:
    """Whose skin with what device: layers and puncture fields by zone."""

    device: Device
    about: AboutPerson

    def layers(self, zone: str) -> Layers:
        """Layer thicknesses of a zone (mm)."""
        return layers(zone, self.about.sex, self.about.age)

    def field(self, zone: str, technique: Technique) -> PunctureField:
        """The expected holes of one session in a zone."""
        return expected_field(self.device, technique, zone, self.layers(zone))

    def course(self, cell: Cell) -> ZoneCourse:
        """The cell as the tissue model takes it, with the holes that the closed forms expect."""
        zone = stands_for(cell.base)
        fields = {technique: self.field(zone, technique) for technique in set(cell.techniques)}
        steps = tuple(fields[technique] for technique in cell.techniques)
        return ZoneCourse(zone, self.layers(zone), cell.session_days, steps)


def stands_for(base: str) -> str:
    """The zone that stands for all zones of this base (left and right are alike)."""
    return next(item.id for item in zones().values() if item.base == base)


def distinct(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Every cell once, in order of first appearance."""
    return tuple(dict.fromkeys(cells))


def chosen(result: Tissue, index: dict[Cell, int], cells: Sequence[Cell], zone_ids: Sequence[str]) -> Tissue:
    """The part of a result that belongs to these zones, one column a zone, named by it."""
    columns = [index[cell] for cell in cells]
    merged = {result.zones[column] for column in columns} & set(result.merged)
    return Tissue(
        values=np.asarray(result.values[:, columns]),
        days=result.days,
        zones=tuple(zone_ids),
        failed=tuple(
            (draw, zone)
            for draw, failed in result.failed
            for zone, column in zip(zone_ids, columns, strict=True)
            if result.zones[column] == failed
        ),
        merged=tuple(zone for zone, column in zip(zone_ids, columns, strict=True) if result.zones[column] in merged),
        released=None if result.released is None else np.asarray(result.released[:, columns]),
    )
