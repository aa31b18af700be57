"""Risks of a course as ranges with their basis, what raises them here, and what would lower each.

A range is given only where somebody counted: dark marks (percent of people over a course), by two groups of phototype
and no finer, because the counts carry no more (labelled an assumption). Everywhere else there is no number, only
words. What raises a risk in this course follows from its facts: the tan, the depth, the scar model, drag against the
width of a hole, bone under a zone, what was put on, allergies, cold sores, how long the skin stays open. Data:
risks.yaml.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from ..errors import InputError, Problem, did_you_mean
from ..evidence import load_parameters, source
from ..evidence.sources import load_data
from ..skin import zones

LIGHTER, DARKER = ("I", "II", "III"), ("IV", "V", "VI")
PLAIN = ("saline", "salt water", "device gel", "sterile gel", "hyaluronic gel of the device")
VITAMIN_C = ("vitamin c", "ascorb")
METALS = ("nickel", "steel", "metal", "chrom")


@dataclass(frozen=True)
class RiskFacts:
    """What a risk follows from.

    phototype: I-VI, None = unknown; setting: clinic or home; depth_mm: deepest setting; scar_level: the scar model's
    highest share of the level that a plan may reach (1 = at it), None = not simulated; drag_mm and hole_mm: how far a
    hole is drawn out, and its width; zones: treated; topicals: put on at the visit; allergies; open_hours: how long the
    skin stays open, None = not simulated.
    """

    phototype: str | None = None
    tanned: bool = False
    setting: str = "clinic"
    depth_mm: float = 0.0
    passes: int = 1
    scar_level: float | None = None
    drag_mm: float = 0.0
    hole_mm: float | None = None
    zones: tuple[str, ...] = ()
    topicals: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    herpes_history: bool = False
    open_hours: float | None = None
    sessions: int = 1


@dataclass(frozen=True)
class Risk:
    """One risk. low, high: percent of people over a course, None = nobody knows; words: what it is and what raises it
    here; basis: what the range rests on; kind: assumed or literature; unverified: not every figure was checked against
    a page; lowers: what helps."""

    id: str
    label: str
    low: float | None
    high: float | None
    words: str
    basis: str
    kind: str
    unverified: bool
    lowers: tuple[str, ...]
    sources: tuple[str, ...]


def risks(facts: RiskFacts) -> tuple[Risk, ...]:
    """Every risk of a course; its sources are noted. Raises InputError for facts that cannot be."""
    _check(facts)
    shown = _shown(facts)
    return tuple(_risk(id, entry, facts, shown) for id, entry in _data().items())


@functools.cache
def _data() -> dict[str, Any]:
    text = (resources.files("needlepoint.outcome") / "risks.yaml").read_text("utf-8")
    found: dict[str, Any] = load_data(text)
    return found


def _check(facts: RiskFacts) -> None:
    problems = []
    if facts.phototype not in (None, *LIGHTER, *DARKER):
        problems.append(Problem("phototype", repr(facts.phototype), ", ".join((*LIGHTER, *DARKER)), "Or leave it out."))
    if facts.setting not in ("clinic", "home"):
        problems.append(
            Problem("setting", repr(facts.setting), "clinic, home", did_you_mean(facts.setting, ("clinic", "home")))
        )
    for name in ("depth_mm", "drag_mm", "passes", "sessions", "scar_level", "open_hours", "hole_mm"):
        value = getattr(facts, name)
        if value is not None and not value >= 0:
            problems.append(Problem(name, str(value), "0 or more"))
    problems += [
        Problem("zone", repr(zone), "a zone id with its side", did_you_mean(zone, zones()))
        for zone in facts.zones
        if zone not in zones()
    ]
    if problems:
        raise InputError(problems)


def _risk(id: str, entry: dict[str, Any], facts: RiskFacts, shown: Mapping[str, Any]) -> Risk:
    for cited in entry["sources"]:
        source(cited)
    rate = next((item for item in entry["rates"] if WHEN[item["when"]](facts)), None)
    words = [entry["words"], *_holding(entry["raised"], facts, shown)]
    return Risk(
        id=id,
        label=entry["label"],
        low=float(rate["low"]) if rate else None,
        high=float(rate["high"]) if rate else None,
        words=" ".join(words),
        basis=entry["basis"].strip(),
        kind=entry["kind"],
        unverified=entry["unverified"],
        lowers=tuple(_holding(entry["lowers"], facts, shown)),
        sources=tuple(entry["sources"]),
    )


def _holding(entries: list[dict[str, str]], facts: RiskFacts, shown: Mapping[str, Any]) -> Iterator[str]:
    for entry in entries:
        if "when" not in entry or WHEN[entry["when"]](facts):
            yield entry["words"].format(**shown)


def _shown(facts: RiskFacts) -> dict[str, Any]:
    """What the words may name."""
    return {
        "open_hours": facts.open_hours or 0.0,
        "scar_percent": 100.0 * (facts.scar_level or 0.0),
        "bony": ", ".join(dict.fromkeys(f"the {zones()[id].label}" for id in facts.zones if zones()[id].bony)),
        "products": ", ".join(_products(facts)),
        "allergies": ", ".join(facts.allergies),
    }


def _products(facts: RiskFacts) -> list[str]:
    """What was put on beside sterile gel or salt water."""
    return [name for name in facts.topicals if not any(plain in name.lower() for plain in PLAIN)]


def _names(known: tuple[str, ...], given: tuple[str, ...] | list[str]) -> bool:
    return any(word in name.lower() for word in known for name in given)


def _vitamin_c(facts: RiskFacts) -> bool:
    return _names(VITAMIN_C, _products(facts))


def _deep(facts: RiskFacts) -> bool:
    return facts.depth_mm > load_parameters("risk")["deep_from"]


def _torn(facts: RiskFacts) -> bool:
    return facts.hole_mm is not None and facts.drag_mm > facts.hole_mm


def _bone(facts: RiskFacts) -> bool:
    return facts.depth_mm > load_parameters("risk")["bone_from"] and any(zones()[id].bony for id in facts.zones)


def _near(facts: RiskFacts) -> bool:
    return facts.scar_level is not None and load_parameters("risk")["scar_near"] <= facts.scar_level <= 1.0


WHEN: Mapping[str, Callable[[RiskFacts], bool]] = {
    "lighter_skin": lambda facts: facts.phototype in LIGHTER,
    "darker_skin": lambda facts: facts.phototype in DARKER,
    "skin_unknown": lambda facts: facts.phototype is None,
    "tanned": lambda facts: facts.tanned,
    "deep": _deep,
    "home": lambda facts: facts.setting == "home",
    "long_open": lambda facts: facts.open_hours is not None and facts.open_hours > 0,
    "scar_near": _near,
    "scar_over": lambda facts: facts.scar_level is not None and facts.scar_level > 1.0,
    "torn": _torn,
    "bone_deep": _bone,
    "vitamin_c": _vitamin_c,
    "product": lambda facts: bool(_products(facts)),
    "other_product": lambda facts: bool(_products(facts)) and not _vitamin_c(facts),
    "nothing_on": lambda facts: not _products(facts),
    "allergies": lambda facts: bool(facts.allergies),
    "metal": lambda facts: _names(METALS, facts.allergies),
    "herpes_history": lambda facts: facts.herpes_history,
}
"""When something is said: facts to yes or no."""
