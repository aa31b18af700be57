"""One random stream for every stroke of every pass, found by its own key.

Philox is counter-based: (seed, process) is its key, (stroke, pass) the upper words of its counter. So a stroke's
numbers depend on nothing else: not on how many strokes, passes, workers or batches there are, nor on the order they
run in. Source: Salmon 2011 (Philox 4x64), as NumPy ships it.
"""

from __future__ import annotations

import zlib

import numpy as np

from ..errors import InputError, Problem

LARGEST_SEED = 2**63 - 1


def check_seed(seed: int) -> None:
    """Raises InputError unless ``seed`` is a whole number from 0."""
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise InputError(Problem("seed", repr(seed), f"a whole number, 0 to {LARGEST_SEED}"))


def stream(seed: int, process: str, pass_number: int = 0, stroke: int = 0) -> np.random.Generator:
    """The numbers of one stroke. process: its name and its zone, so that no two share a stream."""
    key = np.array([seed, zlib.crc32(process.encode())], dtype=np.uint64)
    counter = np.array([0, 0, stroke, pass_number], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key, counter=counter))
