"""pydiffsol: diffsol's BDF with sparse LU, right-hand side and Jacobian compiled by LLVM from the traced equations.

The equations are written in DiffSL, every state a vector over the points; its own differentiation gives the Jacobian.
Constants, geometry and the state at the start are inputs, so one compiled system serves every course.
"""

from __future__ import annotations

import functools
import hashlib
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlepoint.healing.device import cache_folder
from needlepoint.healing.solver import Run
from needlepoint.healing.states import COLUMN, SIGNALS
from peers.cell import Cell
from peers.trace import POINT_STATES, Node, Rates, traced

Array = NDArray[np.float64]
SIZE = len(POINT_STATES)
NEIGHBOURS = ("outer", "inner", "lower", "upper")


def _shift(side: str, step: int, points: int) -> str:
    """The matrix that brings every point its neighbour's value; the zero in the corner says how large it is."""
    ahead, behind = f"{step}..{points}", f"0..{points - step}"
    block = f"({behind}, {ahead})" if side in ("outer", "lower") else f"({ahead}, {behind})"
    return f"{side}Shift_ij {{ {block}: 1.0, ({points - 1}, {points - 1}): 0.0 }}"


class _Words:
    """Names that DiffSL takes (letters and digits), with the index of vectors."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.plain = {"time": "t", "slowing": "slow", "top": "top_i", "weight": "weight_i"}
        self.plain |= {f"p_{name}": f"k{index}" for index, name in enumerate(names)}
        self.plain |= {f"y_{name}": f"y{index}_i" for index, name in enumerate(POINT_STATES)}
        self.plain |= {f"c_{name}": f"c{index}" for index, name in enumerate(COLUMN)}
        self.plain |= {f"lap_{name}": f"lap{index}_i" for index, name in enumerate(SIGNALS)}

    def __call__(self, node: Node) -> str:
        if node.op == "number":
            return f"{float(node.name):.9f}"
        return self.plain.get(node.name) or f"n{node.index}" + ("" if node.level == "before" else "_i")

    def line(self, node: Node) -> str:
        if node.op == "sum":
            return f"{self(node)} {{ ones_ij * {self(node.parts[0]).replace('_i', '_j')} }}"
        left, right = map(self, node.parts)
        value = f"max({left}, {right})" if node.op == "max" else f"{left} {node.op} {right}"
        return f"{self(node)} {{ {value} }}"


def source(names: tuple[str, ...], rates: Rates, rows: int, rings: int) -> str:
    """The whole problem as DiffSL text; points ring by ring."""
    points, words = rows * rings, _Words(names)
    size = points * SIZE + len(COLUMN)
    given = [f"k{index} = 1.0" for index in range(len(names))] + ["slow = 1.0"]
    at = len(given)
    for name in ("top", "weight", "here", *NEIGHBOURS, "start"):
        length = size if name == "start" else points
        given.append(f"({at}:{at + length}): {name} = 0.5")
        at += length
    starts = [f"start_i[{k * points}:{(k + 1) * points}]" for k in range(SIZE)]
    states = [f"({k * points}:{(k + 1) * points}): y{k} = {start}" for k, start in enumerate(starts)]
    states += [f"c{k} = start_i[{SIZE * points + k}]" for k in range(len(COLUMN))]
    lines = ["in_i { " + ", ".join(given) + " }", f"ones_ij {{ (0, 0:{points}): 1.0 }}"]
    lines += [_shift(name, step, points) for name, step in zip(NEIGHBOURS, (rows, rows, 1, 1), strict=True)]
    lines.append("u_i { " + ", ".join(states) + " }")
    for index, name in enumerate(SIGNALS):
        k = POINT_STATES.index(name)
        lines += [f"{side}{index}_i {{ {side}Shift_ij * y{k}_j }}" for side in NEIGHBOURS]
        spread = " + ".join(f"{side}_i * {side}{index}_i" for side in NEIGHBOURS)
        lines.append(f"lap{index}_i {{ here_i * y{k}_i + {spread} }}")
    lines += [words.line(node) for node in rates.needed()]
    ends = [words(rates.point[name]) for name in POINT_STATES] + [words(rates.column[name]) for name in COLUMN]
    return "\n".join([*lines, "F_i { " + ", ".join(ends) + " }"])


def _along(matrix: Array, side: str, cell: Cell) -> Array:
    """Coefficient of each point's neighbour on one side, flat (points,)."""
    rings, rows = cell.top.shape
    values = (
        np.concatenate([np.diag(matrix, 1), [0.0]])
        if side in ("outer", "lower")
        else np.concatenate([[0.0], np.diag(matrix, -1)])
    )
    return np.repeat(values, rows) if side in ("outer", "inner") else np.tile(values, rings)


def inputs(cell: Cell, start: Array) -> Array:
    """The input vector, in the order of ``source``."""
    rings, rows = cell.top.shape
    here = np.repeat(np.diag(cell.ring), rows) + np.tile(np.diag(cell.row), rings)
    sides = [_along(cell.ring if side in ("outer", "inner") else cell.row, side, cell) for side in NEIGHBOURS]
    parts = [
        cell.constants,
        np.asarray([cell.slowing]),
        cell.top.ravel(),
        cell.weight.ravel(),
        here,
        *sides,
        by_state(start),
    ]
    return np.concatenate(parts)


def by_state(y: Array) -> Array:
    """From points outside to states outside."""
    return np.concatenate([y[: -len(COLUMN)].reshape(-1, SIZE).T.ravel(), y[-len(COLUMN) :]])


def by_point(y: Array) -> Array:
    """The other way."""
    return np.concatenate([y[: -len(COLUMN)].reshape(SIZE, -1).T.ravel(), y[-len(COLUMN) :]])


@functools.cache
def compiled(names: tuple[str, ...], rows: int, rings: int) -> Any:
    """The compiled system, kept on the disk: compiling takes many times longer than solving."""
    import pydiffsol

    text = source(names, traced(names), rows, rings)
    digest = hashlib.sha256((pydiffsol.version() + text).encode()).hexdigest()[:16]
    file = cache_folder() / "peers" / f"diffsol-{digest}.pickle"
    if file.is_file():
        return pickle.loads(file.read_bytes())
    system = pydiffsol.Ode(text, matrix_type=pydiffsol.faer_sparse, ode_solver=pydiffsol.bdf)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pickle.dumps(system))
    return system


def kept(run: Run) -> None:
    """Compile once before several processes ask for it."""
    compiled(tuple(run.parameters), *run.injuries[0].damage.shape)


def solver(rtol: float, atol: float) -> Callable[[Cell, Array, Array], Array]:
    """BDF at these tolerances."""

    def solve(cell: Cell, start: Array, days: Array) -> Array:
        rings, rows = cell.top.shape
        system = compiled(cell.names, rows, rings)
        system.rtol, system.atol = rtol, atol
        found = system.solve_dense(inputs(cell, start), days)
        return np.asarray([by_point(y) for y in found.ys.T])

    return solve
