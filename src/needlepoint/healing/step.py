"""One step of the tissue model: exact propagators for what diffuses, exponential midpoint for what reacts.

Signals u obey du/dt = D lap u - d u + S(y) with constant D and d. Over a step S is taken as a straight line through
its values at the start and at the midpoint of the cells, S = S0 + s t, for which the result is exact in the eigenbasis
of diffusion (the line, not a level, keeps fast signals right when a step is long beside their decay):

    u(t+h) = E u + (1-E)/mu S0 + (h - (1-E)/mu)/mu s,   E = exp(-mu h),   mu = d - D (lambda_r/R^2 + lambda_z/Z^2).

Every other state obeys dy/dt = p - l y with p, l >= 0, p and l taken at the midpoint, and is stepped by

    y(t+h) = (y + p h q)/(1 + x q),   x = l h,   q = 1 + x/2 + x^2/6 + x^3/24,

which is the exponential to x^5/120, never negative, exact where p = l y, right for any x, and one division. Second
order as a whole. Written for numpy and JAX alike (``xp``), so that the compiled solver and its float64 twin are one
text. Shapes: local and signal states (rows, rings, batch), column states and parameters (batch,); the batch lies
innermost so that every operation runs along it. Days and mm.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from . import equations
from .states import COLUMN, LOCAL, SIGNALS

Arrays = Mapping[str, Any]


def faded(x: Any, xp: Any) -> Any:
    """1 - exp(-x) for x >= 0, exact for small x too; by tanh, which compiles to half the work of expm1."""
    half = xp.tanh(0.5 * x)
    return 2.0 * half / (1.0 + half)


def relax(y: Any, production: Any, loss: Any, h: Any, xp: Any) -> Any:
    """y after h days of dy/dt = production - loss y with both constant (see the head of this file).

    Written as a change of y, so that single precision does not drift where production and loss balance; the result is
    never negative but for rounding, which is cut off.
    """
    x = loss * h
    tail = 1.0 + x * (0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0)))
    return xp.maximum(y + h * tail * (production - loss * y) / (1.0 + x * tail), 0.0)


def superficial_means(y: Arrays, u: Arrays, weight: Any, p: Arrays, xp: Any) -> dict[str, Any]:
    """Volume means over the superficial rows that the column states see; ``weight`` sums to 1 over the cell."""
    total = {
        "I": u["I"],
        "w": equations.wound_mode(u, p),
        "B": y["B"],
        "C": equations.collagen(y),
    }
    return {name: xp.sum(values * weight, axis=(0, 1)) for name, values in total.items()}


def react(state: Arrays, at: Arrays, since: Any, h: Any, cell: Arrays, p: Arrays, xp: Any) -> dict[str, Any]:
    """Local and column states after h days with the rates found in state ``at``."""
    rates = equations.local_rates(at, at, since, p, xp)
    means = superficial_means(at, at, cell["weight"], p, xp)
    rates |= equations.column_rates(at, means, cell["slowing"], p, xp)
    return {name: relax(state[name], *rates[name], h, xp) for name in (*LOCAL, *COLUMN)}


def along_rings(matrix: Any, u: Any, xp: Any) -> Any:
    """Every ring of the result as a sum over rings of u: matrix (rings, rings, batch), u (..., rings, batch)."""
    return sum(matrix[:, ring] * u[..., ring, None, :] for ring in range(matrix.shape[1]))


def along_rings_once(matrix: Any, u: Any, xp: Any) -> Any:
    """The same, as a loop that a compiler keeps: it would copy the sum into each of the dozen places that read it."""
    if xp is np:
        return along_rings(matrix, u, xp)
    from jax import lax

    def added(ring: Any, total: Any) -> Any:
        column = lax.dynamic_index_in_dim(matrix, ring, 1, keepdims=False)
        return total + column * lax.dynamic_index_in_dim(u, ring, u.ndim - 2)

    return lax.fori_loop(0, matrix.shape[1], added, xp.zeros_like(u))


def along_rows(matrix: Any, u: Any, xp: Any) -> Any:
    """Every row of the result as a sum over rows of u: matrix (rows, rows), u (..., rows, rings, batch)."""
    return sum(matrix[:, row, None, None] * u[..., row, None, :, :] for row in range(matrix.shape[1]))


def spread(state: Arrays, middle: Arrays, h: Any, cell: Arrays, p: Arrays, xp: Any) -> dict[str, Any]:
    """Signals after h days, with the sources found at the start (``state``) and half way (``middle``).

    cell: row_to_modes, row_from_modes (rows, rows); ring_to_modes, ring_from_modes (rings, rings, batch);
    mode_rates (rows, rings, batch), 1/mm2, <= 0.
    """
    first = equations.signal_sources(state, state, cell["top"], p, xp)
    later = equations.signal_sources(middle, middle, cell["top"], p, xp)
    decay, diffusion = equations.signal_decay(p), equations.signal_diffusion(p)
    ahead = []
    for name in SIGNALS:
        fields = xp.stack([state[name], first[name], 2.0 * (later[name] - first[name])])
        start, source, slope = along_rows(cell["row_to_modes"], along_rings(cell["ring_to_modes"], fields, xp), xp)
        mu = decay[name] - diffusion[name] * cell["mode_rates"]
        gone = faded(mu * h, xp)
        ahead.append(start * (1.0 - gone) + (source * gone + slope * (1.0 - gone / (mu * h))) / mu)
    modes = along_rows(cell["row_from_modes"], xp.stack(ahead), xp)
    after = xp.maximum(along_rings_once(cell["ring_from_modes"], modes, xp), 0.0)
    return {name: after[index] for index, name in enumerate(SIGNALS)}


def step(state: Arrays, since: Any, h: Any, cell: Arrays, p: Arrays, xp: Any) -> dict[str, Any]:
    """The whole state h days later. ``since``: days since the last session at the start of the step."""
    middle = dict(state) | react(state, state, since, 0.5 * h, cell, p, xp)
    signals = spread(state, middle, h, cell, p, xp)
    halfway = {name: 0.5 * (state[name] + signals[name]) for name in SIGNALS}
    return react(state, middle | halfway, since + 0.5 * h, h, cell, p, xp) | signals


def injure(state: Arrays, areas: Any, session: Arrays, p: Arrays, xp: Any) -> dict[str, Any]:
    """The state just after a session: rows averaged over the rings in force, then the new core injured.

    areas (rings, batch): areas of the rings in force before. session: damage (rows, rings, batch) on the new rings,
    opening and flare (batch,).
    """
    damage = session["damage"]
    mixed = {
        name: xp.broadcast_to(xp.sum(state[name] * areas, axis=1, keepdims=True), damage.shape)
        for name in (*LOCAL, *SIGNALS)
    }
    alive = 1.0 - damage
    kept = 1.0 - p["matrix_loss"] * damage
    after = dict(state) | mixed
    for name in ("N", "M1", "M2", "F", "Y", "B"):
        after[name] = mixed[name] * alive
    for name in ("L3", "L1", "C3", "C1", "Et", "E"):
        after[name] = mixed[name] * kept
    after["D"] = mixed["D"] * alive + damage
    after["P"] = mixed["P"] * alive + p["bleed"] * damage
    for name in ("G", "W"):
        after[name] = state[name] + session["opening"] * (1.0 - state[name])
    after["R"] = state["R"] + p["rD"] * session["flare"] + p["rO"] * session["opening"]
    return after
