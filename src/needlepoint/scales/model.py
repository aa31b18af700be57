"""The scales: read from ``scales.yaml``, looked up by name, and the checks of a score that someone states.

A score lies between the scale's least and most, on its step where it has one (up to rounding), and grades a concern
that the scale was made for. The words of grades are our own; forms that are owned by others come as totals, without
their questions.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

from ..errors import InputError, Problem, did_you_mean
from ..evidence.sources import load_data

Better = Literal["lower", "higher", "none"]
Scoring = Literal["grade", "sum", "weighted", "lesions", "areas", "mean", "scar_type", "density", "angle", "total"]
ROUNDING = 1e-6


@dataclass(frozen=True)
class Item:
    """One answer: its range and step (None: any value between), what its grades mean, and how it counts.

    weight: factor of the item or of its area; points: of one lesion; by_area: counted by area (cm2).
    """

    id: str
    label: str
    low: float
    high: float
    step: float | None = 1.0
    choices: Mapping[float, str] = field(default_factory=dict)
    weight: float = 1.0
    points: float = 0.0
    by_area: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Scale:
    """A published scale.

    low, high, step, unit: of its score; better: which way is improvement (none: neither); mdc: least change in one
    person that is more than noise, None where nobody knows (``mdc_note`` says what is known); concerns: what it grades
    (empty: no single concern); severity: a case may state it; checked: read, or unverified; bands: names, each from its
    score on.
    """

    id: str
    label: str
    low: float
    high: float
    step: float | None
    better: Better
    unit: str
    mdc: float | None
    mdc_note: str
    licence: str
    concerns: tuple[str, ...]
    severity: bool
    scoring: Scoring
    rule: str
    checked: Literal["read", "unverified"]
    items: Mapping[str, Item]
    sources: tuple[str, ...]
    bands: Mapping[float, str]
    note: str = ""

    @property
    def totals_only(self) -> bool:
        """Its questions belong to others: only a total can be typed in."""
        return self.scoring == "total"

    @property
    def source(self) -> str:
        """The source that defines it."""
        return self.sources[0]

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("items", "bands")}
        items = [
            {"id": item.id, "label": item.label, "low": item.low, "high": item.high, "step": item.step}
            | {"optional": item.optional, "choices": _named(item.choices)}
            for item in self.items.values()
        ]
        lists = {"concerns": list(self.concerns), "sources": list(self.sources)}
        return plain | lists | {"items": items, "bands": _named(self.bands)}


def _named(names: Mapping[float, str]) -> dict[str, str]:
    return {f"{value:g}": words for value, words in names.items()}


def _item(id: str, entry: dict[str, Any]) -> Item:
    given = dict(entry)
    choices = {float(value): words for value, words in given.pop("choices", {}).items()}
    return Item(id=id, choices=MappingProxyType(choices), **given)


def _scale(id: str, entry: dict[str, Any]) -> Scale:
    given = dict(entry)
    items = {name: _item(name, item) for name, item in given.pop("items", {}).items()}
    bands = {float(value): words for value, words in given.pop("bands", {}).items()}
    lists: dict[str, Any] = {name: tuple(given.pop(name)) for name in ("concerns", "sources")}
    return Scale(id=id, items=MappingProxyType(items), bands=MappingProxyType(bands), **lists, **given)


@functools.cache
def scales() -> Mapping[str, Scale]:
    """Every scale by id, in the order of the file."""
    text = (resources.files("needlepoint.scales") / "scales.yaml").read_text("utf-8")
    return MappingProxyType({id: _scale(id, entry) for id, entry in load_data(text).items()})


def scale(id: str) -> Scale:
    """The scale of this id. Raises InputError with the nearest names."""
    known = scales()
    if id not in known:
        raise InputError(Problem("scale", repr(id), ", ".join(known), _nearest(id, known)))
    return known[id]


def _nearest(id: str, known: Mapping[str, Scale]) -> str:
    """A remedy for an unknown name: those that it begins (``gais`` is two codings), or the one most like it."""
    folded = str(id).strip().lower().replace(" ", "_").replace("-", "_")
    begun = [name for name in known if folded and name.startswith(folded)]
    if len(begun) > 1:
        return f"There are {len(begun)}: {', '.join(begun)}. They are never mixed; say which."
    return f"Did you mean {begun[0]}?" if begun else did_you_mean(folded, known)


def check_number(value: Any, low: float, high: float, step: float | None, place: str, of: str) -> float:
    """The value as a number from low to high, on its step. Raises InputError with the allowed range."""
    allowed = f"{low:g} to {high:g}{'' if step is None else f' in steps of {step:g}'} {of}".strip()
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError(Problem(place, repr(value), f"a number, {allowed}"))
    if not low <= value <= high:
        raise InputError(Problem(place, f"{value:g}", allowed))
    if step is not None:
        steps = (value - low) / step
        if abs(steps - round(steps)) > ROUNDING:
            raise InputError(Problem(place, f"{value:g}", allowed))
    return float(value)


def check_score(id: str, value: Any, place: str = "score") -> float:
    """A score that the scale can have. Raises InputError: the place, what was found, the range and step."""
    known = scale(id)
    return check_number(value, known.low, known.high, known.step, place, f"on {known.label} ({id})")


def check_concern(id: str, concern: str, place: str = "scale") -> None:
    """Raises InputError where this scale does not grade this concern, naming the scales that do."""
    known = scale(id)
    if known.concerns and concern not in known.concerns:
        fit = [name for name, entry in scales().items() if concern in entry.concerns and entry.severity]
        allowed = f"a scale for {concern}: {', '.join(fit) if fit else 'none is known here'}"
        remedy = f"{known.label} grades {', '.join(known.concerns)}."
        raise InputError(Problem(place, f"{id} for {concern}", allowed, remedy))
