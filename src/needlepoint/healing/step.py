"""One step of the tissue model: exact propagators for what diffuses, exponential midpoint for what reacts.

A step looks at the tissue once, in its middle. The middle of every state that does not diffuse is found by a parabola
through the last three steps, carried half a step ahead; that of a signal u is the mean of its two ends.

Signals obey du/dt = D lap u - d u + S(y) with constant D and d. Over a step S is taken as the straight line through
its values in the middle of this step and of the one before, S = S0 + s t, for which the result is exact in the
eigenbasis of diffusion (the line, not a level, keeps fast signals right when a step is long beside their decay):

    u(t+h) = E u + (1-E)/mu S0 + (h - (1-E)/mu)/mu s,   E = exp(-mu h),   mu = d - D (lambda_r/R^2 + lambda_z/Z^2).

Every other state obeys dy/dt = p - l y with p, l >= 0, p and l taken in the middle, and is stepped by

    y(t+h) = (y + p h q)/(1 + x q),   x = l h,   q = 1 + x/2 + x^2/6 + x^3/24,

which is the exponential to x^5/120, never negative, exact where p = l y, right for any x, and one division. Second
order as a whole. A course is what a step carries on: its states ``now``, ``before`` and ``earlier`` (one and two steps
back), how long those steps were, the signals and the last sources in the eigenbasis; a session begins it anew.

Written for numpy and JAX alike (``xp``); `kernel` is the same scheme as one loop for processors, its equations read off
the same functions. Shapes: local and signal states (rows, rings, batch), column states and parameters (batch,); the
batch lies innermost so that every operation runs along it. Days and mm.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from . import equations
from .states import COLUMN, LOCAL, SIGNALS

Arrays = Mapping[str, Any]

STILL = (*LOCAL, *COLUMN)  # states that do not diffuse
LONG_AGO = 1e9  # days since the sources were last seen, where they never were: their line is then level


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


def to_modes(u: Any, cell: Arrays, xp: Any) -> Any:
    """Fields (..., rows, rings, batch) in the eigenbasis of diffusion."""
    return along_rows(cell["row_to_modes"], along_rings(cell["ring_to_modes"], u, xp), xp)


def from_modes(modes: Any, cell: Arrays, xp: Any) -> Any:
    """The other way, cut off at zero: what is below is rounding."""
    return xp.maximum(along_rings_once(cell["ring_from_modes"], along_rows(cell["row_from_modes"], modes, xp), xp), 0.0)


def sources(state: Arrays, cell: Arrays, p: Arrays, xp: Any) -> Any:
    """Sources of every signal in the eigenbasis (signals, rows, rings, batch)."""
    made = equations.signal_sources(state, state, cell["top"], p, xp)
    return to_modes(xp.stack([made[name] + xp.zeros_like(state[name]) for name in SIGNALS]), cell, xp)


def propagated(modes: Any, source: Any, slope: Any, h: Any, cell: Arrays, p: Arrays, xp: Any) -> Any:
    """Signals in the eigenbasis after h days; source and slope (1/day) of the line at the start of the step.

    cell: mode_rates (rows, rings, batch), 1/mm2, <= 0.
    """
    decay, diffusion = equations.signal_decay(p), equations.signal_diffusion(p)
    mu = xp.stack([decay[name] - diffusion[name] * cell["mode_rates"] for name in SIGNALS])
    gone = faded(mu * h, xp)
    return modes * (1.0 - gone) + (source * gone + slope * (h - gone / mu)) / mu


def rates(at: Arrays, since: Any, cell: Arrays, p: Arrays, xp: Any) -> dict[str, tuple[Any, Any]]:
    """Production and loss of every local and column state, found in the state ``at``."""
    means = superficial_means(at, at, cell["weight"], p, xp)
    local = equations.local_rates(at, at, since, p, xp)
    return local | equations.column_rates(at, means, cell["slowing"], p, xp)


def opened(state: Arrays, h: Any, cell: Arrays, xp: Any) -> dict[str, Any]:
    """A course just after a session, whose first step will take h days: nothing moved before it.

    The first step then finds its middle where it starts and holds its sources level; it is minutes long.
    """
    still = {name: state[name] for name in STILL}
    modes = to_modes(xp.stack([state[name] for name in SIGNALS]), cell, xp)
    return {
        "now": still | {name: state[name] for name in SIGNALS},
        "before": still,
        "earlier": still,
        "last": h,
        "last_but_one": h,
        "gap": xp.full_like(h, LONG_AGO),
        "modes": modes,
        "sources": xp.zeros_like(modes),
    }


def ahead(h: Any, last: Any, last_but_one: Any) -> tuple[Any, Any, Any]:
    """Weights of now, one and two steps before, of the parabola through them half a step of h ahead."""
    c, both = 0.5 * h, last + last_but_one
    return (
        (c + last) * (c + both) / (last * both),
        -c * (c + both) / (last * last_but_one),
        c * (c + last) / (last_but_one * both),
    )


def step(course: Arrays, since: Any, h: Any, cell: Arrays, p: Arrays, xp: Any) -> dict[str, Any]:
    """The course (as :func:`opened` makes it) h days later. ``since``: days since the session at the start."""
    now, before, earlier = course["now"], course["before"], course["earlier"]
    w, v, u = ahead(h, course["last"], course["last_but_one"])
    middle = {name: xp.maximum(w * now[name] + v * before[name] + u * earlier[name], 0.0) for name in STILL}
    source = sources(middle | {name: now[name] for name in SIGNALS}, cell, p, xp)
    slope = (source - course["sources"]) / (0.5 * (h + course["gap"]))
    modes = propagated(course["modes"], source - 0.5 * h * slope, slope, h, cell, p, xp)
    after = from_modes(modes, cell, xp)
    signals = {name: after[index] for index, name in enumerate(SIGNALS)}
    halfway = {name: 0.5 * (now[name] + signals[name]) for name in SIGNALS}
    found = rates(middle | halfway, since + 0.5 * h, cell, p, xp)
    return {
        "now": {name: relax(now[name], *found[name], h, xp) for name in STILL} | signals,
        "before": {name: now[name] for name in STILL},
        "earlier": before,
        "last": h,
        "last_but_one": course["last"],
        "gap": h,
        "modes": modes,
        "sources": source,
    }


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
