"""From strokes to holes: where every needle of every strike lands, and how deep it goes.

Strike i of a stroke falls where the way, weighted by slowness q for a pen, has grown to (i + phase) x the distance from
one strike to the next; phase is uniform, so that the expected number of holes is the closed form's. A needle at (u, v)
on the head, turned by t, lands at s + u cos t - v sin t along the way and departure + u sin t + v cos t across it.
Depth follows from the contact score by the table of ``depth``, layer from depth and thickness. Units: mm, radians.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from ..skin import Layers
from .compiled import in_threads, shares
from .depth import SCORES
from .hand import STEP_MM, Hand, Scatter, smooth_noise
from .holes import Holes
from .kinematics import Motion
from .path import Stroke, planned_strokes
from .shape import Shape
from .streams import stream
from .wear import Wear

Array = NDArray[np.float64]
F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Treatment:
    """All that decides where the needles of one zone go. directions: heading of each pass in turn; tables (2, knots):
    depth by contact score of straight and of bent needles; margin_mm: rim around the zone whose holes are kept too."""

    process: str
    seed: int
    shape: Shape
    directions: tuple[float, ...]
    path: tuple[tuple[Stroke, ...], ...] | None
    head_mm: float
    length_mm: float
    radius_mm: float
    margin_mm: float
    motion: Motion
    hand: Hand
    scatter: Scatter
    wear: Wear
    tables: Array
    layers: Layers


@dataclass(frozen=True)
class Head:
    """The needles themselves: contact score of each, and whether it is bent."""

    scores: F32
    bent: NDArray[np.bool_]


def make_head(treatment: Treatment) -> Head:
    """One head for every zone of a session: scores are even quantiles of the normal distribution, in any order."""
    count = treatment.motion.needles
    rng = stream(treatment.seed, "puncture:head")
    even = np.array([NormalDist().inv_cdf((needle + 0.5) / count) for needle in range(count)])
    even /= even.std() if count > 1 else 1.0
    scores = rng.permutation(even).astype(np.float32)
    return Head(scores, rng.random(count) < treatment.wear.bent_share)


def strokes_of(treatment: Treatment, number: int) -> list[Stroke]:
    """The strokes of one pass (from 0): the given path, or lanes in the pattern's direction that begin anywhere."""
    if treatment.path is not None and number < len(treatment.path):
        return list(treatment.path[number])
    first = float(stream(treatment.seed, f"{treatment.process}:pass", number).random())
    heading = treatment.directions[number % len(treatment.directions)]
    lane = treatment.motion.lane_mm * (1.0 - treatment.hand.overlap)
    return planned_strokes(treatment.shape, heading, lane, treatment.head_mm, first)


@dataclass(frozen=True)
class _Way:
    """A stroke as the hand goes: knots, way grown by slowness, u of slowness, departure, turn, pressure; spread."""

    knots: Array
    grown: Array
    wandering: Array
    spread: float

    def read(self, which: int, places: Array) -> Array:
        return np.asarray(np.interp(places, self.knots, self.wandering[which]))

    def slowness(self, places: Array) -> Array:
        return np.asarray(np.interp(places, self.knots, _slowness(self.wandering[0], self.spread)))


def _slowness(wandering: Array, spread: float) -> Array:
    return np.asarray(np.exp(spread * wandering - 0.5 * spread**2))


def _way(rng: np.random.Generator, length_mm: float, hand: Hand, timed: bool) -> _Way:
    from .kernels import wander

    knots = np.linspace(0.0, length_mm, int(length_mm / STEP_MM) + 2)
    noise = rng.standard_normal((4, knots.size))
    wander(noise, math.exp(-(knots[1] - knots[0]) / hand.length_mm))
    spread = hand.speed_spread if timed else 0.0
    slowness = _slowness(noise[0], spread)
    steps = 0.5 * (slowness[1:] + slowness[:-1]) * np.diff(knots)
    return _Way(knots, np.concatenate([[0.0], np.cumsum(steps)]), noise, spread)


def _turns(rng: np.random.Generator, treatment: Treatment, way: _Way, places: Array) -> Array:
    """The head's turn at each strike: any angle for a round head, anew for each landing of a lifted one."""
    motion = treatment.motion
    start = rng.random() * 2.0 * math.pi if motion.turned else 0.0
    if motion.lifted:
        return rng.random(places.size) * 2.0 * math.pi
    return start + treatment.hand.twist * way.read(2, places)


@dataclass(frozen=True)
class Landed:
    """Needles that came down in the zone or its rim, before their depth is known; arrays of one length.

    score: contact without the place's part; size: normal score of the radius; drag (mm) along heading; number: pass.
    """

    x: F32
    y: F32
    score: F32
    size: F32
    drag: F32
    heading: F32
    bent: NDArray[np.bool_]
    number: NDArray[np.uint8]


def _places(rng: np.random.Generator, motion: Motion, way: _Way) -> Array:
    """Where along the stroke the head strikes."""
    events = (np.arange(int(way.grown[-1] / motion.every_mm) + 1) + rng.random()) * motion.every_mm
    return np.asarray(np.interp(events[events < way.grown[-1]], way.grown, way.knots))


def _on_the_way(rng: np.random.Generator, treatment: Treatment, way: _Way, places: Array) -> tuple[Array, Array]:
    """Where each needle of each strike lands (strikes, needles): along the stroke and across it."""
    motion, hand, head = treatment.motion, treatment.hand, treatment.head_mm
    turn = _turns(rng, treatment, way, places)[:, None]
    u, v = motion.offsets.T
    along, across = u * np.cos(turn) - v * np.sin(turn), u * np.sin(turn) + v * np.cos(turn)
    if motion.lifted:
        missed = hand.placement * head * rng.standard_normal((2, places.size, 1))
    else:
        missed = np.stack([np.zeros(places.size), hand.wobble * head * way.read(1, places)])[:, :, None]
    return places[:, None] + along + missed[0], across + missed[1]


def _scores(rng: np.random.Generator, scatter: Scatter, needle_scores: F32, pressure: Array) -> F32:
    """Contact score of each needle of each strike, without the place's part."""
    score = np.float32(math.sqrt(scatter.strike)) * rng.standard_normal(needle_scores.shape, np.float32)
    score += np.float32(math.sqrt(scatter.needle)) * needle_scores
    score += (math.sqrt(scatter.pressure) * pressure).astype(np.float32)[:, None]
    return score


def strike_stroke(treatment: Treatment, head: Head, number: int, index: int, stroke: Stroke) -> Landed:
    """What one stroke (of this index) of one pass (from 0) leaves."""
    motion = treatment.motion
    rng = stream(treatment.seed, f"{treatment.process}:stroke", number, index)
    way = _way(rng, stroke.length_mm, treatment.hand, motion.timed)
    places = _places(rng, motion, way)
    along, across = _on_the_way(rng, treatment, way, places)
    together = len(motion.offsets)
    first = int(rng.integers(motion.cycle))
    needle = ((first + np.arange(places.size))[:, None] * together + np.arange(together)) % motion.needles
    score = _scores(rng, treatment.scatter, head.scores[needle], way.read(3, places))
    size = rng.standard_normal(needle.shape, np.float32)
    drag = motion.drag_mm / way.slowness(places) if motion.timed else np.full(places.size, motion.drag_mm)
    cos, sin = math.cos(stroke.heading), math.sin(stroke.heading)
    x, y = stroke.x + along * cos - across * sin, stroke.y + along * sin + across * cos
    kept = treatment.shape.contains(x, y, treatment.margin_mm)
    bent = head.bent[needle][kept]
    hook = treatment.wear.hook * treatment.length_mm
    return Landed(
        x=x[kept].astype(np.float32),
        y=y[kept].astype(np.float32),
        score=score[kept],
        size=size[kept],
        drag=(np.broadcast_to(drag[:, None], x.shape)[kept] + hook * bent).astype(np.float32),
        heading=np.full(bent.size, stroke.heading, np.float32),
        bent=bent,
        number=np.full(bent.size, number, np.uint8),
    )


def land(treatment: Treatment, numbers: Sequence[int], workers: int, batch: int) -> Landed:
    """What the strokes of these passes leave, in their order; ``batch`` strokes go to a worker at a time."""
    head = make_head(treatment)
    strokes = [(number, *item) for number in numbers for item in enumerate(strokes_of(treatment, number))]

    def work(span: tuple[int, int]) -> list[Landed]:
        return [strike_stroke(treatment, head, *item) for item in strokes[slice(*span)]]

    spans = [(low, min(low + batch, len(strokes))) for low in range(0, len(strokes), batch)]
    parts = [part for group in in_threads(work, spans, workers) for part in group]
    names = [item.name for item in dataclasses.fields(Landed)]
    return Landed(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True)
class Skin:
    """How firmness and thickness (standard scores) lie over the zone: surfaces, the place of their first knot, step."""

    firmness: F32
    thickness: F32
    origin: Array
    step: float


def make_skin(treatment: Treatment) -> Skin:
    """The skin of one zone; the same whatever is done to it."""
    rim = treatment.margin_mm
    size = treatment.shape.width_mm + 2.0 * rim, treatment.shape.height_mm + 2.0 * rim
    length = treatment.scatter.place_length_mm
    firmness, step = smooth_noise(stream(treatment.seed, f"{treatment.process}:firmness"), *size, length)
    thickness, _ = smooth_noise(stream(treatment.seed, f"{treatment.process}:thickness"), *size, length)
    return Skin(firmness, thickness, np.array([-size[0] / 2.0, -size[1] / 2.0]), step)


def _thicknesses(layers: Layers) -> tuple[Array, Array]:
    """Mean thickness and sd of its log of horny layer, epidermis, papillary dermis, dermis."""
    means = np.array([layers.stratum_corneum_mm, layers.epidermis_mm, layers.papillary_mm, layers.dermis_mm])
    sds = np.array([layers.stratum_corneum_sd, layers.epidermis_sd, layers.papillary_sd, layers.dermis_sd])
    return means, sds / means


def settle(treatment: Treatment, skin: Skin, landed: Landed, workers: int) -> Holes:
    """The holes that the landed needles leave in this skin."""
    from . import kernels

    count = landed.x.size
    depth, layer = np.empty(count, np.float32), np.empty(count, np.uint8)
    means, spreads = _thicknesses(treatment.layers)
    share, top = math.sqrt(treatment.scatter.place), float(SCORES[-1])

    def work(span: tuple[int, int]) -> None:
        at = slice(*span)
        kernels.settle(
            landed.x[at],
            landed.y[at],
            landed.score[at],
            landed.bent[at],
            skin.firmness,
            skin.thickness,
            skin.origin,
            skin.step,
            share,
            treatment.tables,
            top,
            means,
            spreads,
            depth[at],
            layer[at],
        )

    in_threads(work, shares(count, workers), workers)
    spread = treatment.scatter.radius
    radius = np.exp(np.float32(spread) * landed.size - np.float32(0.5 * spread**2))
    radius *= np.float32(treatment.radius_mm)
    return Holes(landed.x, landed.y, depth, radius, landed.drag, landed.heading, layer, landed.number)
