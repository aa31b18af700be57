"""scipy's LSODA with a banded Jacobian and a right-hand side that numba compiles from the traced equations.

States of a point stand together and signals couple neighbouring rings, so the Jacobian's band is one ring's states
wide on either side. The column follows the points and hardly acts back, so what it couples outside the band only costs
Newton an iteration. The Jacobian is found by differences over that band, one compiled loop.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlepoint.healing.states import COLUMN, SIGNALS
from peers.cell import Cell
from peers.trace import POINT_STATES, Node, Rates, traced

Array = NDArray[np.float64]
SIZE = len(POINT_STATES)

TEMPLATE = """
def rhs(time, y, p, ring, row, top_, weight_, slowing):
    rings, rows = top_.shape
    last = rings * rows * {size}
    out = np.empty(last + {columns})
{constants}
{column}
{before}
{sums}
    for i in range(rings):
        for j in range(rows):
            at = (i * rows + j) * {size}
            top, weight = top_[i, j], weight_[i, j]
{states}
{laplacians}
{point}
{rates}
{added}
{after}
{ends}
    return out
"""
LAPLACIAN = """
lap_{name} = (ring[i, i] + row[j, j]) * y_{name}
if i > 0:
    lap_{name} += ring[i, i - 1] * y[at - {ring} * rows + {k}]
if i < rings - 1:
    lap_{name} += ring[i, i + 1] * y[at + {ring} * rows + {k}]
if j > 0:
    lap_{name} += row[j, j - 1] * y[at - {ring} + {k}]
if j < rows - 1:
    lap_{name} += row[j, j + 1] * y[at + {ring} + {k}]
"""


def _indented(lines: list[str], depth: int) -> str:
    return "\n".join(" " * 4 * depth + line for text in lines for line in text.strip("\n").split("\n"))


def _named(node: Node) -> str:
    return node.name or f"n{node.index}"


def _line(node: Node) -> str:
    left, right = map(_named, node.parts)
    value = f"max({left}, {right})" if node.op == "max" else f"{left} {node.op} {right}"
    return f"{_named(node)} = {value}"


def source(names: tuple[str, ...], rates: Rates) -> str:
    """The right-hand side as Python text."""
    nodes = list(rates.needed())
    sums = [node for node in nodes if node.op == "sum"]
    by_level = {
        level: [_line(node) for node in nodes if node.level == level and node.op != "sum"]
        for level in ("before", "point", "after")
    }
    signals = [(name, POINT_STATES.index(name)) for name in SIGNALS]
    return TEMPLATE.format(
        size=SIZE,
        columns=len(COLUMN),
        constants=_indented([f"p_{name} = p[{k}]" for k, name in enumerate(names)], 1),
        column=_indented([f"c_{name} = y[last + {k}]" for k, name in enumerate(COLUMN)], 1),
        before=_indented(by_level["before"], 1),
        sums=_indented([f"{_named(node)} = 0.0" for node in sums], 1),
        states=_indented([f"y_{name} = y[at + {k}]" for k, name in enumerate(POINT_STATES)], 3),
        laplacians=_indented([LAPLACIAN.format(name=name, k=k, ring=SIZE) for name, k in signals], 3),
        point=_indented(by_level["point"], 3),
        rates=_indented([f"out[at + {k}] = {_named(rates.point[name])}" for k, name in enumerate(POINT_STATES)], 3),
        added=_indented([f"{_named(node)} += {_named(node.parts[0])}" for node in sums], 3),
        after=_indented(by_level["after"], 1),
        ends=_indented([f"out[last + {k}] = {_named(rates.column[name])}" for k, name in enumerate(COLUMN)], 1),
    )


@functools.cache
def compiled(names: tuple[str, ...]) -> Callable[..., Array]:
    """The right-hand side (time, y, constants, ring, row, top, weight, slowing), compiled."""
    import numba

    space: dict[str, Any] = {"np": np}
    exec(source(names, traced(names)), space)
    return numba.njit(space["rhs"], fastmath=True)  # type: ignore[no-any-return]


def arguments(cell: Cell) -> tuple[Any, ...]:
    """What the right-hand side takes after time and state."""
    return cell.constants, cell.ring, cell.row, cell.top, cell.weight, cell.slowing


@functools.cache
def compiled_jacobian(names: tuple[str, ...], band: int) -> Callable[..., Array]:
    """The Jacobian's band by differences, in the packed form that LSODA asks for."""
    import numba

    rhs = compiled(names)

    def jacobian(time, y, *arguments):  # type: ignore[no-untyped-def]
        size, width = len(y), 2 * band + 1
        packed = np.zeros((width, size))
        base = rhs(time, y, *arguments)
        moved = y.copy()
        for first in range(width):
            for column in range(first, size, width):
                moved[column] += 1e-8 * max(abs(y[column]), 1e-3)
            found = rhs(time, moved, *arguments)
            for column in range(first, size, width):
                step = moved[column] - y[column]
                for row in range(max(0, column - band), min(size, column + band + 1)):
                    packed[band + row - column, column] = (found[row] - base[row]) / step
                moved[column] = y[column]
        return packed

    return numba.njit(jacobian)  # type: ignore[no-any-return]


def solver(rtol: float, atol: float) -> Callable[[Cell, Array, Array], Array]:
    """LSODA at these tolerances."""

    def solve(cell: Cell, start: Array, days: Array) -> Array:
        from scipy.integrate import odeint

        band = cell.row.shape[0] * SIZE
        found = odeint(
            compiled(cell.names),
            start,
            np.concatenate([[0.0], days]),
            args=arguments(cell),
            Dfun=compiled_jacobian(cell.names, band),
            ml=band,
            mu=band,
            rtol=rtol,
            atol=atol,
            tfirst=True,
            mxstep=100_000,
        )
        return np.asarray(found[1:])

    return solve
