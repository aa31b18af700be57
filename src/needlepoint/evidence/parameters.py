"""The parameter store: every constant of the models as data, with unit, kind, source, derivation, prior and range.

A set is one YAML file in ``data/parameters``; its name is the file's. Values are given in the unit that the source says
and turned into engine units (mm, day, mg) when they are read; the unit, the source, the kind, the prior and the range
are checked then. ``kind``: measured, fitted, literature, assumed, setting.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, get_args

from ..errors import InputError, Problem, did_you_mean
from ..units import engine_factor
from .ledger import note
from .sources import all_sources, load_data

Kind = Literal["measured", "fitted", "literature", "assumed", "setting"]
PriorShape = Literal["fixed", "lognormal", "normal", "uniform", "loguniform"]


@dataclass(frozen=True)
class Prior:
    """How uncertain a parameter is, in the unit of the source.

    fixed: none. lognormal: ``spread`` is the sd of the natural log around the value. normal: ``spread`` is the sd.
    uniform, loguniform: between ``low`` and ``high``.
    """

    shape: PriorShape
    spread: float = 0.0
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class Parameter:
    """One constant. ``value`` is in engine units; ``stated``, ``prior`` and ``range`` are in the source's ``unit``."""

    name: str
    meaning: str
    stated: float
    unit: str
    factor: float
    kind: Kind
    sources: tuple[str, ...]
    locator: str
    derivation: str
    prior: Prior
    range: tuple[float, float]

    @property
    def value(self) -> float:
        """The value in engine units."""
        return self.stated * self.factor


class ParameterSet:
    """The parameters of one model. Reading one by name notes it, and its sources, in the open record."""

    def __init__(self, name: str, parameters: dict[str, Parameter]) -> None:
        self.name = name
        self._parameters = parameters

    def __getitem__(self, name: str) -> float:
        """Value in engine units. Raises InputError with the nearest name."""
        return self.parameter(name).value

    def parameter(self, name: str) -> Parameter:
        """The whole entry."""
        if name not in self._parameters:
            raise InputError(
                Problem(
                    f"parameter {self.name}", repr(name), "a name of this set", did_you_mean(name, self._parameters)
                )
            )
        found = self._parameters[name]
        note(parameters=(f"{self.name}.{name}",), sources=found.sources)
        return found

    def names(self) -> tuple[str, ...]:
        """Every name, in the order of the file."""
        return tuple(self._parameters)

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._parameters.values())

    def __len__(self) -> int:
        return len(self._parameters)


def _prior(place: str, entry: Any) -> Prior:
    given = {"shape": "fixed"} if entry in (None, "fixed") else dict(entry)
    if given.get("shape") not in get_args(PriorShape):
        raise InputError(Problem(f"{place}.prior.shape", repr(given.get("shape")), ", ".join(get_args(PriorShape))))
    return Prior(**given)


def _check(place: str, parameter: Parameter) -> None:
    low, high = parameter.range
    problems = []
    if parameter.kind not in get_args(Kind):
        problems.append(Problem(f"{place}.kind", repr(parameter.kind), ", ".join(get_args(Kind))))
    if not low <= parameter.stated <= high:
        problems.append(Problem(f"{place}.value", str(parameter.stated), f"{low} to {high} {parameter.unit}"))
    if not parameter.sources:
        problems.append(Problem(f"{place}.sources", "nothing", "at least one source id"))
    problems += [
        Problem(f"{place}.sources", repr(id), "an id of the source registry", did_you_mean(id, all_sources()))
        for id in parameter.sources
        if id not in all_sources()
    ]
    if problems:
        raise InputError(problems)


@functools.cache
def load_parameters(name: str) -> ParameterSet:
    """The set of this name (a file of ``data/parameters``), checked. Raises InputError naming the place of a fault."""
    folder = resources.files("needlepoint.evidence") / "data" / "parameters"
    file = folder / f"{name}.yaml"
    if not file.is_file():
        known = [item.name.removesuffix(".yaml") for item in folder.iterdir()]
        raise InputError(Problem("parameter set", repr(name), ", ".join(sorted(known)), did_you_mean(name, known)))
    return parse_parameters(name, file.read_text("utf-8"))


def parse_parameters(name: str, text: str) -> ParameterSet:
    """A parameter set from YAML text; the checks of :func:`load_parameters`."""
    parameters = {}
    for key, entry in (load_data(text) or {}).items():
        place = f"{name}.{key}"
        missing = [field for field in ("value", "unit", "kind", "sources", "meaning", "range") if field not in entry]
        if missing:
            raise InputError(Problem(place, f"no {', '.join(missing)}", "every entry has all of these"))
        parameters[key] = Parameter(
            name=key,
            meaning=entry["meaning"],
            stated=float(entry["value"]),
            unit=entry["unit"],
            factor=engine_factor(entry["unit"]),
            kind=entry["kind"],
            sources=tuple(entry["sources"]),
            locator=entry.get("locator", ""),
            derivation=entry.get("derivation", ""),
            prior=_prior(place, entry.get("prior")),
            range=(float(entry["range"][0]), float(entry["range"][1])),
        )
        _check(place, parameters[key])
    return ParameterSet(name, parameters)


def all_parameters() -> dict[str, ParameterSet]:
    """Every set by name."""
    folder = resources.files("needlepoint.evidence") / "data" / "parameters"
    names = sorted(item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml"))
    return {name: load_parameters(name) for name in names}
