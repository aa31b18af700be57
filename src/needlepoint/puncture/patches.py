"""Patches: the zone in classes of equal area, from its thinnest-needled skin to its densest, for the healing model.

Squares of about 40 holes (see ``maps``) are ordered by density and cut into classes; each class is a puncture field of
its own, with the density, depths, radius and drag of its holes. Areas add up to the zone's, holes to all holes. Local
coverage and gaps are those of random strikes of the class's density; open area keeps the measured total.
"""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem
from .coverage import boolean_share, largest_gap, random_coverage, random_gap
from .depth import DepthDistribution
from .expected import MM2_PER_CM2, seen_endpoint
from .field import PunctureField
from .figures import measured_depths, measured_layers
from .hole import opening_mm2, tear_index
from .holes import Holes
from .maps import Squares

MOST_BINS = 12


@dataclass(frozen=True)
class Patch:
    """Skin that was needled about equally: its share of the zone's area, and its own puncture field."""

    area_share: float
    field: PunctureField

    @property
    def density_per_cm2(self) -> float:
        """Holes per cm2 here."""
        return self.field.density_per_cm2

    @property
    def depth_mm(self) -> DepthDistribution:
        """Depths of the holes here."""
        return self.field.depth_mm

    @property
    def hole_radius_mm(self) -> float:
        """Mean radius at the surface here."""
        return self.field.hole_radius_mm


def classes(squares: Squares, bins: int) -> NDArray[np.int64]:
    """Class (0 thinnest) of every square, of nearly equal area each; -1 for squares outside the zone."""
    area = squares.area_cm2
    density = np.divide(squares.held, area, out=np.full(area.size, -1.0), where=area > 0)
    order = np.argsort(density, kind="stable")
    middle = np.cumsum(area[order]) - area[order] / 2.0
    found = np.full(area.size, -1, np.int64)
    found[order] = np.minimum((middle / area.sum() * bins).astype(np.int64), bins - 1)
    found[area <= 0] = -1
    return found


def make_patches(field: PunctureField, holes: Holes, squares: Squares, bins: int) -> tuple[Patch, ...]:
    """The patches of a field, thinnest first; a class without holes is joined to the next.

    Raises InputError unless bins is a whole number from 1 to 12.
    """
    if isinstance(bins, bool) or not isinstance(bins, int) or not 1 <= bins <= MOST_BINS:
        raise InputError(Problem("bins", repr(bins), f"a whole number, 1 to {MOST_BINS}"))
    square_class = classes(squares, bins)
    # A hole at the very edge may fall in a square of which no sample lies in the zone: it joins the nearest class.
    hole_class = np.maximum(square_class[squares.home], 0)
    joined = _joined(np.bincount(hole_class, minlength=bins))
    area = np.bincount(joined[square_class[square_class >= 0]], squares.area_cm2[square_class >= 0], minlength=bins)
    home = joined[hole_class]
    found = [
        (float(area[number] / area.sum()), holes[home == number]) for number in np.unique(joined) if area[number] > 0
    ]
    openings = [_opened(field, share, held) for share, held in found]
    scale = field.area_fraction / max(sum(s * o for (s, _), o in zip(found, openings, strict=True)), 1e-12)
    return tuple(
        Patch(share, _local(field, share, held, min(opened * scale, 1.0)))
        for (share, held), opened in zip(found, openings, strict=True)
    )


def _joined(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of the class that each one is counted with: the next one that has holes."""
    filled = np.flatnonzero(counts)
    return filled[np.minimum(np.searchsorted(filled, np.arange(counts.size)), filled.size - 1)]


def _opened(field: PunctureField, share: float, held: Holes) -> float:
    density = len(held) / (share * field.area_cm2 * MM2_PER_CM2)
    return boolean_share(density, opening_mm2(float(held.radius.mean()), float(held.drag.mean())))


def _local(field: PunctureField, share: float, held: Holes, opened: float) -> PunctureField:
    area = share * field.area_cm2
    density = len(held) / (area * MM2_PER_CM2)
    depth, layers = measured_depths(held.depth), measured_layers(held.layer)
    radius, drag = float(held.radius.mean(dtype=np.float64)), float(held.drag.mean(dtype=np.float64))
    covering = functools.partial(random_coverage, density)
    return dataclasses.replace(
        field,
        area_cm2=area,
        holes=len(held),
        density_per_cm2=density * MM2_PER_CM2,
        per_pass_density=field.per_pass_density * density * MM2_PER_CM2 / field.density_per_cm2,
        hole_radius_mm=radius,
        depth_mm=depth,
        drag_mm=drag,
        coverage_share=covering(field.coverage_distance_mm),
        area_fraction=opened,
        gap_mm={"p95": random_gap(density, 0.95), "largest": largest_gap(density, area * MM2_PER_CM2)},
        layer_shares=layers,
        endpoint=seen_endpoint(density, depth, layers),
        tear_index=tear_index(radius, drag),
        next_pass={},
        covering=covering,
    )
