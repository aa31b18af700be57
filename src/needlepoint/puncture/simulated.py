"""The simulated puncture field of one zone: every hole, and the figures, maps and patches that follow from them.

Device, hand and skin are those of the closed form (:mod:`.expected`), which it meets on average; what it adds is where
the holes really lie: tracks of a cartridge, lattice of a drum, a wandering hand, worn needles, thin and firm places.
The same seed gives the same field, whatever the number of workers or the size of a batch.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..device import Device, Technique, check_technique
from ..errors import InputError, Problem
from ..evidence import load_parameters
from ..skin import Layers, Zone
from .compiled import in_threads, worker_count
from .expected import MM2_PER_CM2, added, basis_lines, checked_zone, expected_depths, seen_endpoint
from .field import PunctureField
from .figures import measured_depths, measured_layers, overlap
from .gaps import F32, Samples, covering, far, into_cells, largest_empty, lower, make_samples
from .hand import Hand, Scatter, usual_hand, usual_scatter
from .hole import surface_radius, tear_index
from .holes import Holes
from .kinematics import motion
from .maps import FieldMap, Squares, density_map, gap_map, into_squares
from .patches import Patch, make_patches
from .path import DIRECTIONS, Stroke, check_strokes
from .picture import field_picture
from .raster import Raster, make_raster, open_shares, paint, pixel_for
from .shape import Shape, zone_shape
from .streams import check_seed
from .strikes import Strikes, strikes
from .striking import Treatment, land, make_skin, settle
from .wear import NEW, Wear

MOST_HOLES = 12_000_000
BATCH = 32
RIM_IN_SPACINGS, RIM_LEAST_MM = 3.0, 0.5


@dataclass(frozen=True)
class PassFigures:
    """The field after so many passes: holes per cm2, coverage at the documented distance, 95 % gap (mm)."""

    passes: int
    density_per_cm2: float
    coverage: float
    gap_p95_mm: float


@dataclass(frozen=True)
class SimulatedField:
    """One zone after one session, hole by hole.

    holes: in the zone; summary: its figures; density, gaps: maps; widest: radius and middle (x, y) of the largest empty
    circle (mm); overlap: how holes lie over each other; convergence: figures after each pass and one more; squares: the
    zone in squares, for patches; seed.
    """

    zone: Zone
    shape: Shape
    holes: Holes
    summary: PunctureField
    density: FieldMap
    gaps: FieldMap
    widest: tuple[float, float, float]
    overlap: dict[str, float]
    convergence: tuple[PassFigures, ...]
    squares: Squares
    seed: int

    def patches(self, bins: int = 4) -> tuple[Patch, ...]:
        """The zone in ``bins`` classes of about equal area, thinnest-needled first. Raises InputError."""
        return make_patches(self.summary, self.holes, self.squares, bins)

    def picture(self) -> dict[str, Any]:
        """What the maps are drawn from, as plain data (see :mod:`.picture`)."""
        figures = {
            "density_per_cm2": self.summary.density_per_cm2,
            "gap_p95_mm": self.summary.gap_mm["p95"],
            "coverage": self.summary.coverage_share,
            "coverage_distance_mm": self.summary.coverage_distance_mm,
        }
        return field_picture(
            self.zone.id, self.zone.label, self.shape, self.holes, self.density, self.gaps, self.widest, figures
        )

    def to_json(self) -> dict[str, Any]:
        """The figures as plain numbers and words: those of the summary, and what only a simulation knows."""
        return self.summary.to_json() | {
            "overlap": dict(self.overlap),
            "convergence": [dataclasses.asdict(item) for item in self.convergence],
            "basis": list(self.summary.basis),
            "seed": self.seed,
        }


def _check_needles(technique: Technique, layers: Layers) -> None:
    """A needle longer than skin and the fat below it would strike muscle or bone."""
    limit = layers.epidermis_mm + layers.dermis_mm + load_parameters("puncture")["fat_least"]
    if technique.depth_mm > limit:
        found = f"needles of {technique.depth_mm:g} mm, longer than the skin and the fat below it"
        raise InputError(Problem("depth", found, f"at most {limit:.1f} mm here", "Use a shorter setting."))


def _check_size(strike: Strikes, technique: Technique, zone: Zone) -> None:
    expected = strike.per_pass * (technique.passes + 1) * zone.area_cm2 * MM2_PER_CM2
    if expected > MOST_HOLES:
        found = f"about {expected / 1e6:.0f} million holes"
        remedy = "Take fewer passes or a part of the zone, or ask for the expected field."
        raise InputError(Problem(f"zone {zone.id}", found, f"at most {MOST_HOLES // 1_000_000} million", remedy))


def _rim(strike: Strikes, passes: int, head_mm: float) -> float:
    """Width (mm) of the rim whose holes matter to skin of the zone."""
    return min(max(RIM_IN_SPACINGS / math.sqrt(strike.per_pass * passes), RIM_LEAST_MM), head_mm / 2.0)


def _treatment(
    device: Device,
    technique: Technique,
    zone: Zone,
    layers: Layers,
    strike: Strikes,
    *,
    seed: int,
    stretched: bool,
    wear: Wear,
    hand: Hand,
    scatter: Scatter,
    path: Sequence[Sequence[Stroke]] | None,
) -> Treatment:
    parameters = load_parameters("puncture")
    tables = [expected_depths(technique, strike, zone, stretched, wear, reach).depths for reach in (1.0, wear.reach)]
    shape = zone_shape(zone.base, zone.area_cm2)
    if path is not None:
        _check_path(shape, path, technique, device.swath_mm)
    return Treatment(
        process=f"puncture:{zone.id}",
        seed=seed,
        shape=shape,
        directions=DIRECTIONS[technique.pattern],
        path=None if path is None else tuple(map(tuple, path)),
        head_mm=device.swath_mm,
        length_mm=technique.depth_mm,
        radius_mm=surface_radius(device.needle_diameter_mm, parameters["hole_share"]),
        margin_mm=_rim(strike, technique.passes, device.swath_mm),
        motion=motion(device, technique, strike, parameters),
        hand=hand,
        scatter=scatter,
        wear=wear,
        tables=np.stack(tables),
        layers=layers,
    )


def _check_path(shape: Shape, path: Sequence[Sequence[Stroke]], technique: Technique, head_mm: float) -> None:
    if len(path) != technique.passes:
        raise InputError(Problem("path", f"{len(path)} passes", f"{technique.passes}, as the technique says"))
    check_strokes(shape, path, head_mm)


@dataclass(frozen=True)
class _Work:
    """What one simulation carries along. every: holes of zone and rim; more: those of one pass more."""

    device: Device
    technique: Technique
    zone: Zone
    layers: Layers
    strike: Strikes
    treatment: Treatment
    every: Holes
    more: Holes
    samples: Samples
    workers: int

    @property
    def shape(self) -> Shape:
        return self.treatment.shape

    def inside(self, holes: Holes) -> Holes:
        """Those in the zone."""
        return holes[self.shape.contains(holes.x, holes.y)]


def _after_each_pass(work: _Work) -> tuple[list[F32], list[PassFigures]]:
    """Distances (mm) after the last pass and after one more; figures after every pass."""
    best, kept, rows = far(work.samples.x.size), [], []
    near, passes = load_parameters("puncture")["coverage_distance"], work.technique.passes
    count = 0
    for number in range(passes + 1):
        part = work.more if number == passes else work.every[slice(*map(work.every.before, (number, number + 1)))]
        if len(part):
            cells = into_cells(part.x, part.y, work.shape, work.treatment.margin_mm)
            lower(best, work.samples.x, work.samples.y, cells, work.workers)
        count += int(work.shape.contains(part.x, part.y).sum())
        share = float(np.mean(best < near * near))
        middle = int(0.95 * best.size)
        p95 = math.sqrt(float(np.partition(best, middle)[middle]))
        rows.append(PassFigures(number + 1, count / work.zone.area_cm2, share, p95))
        if number >= passes - 1:
            kept.append(np.sqrt(best))
    return kept, rows


def _summary(
    work: _Work, holes: Holes, distance: F32, passed: PassFigures, opened: float, largest: float
) -> PunctureField:
    """The figures after some passes, without what one more adds."""
    parameters = load_parameters("puncture")
    depth, layers = measured_depths(holes.depth), measured_layers(holes.layer)
    radius, drag = float(holes.radius.mean(dtype=np.float64)), float(holes.drag.mean(dtype=np.float64))
    density = len(holes) / work.zone.area_cm2
    return PunctureField(
        zone=work.zone.id,
        area_cm2=work.zone.area_cm2,
        holes=len(holes),
        density_per_cm2=density,
        per_pass_density=density / passed.passes,
        hole_radius_mm=radius,
        hole_taper=parameters["hole_taper"],
        depth_mm=depth,
        travel_mm=work.strike.travel_mm,
        drag_mm=drag,
        coverage_distance_mm=parameters["coverage_distance"],
        coverage_share=passed.coverage,
        area_fraction=opened,
        gap_mm={"p95": passed.gap_p95_mm, "largest": largest},
        layer_shares=layers,
        endpoint=seen_endpoint(density / MM2_PER_CM2, depth, layers),
        tear_index=tear_index(radius, drag),
        next_pass={},
        basis=(*basis_lines(work.device, work.technique, work.layers), "path and wandering of the hand assumed"),
        covering=covering(distance),
    )


def _field(work: _Work) -> SimulatedField:
    holes = work.inside(work.every)
    if not len(holes):
        raise InputError(Problem(f"zone {work.zone.id}", "no strike in the zone", "a path that needles it"))
    distances, rows = _after_each_pass(work)
    cells = into_cells(work.every.x, work.every.y, work.shape, work.treatment.margin_mm)
    widest = largest_empty(work.samples, distances[0], cells, work.shape)
    raster: Raster = make_raster(work.shape, pixel_for(work.treatment.radius_mm, work.shape.area_mm2))
    paint(raster, work.every, work.workers)
    opened, twice = open_shares(raster, work.workers)
    paint(raster, work.more, work.workers)
    opened_then, _ = open_shares(raster, work.workers)
    now = _summary(work, holes, distances[0], rows[-2], opened, widest[0])
    one_more = dataclasses.replace(
        now,
        density_per_cm2=rows[-1].density_per_cm2,
        coverage_share=rows[-1].coverage,
        area_fraction=opened_then,
        gap_mm={"p95": rows[-1].gap_p95_mm, "largest": widest[0]},
        endpoint=seen_endpoint(rows[-1].density_per_cm2 / MM2_PER_CM2, now.depth_mm, now.layer_shares),
    )
    squares = into_squares(holes, work.samples, work.shape)
    return SimulatedField(
        zone=work.zone,
        shape=work.shape,
        holes=holes,
        summary=dataclasses.replace(now, next_pass=added(now, one_more)),
        density=density_map(squares, work.shape),
        gaps=gap_map(work.samples, distances[0], work.shape),
        widest=widest,
        overlap=overlap(holes, opened, twice, work.shape.area_mm2),
        convergence=tuple(rows),
        squares=squares,
        seed=work.treatment.seed,
    )


def simulate_field(
    device: Device,
    technique: Technique,
    zone_id: str,
    layers: Layers,
    *,
    seed: int,
    stretched: bool = True,
    wear: Wear | None = None,
    hand: Hand | None = None,
    scatter: Scatter | None = None,
    area_cm2: float | None = None,
    path: Sequence[Sequence[Stroke]] | None = None,
    workers: int | None = None,
    batch: int = BATCH,
) -> SimulatedField:
    """The simulated puncture field of one zone.

    zone_id, layers, stretched: as for :func:`.expected_field`. wear: of the needles (new). hand, scatter: how the hand
    wanders and strikes differ (the usual ones). area_cm2: treat a zone of this area instead of the adult one. path: the
    strokes of each pass (mm from the zone's middle) instead of the pattern's. workers: threads (default one a core, at
    most four); batch: strokes a worker takes at a time; neither changes the field.
    Raises InputError for what :func:`.expected_field` refuses, for needles longer than skin and fat, a path that leaves
    the zone or misses it, more than 12 million holes, a bad seed.
    """
    check_seed(seed)
    check_technique(device, technique)
    zone = checked_zone(zone_id, device, area_cm2)
    _check_needles(technique, layers)
    strike = strikes(device, technique, load_parameters("puncture"))
    _check_size(strike, technique, zone)
    treatment = _treatment(
        device,
        technique,
        zone,
        layers,
        strike,
        seed=seed,
        stretched=stretched,
        wear=wear or NEW,
        hand=hand or usual_hand(),
        scatter=scatter or usual_scatter(),
        path=path,
    )
    threads, skin = worker_count(workers), make_skin(treatment)
    every, more = (
        settle(treatment, skin, land(treatment, numbers, threads, batch), threads)
        for numbers in (range(technique.passes), range(technique.passes, technique.passes + 1))
    )
    samples = make_samples(treatment.shape)
    return _field(_Work(device, technique, zone, layers, strike, treatment, every, more, samples, threads))


def simulate_zones(
    device: Device,
    techniques: Mapping[str, Technique],
    layers: Mapping[str, Layers],
    *,
    seed: int,
    workers: int | None = None,
    **given: Any,
) -> dict[str, SimulatedField]:
    """The simulated fields of several zones, each as :func:`simulate_field` alone would give it, side by side.

    techniques, layers: by zone id. given: stretched, wear, hand, scatter for all. Raises InputError.
    """

    def work(zone_id: str) -> SimulatedField:
        return simulate_field(device, techniques[zone_id], zone_id, layers[zone_id], seed=seed, workers=1, **given)

    return dict(zip(techniques, in_threads(work, list(techniques), worker_count(workers)), strict=True))
