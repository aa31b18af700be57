"""The right-hand side of the tissue model as a list of plain operations: every peer solves the same equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from needlepoint.healing import equations
from needlepoint.healing.states import COLUMN, LOCAL, SIGNALS
from needlepoint.healing.step import superficial_means
from needlepoint.healing.trace import Node, Trace, needed

POINT_STATES = (*LOCAL, *SIGNALS)


@dataclass(frozen=True)
class Rates:
    """The right-hand side: dy/dt of every point state and column state, as nodes of the trace."""

    trace: Trace
    point: Mapping[str, Node]
    column: Mapping[str, Node]

    def needed(self) -> Iterator[Node]:
        """Operations that some rate needs, in order."""
        nodes = needed(self.trace, (*self.point.values(), *self.column.values()))
        return (node for node in nodes if node.op not in ("input", "number"))


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
