"""The published figures that the tissue model is fitted to, stage by stage, with their sources and error models.

Data: ``data/targets.yaml``. One error model serves all: a figure is matched between ``low`` and ``high`` and misses by
Gaussian tails of width ``sd`` outside, on a log scale (sd of the natural log) or a linear one. A peak seen between two
biopsies is an interval; "at least threefold" is one without an upper end.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Literal, get_args

from ..errors import InputError, Problem, did_you_mean
from ..evidence import Parameter, ParameterSet, Prior, all_sources, load_parameters
from ..evidence.sources import Checked, load_data

Take = Literal[
    "ratio",
    "peak",
    "peak_day",
    "mean",
    "share_of_peak",
    "onset_day",
    "rise_day",
    "back_day",
    "change",
    "share_of_change",
]
Scale = Literal["log", "linear"]


@dataclass(frozen=True)
class Quantity:
    """A figure read off a run: what is taken, of which output, with its days, level, resting value or share."""

    take: Take
    of: str
    days: tuple[float, ...] = ()
    level: float = 1.0
    rest: float = 0.0
    share: float = 0.5


@dataclass(frozen=True)
class Published:
    """low, high: matched between them (None: open on that side); sd: width of the tails outside."""

    sd: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Target:
    """One published figure. stage: the stage it is fitted in, "" when it is only predicted."""

    id: str
    stage: str
    experiment: str
    what: str
    quantity: Quantity
    published: Published
    scale: Scale
    unit: str
    sources: tuple[str, ...]
    checked: str
    basis: str


@dataclass(frozen=True)
class Series:
    """A published series that is only drawn beside the model. rows: (day, value, standard error)."""

    what: str
    rows: tuple[tuple[float, float, float], ...]
    sources: tuple[str, ...]
    checked: str


@dataclass(frozen=True)
class Stage:
    """One stage: the constants that it moves, rounds of moves, and earlier stages whose figures count too."""

    name: str
    fitted: tuple[str, ...]
    rounds: int
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Targets:
    """Everything in the file. digest: a hash of all that a fit depends on, not of the words; apart: constants left out;
    least_spread: width (sd of the log) that a fitted or assumed constant at least starts with, but for spread_kept."""

    digest: str
    experiments: Mapping[str, Mapping[str, Any]]
    stages: tuple[Stage, ...]
    all: tuple[Target, ...]
    series: Mapping[str, Series]
    apart: tuple[str, ...]
    least_spread: float
    spread_kept: tuple[str, ...]

    def of_stage(self, stage: Stage) -> tuple[Target, ...]:
        """The figures that count in a stage."""
        return tuple(target for target in self.all if target.stage in (stage.name, *stage.also))

    def sources(self) -> tuple[str, ...]:
        """Ids of every source of a fitted figure."""
        return tuple(sorted({id for target in self.all if target.stage for id in target.sources}))


@functools.cache
def load_targets() -> Targets:
    """The targets that ship with the package, checked against the tissue model's constants."""
    text = (resources.files("needlepoint.calibration") / "data" / "targets.yaml").read_text("utf-8")
    return parse_targets(text)


def parse_targets(text: str) -> Targets:
    """Targets from YAML text. Raises InputError naming an unknown constant, source, stage, experiment or word."""
    found = load_data(text)
    stages = tuple(
        Stage(name, tuple(entry["fitted"]), int(entry["rounds"]), tuple(entry.get("also", ())))
        for name, entry in found["stages"].items()
    )
    fitted = [_target(key, entry) for key, entry in found["targets"].items()]
    least, kept = float(found["least_spread"]), tuple(found["spread_kept"])
    predicted = [_target(key, entry | {"stage": ""}) for key, entry in found.get("predicted", {}).items()]
    targets = Targets(
        digest=_hash(
            [found["experiments"], stages, [_weighed(target) for target in fitted], least, kept, found["apart"]]
        ),
        experiments=found["experiments"],
        stages=stages,
        all=(*fitted, *predicted),
        series={key: _series(entry) for key, entry in found.get("series", {}).items()},
        apart=tuple(found["apart"]),
        least_spread=least,
        spread_kept=kept,
    )
    _check(targets, load_parameters("healing"))
    return targets


def started(targets: Targets, parameters: ParameterSet) -> tuple[Parameter, ...]:
    """The constants that the posterior holds, all but those set apart, each with the prior that it starts from."""
    moved = {name for stage in targets.stages for name in stage.fitted} - set(targets.spread_kept)
    kept = [parameters.parameter(name) for name in parameters.names() if name not in targets.apart]
    return tuple(_widened(entry, targets.least_spread) if entry.name in moved else entry for entry in kept)


def _widened(entry: Parameter, least: float) -> Parameter:
    if entry.kind not in ("fitted", "assumed") or entry.prior.shape != "lognormal":
        return entry
    return replace(entry, prior=Prior("lognormal", spread=max(entry.prior.spread, least)))


def priors_digest(entries: Iterable[Parameter]) -> str:
    """A hash of value, unit, prior and range of the constants."""
    return _hash([(entry.name, entry.stated, entry.unit, entry.prior, entry.range) for entry in entries])


def _weighed(target: Target) -> tuple[Any, ...]:
    return (target.stage, target.experiment, target.quantity, target.published, target.scale)


def _hash(facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _target(key: str, entry: Mapping[str, Any]) -> Target:
    quantity = dict(entry["quantity"])
    quantity["days"] = tuple(float(day) for day in quantity.get("days", ()))
    return Target(
        id=key,
        stage=entry["stage"],
        experiment=entry["experiment"],
        what=entry["what"],
        quantity=Quantity(**quantity),
        published=Published(**entry["published"]),
        scale=entry.get("scale", "log"),
        unit=entry["unit"],
        sources=tuple(entry["sources"]),
        checked=entry["checked"],
        basis=entry["basis"],
    )


def _series(entry: Mapping[str, Any]) -> Series:
    rows = tuple((float(day), float(value), float(error)) for day, value, error in entry["rows"])
    return Series(entry["what"], rows, tuple(entry["sources"]), entry["checked"])


def _check(targets: Targets, parameters: ParameterSet) -> None:
    names, stages = parameters.names(), [stage.name for stage in targets.stages]
    problems = _unknown("apart", targets.apart, names) + _unknown("spread_kept", targets.spread_kept, names)
    for stage in targets.stages:
        problems += _unknown(f"stages.{stage.name}.fitted", stage.fitted, names)
        problems += _unknown(f"stages.{stage.name}.also", stage.also, stages)
    for name, series in targets.series.items():
        problems += _unknown(f"series.{name}.sources", series.sources, all_sources())
        problems += _unknown(f"series.{name}.checked", [series.checked], get_args(Checked))
    for target in targets.all:
        place = f"targets.{target.id}"
        problems += _unknown(f"{place}.stage", [target.stage] if target.stage else [], stages)
        problems += _unknown(f"{place}.experiment", [target.experiment], targets.experiments)
        problems += _unknown(f"{place}.quantity.take", [target.quantity.take], get_args(Take))
        problems += _unknown(f"{place}.scale", [target.scale], get_args(Scale))
        problems += _unknown(f"{place}.checked", [target.checked], get_args(Checked))
        problems += _unknown(f"{place}.sources", target.sources, all_sources())
        if not target.published.sd > 0 or (target.published.low is None and target.published.high is None):
            problems.append(Problem(f"{place}.published", str(target.published), "a low or a high, and an sd above 0"))
    if problems:
        raise InputError(problems, source="targets.yaml")


def _unknown(place: str, words: Iterable[str], known: Iterable[str]) -> list[Problem]:
    allowed = list(known)
    return [
        Problem(place, repr(word), "a known name", did_you_mean(word, allowed)) for word in words if word not in allowed
    ]
