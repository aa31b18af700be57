"""The outcome model's fitted constants: a small table of draws that ships with the package, read once.

``data/outcome_posterior.npz``: names, rows of values that belong together, the features of the reference course, and
sources. Written by `needlepoint calibrate outcome`; ``data/outcome_posterior.yaml`` says how it was made and how well.
"""

from __future__ import annotations

import functools
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import IO

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem
from ..evidence import note
from ..randomness import scores

Array = NDArray[np.float64]

FILE = "outcome_posterior.npz"
REMEDY = "Write it anew: needlepoint calibrate outcome --out DIR, and put DIR/outcome_posterior.* in its place."


@dataclass(frozen=True)
class OutcomeTable:
    """columns: name to values (rows,); reference: features of the reference course; sources: what it was fitted to."""

    columns: Mapping[str, Array]
    reference: Mapping[str, float]
    sources: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many draws."""
        return len(next(iter(self.columns.values())))

    def drawn(self, count: int, *, seed: int, person: int) -> dict[str, Array]:
        """``count`` rows, each constant (count,), in an order keyed by seed and person; more draws than rows repeat."""
        note(sources=self.sources)
        order = np.argsort(scores(1, self.rows, seed=seed, person=person, process="outcome: rows")[0])
        rows = order[np.arange(count) % self.rows]
        return {name: values[rows] for name, values in self.columns.items()}

    def central(self) -> dict[str, float]:
        """The median of every constant."""
        return {name: float(np.median(values)) for name, values in self.columns.items()}

    def get(self, name: str, fallback: float = 0.0) -> Array:
        """A column; where the table has none, the fallback in every row."""
        return self.columns.get(name, np.full(self.rows, fallback))


@functools.cache
def outcome_posterior() -> OutcomeTable:
    """The table that ships with the package. Raises InputError when it is damaged."""
    with (resources.files("needlepoint.outcome") / "data" / FILE).open("rb") as opened:
        return read_table(opened)


def read_table(file: IO[bytes], place: str = FILE) -> OutcomeTable:
    """A table from an open file. Raises InputError when it is none, or holds what is no finite number."""
    try:
        with np.load(file, allow_pickle=False) as held:
            names, values = tuple(map(str, held["names"])), np.asarray(held["values"], float)
            reference = dict(zip(map(str, held["features"]), map(float, held["reference"]), strict=True))
            sources = tuple(map(str, held["sources"]))
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as cause:
        raise InputError(Problem(place, f"no table of draws ({cause})", "names, values, reference", REMEDY)) from cause
    if values.ndim != 2 or values.shape[1] != len(names) or not len(values) or not np.isfinite(values).all():
        raise InputError(Problem(place, f"values of shape {values.shape}", f"rows of {len(names)} numbers", REMEDY))
    return OutcomeTable(dict(zip(names, values.T, strict=True)), reference, sources)
