"""What outcomes are measured with, and how a share improved reads on each. Data: instruments.yaml.

severity: a score of what is wrong; the share of it that goes is the improvement (Goodman-Baron, ECCA, Lemperle, ...).
rating: the improvement itself, in quartiles or percent. gais: global improvement, three steps from no change.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from ..evidence.sources import load_data
from ..scales import scales

GAIS_STEPS = 3.0
OF = {"posas": "posas_observer"}
"""Instruments whose scale has another id."""
GAIS_NO_CHANGE = 4.0


@dataclass(frozen=True)
class Instrument:
    """One instrument. family: whose loading it shares ("none": the model does not speak, ``silent`` says why);
    better: which end is good, None where either coding occurs; low, high: its range; typical: mean and sd of the
    starting score where none was printed; lesions: what it is for (none: anything)."""

    id: str
    label: str
    family: str
    kind: Literal["severity", "rating", "gais"]
    better: str | None
    low: float | None
    high: float | None
    typical: tuple[float, float] | None
    lesions: tuple[str, ...]
    words: tuple[str, ...]
    silent: str


def _instrument(id: str, entry: Mapping[str, Any]) -> Instrument:
    typical = entry.get("typical")
    return Instrument(
        id=id,
        label=entry["label"],
        family=entry["family"],
        kind=entry["kind"],
        better=entry.get("better"),
        low=entry.get("low"),
        high=entry.get("high"),
        typical=(float(typical["mean"]), float(typical["sd"])) if typical else None,
        lesions=tuple(entry.get("lesions", ())),
        words=tuple(entry["words"]),
        silent=entry.get("silent", ""),
    )


@functools.cache
def instruments() -> Mapping[str, Instrument]:
    """Every instrument by id."""
    text = (resources.files("needlepoint.outcome") / "instruments.yaml").read_text("utf-8")
    return {id: _instrument(id, entry) for id, entry in load_data(text).items()}


def best_score(instrument: Instrument) -> float:
    """The score of a lesion that is gone, where lower is better: 1 on Goodman and Baron's grades, 0 on most."""
    known = scales().get(OF.get(instrument.id, instrument.id))
    return known.low if known else instrument.low or 0.0


@functools.cache
def find_instrument(name: str) -> Instrument | None:
    """The instrument that a trial's name of a scale means; the one with the longest word in it; None when none has."""
    folded = re.sub(r"[^a-z0-9]+", "", name.casefold())
    if folded in ("gb", "gbs", "gbss", "gbqgs"):
        folded = "gbscore"
    found = [(len(word), item) for item in instruments().values() for word in item.words if word in folded]
    return max(found, key=lambda pair: pair[0])[1] if found else None


@dataclass(frozen=True)
class Spoken:
    """What the model can say of a concern. speaks: yes, wide (never tried alone), direction (no numbers)."""

    lesion: str
    instrument: str | None
    speaks: Literal["yes", "wide", "direction"]
    why: str
    sources: tuple[str, ...]


@functools.cache
def spoken() -> Mapping[str, Spoken]:
    """By concern of the case file."""
    text = (resources.files("needlepoint.outcome") / "concerns.yaml").read_text("utf-8")
    return {name: Spoken(**entry | {"sources": tuple(entry["sources"])}) for name, entry in load_data(text).items()}
