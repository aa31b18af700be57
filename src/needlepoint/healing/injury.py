"""What one session does to the cell: debris, clot and platelets where the needle went, nothing elsewhere.

A point inside the core loses its cells and the share ``matrix_loss`` of its matrix, and gains debris and platelets.
The core is the hole plus a cuff of crushed tissue: radius a(z) = sqrt(hole^2 + 2 hole drag/pi) + cuff, down to the
depth that the needle reached in the dermis. Holes reach different depths: each cell is run at the depths of
``DEPTH_NODES`` equal shares of the holes and the results are averaged, because smearing a deep and a shallow hole
into one would invent a third. New holes fall between old ones: every state is averaged over its row first, and
nothing else is reset. Sources: evidence section 8 (decision 1: do not smear the damage); the cuff is assumed and
fitted (see its parameter).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..puncture import PunctureField
from .closing import closing_slowed
from .grid import cell_radius_mm, ring_axis, ring_faces, ring_share, row_faces, row_share

Array = NDArray[np.float64]

DEPTH_NODES = 3
NARROW_SCATTER = 0.4


@dataclass(frozen=True)
class Injury:
    """One session in one cell, with the rings that fit it.

    damage (rows, rings): 0-1; areas, ring_rates (rings,); ring_to_modes, ring_from_modes (rings, rings);
    cell_radius_mm; opening: share of the surface opened; flare: share of the superficial dermis injured; slowing: 1
    for shallow holes, less for deep ones, which close later; merged: the cores of neighbours touch.
    """

    damage: Array
    areas: Array
    ring_rates: Array
    ring_to_modes: Array
    ring_from_modes: Array
    cell_radius_mm: float
    opening: float
    flare: float
    slowing: float
    merged: bool


def node_count(field: PunctureField) -> int:
    """How many depths a field's holes are run at: one where nine in ten lie within ``NARROW_SCATTER`` of the median."""
    depth = field.depth_mm
    return 1 if depth.p95 - depth.p5 <= NARROW_SCATTER * depth.median else DEPTH_NODES


def injure_cylinder(
    *,
    cell_radius_mm: float,
    cores_mm: Array,
    reach: float,
    superficial: float,
    opening: float,
    slowing: float = 1.0,
    refine: int = 1,
) -> Injury:
    """An injury of core radii ``cores_mm`` (rows,) down to the share ``reach`` of the dermis.

    superficial: the share of the dermis that is papillary.
    """
    faces = ring_faces(float(cores_mm[0]) / cell_radius_mm, refine)
    axis, rows = ring_axis(faces), row_faces(refine)
    depth = row_share(rows, 0.0, reach)
    damage = np.asarray([s * ring_share(faces, c / cell_radius_mm) for s, c in zip(depth, cores_mm, strict=True)])
    top = row_share(rows, 0.0, superficial) * np.diff(rows)
    return Injury(
        damage=damage,
        areas=axis.volumes,
        ring_rates=axis.rates,
        ring_to_modes=axis.to_modes,
        ring_from_modes=axis.from_modes,
        cell_radius_mm=cell_radius_mm,
        opening=min(opening, 1.0),
        flare=float(top @ (damage @ axis.volumes) / top.sum()),
        slowing=slowing,
        merged=bool(cores_mm[0] >= cell_radius_mm),
    )


def hole_radii_mm(field: PunctureField, epidermis_mm: float, dermis_mm: float, refine: int = 1) -> Array:
    """Radius (rows,) at the middle of every row of a round hole as large as the field's dragged one."""
    rows = row_faces(refine)
    centres = 0.5 * (rows[1:] + rows[:-1]) * dermis_mm + epidermis_mm
    holes = field.radii_at(centres)
    return np.asarray(np.sqrt(holes**2 + 2.0 * holes * field.drag_mm / np.pi))


def make_injury(
    field: PunctureField,
    depth_mm: float,
    layers_mm: tuple[float, float, float],
    *,
    holes_mm: Array,
    density_per_mm2: float,
    cuff_mm: float,
    closure_depth_mm: float,
    closure_power: float,
    refine: int = 1,
) -> Injury:
    """The injury of holes ``depth_mm`` deep in skin of (epidermis, papillary, dermis) ``layers_mm``.

    holes_mm: their radii (:func:`hole_radii_mm`); density_per_mm2: as this hand sets them, near the field's own.
    """
    epidermis, papillary, dermis = layers_mm
    return injure_cylinder(
        cell_radius_mm=cell_radius_mm(density_per_mm2),
        cores_mm=holes_mm + cuff_mm,
        reach=max(0.0, min((depth_mm - epidermis) / dermis, 1.0)),
        superficial=papillary / dermis,
        opening=field.area_fraction,
        slowing=float(closing_slowed(depth_mm, closure_depth_mm, closure_power)),
        refine=refine,
    )
