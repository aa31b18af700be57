"""The compiled solver: many unit cells at once, on whatever device JAX finds.

A batch of fixed size is carried through blocks of macro steps of fixed length, so that one compiled function serves
every course and every number of people, and stays on disk between runs. Batches are padded with copies, blocks with
steps of no length. The result does not depend on how people are cut into batches. Shapes: batch B, rows, rings,
sessions S.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .device import jax_ready
from .equations import healthy_labile
from .grid import row_axis, row_faces, row_share
from .injury import Injury
from .ladder import SUBSTEPS, Ladder, make_ladder
from .outputs import GUARD, OUTPUTS, summarise
from .states import COLUMN, LOCAL, SIGNALS
from .step import injure, step

Array = NDArray[np.float64]

BATCH = 64
ALONE = 8  # up to so many runs are solved one by one: a padded batch would take longer
BLOCK = 32
LOWEST = OUTPUTS.index(GUARD)

# what changes with the session, and what it is called inside a step
PER_SESSION = (
    "damage",
    "areas",
    "ring_rates",
    "ring_to_modes",
    "ring_from_modes",
    "cell_radius_mm",
    "opening",
    "flare",
    "slowing",
)


@dataclass(frozen=True)
class Run:
    """One cell through one course: layers in mm, sessions with their injuries, parameters in engine units."""

    papillary_mm: float
    dermis_mm: float
    session_days: tuple[float, ...]
    injuries: tuple[Injury, ...]
    parameters: Mapping[str, float]
    until_day: float


@dataclass(frozen=True)
class Curves:
    """One run's results. days (m,): 0 and the ends of macro steps; values (m, len(OUTPUTS)).

    failed: some value is not finite, or some state fell below zero.
    """

    days: Array
    values: Array
    failed: bool


def in_force(sessions: Mapping[str, Any], fixed: Mapping[str, Any], index: Any, xp: Any) -> dict[str, Any]:
    """What a step needs of the cells while session ``index`` (B,) is in force in each."""
    pick = xp.arange(index.shape[0])
    now = {name: values[index, ..., pick] for name, values in sessions.items()}
    now = {name: xp.moveaxis(values, 0, -1) for name, values in now.items()}
    by_ring = now["ring_rates"][None] / now["cell_radius_mm"] ** 2
    weight = fixed["rows"][0][:, None] * now["areas"]
    return dict(fixed) | now | {"mode_rates": by_ring + fixed["row_rates"], "weight": weight}


def macro_step(state: Any, now: Mapping[str, Any], p: Any, fixed: Any, sessions: Any, xp: Any, loop: Any) -> Any:
    """State and outputs after one macro step; ``loop(count, body, state)`` repeats the small step."""
    before = in_force(sessions, fixed, xp.maximum(now["session"] - 1, 0), xp)
    cell = in_force(sessions, fixed, now["session"], xp)
    fresh = injure(state, before["areas"], cell, p, xp)
    state = {name: xp.where(now["opens"], fresh[name], state[name]) for name in state}
    h = now["length"] / SUBSTEPS
    moving = h > 0
    safe = xp.where(moving, h, 1.0)  # padding has no length: step by 1 and throw the result away
    after = loop(SUBSTEPS, lambda k, inner: step(inner, now["since"] + k * safe, safe, cell, p, xp), state)
    state = {name: xp.where(moving, after[name], state[name]) for name in state}
    return state, summarise(state, fixed["rows"], cell["areas"], p, xp)


@functools.cache
def _advance() -> Any:
    """The compiled function: state after BLOCK macro steps, and the outputs at the end of each."""
    jax = jax_ready()
    import jax.numpy as jnp

    def loop(count: int, body: Any, state: Any) -> Any:
        return jax.lax.fori_loop(0, count, body, state)

    def advance(state: Any, p: Any, fixed: Any, sessions: Any, steps: Any) -> Any:
        return jax.lax.scan(lambda carry, now: macro_step(carry, now, p, fixed, sessions, jnp, loop), state, steps)

    return jax.jit(advance)


def layer_rows(run: Run, refine: int = 1) -> Array:
    """Weights of the rows (len(LAYERS), rows), each summing to 1: papillary, and the reticular dermis in two halves."""
    split = min(run.papillary_mm / run.dermis_mm, 0.9)
    middle = 0.5 * (1.0 + split)
    faces = row_faces(refine)
    bounds = ((0.0, split), (split, middle), (middle, 1.0))
    weights = [row_share(faces, low, high) * np.diff(faces) for low, high in bounds]
    return np.asarray([weight / weight.sum() for weight in weights])


def healthy_state(p: Mapping[str, Any], rows: int, rings: int) -> dict[str, Array]:
    """Skin at rest: local and signal states (rows, rings, B), column states (B,)."""
    labile = healthy_labile(p)
    shape = (rows, rings, len(labile))
    level = {"F": 1.0, "B": 1.0, "E": 1.0, "Et": 1.0, "H": 1.0, "Me": 1.0}
    state = {name: np.full(shape, level.get(name, 0.0)) for name in (*LOCAL, *SIGNALS)}
    state |= {name: np.full(shape[2:], level.get(name, 0.0)) for name in COLUMN}
    shares = {"L3": labile * p["f3b"], "L1": labile * (1 - p["f3b"])}
    shares |= {"C3": (1 - labile) * p["f3b"], "C1": (1 - labile) * (1 - p["f3b"])}
    return state | {name: np.broadcast_to(share, shape).copy() for name, share in shares.items()}


def solve(
    runs: Sequence[Run],
    *,
    refine: int = 1,
    refine_grid: int = 1,
    dtype: Any = np.float32,
    tell: Callable[[float], None] | None = None,
    alone: int = ALONE,
) -> list[Curves]:
    """Every run through its course, in batches of like length, one batch a core; results in the order of ``runs``.

    refine: cut every step into so many. refine_grid: the injuries were made on a grid cut into so many.
    dtype: np.float32, or np.float64 for the twin. tell: told the share that is done.
    alone: up to so many runs are solved one by one (a function of its own is then compiled for single runs).
    """
    order = sorted(range(len(runs)), key=lambda index: -_steps(runs[index], refine))
    size = BATCH if len(runs) > alone else 1
    batches = [order[first : first + size] for first in range(0, len(order), size)]
    curves: dict[int, Curves] = {}
    _advance()
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as workers:
        jobs = {
            workers.submit(_solve_batch, [runs[i] for i in batch], size, refine, refine_grid, dtype): batch
            for batch in batches
        }
        for job in as_completed(jobs):
            curves |= dict(zip(jobs[job], job.result(), strict=True))
            if tell is not None:
                tell(len(curves) / len(runs))
    return [curves[index] for index in range(len(runs))]


def _steps(run: Run, refine: int) -> int:
    return len(make_ladder(run.session_days, run.until_day, refine).start)


def _solve_batch(runs: Sequence[Run], size: int, refine: int, refine_grid: int, dtype: Any) -> list[Curves]:
    padded = [*runs, *[runs[-1]] * (size - len(runs))]
    ladders = [make_ladder(run.session_days, run.until_day, refine) for run in padded]
    blocks = -(-max(len(ladder.start) for ladder in ladders) // BLOCK)
    steps = pad_steps(ladders, blocks * BLOCK, dtype)
    p, fixed, sessions = (_cast(arrays, dtype) for arrays in gather(padded, refine_grid))
    state = _cast(healthy_state(p, fixed["rows"].shape[1], sessions["areas"].shape[1]), dtype)
    rest = summarise(state, fixed["rows"], sessions["areas"][0], p, np)
    results = []
    for block in range(blocks):
        part = {name: values[block * BLOCK : (block + 1) * BLOCK] for name, values in steps.items()}
        state, values = _advance()(state, p, fixed, sessions, part)
        results.append(np.asarray(values))
    values = np.concatenate(results)
    return [_curves(values[..., index], ladders[index], rest[:, index]) for index in range(len(runs))]


def _curves(values: Array, ladder: Ladder, rest: Array) -> Curves:
    kept = values[: len(ladder.start)]
    days = np.concatenate([[0.0], ladder.start + ladder.length])
    sound = bool(np.isfinite(kept).all()) and bool((kept[:, LOWEST] >= 0.0).all())
    return Curves(days=days, values=np.concatenate([rest[None, :], kept]).astype(float), failed=not sound)


def pad_steps(ladders: Sequence[Ladder], length: int, dtype: Any) -> dict[str, NDArray[Any]]:
    """Steps of every run as arrays (length, B), padded with steps of no length in the last session."""
    kinds = {"length": dtype, "since": dtype, "session": np.int32, "opens": bool}
    steps = {name: np.zeros((length, len(ladders)), kind) for name, kind in kinds.items()}
    for index, ladder in enumerate(ladders):
        count = len(ladder.start)
        for name in kinds:
            steps[name][:count, index] = getattr(ladder, name)
        steps["session"][count:, index] = ladder.session[-1]
    return steps


def _cast(arrays: Mapping[str, Any], dtype: Any) -> dict[str, Any]:
    return {name: np.asarray(values, dtype) for name, values in arrays.items()}


def gather(runs: Sequence[Run], refine_grid: int = 1) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Parameters (B,), what is fixed of every cell (..., B), and what changes with the session (S, ..., B).

    Sessions are padded to a power of two, at least 8, so that few shapes are compiled.
    """
    p = {name: np.asarray([run.parameters[name] for run in runs]) for name in runs[0].parameters}
    axis = row_axis(row_faces(refine_grid))
    split = [row_share(axis.faces, 0.0, min(run.papillary_mm / run.dermis_mm, 0.9)) for run in runs]
    dermis = np.asarray([run.dermis_mm for run in runs])
    fixed = {
        "rows": np.moveaxis(np.asarray([layer_rows(run, refine_grid) for run in runs]), 0, -1),
        "top": np.moveaxis(np.asarray(split), 0, -1)[:, None],
        "row_rates": axis.rates[:, None, None] / dermis**2,
        "row_to_modes": axis.to_modes,
        "row_from_modes": axis.from_modes,
    }
    most = max(len(run.injuries) for run in runs)
    count = max(8, 1 << (most - 1).bit_length())
    filled = [(*run.injuries, *[run.injuries[-1]] * (count - len(run.injuries))) for run in runs]
    sessions = {
        name: np.moveaxis(np.asarray([[getattr(injury, name) for injury in row] for row in filled]), 0, -1)
        for name in PER_SESSION
    }
    return p, fixed, sessions
