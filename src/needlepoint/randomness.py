"""Random draws: one stream per (seed, person, process), counter-based, so that no draw moves another.

A draw is found by its own key: adding a draw, a session, a process or a worker changes nothing else. Draws come in
mirrored pairs (z, -z), which puts the median of few draws near the central run. lognormal: value exp(spread z); normal:
value + spread z; uniform and loguniform: between their bounds. Every draw stays inside the parameter's range.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .evidence import Parameter, ParameterSet


def scores(count: int, width: int, *, seed: int, person: int, process: str) -> NDArray[np.float64]:
    """Standard normal scores (count, width) of one process of one person; row 2k+1 mirrors row 2k."""
    rows = []
    stream = (zlib.crc32(process.encode()) << 32) + person
    for pair in range((count + 1) // 2):
        key = np.array([seed, stream], dtype=np.uint64)
        counter = np.array([0, 0, 0, pair], dtype=np.uint64)
        row = np.random.Generator(np.random.Philox(key=key, counter=counter)).standard_normal(width)
        rows += [row, -row]
    return np.asarray(rows[:count])


def drawn(parameter: Parameter, z: float) -> float:
    """The parameter at standard normal score z, in engine units."""
    prior = parameter.prior
    share = 0.5 * math.erfc(-z / math.sqrt(2.0))
    if prior.shape == "lognormal":
        stated = parameter.stated * math.exp(prior.spread * z)
    elif prior.shape == "normal":
        stated = parameter.stated + prior.spread * z
    elif prior.shape == "uniform":
        stated = prior.low + (prior.high - prior.low) * share
    elif prior.shape == "loguniform":
        stated = prior.low * (prior.high / prior.low) ** share
    else:
        stated = parameter.stated
    low, high = parameter.range
    return min(max(stated, low), high) * parameter.factor


def drawn_parameters(
    parameters: ParameterSet, count: int, *, seed: int, person: int = 0, process: str
) -> Sequence[dict[str, float]]:
    """``count`` draws of every parameter of a set from its prior, in engine units."""
    entries = [parameters.parameter(name) for name in parameters.names()]
    table = scores(count, len(entries), seed=seed, person=person, process=process)
    return [{entry.name: drawn(entry, float(z)) for entry, z in zip(entries, row, strict=True)} for row in table]
