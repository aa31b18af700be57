"""Who takes part: a population as data, each distribution with its kind and its sources. Data: populations.yaml.

Ages and starting scores: normal, cut off at their ends. Sex, phototype, scar type: shares that sum to 1. Thickness:
each layer of a person is the mean of the zone, sex and age plus so many of its standard deviations, the same number in
every zone, cut off at ``cut`` of them. Missed sessions and drop-out: what a trial without its own figures takes.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from importlib import resources
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from ..case.fields import Part, Text
from ..case.reading import describe_value
from ..case.validating import Allowed, Trouble, refuse
from ..errors import InputError, Problem, did_you_mean
from ..evidence import source
from ..evidence.sources import load_data

SUM = 1e-6
Kind = Literal["literature", "assumed"]
Amount = Annotated[float, Field(ge=0.0)]
Part1 = Annotated[float, Field(ge=0.0, le=1.0), Allowed("a share, 0 to 1")]


class Sourced(Part):
    """A distribution with what it rests on. kind: literature or assumed; locator: where in the source, in words."""

    kind: Kind = "assumed"
    sources: tuple[str, ...] = ("needlepoint",)
    locator: str = ""

    @model_validator(mode="after")
    def _known_sources(self) -> Self:
        for at, id in enumerate(self.sources):
            try:
                source(id)
            except InputError as cause:
                problem = cause.problems[0]
                raise refuse(Trouble(problem.found, problem.allowed, problem.remedy, ("sources", at))) from cause
        return self


class Normal(Sourced):
    """A normal distribution cut off at ``low`` and ``high``."""

    mean: float
    sd: Amount
    low: float = -math.inf
    high: float = math.inf

    model_config = Part.model_config | {"allow_inf_nan": True}

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not math.isfinite(self.mean) or not math.isfinite(self.sd):
            raise refuse(Trouble("a mean or an sd that is no number", "ordinary numbers"))
        if not self.low <= self.mean <= self.high:
            raise refuse(Trouble(f"a mean of {self.mean:g}", f"within {self.low:g} to {self.high:g}"))
        return self


class Shares(Sourced):
    """Shares of people by word; they sum to 1."""

    shares: dict[str, Part1]

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        if isinstance(value, Mapping) and "shares" not in value:
            return {"shares": {str(name): share for name, share in value.items()}}
        return value

    @model_validator(mode="after")
    def _sums(self) -> Self:
        total = sum(self.shares.values())
        if abs(total - 1.0) > SUM:
            raise refuse(Trouble(f"shares that sum to {total:.6g}", "shares that sum to 1"))
        return self


class Chance(Sourced):
    """One share."""

    value: Annotated[float, Field(ge=0.0, le=0.95), Allowed("a share, 0 to 0.95")]

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"value": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


class Thickness(Sourced):
    """How far people's layers differ. spread: of the sd of a zone's table, the share that is between people; cut: in
    standard deviations."""

    spread: Part1 = 1.0
    cut: Annotated[float, Field(gt=0.0, le=4.0)] = 2.0


WORDS: Mapping[str, tuple[str, ...]] = {
    "sex": ("female", "male"),
    "phototype": ("I", "II", "III", "IV", "V", "VI"),
    "subtype": ("rolling", "boxcar", "ice_pick", "mixed"),
}


class Population(Part):
    """Who takes part; see the head of this module. severity: starting score by scale, in points."""

    name: Text
    label: Text
    age: Normal
    sex: Shares
    phototype: Shares
    smoker: Chance
    thickness: Thickness = Thickness()
    subtype: Shares = Shares(shares={"mixed": 1.0})
    severity: dict[str, Normal] = Field(default_factory=dict)
    missed_sessions: Chance
    drop_out: Chance

    @model_validator(mode="after")
    def _words(self) -> Self:
        troubles = [
            Trouble(describe_value(word), ", ".join(known), did_you_mean(word, known), (field, "shares", word))
            for field, known in WORDS.items()
            for word in getattr(self, field).shares
            if word not in known
        ]
        if self.age.low < 0.0 or self.age.high > 120.0:
            troubles.append(Trouble("ages without ends", "low of 0 or more and high of 120 or less", at=("age",)))
        if troubles:
            raise refuse(*troubles)
        return self

    def severity_of(self, scale: str) -> Normal | None:
        """The starting score on this scale; None where the population does not know it (or everybody starts alike)."""
        from .scoring import measure_of

        start = measure_of(scale).start
        return Normal(mean=start, sd=0.0) if start is not None else self.severity.get(scale)

    @property
    def distributions(self) -> dict[str, Sourced]:
        """Every distribution by name, for a table of what rests on what."""
        plain = ("age", "sex", "phototype", "smoker", "thickness", "subtype", "missed_sessions", "drop_out")
        return {name: getattr(self, name) for name in plain} | {
            f"severity: {name}": item for name, item in self.severity.items()
        }


@functools.cache
def _data() -> Mapping[str, Any]:
    text = (resources.files("needlepoint.cohort") / "populations.yaml").read_text("utf-8")
    return load_data(text)  # type: ignore[no-any-return]


@functools.cache
def populations() -> Mapping[str, Population]:
    """Every population that ships, by name."""
    return {name: Population(name=name, **entry) for name, entry in _data().items()}


def _shipped(name: Any, at: tuple[str, ...] = ()) -> Mapping[str, Any]:
    if not isinstance(name, str) or name not in _data():
        remedy = did_you_mean(str(name), _data())
        raise refuse(Trouble(describe_value(name), f"a shipped population ({', '.join(_data())})", remedy, at))
    return _data()[name]  # type: ignore[no-any-return]


def population_of(value: Any) -> Any:
    """A population from its name, from its fields, or from another one (``from``) with some fields changed."""
    if isinstance(value, Population):
        return value
    if isinstance(value, str):
        return {"name": value, **_shipped(value)}
    if not isinstance(value, Mapping):
        raise refuse(Trouble(describe_value(value), f"a name ({', '.join(_data())}), or fields"))
    given = dict(value)
    base = dict(_shipped(given.pop("from"), ("from",))) if "from" in given else {}
    found = {"name": "own", "label": "the trial's own", **base, **given}
    if isinstance(given.get("severity"), Mapping):
        found["severity"] = {**base.get("severity", {}), **given["severity"]}
    return found


def find_population(name: str) -> Population:
    """The shipped population of this name. Raises InputError with the nearest."""
    if name not in populations():
        known = populations()
        raise InputError(Problem("population", repr(name), ", ".join(known), did_you_mean(name, known)))
    return populations()[name]
