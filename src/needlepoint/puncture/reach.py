"""Which layer each hole ends in.

A hole of depth d ends in the layer whose lower edge is the first below d. Thickness varies with place and person by the
layers' own spread, all layers thick or thin together: edge = sum of mean x exp(cv t), t a standard normal score. The
shares are averaged over t by the trapezoidal rule, finely enough for depths that hardly vary (a pen's): they sum to 1
and move smoothly with the setting.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from ..skin import Layers
from .depth import DepthDistribution

Array = NDArray[np.float64]

LAYER_NAMES = ("stratum_corneum", "epidermis", "papillary", "reticular", "subcutis")


TOP, NODES = 4.0, 65


@functools.cache
def _nodes() -> tuple[Array, Array]:
    nodes = np.linspace(-TOP, TOP, NODES)
    weights = np.exp(-0.5 * nodes**2)
    return nodes, weights / weights.sum()


def _scaled(mean: float, sd: float, scores: Array) -> Array:
    return mean * np.exp(sd / mean * scores)


def _edges(layers: Layers, scores: Array) -> Array:
    """Lower edges (mm) of horny layer, epidermis, papillary dermis, dermis for each score: shape (4, scores)."""
    epidermis = _scaled(layers.epidermis_mm, layers.epidermis_sd, scores)
    edges = np.stack(
        [
            _scaled(layers.stratum_corneum_mm, layers.stratum_corneum_sd, scores),
            epidermis,
            epidermis + _scaled(layers.papillary_mm, layers.papillary_sd, scores),
            epidermis + _scaled(layers.dermis_mm, layers.dermis_sd, scores),
        ]
    )
    return np.maximum.accumulate(edges, axis=0)


def layer_shares(depth: DepthDistribution, layers: Layers) -> dict[str, float]:
    """Share of the holes that end in each layer, outermost first; sums to 1."""
    scores, weights = _nodes()
    deeper = depth.shares_deeper(_edges(layers, scores)) @ weights
    passed = np.concatenate([[1.0], deeper, [0.0]])
    return dict(zip(LAYER_NAMES, (passed[:-1] - passed[1:]).tolist(), strict=True))
