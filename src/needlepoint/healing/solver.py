"""The compiled solver: many unit cells at once, on a processor or on whatever faster device JAX finds.

Two ways through the same scheme (`step`) and the same equations. On a processor, `kernel` leads groups of courses
through it in one compiled loop (:class:`Courses`), and sessions are opened between its calls. On a device that JAX has
found, and for the float64 twin and finer grids anywhere, a batch of fixed size is carried through blocks of macro steps
of fixed length, so that one compiled function serves every course. Both stay on disk between runs. Batches are padded
with copies, blocks with steps of no length; the result does not depend on how people are cut into batches. Shapes:
batch B, rows, rings, sessions S.
"""

from __future__ import annotations

import functools
import itertools
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .device import accelerated, jax_ready
from .equations import healthy_labile
from .grid import row_axis, row_faces, row_share
from .injury import Injury
from .kernel import LANES, Group
from .kernel import compiled as kernel_of
from .ladder import SUBSTEPS, Ladder, make_ladder
from .outputs import GUARD, OUTPUTS, summarise
from .states import COLUMN, LOCAL, SIGNALS
from .step import injure, opened, step

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


def begin(state: Any, fixed: Any, sessions: Any, xp: Any) -> Any:
    """A course that has not begun, from a state of rest."""
    cell = in_force(sessions, fixed, xp.zeros(state["G"].shape[0], int), xp)
    return opened(state, xp.ones_like(state["G"]), cell, xp)


def macro_step(course: Any, now: Mapping[str, Any], p: Any, fixed: Any, sessions: Any, xp: Any, loop: Any) -> Any:
    """Course and outputs after one macro step; ``loop(count, body, course)`` repeats the small step."""
    before = in_force(sessions, fixed, xp.maximum(now["session"] - 1, 0), xp)
    cell = in_force(sessions, fixed, now["session"], xp)
    h = now["length"] / SUBSTEPS
    moving = h > 0
    safe = xp.where(moving, h, 1.0)  # padding has no length: step by 1 and throw the result away
    fresh = opened(injure(course["now"], before["areas"], cell, p, xp), safe, cell, xp)
    course = _chosen(now["opens"], fresh, course, xp)
    after = loop(SUBSTEPS, lambda k, inner: step(inner, now["since"] + k * safe, safe, cell, p, xp), course)
    course = _chosen(moving, after, course, xp)
    return course, summarise(course["now"], fixed["rows"], cell["areas"], p, xp)


def _chosen(which: Any, one: Any, other: Any, xp: Any) -> Any:
    """``one`` where ``which`` (B,), else ``other``, through nested mappings of arrays (..., B)."""
    if isinstance(one, Mapping):
        return {name: _chosen(which, one[name], other[name], xp) for name in one}
    return xp.where(which, one, other)


@functools.cache
def _advance() -> Any:
    """The compiled function: state after BLOCK macro steps, and the outputs at the end of each."""
    jax = jax_ready()
    import jax.numpy as jnp

    def loop(count: int, body: Any, state: Any) -> Any:
        return jax.lax.fori_loop(0, count, body, state)

    def advance(course: Any, p: Any, fixed: Any, sessions: Any, steps: Any) -> Any:
        return jax.lax.scan(lambda carry, now: macro_step(carry, now, p, fixed, sessions, jnp, loop), course, steps)

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
    compiled: bool | None = None,
) -> list[Curves]:
    """Every run through its course, in batches of like length, one batch a core; results in the order of ``runs``.

    refine: cut every step into so many. refine_grid: the injuries were made on a grid cut into so many.
    dtype: np.float32, or np.float64 for the twin. tell: told the share that is done.
    compiled: by the loop for processors (`kernel`) or by JAX; None: the loop, unless JAX has found a faster device,
    or the grid or precision is not the shipped one.
    """
    curves: dict[int, Curves] = {}
    for found in solve_each(runs, refine=refine, refine_grid=refine_grid, dtype=dtype, compiled=compiled):
        curves |= found
        if tell is not None:
            tell(len(curves) / len(runs))
    return [curves[index] for index in range(len(runs))]


def solve_each(
    runs: Sequence[Run],
    *,
    refine: int = 1,
    refine_grid: int = 1,
    dtype: Any = np.float32,
    compiled: bool | None = None,
) -> Iterator[dict[int, Curves]]:
    """The same, a batch at a time as each is done, by place in ``runs``: for callers who keep less than all of it."""
    order = sorted(range(len(runs)), key=lambda index: -_steps(runs[index], refine))
    cores = os.cpu_count() or 1
    if compiled is None:
        compiled = refine_grid == 1 and dtype is np.float32 and not accelerated()
    if compiled:
        size = LANES * min(BATCH // LANES, -(-len(runs) // (LANES * cores)))
        job = functools.partial(_solve_courses, refine=refine)
    else:
        size = BATCH if len(runs) > ALONE else 1
        job = functools.partial(_solve_batch, size=size, refine=refine, refine_grid=refine_grid, dtype=dtype)
        _advance()
    waiting = deque(order[first : first + size] for first in range(0, len(order), max(size, 1)))
    with ThreadPoolExecutor(max_workers=cores) as workers:
        under_way: dict[Future[list[Curves]], list[int]] = {}
        while waiting or under_way:
            while waiting and len(under_way) <= cores:  # no more ahead than keeps every core busy
                batch = waiting.popleft()
                under_way[workers.submit(job, [runs[index] for index in batch])] = batch
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for one in done:
                yield dict(zip(under_way.pop(one), one.result(), strict=True))


def solve_here(runs: Sequence[Run]) -> list[Curves]:
    """The same on this thread alone, by the compiled loop, in groups of ``LANES`` in the order given.

    What a run gives then depends, to the last bit, on nothing but the other runs of its group.
    """
    groups = (runs[first : first + LANES] for first in range(0, len(runs), LANES))
    return [curves for group in groups for curves in _solve_courses(group, 1)]


class Courses:
    """Runs side by side, led through sessions and steps by the compiled loop. rest (output, B): before any session.

    B: the runs and copies of the last one, to whole groups of ``LANES``. A copy goes its own way from there.
    """

    def __init__(self, runs: Sequence[Run]) -> None:
        padded = [*runs, *[runs[-1]] * (-len(runs) % LANES)]
        self.p, self.fixed, self.sessions = gather(padded)
        self.rows, rings = self.sessions["damage"].shape[1:3]
        self.group = Group(kernel_of(SUBSTEPS, rings), len(padded))
        self.group.put("p", np.stack([self.p[name] for name in self.group.kernel.constants]))
        state = healthy_state(self.p, self.rows, rings)
        self.rest = summarise(state, self.fixed["rows"], self.sessions["areas"][0], self.p, np)
        self.cell = in_force(self.sessions, self.fixed, np.zeros(len(padded), int), np)
        self.group.open(opened(state, np.ones(len(padded)), self.cell, np), self.cell, None)

    def copy(self) -> Courses:
        """The same courses once more."""
        twin = copy(self)
        twin.group = self.group.copy()
        return twin

    def open(self, session: NDArray[np.int32], first: Array, lanes: NDArray[np.bool_]) -> None:
        """Session ``session`` (B,) in the runs ``lanes`` (B,), whose first macro step will take ``first`` days (B,)."""
        before, after = self.cell, in_force(self.sessions, self.fixed, session, np)
        fresh = injure(self.group.state(self.rows), before["areas"], after, self.p, np)
        here = opened(fresh, np.where(lanes, first, 1.0) / SUBSTEPS, after, np)
        self.group.open(here, after, None if lanes.all() else lanes)
        self.cell = {name: _lanes(name, lanes, after[name], before[name]) for name in after}

    def advance(self, length: NDArray[Any], since: NDArray[Any]) -> NDArray[np.float32]:
        """Outputs (step, output, B) after macro steps (step, B), days; runs whose steps are over (length 0) rest."""
        return self.group.advance(length, since)


def _lanes(name: str, lanes: NDArray[np.bool_], one: Any, other: Any) -> Any:
    return one if name in ("row_to_modes", "row_from_modes") else np.where(lanes, one, other)


def _solve_courses(runs: Sequence[Run], refine: int) -> list[Curves]:
    """One batch by the compiled loop."""
    courses = Courses(runs)
    padded = [*runs, *[runs[-1]] * (-len(runs) % LANES)]
    ladders = [make_ladder(run.session_days, run.until_day, refine) for run in padded]
    count = max(len(ladder.start) for ladder in ladders)
    steps = pad_steps(ladders, count, np.float32)
    values = np.empty((count, len(OUTPUTS), len(padded)), np.float32)
    opening = [*np.flatnonzero(steps["opens"].any(axis=1)), count]
    for first, end in itertools.pairwise(opening):
        courses.open(steps["session"][first], steps["length"][first], steps["opens"][first])
        values[first:end] = courses.advance(steps["length"][first:end], steps["since"][first:end])
    return [_curves(values[..., index], ladders[index], courses.rest[:, index]) for index in range(len(runs))]


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
    course = _cast(begin(state, fixed, sessions, np), dtype)
    results = []
    for block in range(blocks):
        part = {name: values[block * BLOCK : (block + 1) * BLOCK] for name, values in steps.items()}
        course, values = _advance()(course, p, fixed, sessions, part)
        results.append(np.asarray(values))
    values = np.concatenate(results)
    return [_curves(values[..., index], ladders[index], rest[:, index]) for index in range(len(runs))]


def _curves(values: NDArray[Any], ladder: Ladder, rest: Array) -> Curves:
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
    return {
        name: _cast(values, dtype) if isinstance(values, Mapping) else np.asarray(values, dtype)
        for name, values in arrays.items()
    }


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
