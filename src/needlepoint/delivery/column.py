"""The column of skin under a topical, in rows: product, horny layer, living epidermis, dermis, with channels beside.

Free concentration u (share of the product's) is continuous from layer to layer; row j holds ``held_j u_j``:

    held_j du_j/dt = sum of conductance x difference over neighbours - sink_j u_j + g wall_j (c_j - u_j)
    0 = side_j (c_{j-1} - c_j) + side_{j+1} (c_{j+1} - c_j) + wall_j (u_j - c_j)         (channel beside row j)

A channel holds nothing of its own (its fluid counts as tissue) and is met through its wall, a cylinder in its share of
the skin: 2 pi D dz / ln(spacing/radius). It passes the horny layer without touching it. Rows of the horny layer are
thin at both its faces; those below widen to 6 mm, as deep as numbness was ever measured. The product is a stirred film.
Engine units (mm, day); per mm2 of skin. Arrays (B, ...), B draws.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .channels import LEAST_SPACING, Channels
from .transport import Transport

Array = NDArray[np.float64]

CORNEUM_ROWS = 32
TISSUE_ROWS = 48
FIRST_MM, DEEPEST_MM = 0.006, 6.0
ENDLESS_MM = 1e9  # an infinite dose is a film so thick that nothing a person lives through can thin it


@dataclass(frozen=True)
class Column:
    """B columns. faces_mm (B, rows + 1): depths below the surface; held (B, rows) mm; sink (B, rows) mm/day;
    across (B, rows): conductance from the row above, the first from the product, mm/day; side (B, rows): the same
    along the open channels; wall (B, rows): from channel to row; film (B,): what the product holds, mm; corneum: rows
    of the horny layer; deep: rows that channels pass.
    """

    faces_mm: Array
    held: Array
    sink: Array
    across: Array
    side: Array
    wall: Array
    film: Array
    corneum: int
    deep: int


@functools.cache
def tissue_faces(refine: int = 1) -> Array:
    """Faces of the living rows below the horny layer (mm), each cut in ``refine``."""
    low, high = 1.01, 3.0
    for _ in range(80):  # the growth from row to row that fills the depth
        ratio = 0.5 * (low + high)
        total = FIRST_MM * (ratio**TISSUE_ROWS - 1.0) / (ratio - 1.0)
        low, high = (low, ratio) if total > DEEPEST_MM else (ratio, high)
    base = FIRST_MM * (ratio ** np.arange(TISSUE_ROWS + 1) - 1.0) / (ratio - 1.0)
    places = np.arange(TISSUE_ROWS * refine + 1) / refine
    return np.asarray(FIRST_MM * (ratio**places - 1.0) / (ratio - 1.0) if refine > 1 else base)


def _wide(value: Any, count: int) -> Array:
    """A number or an array (B,) as (B, 1)."""
    return np.broadcast_to(np.asarray(value, float), (count,))[:, None]


def make_column(
    how: Transport,
    corneum_mm: Array,
    epidermis_mm: Array,
    *,
    channels: Channels | None,
    flow: Any,
    film_mm: Any,
    refine: int = 1,
) -> Column:
    """The column of one substance. corneum_mm, epidermis_mm (B,): horny layer and whole epidermis.

    flow: free cross-section of the channels as a share of the holes' (wetted x lumen), (B,) or a number. film_mm:
    amount in the product over its free concentration; :data:`ENDLESS_MM` for an infinite dose.
    """
    count, top = len(corneum_mm), CORNEUM_ROWS * refine
    living = tissue_faces(refine)
    horny, skin = corneum_mm[:, None], (epidermis_mm - corneum_mm)[:, None]
    shares = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, top + 1))
    faces = np.concatenate([horny * shares, horny + living[None, 1:]], axis=1)
    thick = np.diff(faces, axis=1)
    middle = 0.5 * (living[1:] + living[:-1])[None]

    held = np.concatenate(
        [_wide(how.corneum_held, count) * thick[:, :top], _wide(how.tissue_held, count) * thick[:, top:]], axis=1
    )
    # resistances from middle to middle, and from the surface to the first
    horny_r = np.diff(0.5 * (shares[1:] + shares[:-1]), prepend=0.0)[None] / _wide(how.permeability, count)
    upper, lower = np.concatenate([np.zeros((1, 1)), middle[:, :-1]], axis=1), middle
    thin = np.clip(skin - upper, 0.0, lower - upper)
    living_r = thin / _wide(how.epidermis, count) + (lower - upper - thin) / _wide(how.tissue, count)
    living_r[:, 0] += 0.5 * (1.0 - shares[-2]) / _wide(how.permeability, count)[:, 0]
    across = 1.0 / np.concatenate([horny_r, living_r], axis=1)

    in_dermis = np.clip(living[None, 1:] - skin, 0.0, np.diff(living)[None])
    sink = np.concatenate([np.zeros((count, top)), _wide(how.clearance, count) * in_dermis], axis=1)
    side, wall = np.zeros_like(held), np.zeros_like(held)
    deep = 0
    if channels is not None and channels.density_per_mm2 > 0.0:
        side, wall = _channel_links(how, channels, faces, horny + skin, flow, top)
        deep = _deep(side, wall)
    film = np.broadcast_to(np.asarray(film_mm, float), (count,)).copy()
    return Column(faces, held, sink, across, side, wall, film, top, deep)


def _deep(side: Array, wall: Array) -> int:
    rows = np.flatnonzero(((side > 0.0) | (wall > 0.0)).any(axis=0))
    return int(rows[-1]) + 1 if rows.size else 0


def _channel_links(
    how: Transport, channels: Channels, faces: Array, skin: Array, flow: Any, top: int
) -> tuple[Array, Array]:
    """Conductance along the channels and through their walls, (B, rows) each. skin (B, 1): where dermis starts."""
    count = len(faces)
    middles = 0.5 * (faces[:, 1:] + faces[:, :-1])
    starts = np.concatenate([np.zeros((count, 1)), middles[:, :-1]], axis=1)
    area = channels.open_area(0.5 * (starts + middles)) * _wide(flow, count)
    side = _wide(how.water, count) * area / (middles - starts)
    # the wall of every share of the holes, as far as it reaches into a row, part in epidermis and part in dermis
    ends = np.asarray(channels.depths_mm)
    start, stop = faces[:, top:-1, None], np.minimum(faces[:, top + 1 :, None], ends)
    long = np.maximum(stop - start, 0.0)
    thin = np.clip(skin[..., None] - start, 0.0, long)
    conducts = thin * _wide(how.epidermis, count)[..., None] + (long - thin) * _wide(how.tissue, count)[..., None]
    left = np.maximum(1.0 - (start + 0.5 * long) / ends, 1e-6)
    free = channels.radius_mm * left**channels.taper * np.sqrt(_wide(flow, count))[..., None]
    spacing = 1.0 / math.sqrt(math.pi * channels.density_per_mm2)
    each = 2.0 * math.pi / np.maximum(np.log(spacing / free), LEAST_SPACING)
    wall = np.zeros_like(side)
    wall[:, top:] = channels.density_per_mm2 * (conducts * each).mean(axis=-1)
    reached = np.concatenate([np.ones((count, top), bool), wall[:, top:] > 0.0], axis=1)
    passes = np.asarray(channels.reaching(faces[:, top])) > 0.0  # a hole that ends in the horny layer opens nothing
    side = np.where(reached & passes[:, None], side, 0.0)
    return side, np.where(passes[:, None], wall, 0.0)


def steady_permeability(column: Column, share: Any) -> Array:
    """Steady uptake (mm/day, (B,)) from a product at free concentration 1 with ``share`` (B,) of the channels open."""
    count, rows = column.held.shape
    open_ = np.broadcast_to(np.asarray(share, float), (count,))
    system, drive = _steady_system(column, open_)
    level = np.linalg.solve(system, drive[..., None])[..., 0]
    along = column.side[:, 0] * open_ * (1.0 - level[:, rows]) if column.deep else 0.0
    return np.asarray(column.across[:, 0] * (1.0 - level[:, 0]) + along)


def _steady_system(column: Column, share: Array) -> tuple[Array, Array]:
    """Balance of every row and of every channel node, (B, n, n) and (B, n); the product stands at 1."""
    (count, rows), deep = column.held.shape, column.deep
    system, drive = np.zeros((count, rows + deep, rows + deep)), np.zeros((count, rows + deep))

    def link(first: int, second: int, conductance: Array, back: Array) -> None:
        system[:, first, first] += conductance
        system[:, first, second] -= conductance
        system[:, second, second] += back
        system[:, second, first] -= back

    system[:, 0, 0] += column.across[:, 0]
    drive[:, 0] += column.across[:, 0]
    for row in range(rows):
        system[:, row, row] += column.sink[:, row]
        if row:
            link(row - 1, row, column.across[:, row], column.across[:, row])
    for row in range(deep):
        at, side, wall = rows + row, column.side[:, row], column.wall[:, row]
        if row == 0:
            system[:, at, at] += side
            drive[:, at] += side
        else:
            link(at - 1, at, side, side)
        link(row, at, wall * share, wall)
        system[:, at, at] += np.where(system[:, at, at] == 0.0, 1.0, 0.0)
    return system, drive
