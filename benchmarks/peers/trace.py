"""The equations of the tissue model read off as a list of plain operations, so that every peer solves the same ones.

`needlepoint.healing.equations` is called with symbols in place of arrays; every operation becomes a `Node`, equal ones
once. A node is ``before`` (depends on constants, time and the column: once a call), ``point`` (once a point of the
cell) or ``after`` (depends on a sum over the points). ``write`` gives each as a line of code in the peer's language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from needlepoint.healing import equations
from needlepoint.healing.states import COLUMN, LOCAL, SIGNALS
from needlepoint.healing.step import superficial_means

POINT_STATES = (*LOCAL, *SIGNALS)
Level = Literal["before", "point", "after"]
LEVELS: tuple[Level, ...] = ("before", "point", "after")


@dataclass(frozen=True)
class Node:
    """One value: an input (op "input"), a number (op "number") or an operation on other nodes."""

    trace: Trace = field(repr=False, compare=False)
    index: int
    op: str
    parts: tuple[Node, ...] = ()
    name: str = ""
    level: Level = "before"

    def __add__(self, other: Any) -> Node:
        return self.trace.made("+", self, other)

    def __radd__(self, other: Any) -> Node:
        return self.trace.made("+", other, self)

    def __sub__(self, other: Any) -> Node:
        return self.trace.made("-", self, other)

    def __rsub__(self, other: Any) -> Node:
        return self.trace.made("-", other, self)

    def __mul__(self, other: Any) -> Node:
        return self.trace.made("*", self, other)

    def __rmul__(self, other: Any) -> Node:
        return self.trace.made("*", other, self)

    def __truediv__(self, other: Any) -> Node:
        return self.trace.made("/", self, other)

    def __rtruediv__(self, other: Any) -> Node:
        return self.trace.made("/", other, self)

    def __pow__(self, power: int) -> Node:
        if power != 2:
            raise NotImplementedError(f"power {power}")
        return self * self


class Trace:
    """Nodes in the order in which they can be computed; stands in for numpy (``maximum``, ``sum``)."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._seen: dict[tuple[Any, ...], Node] = {}

    def _kept(self, op: str, parts: tuple[Node, ...], name: str, level: Level) -> Node:
        key = (op, tuple(part.index for part in parts), name)
        if key not in self._seen:
            self._seen[key] = Node(self, len(self.nodes), op, parts, name, level)
            self.nodes.append(self._seen[key])
        return self._seen[key]

    def input(self, name: str, level: Level = "before") -> Node:
        return self._kept("input", (), name, level)

    def _node(self, value: Any) -> Node:
        return value if isinstance(value, Node) else self._kept("number", (), repr(float(value)), "before")

    def made(self, op: str, left: Any, right: Any) -> Node:
        parts = (self._node(left), self._node(right))
        numbers = tuple(float(part.name) if part.op == "number" else None for part in parts)
        if op == "*" and 0.0 in numbers:
            return self._node(0.0)
        if op == "+" and 0.0 in numbers:
            return parts[1 - numbers.index(0.0)]
        if op == "*" and 1.0 in numbers:
            return parts[1 - numbers.index(1.0)]
        return self._kept(op, parts, "", max((part.level for part in parts), key=LEVELS.index))

    def maximum(self, left: Any, right: Any) -> Node:
        return self.made("max", left, right)

    def sum(self, values: Node, axis: tuple[int, int]) -> Node:
        """Sum over the points of the cell."""
        return self._kept("sum", (values,), "", "after")


@dataclass(frozen=True)
class Rates:
    """The right-hand side: dy/dt of every point state and column state, as nodes of the trace."""

    trace: Trace
    point: Mapping[str, Node]
    column: Mapping[str, Node]

    def needed(self) -> Iterator[Node]:
        """Operations that some rate needs, in order."""
        wanted = {node.index for node in (*self.point.values(), *self.column.values())}
        for node in reversed(self.trace.nodes):
            if node.index in wanted:
                wanted.update(part.index for part in node.parts)
        return (node for node in self.trace.nodes if node.index in wanted and node.op not in ("input", "number"))


def traced(constants: tuple[str, ...]) -> Rates:
    """The right-hand side. Inputs: each constant, state and column state by its letter; t (days since the session),
    slowing; at every point top, weight, and lap_I, lap_T, lap_V (the Laplacian of each signal)."""
    trace = Trace()
    p = {name: trace.input(f"p_{name}") for name in constants}
    y = {name: trace.input(f"y_{name}", "point") for name in POINT_STATES}
    column = {name: trace.input(f"c_{name}") for name in COLUMN}
    time, top, weight = trace.input("time"), trace.input("top", "point"), trace.input("weight", "point")
    found = equations.local_rates(y, y, time, p, trace)
    point = {name: made - loss * y[name] for name, (made, loss) in found.items()}
    sources = equations.signal_sources(y, column, top, p, trace)
    decay, diffusion = equations.signal_decay(p), equations.signal_diffusion(p)
    for name in SIGNALS:
        spread = diffusion[name] * trace.input(f"lap_{name}", "point")
        point[name] = spread + sources[name] - decay[name] * y[name]
    means = superficial_means(y, y, weight, p, trace)
    slow = equations.column_rates(column, means, trace.input("slowing"), p, trace)
    return Rates(trace, point, {name: made - loss * column[name] for name, (made, loss) in slow.items()})
