"""Every hole of a zone, as arrays: where, how deep, how wide, how far dragged, which layer reached, in which pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Holes:
    """Arrays of one length, in the order of passes and strokes (float32, mm, but for the last two: uint8).

    x, y: middle, from the middle of the zone; depth: true depth; radius: at the surface; drag: how far the hole is
    drawn out along heading (radians); layer: index of the deepest layer reached in ``reach.LAYER_NAMES``; number: of
    the pass, from 0.
    """

    x: F32
    y: F32
    depth: F32
    radius: F32
    drag: F32
    heading: F32
    layer: NDArray[np.uint8]
    number: NDArray[np.uint8]

    def __len__(self) -> int:
        return int(self.x.size)

    def __getitem__(self, chosen: Any) -> Holes:
        """Those that a slice, mask or index array chooses."""
        return Holes(*(getattr(self, item.name)[chosen] for item in dataclasses.fields(self)))

    def drawn(self) -> tuple[F32, F32]:
        """The drag as a vector (x, y)."""
        return self.drag * np.cos(self.heading), self.drag * np.sin(self.heading)

    def before(self, number: int) -> int:
        """How many holes were made before this pass."""
        return int(np.searchsorted(self.number, number))

    @property
    def nbytes(self) -> int:
        """Memory (bytes)."""
        return sum(getattr(self, item.name).nbytes for item in dataclasses.fields(self))


def joined(parts: Sequence[Holes]) -> Holes:
    """Holes one after the other."""
    return Holes(*(np.concatenate([getattr(part, item.name) for part in parts]) for item in dataclasses.fields(Holes)))
