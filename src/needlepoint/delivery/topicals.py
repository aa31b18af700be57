"""The library of topicals: what it is, how heavy, how fat-loving, how strong, and whether it may touch open channels.

Weights in dalton, logP of the neutral form, strength in percent by weight, doses in mg/cm2. ``on_open``: ``no`` (never
while channels are open), ``sterile`` (only sterile, made for it, by a professional), ``before`` (only on unbroken skin,
wiped off before the needles). Data and sources: topicals.yaml; what nobody re-read cites an unverified source.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

from ..errors import InputError, Problem, did_you_mean
from ..evidence import note
from ..evidence.sources import load_data

OnOpen = Literal["no", "sterile", "before", "unknown"]
Granuloma = Literal["reported", "possible", "not_reported", "unknown"]
USUAL_DOSE = 2.0  # mg/cm2, the amount that sunscreens are tested at
WEIGHTS = (10.0, 1e10)
LOGPS = (-12.0, 20.0)
VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        "no": "Must not be put on open channels.",
        "sterile": "On open channels only sterile, made for it, and put on by a professional.",
        "before": "Before needling only, on unbroken skin; never on open channels.",
        "unknown": "Not in the library: its safety is not known. Do not put it on open channels.",
    }
)


@dataclass(frozen=True)
class Topical:
    """One topical.

    id, label; names: other names it is found by; weight_da; logp; strength_percent: as usually sold; dose_mg_cm2: as
    usually put on; water_mg_ml: what water holds of it, None where it must be estimated; purpose; on_open; safety: the
    note that goes before any number; granuloma: whether granulomas were reported after it was needled in; payload:
    measured content of platelet-rich plasma (what, ng_ml, sd), empty otherwise; parts: ids of what a mixture is made
    of, each run by itself (mixtures.py); measured: what people found of its
    uptake through needled skin, a sentence or empty; sources: ids.
    """

    id: str
    label: str
    names: tuple[str, ...]
    weight_da: float
    logp: float
    strength_percent: float
    dose_mg_cm2: float
    water_mg_ml: float | None
    purpose: str
    on_open: OnOpen
    safety: str
    granuloma: Granuloma
    payload: Mapping[str, Any]
    measured: str
    sources: tuple[str, ...]
    parts: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """One sentence: may it be put on open channels?"""
        return VERDICTS[self.on_open]

    def to_json(self) -> dict[str, Any]:
        """Plain data for a document."""
        return {
            "id": self.id,
            "label": self.label,
            "weight_da": self.weight_da,
            "logp": self.logp,
            "strength_percent": self.strength_percent,
            "dose_mg_cm2": self.dose_mg_cm2,
            "purpose": self.purpose,
            "on_open": self.on_open,
            "verdict": self.verdict,
            "safety": self.safety,
            "granuloma": self.granuloma,
            "payload": dict(self.payload),
            "measured": self.measured,
            "sources": list(self.sources),
            **({"parts": list(self.parts)} if self.parts else {}),
        }


def _topical(key: str, entry: dict[str, Any]) -> Topical:
    for field, allowed in (("on_open", get_args(OnOpen)), ("granuloma", get_args(Granuloma))):
        if entry[field] not in allowed:
            raise InputError(Problem(f"topicals.{key}.{field}", repr(entry[field]), ", ".join(allowed)))
    held = entry.get("water_mg_ml")
    return Topical(
        id=key,
        label=entry["label"],
        names=tuple(entry["names"]),
        weight_da=float(entry["weight"]),
        logp=float(entry["logp"]),
        strength_percent=float(entry["strength"]),
        dose_mg_cm2=float(entry.get("dose", USUAL_DOSE)),
        water_mg_ml=None if held is None else float(held),
        purpose=entry["purpose"],
        on_open=entry["on_open"],
        safety=entry["safety"],
        granuloma=entry["granuloma"],
        payload=MappingProxyType(dict(entry.get("payload", {}))),
        measured=entry.get("measured", ""),
        sources=tuple(entry["sources"]),
        parts=tuple(entry.get("parts", ())),
    )


@functools.cache
def topicals() -> Mapping[str, Topical]:
    """Every topical by id."""
    text = (resources.files("needlepoint.delivery") / "topicals.yaml").read_text("utf-8")
    entries = cast("dict[str, Any]", load_data(text))
    return MappingProxyType({key: _topical(key, entry) for key, entry in entries.items() if key != "provider_texts"})


def _folded(word: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in str(word).casefold()).split())


@functools.cache
def _by_word() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for key, item in topicals().items():
        for word in (key, item.label, *item.names):
            found.setdefault(_folded(word), key)
    return found


def topical(name: str) -> Topical:
    """The topical of this id, label or other name, however it is spaced. Raises InputError with the nearest names."""
    word = _folded(name)
    if word not in _by_word():
        allowed = f"one of {', '.join(topicals())}, or --weight with --logp"
        raise InputError(Problem("topical", repr(name), allowed, did_you_mean(word, _by_word())))
    found = topicals()[_by_word()[word]]
    note(sources=found.sources)
    return found


def substance(weight_da: float, logp: float, strength_percent: float = 1.0) -> Topical:
    """A topical that is not in the library, by its weight (dalton) and logP. Raises InputError on nonsense."""
    problems = []
    low, high = WEIGHTS
    if not (math.isfinite(weight_da) and low <= weight_da <= high):
        problems.append(Problem("weight", f"{weight_da:g} Da", f"{low:g} to {high:g} Da", "Water weighs 18 Da."))
    low, high = LOGPS
    if not (math.isfinite(logp) and low <= logp <= high):
        problems.append(Problem("logp", f"{logp:g}", f"{low:g} to {high:g}"))
    if problems:
        raise InputError(problems)
    return Topical(
        id="substance",
        label=f"A substance of {weight_da:g} Da, logP {logp:g}",
        names=(),
        weight_da=float(weight_da),
        logp=float(logp),
        strength_percent=checked_strength(strength_percent),
        dose_mg_cm2=USUAL_DOSE,
        water_mg_ml=None,
        purpose="not known",
        on_open="unknown",
        safety=VERDICTS["unknown"],
        granuloma="unknown",
        payload=MappingProxyType({}),
        measured="",
        sources=("needlepoint",),
    )


def checked_strength(percent: float) -> float:
    """The strength, if a product can have it. Raises InputError."""
    if not (math.isfinite(percent) and 0.0 < percent <= 100.0):
        raise InputError(Problem("strength", f"{percent:g} %", "above 0, at most 100 %"))
    return float(percent)
