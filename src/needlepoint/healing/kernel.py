"""The step of `step` as one compiled loop for processors: a course at a time in each lane of a vector, all in cache.

The equations are not written here: they are read off `equations` (see `trace`) and written out as plain code, which
numba compiles once and keeps on the disk. What is written here is the scheme, the same as `step`'s (a test holds the
two against each other), for ``LANES`` courses side by side. Everything that these courses need lies in one flat array
of float32 (`Layout`), because a compiler only works on whole vectors where it can see that nothing overlaps.

The one thing done otherwise is 1 - exp(-x), for which a vector has no instruction: a series for x/32, doubled five
times by g(2x) = g (2 - g); within 1e-6 for any x >= 0. Days and mm.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import equations
from .device import cache_folder
from .grid import Axis, row_axis, row_faces
from .outputs import LAYER_OUTPUTS, LAYERS, OUTPUTS, at_points
from .states import COLUMN, LOCAL, SIGNALS
from .step import superficial_means
from .trace import Node, Trace, needed

Memory = NDArray[np.float32]

LANES = 16
DOUBLINGS = 5
PLAIN = ("h", "since", "time", "last", "last_but_one", "gap", "per_gap", "half", "w", "v", "u", "slowing")
POINT = (*LOCAL, *SIGNALS)


class Layout:
    """Where each array lies in the flat memory of ``LANES`` courses; the lanes innermost."""

    def __init__(self, constants: int, rows: int, rings: int, kept: int, sums: int) -> None:
        points, still, signals = rows * rings, len(LOCAL), len(SIGNALS)
        self.shapes: dict[str, tuple[int, ...]] = dict.fromkeys(PLAIN, ())
        self.shapes |= {
            "p": (constants,),
            "kept": (kept,),
            "sums": (sums,),
            "column": (len(COLUMN),),
            "column_before": (len(COLUMN),),
            "column_earlier": (len(COLUMN),),
            "column_middle": (len(COLUMN),),
            "ring_in": (rings, rings),
            "ring_out": (rings, rings),
            "rates": (points,),
            "top": (points,),
            "weight": (points,),
            "layers": (points, len(LAYERS)),
            "now": (points, still),
            "before": (points, still),
            "earlier": (points, still),
            "middle": (points, still),
            "signals": (signals, points),
            "raw": (signals, points),
            "half_way": (signals, points),
            "modes": (signals, points),
            "sources": (signals, points),
            "stays": (signals, points),
            "fresh": (signals, points),
            "sloped": (signals, points),
            "found": (len(LAYER_OUTPUTS), len(LAYERS)),
            "peak": (),
            "lowest": (),
        }
        self.first, at = {}, 0
        for name, shape in self.shapes.items():
            self.first[name] = at
            at += int(np.prod(shape, dtype=int))
        self.size = at * LANES

    def at(self, name: str, *index: int | str) -> str:
        """One element of this lane, as code."""
        shape, steps, fixed = self.shapes[name], [], self.first[name]
        assert len(index) == len(shape), name
        for place, item in enumerate(index):
            stride = int(np.prod(shape[place + 1 :], dtype=int))
            if isinstance(item, int):
                fixed += item * stride
            else:
                steps.append(f"({item}) * {stride * LANES} + ")
        return f"A[{''.join(steps)}{fixed * LANES} + lane]"

    def view(self, memory: Memory, name: str) -> Memory:
        """One array of every group: memory (group, size) as (group, *shape, LANES)."""
        first = self.first[name] * LANES
        count = int(np.prod(self.shapes[name], dtype=int)) * LANES
        return memory[:, first : first + count].reshape(len(memory), *self.shapes[name], LANES)


@dataclass(frozen=True)
class Traced:
    """The equations as nodes: rates and sources by state, outputs by name, decay and diffusion by signal; the constants
    that they ask for, by name."""

    trace: Trace
    constants: Mapping[str, Node]
    local: Mapping[str, tuple[Node, Node]]
    column: Mapping[str, tuple[Node, Node]]
    sources: Mapping[str, Node]
    outputs: Mapping[str, Node]
    decay: Mapping[str, Node]
    diffusion: Mapping[str, Node]


class _Asked(dict[str, Node]):
    """Constants as inputs of a trace, each when it is first asked for."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace

    def __missing__(self, name: str) -> Node:
        self[name] = self.trace.input(f"p_{name}")
        return self[name]


def _traced() -> Traced:
    trace = Trace()
    p = _Asked(trace)
    y = {name: trace.input(f"y_{name}", "point") for name in POINT}
    column = {name: trace.input(f"c_{name}") for name in COLUMN}
    means = superficial_means(y, y, trace.input("weight", "point"), p, trace)
    top = trace.input("top", "point")
    return Traced(
        trace=trace,
        constants=p,
        local=equations.local_rates(y, y, trace.input("time"), p, trace),
        column=equations.column_rates(column, means, trace.input("slowing"), p, trace),
        sources=equations.signal_sources(y, column, top, p, trace),
        outputs=at_points(y, p, trace),
        decay=equations.signal_decay(p),
        diffusion=equations.signal_diffusion(p),
    )


class Writer:
    """The text of the compiled functions on a grid."""

    def __init__(self, rows: Axis, rings: int, substeps: int) -> None:
        self.found, self.rows, self.rings, self.substeps = _traced(), rows, rings, substeps
        self.place = {name: index for index, name in enumerate(self.found.constants)}
        self.points = len(rows.volumes) * rings
        pairs = [*self.found.local.values(), *self.found.column.values()]
        self.rates = [node for pair in pairs for node in pair]
        nodes = needed(self.found.trace, [*self.rates, *self.found.sources.values()])
        self.early = [node for node in nodes if node.level == "before" and node.op not in ("input", "number")]
        self.kept = {node.index: place for place, node in enumerate(self.early)}
        self.sums = [node for node in nodes if node.op == "sum"]
        self.layout = Layout(len(self.place), len(rows.volumes), rings, len(self.early), len(self.sums))
        self.numbers: dict[float, str] = {}
        self.lines: list[str] = []

    def number(self, value: float) -> str:
        """A float32 by its name: a plain one in the text would be computed in double precision."""
        return self.numbers.setdefault(float(value), f"K{len(self.numbers)}")

    def add(self, depth: int, *lines: str) -> None:
        self.lines += [" " * 4 * depth + line for line in lines]

    def name(self, node: Node) -> str:
        """A node where it is used: a number, an element of the memory, or a value of this loop."""
        if node.op == "number":
            return self.number(float(node.name))
        kind, _, letter = node.name.partition("_")
        if node.op == "input" and kind == "p":
            return self.layout.at("p", self.place[letter])
        if node.op == "input" and kind == "c":
            return self.layout.at("column_middle", COLUMN.index(letter))
        if node.op == "input" and not letter:
            return self.layout.at(node.name, *(["i"] if node.level == "point" else []))
        if node.index in self.kept:
            return self.layout.at("kept", self.kept[node.index])
        return node.name or f"n{node.index}"

    def value(self, node: Node) -> str:
        """What a node is computed from."""
        left, right = map(self.name, node.parts)
        return f"max({left}, {right})" if node.op == "max" else f"{left} {node.op} {right}"

    def values(self, depth: int, nodes: Iterable[Node], level: str, state: Callable[[str], str]) -> None:
        """Every operation of a level; ``state`` gives the code of a state's value at the point."""
        for node in nodes:
            if node.op == "input" and node.name.startswith("y_"):
                self.add(depth, f"{node.name} = {state(node.name[2:])}")
            elif node.level == level and node.op not in ("input", "number", "sum"):
                self.add(depth, f"n{node.index} = {self.value(node)}")

    def relaxed(self, depth: int, target: str, rates: tuple[Node, Node]) -> None:
        """One state's step (`step.relax`), from ``y`` to ``target``."""
        made, lost = map(self.name, rates)
        one, half, third, fourth = (self.number(share) for share in (1.0, 0.5, 1.0 / 6.0, 1.0 / 24.0))
        self.add(depth, f"x = {lost} * h", f"tail = {one} + x * ({half} + x * ({third} + x * {fourth}))")
        self.add(depth, f"{target} = max(y + h * tail * ({made} - {lost} * y) / ({one} + x * tail), {self.number(0)})")

    def text(self) -> str:
        """The module."""
        for part in (self._first, self._middles, self._spread, self._react, self._column, self._fading, self._summary):
            part()
            self.add(0, "")
        self._advance()
        head = ["from numba import njit", "import numpy as np", ""]
        head += [f"{name} = np.float32({value!r})" for value, name in self.numbers.items()]
        return "\n".join([*head, "", *self.lines]) + "\n"

    def _function(self, name: str, arguments: str = "A") -> None:
        self.add(0, DECORATOR, f"def {name}({arguments}):")

    def _points(self) -> None:
        self.add(1, f"for i in range({self.points}):")
        self._lanes(2)

    def _lanes(self, depth: int) -> None:
        self.add(depth, f"for lane in range({LANES}):")

    def _first(self) -> None:
        """Weights of the parabola (`step.ahead`), the column's middle, what no point changes."""
        at, half, one = self.layout.at, self.number(0.5), self.number(1.0)
        self._function("first")
        self._lanes(1)
        self.add(2, f"h = {at('h')}; last = {at('last')}; c = {half} * h; both = last + {at('last_but_one')}")
        self.add(2, f"w = (c + last) * (c + both) / (last * both); {at('w')} = w")
        self.add(2, f"v = -c * (c + both) / (last * {at('last_but_one')}); {at('v')} = v")
        self.add(2, f"u = c * (c + last) / ({at('last_but_one')} * both); {at('u')} = u")
        self.add(2, f"{at('per_gap')} = {one} / ({half} * (h + {at('gap')})); {at('half')} = c")
        self.add(2, f"{at('time')} = {at('since')} + c; {at('since')} += h")
        self.add(2, f"{at('last_but_one')} = last; {at('last')} = h; {at('gap')} = h")
        for k in range(len(COLUMN)):
            past = f"w * {at('column', k)} + v * {at('column_before', k)} + u * {at('column_earlier', k)}"
            self.add(2, f"{at('column_middle', k)} = max({past}, {self.number(0)})")
        for node in self.early:
            self.add(2, f"{self.name(node)} = {self.value(node)}")

    def _middles(self) -> None:
        """Every still state half a step ahead, and the sources there."""
        at = self.layout.at
        self._function("middles")
        self._points()
        self.add(3, f"w = {at('w')}; v = {at('v')}; u = {at('u')}")
        for k in range(len(LOCAL)):
            past = f"w * {at('now', 'i', k)} + v * {at('before', 'i', k)} + u * {at('earlier', 'i', k)}"
            self.add(3, f"m{k} = max({past}, {self.number(0)}); {at('middle', 'i', k)} = m{k}")
        nodes = needed(self.found.trace, self.found.sources.values())
        self.values(3, nodes, "point", lambda letter: f"m{LOCAL.index(letter)}")
        for k, letter in enumerate(SIGNALS):
            self.add(3, f"{at('raw', k, 'i')} = {self.name(self.found.sources[letter])}")

    def _along(self, source: str, target: str, matrix: Callable[[int, int], str], axis: int) -> None:
        """A product with a matrix along the rings (axis 1) or the rows (axis 0); ``target``: code with i set."""
        rows = len(self.rows.volumes)
        over, along = (rows, self.rings) if axis == 1 else (self.rings, rows)
        place: Callable[[int], str] = (
            (lambda j: f"r * {self.rings} + {j}") if axis == 1 else (lambda j: f"{j * self.rings} + r")
        )
        self.add(2, f"for r in range({over}):")
        self._lanes(3)
        for j in range(along):
            self.add(4, f"s{j} = {self.layout.at(source, 'k', place(j))}")
        for q in range(along):
            self.add(4, f"i = {place(q)}", "acc = " + " + ".join(f"{matrix(q, j)} * s{j}" for j in range(along)))
            self.add(4, target)

    def _spread(self) -> None:
        """Sources to the eigenbasis, the signals one step on in it (`step.propagated`), and back."""
        at = self.layout.at
        ring_in = functools.partial(at, "ring_in")
        ring_out = functools.partial(at, "ring_out")
        self._function("spread")
        self.add(1, f"for k in range({len(SIGNALS)}):")
        self._along("raw", f"{at('half_way', 'k', 'i')} = acc", lambda q, j: ring_in(q, j), 1)
        source = f"slope = (acc - {at('sources', 'k', 'i')}) * {at('per_gap')}; {at('sources', 'k', 'i')} = acc; "
        start = f"acc -= slope * {at('half')}; "
        moved = (
            f"{at('modes', 'k', 'i')} = {at('stays', 'k', 'i')} * {at('modes', 'k', 'i')}"
            f" + {at('fresh', 'k', 'i')} * acc + {at('sloped', 'k', 'i')} * slope"
        )
        into, back = self.rows.to_modes, self.rows.from_modes
        self._along("half_way", source + start + moved, lambda q, j: self.number(float(into[q, j])), 0)
        self._along("modes", f"{at('half_way', 'k', 'i')} = acc", lambda q, j: self.number(float(back[q, j])), 0)
        self._along("half_way", f"{at('raw', 'k', 'i')} = max(acc, {self.number(0)})", lambda q, j: ring_out(q, j), 1)

    def _react(self) -> None:
        """Rates in the middle of the step, every local state one step on, the sums that the column asks for."""
        at = self.layout.at
        self._function("react")
        self._lanes(1)
        for k in range(len(self.sums)):
            self.add(2, f"{at('sums', k)} = {self.number(0)}")
        self._points()
        self.add(3, f"h = {at('h')}")
        for k, letter in enumerate(SIGNALS):
            old, new = at("signals", k, "i"), at("raw", k, "i")
            self.add(3, f"y_{letter} = {self.number(0.5)} * ({old} + {new}); {old} = {new}")
        nodes = needed(self.found.trace, self.rates)
        inputs = {node.name[2:] for node in nodes if node.op == "input"} & set(LOCAL)
        self.add(3, *(f"y_{letter} = {at('middle', 'i', LOCAL.index(letter))}" for letter in sorted(inputs)))
        self.values(3, [node for node in nodes if node.op != "input"], "point", str)
        for k, node in enumerate(self.sums):
            self.add(3, f"{at('sums', k)} += {self.name(node.parts[0])}")
        for k, letter in enumerate(LOCAL):
            now, before, earlier = (at(name, "i", k) for name in ("now", "before", "earlier"))
            self.add(3, f"y = {now}; {earlier} = {before}; {before} = y")
            self.relaxed(3, now, self.found.local[letter])

    def _column(self) -> None:
        """The column one step on."""
        at = self.layout.at
        self._function("column")
        self._lanes(1)
        self.add(2, f"h = {at('h')}")
        for k, node in enumerate(self.sums):
            self.add(2, f"n{node.index} = {at('sums', k)}")
        self.values(2, [node for node in needed(self.found.trace, self.rates) if node.parts], "after", str)
        for k, letter in enumerate(COLUMN):
            now, before, earlier = (at(name, k) for name in ("column", "column_before", "column_earlier"))
            self.add(2, f"y = {now}; {earlier} = {before}; {before} = y")
            self.relaxed(2, now, self.found.column[letter])

    def _fading(self) -> None:
        """What a step of this length does to every mode: how much stays, what its sources add."""
        at, one = self.layout.at, self.number(1.0)
        self._function("fading")
        self._points()
        self.add(3, f"h = {at('h')}")
        for k, letter in enumerate(SIGNALS):
            decay, diffusion = self.name(self.found.decay[letter]), self.name(self.found.diffusion[letter])
            self.add(3, f"mu = {decay} - {diffusion} * {at('rates', 'i')}")
            self.add(3, f"x = min(mu * h * {self.number(0.5**DOUBLINGS)}, {self.number(30.0)})")
            series = " + x * (".join(self.number(share) for share in (1.0, 1 / 2, 1 / 6, 1 / 24, 1 / 120))
            self.add(3, f"x = x * ({series}{')' * 5}", f"gone = x / ({one} + x)")
            self.add(3, *[f"gone = gone * ({self.number(2.0)} - gone)"] * DOUBLINGS)
            self.add(3, f"{at('stays', k, 'i')} = {one} - gone; gone = gone / mu; {at('fresh', k, 'i')} = gone")
            self.add(3, f"{at('sloped', k, 'i')} = (h - gone) / mu")

    def _summary(self) -> None:
        """The outputs (`outputs.summarise`) into ``out``."""
        at, zero = self.layout.at, self.number(0)
        self._function("summary", "A, out")
        self._lanes(1)
        pairs = [(name, layer) for name in range(len(LAYER_OUTPUTS)) for layer in range(len(LAYERS))]
        self.add(2, *(f"{at('found', *pair)} = {zero}" for pair in pairs))
        self.add(2, f"{at('peak')} = {zero}; {at('lowest')} = {at('now', 0, 0)}")
        self._points()
        for k, letter in enumerate(POINT):
            value = at("now", "i", k) if letter in LOCAL else at("signals", k - len(LOCAL), "i")
            self.add(3, f"y_{letter} = {value}")
        ends = [self.found.outputs[output.name] for output in LAYER_OUTPUTS]
        early = [node for node in needed(self.found.trace, ends) if node.level == "before" and node.parts]
        assert all(node.index in self.kept for node in early)
        self.values(3, [node for node in needed(self.found.trace, ends) if node.op != "input"], "point", str)
        self.add(3, *(f"g{layer} = {at('layers', 'i', layer)}" for layer in range(len(LAYERS))))
        for name, layer in pairs:
            self.add(3, f"{at('found', name, layer)} += {self.name(ends[name])} * g{layer}")
        self.add(3, f"{at('peak')} = max({at('peak')}, y_Y)")
        self.add(3, f"low = {at('lowest')}", *(f"low = min(low, y_{letter})" for letter in POINT))
        self.add(3, f"{at('lowest')} = low")
        self._lanes(1)
        results = [at("found", *pair) for pair in pairs] + [at("peak"), at("lowest")]
        results += [at("column", k) for k in range(len(COLUMN))]
        assert len(results) == len(OUTPUTS)
        self.add(2, *(f"out[{k * LANES} + lane] = {result}" for k, result in enumerate(results)))

    def _advance(self) -> None:
        """Macro steps: length and since (step, LANES) in, outputs (step, output x LANES) out."""
        at = self.layout.at
        self._function("advance", "A, length, since, out")
        self.add(1, "for m in range(length.shape[0]):", "    changed = m == 0")
        self._lanes(2)
        self.add(3, f"h = length[m, lane] * {self.number(1.0 / self.substeps)}")
        self.add(3, f"changed = changed or h != {at('h')}", f"{at('h')} = h", f"{at('since')} = since[m, lane]")
        self.add(2, "if changed:", "    fading(A)", f"for _ in range({self.substeps}):")
        self.add(3, "first(A)", "middles(A)", "spread(A)", "react(A)", "column(A)")
        self.add(2, "summary(A, out[m])")


DECORATOR = '@njit(cache=KEPT, nogil=True, error_model="numpy", fastmath=FAST)'
# quotients by way of reciprocals and sums in any order, but no rule that a value which is not finite would break
FAST = "FAST = {'contract', 'nsz', 'arcp', 'reassoc'}\n"


@dataclass(frozen=True)
class Kernel:
    """constants: the names that the equations ask for, in order. advance(memory of a group, length (step, LANES), since
    (step, LANES), out (step, output x LANES)): all float32."""

    layout: Layout
    constants: tuple[str, ...]
    advance: Callable[[Memory, Memory, Memory, Memory], None]


@functools.cache
def compiled(substeps: int, rings: int) -> Kernel:
    """The kernel on the shipped rows; compiled once, then kept on the disk."""
    writer = Writer(row_axis(row_faces()), rings, substeps)
    return Kernel(writer.layout, tuple(writer.place), _module(FAST + writer.text()).advance)


def _module(text: str) -> Any:
    """The text as a module: from a file, beside which numba keeps what it compiled, or from nowhere."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    name = f"needlepoint_kernel_{digest}"
    try:
        file = _written(cache_folder() / "kernels" / f"{name}.py", "KEPT = True\n" + text)
    except OSError:
        space: dict[str, Any] = {"__name__": name}
        exec("KEPT = False\n" + text, space)
        return type("Module", (), {"advance": staticmethod(space["advance"])})
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # numba looks it up by name when it loads what it kept
    spec.loader.exec_module(module)
    return module


def _written(file: Path, text: str) -> Path:
    """The file with this text, written at once or not at all."""
    if not file.is_file() or file.read_text("utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_text(text, "utf-8")
        part.replace(file)
    return file


class Group:
    """Courses in the memory of a kernel, ``LANES`` to a group; arrays in and out have the batch (B,) innermost."""

    def __init__(self, kernel: Kernel, count: int) -> None:
        self.kernel = kernel
        self.memory = np.zeros((count // LANES, kernel.layout.size), np.float32)

    def copy(self) -> Group:
        """The same courses once more, to go another way from here."""
        twin = Group(self.kernel, 0)
        twin.memory = self.memory.copy()
        return twin

    def advance(self, length: NDArray[Any], since: NDArray[Any]) -> NDArray[np.float32]:
        """Outputs (step, output, B) after macro steps (step, B), days; a course whose steps are over (0 days) rests."""
        values = np.empty((len(self.memory), len(length), len(OUTPUTS) * LANES), np.float32)
        for index, memory in enumerate(self.memory):
            mine = slice(index * LANES, (index + 1) * LANES)
            days, at = np.array(length[:, mine], np.float32), np.array(since[:, mine], np.float32)
            self._advance(memory, days, at, values[index])
        by_group = values.reshape(len(values), len(length), len(OUTPUTS), LANES)
        return np.moveaxis(by_group, 0, 2).reshape(len(length), len(OUTPUTS), length.shape[1])

    def _advance(self, memory: Memory, length: Memory, since: Memory, out: Memory) -> None:
        """One group: a course that is over goes on with the others, and is set back to where it ended."""
        counts = (length > 0.0).sum(axis=0)
        by_lane, begin = memory.reshape(-1, LANES), 0
        ended: dict[int, Memory] = {}
        for end in sorted({int(count) for count in counts}):
            if end > begin:
                over = counts <= begin
                length[begin:end, over] = np.maximum(length[max(begin - 1, 0), over], 1e-3)
                self.kernel.advance(memory, length[begin:end], since[begin:end], out[begin:end])
            ended |= {int(lane): by_lane[:, lane].copy() for lane in np.flatnonzero(counts == end)}
            begin = end
        for lane, kept in ended.items():
            by_lane[:, lane] = kept
        out[begin:] = 0.0

    def put(self, name: str, values: Any, lanes: NDArray[np.bool_] | None = None) -> None:
        """Set one array, (*shape, B), in these lanes (all)."""
        view = np.moveaxis(self.kernel.layout.view(self.memory, name), 0, -2)
        fresh = np.broadcast_to(values, (*view.shape[:-2], view.shape[-2] * LANES)).reshape(view.shape)
        if lanes is None:
            view[...] = fresh
        else:
            np.copyto(view, fresh, where=lanes.reshape(view.shape[-2:]), casting="same_kind")

    def get(self, name: str) -> NDArray[np.float32]:
        """One array, (*shape, B)."""
        view = np.moveaxis(self.kernel.layout.view(self.memory, name), 0, -2)
        return view.reshape(*view.shape[:-2], -1)

    def state(self, rows: int) -> dict[str, NDArray[np.float32]]:
        """The states as `step` has them."""
        points = np.concatenate([self.get("now").swapaxes(0, 1), self.get("signals")])
        points = points.reshape(len(POINT), rows, -1, points.shape[-1])
        return dict(zip(POINT, points, strict=True)) | dict(zip(COLUMN, self.get("column"), strict=True))

    def open(self, course: Mapping[str, Any], cell: Mapping[str, Any], lanes: NDArray[np.bool_] | None) -> None:
        """Set what `step.opened` gave, and the cells now in force, in these lanes (all)."""
        for name, key in (("now", ""), ("before", "_before"), ("earlier", "_earlier")):
            still = course[name]
            self.put(name, _flat([still[letter] for letter in LOCAL]).swapaxes(0, 1), lanes)
            self.put(f"column{key}", np.stack([still[letter] for letter in COLUMN]), lanes)
        self.put("signals", _flat([course["now"][letter] for letter in SIGNALS]), lanes)
        self.put("modes", _flat(course["modes"]), lanes)
        self.put("sources", _flat(course["sources"]), lanes)
        for name in ("last", "last_but_one", "gap"):
            self.put(name, course[name], lanes)
        self.put("ring_in", cell["ring_to_modes"], lanes)
        self.put("ring_out", cell["ring_from_modes"], lanes)
        self.put("rates", _flat([cell["mode_rates"]])[0], lanes)
        shape = cell["mode_rates"].shape
        self.put("weight", _flat([np.broadcast_to(cell["weight"], shape)])[0], lanes)
        self.put("top", _flat([np.broadcast_to(cell["top"], shape)])[0], lanes)
        self.put("layers", _flat(cell["rows"][:, :, None] * cell["areas"]).swapaxes(0, 1), lanes)
        self.put("slowing", cell["slowing"], lanes)


def _flat(values: Any) -> NDArray[Any]:
    """(*, rows, rings, B) as (*, points, B)."""
    stacked = np.asarray(values)
    return stacked.reshape(len(stacked), -1, stacked.shape[-1])
