"""The tissue model's calibrated constants: a small table of draws that ships with the package, read once.

``data/posterior.npz`` holds the names of the constants that were fitted, or drawn beside those that were, and rows of
values in engine units; the values of one row belong together, and rows rise by what they gain from needling. A person's
draws take mirrored pairs of rows (k-th lowest, k-th highest), which puts the median of few draws near the middle, in an
order keyed by (seed, person, process) and without repeating one until all are used. Constants that are not in the table
(hand, pigment, redness) stay with their priors. Written by `needlepoint calibrate tissue`; ``data/posterior.yaml`` says
how it was made.
"""

from __future__ import annotations

import functools
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import IO

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem, did_you_mean
from ..evidence import load_parameters, note

FILE = "posterior.npz"
REMEDY = "Write it anew: needlepoint calibrate tissue --out DIR, and put DIR/posterior.* in its place."


@dataclass(frozen=True)
class PosteriorTable:
    """names (constants,); values (rows, constants) in engine units; sources: ids of what it was fitted to."""

    names: tuple[str, ...]
    values: NDArray[np.float64]
    sources: tuple[str, ...] = ()

    def draws(self, count: int, *, seed: int, person: int, process: str) -> Sequence[dict[str, float]]:
        """``count`` draws of the table's constants; more draws never change the earlier ones. Notes the sources."""
        note(sources=self.sources)
        rows = _rows(count, len(self.values), seed=seed, person=person, process=f"{process}: posterior")
        return [dict(zip(self.names, map(float, self.values[row]), strict=True)) for row in rows]


def _rows(count: int, size: int, *, seed: int, person: int, process: str) -> list[int]:
    key = np.array([seed, (zlib.crc32(process.encode()) << 32) + person], dtype=np.uint64)
    rows: list[int] = []
    for lap in range(-(-count // size)):
        counter = np.array([0, 0, 0, lap], dtype=np.uint64)
        order = np.random.Generator(np.random.Philox(key=key, counter=counter)).permutation(size)
        # every row and its mirror, where the first of the two turns up
        rows += dict.fromkeys(row for first in order.tolist() for row in (first, size - 1 - first))
    return rows[:count]


@functools.cache
def tissue_posterior() -> PosteriorTable | None:
    """The table that ships with the package; None where none does. Raises InputError when it does not fit the model."""
    file = resources.files("needlepoint.healing") / "data" / FILE
    if not file.is_file():
        return None
    with file.open("rb") as opened:
        return read_posterior(opened, load_parameters("healing").names())


def read_posterior(file: IO[bytes], known: Iterable[str], place: str = FILE) -> PosteriorTable:
    """A table from an open file, checked against the ``known`` constants.

    Raises InputError when the file is not such a table, names a constant that the model has not, or holds a value that
    is not a finite number of 0 or more.
    """
    try:
        with np.load(file, allow_pickle=False) as held:
            names, values = tuple(map(str, held["names"])), np.asarray(held["values"], float)
            sources = tuple(map(str, held["sources"]))
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as cause:
        raise InputError(Problem(place, f"no table of draws ({cause})", "names, values and sources", REMEDY)) from cause
    problems = _problems(place, names, values, tuple(known))
    if problems:
        raise InputError(problems)
    return PosteriorTable(names, values, sources)


def _problems(place: str, names: tuple[str, ...], values: NDArray[np.float64], known: tuple[str, ...]) -> list[Problem]:
    problems = [
        Problem(place, repr(name), "a constant of the tissue model", f"{did_you_mean(name, known)} {REMEDY}".strip())
        for name in names
        if name not in known
    ]
    if values.ndim != 2 or values.shape[1] != len(names) or not len(values):
        problems.append(Problem(place, f"values of shape {values.shape}", f"rows of {len(names)} values", REMEDY))
    elif not (np.isfinite(values).all() and (values >= 0.0).all()):
        bad = sorted({names[column] for column in np.nonzero(~(values >= 0.0) | ~np.isfinite(values))[1]})
        problems.append(Problem(place, f"bad values of {', '.join(bad)}", "finite numbers of 0 or more", REMEDY))
    if len(set(names)) != len(names):
        problems.append(Problem(place, "a constant twice", "each constant once", REMEDY))
    return problems
