"""Where the needles of the chosen options go: every hole simulated, once for each zone and technique.

Left and right are needled alike, so one side is simulated for both. A large zone is stood for by a piece of
``PIECE_CM2``: its figures per area are the zone's. The healing model gets the patches of the field; sessions meet a
place with holes that know nothing of the last session's, so each later session deals its patches anew.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..course import ZoneTreatment
from ..device import Technique
from ..healing import ZoneCourse
from ..puncture import Patch, PunctureField, SimulatedField, simulate_field
from ..randomness import scores
from ..skin import zones
from .cells import Cell, Skin, stands_for

PIECE_CM2 = 100.0
PATCHES = 2


@dataclass(frozen=True)
class Needled:
    """Simulated fields by base zone and technique, for one person and device."""

    skin: Skin
    seed: int
    fields: dict[tuple[str, Technique], SimulatedField] = field(default_factory=dict)
    cut: dict[tuple[str, Technique], tuple[Patch, ...]] = field(default_factory=dict)

    def simulated(self, zone: str, technique: Technique) -> SimulatedField:
        """The simulated field that stands for a zone (its own, or its mirror's; a piece of a large one)."""
        base = zones()[zone].base
        if (base, technique) not in self.fields:
            stand = stands_for(base)
            area = min(zones()[stand].area_cm2, PIECE_CM2)
            self.fields[base, technique] = simulate_field(
                self.skin.device, technique, stand, self.skin.layers(stand), seed=self.seed, area_cm2=area
            )
        return self.fields[base, technique]

    def patches(self, zone: str, technique: Technique) -> tuple[Patch, ...]:
        """The field of a zone cut into its patches, thinnest-needled first."""
        key = zones()[zone].base, technique
        if key not in self.cut:
            self.cut[key] = self.simulated(zone, technique).patches(PATCHES)
        return self.cut[key]

    def field(self, zone: str, technique: Technique) -> PunctureField:
        """The figures of a zone: those of the simulated field, with the zone's own name, area and number of holes."""
        found, area = self.simulated(zone, technique).summary, zones()[zone].area_cm2
        return dataclasses.replace(found, zone=zone, area_cm2=area, holes=round(found.density_per_cm2 * area))

    def course(self, cell: Cell) -> ZoneCourse:
        """The cell as the tissue model takes it, patch by patch."""
        plain = self.skin.course(cell)
        dealt = [self._dealt(cell, number) for number in range(len(cell.techniques))]
        first = [patch.area_share for patch in self.patches(plain.zone, cell.techniques[0])]
        patches = tuple((share, tuple(visit[at] for visit in dealt)) for at, share in enumerate(first))
        return dataclasses.replace(plain, patches=patches)

    def _dealt(self, cell: Cell, number: int) -> tuple[PunctureField, ...]:
        """The patches of one session, in an order of its own from the second session on."""
        zone = stands_for(cell.base)
        found = [patch.field for patch in self.patches(zone, cell.techniques[number])]
        if number == 0:
            return tuple(found)
        process = f"patches: {zone}, session {number + 1}"
        order = np.argsort(scores(1, len(found), seed=self.seed, person=0, process=process)[0])
        return tuple(found[at] for at in order)


def zone_documents(
    treatments: Iterable[ZoneTreatment], needled: Needled, document: Callable[..., dict[str, Any]], pictured: bool
) -> list[dict[str, Any]]:
    """The treated zones of a session in plan.json; where ``pictured``, the largest of them with its picture."""
    treated = list(treatments)
    largest = max(treated, key=lambda item: zones()[item.zone].area_cm2)
    found = []
    for item in treated:
        simulated = needled.simulated(item.zone, item.technique)
        figures = simulated.to_json()
        plain = document(
            item.zone, item.technique, needled.field(item.zone, item.technique), needled.skin.layers(item.zone)
        )
        plain |= {"simulated": True, "convergence": figures["convergence"], "overlap": figures["overlap"]}
        found.append(plain | {"picture": simulated.picture() if pictured and item is largest else None})
    return found
