"""The equations of the tissue model read off as a list of plain operations, so that they are written once.

Functions of `equations` are called with symbols in place of arrays; every operation becomes a `Node`, equal ones once.
A node is ``before`` (depends on constants, time and the column: once a call), ``point`` (once a point of the cell) or
``after`` (depends on a sum over the points). `kernel` writes them out as the loop that a processor runs, and the
benchmarks as the right-hand side of other solvers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

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


def needed(trace: Trace, ends: Iterable[Node]) -> list[Node]:
    """Every node that one of ``ends`` needs, itself included, in the order in which they can be computed."""
    wanted = {node.index for node in ends}
    for node in reversed(trace.nodes):
        if node.index in wanted:
            wanted.update(part.index for part in node.parts)
    return [node for node in trace.nodes if node.index in wanted]
