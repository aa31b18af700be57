"""The figures that answers state, taken from the rules that hold them, so that an answer cannot drift from its rule.

``NAME`` (care advice with positions): the held wait in days, ``NAME_hours`` the same in hours; ``RULE_days``,
``RULE_months``: the longest window of a screening rule; sessions and depths (mm) from the course's bounds; settings of
the visit.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from typing import Any

from ...course.bounds import bounds_data
from ...evidence import load_parameters
from ...screening import rules
from ..catalogue import SECTIONS, Entry, entries, strictest
from ..store import read_data as care_data

BOUNDS = {"acne": "atrophic_acne_scar", "wrinkle": "wrinkles", "stretch": "stretch_marks"}
PLACES = {"neck": "neck", "eye": "periorbital"}
SETTINGS = ("needling_face_minutes", "numbing_max_strength")
HOME_RULE = "home_depth"


@functools.cache
def figures() -> Mapping[str, str]:
    """Every figure by the name under which an answer may fill it in, as it is to be read."""
    return {name: f"{value:g}" for name, value in (*_waits(), *_windows(), *_bounds(), *_settings())}


@functools.cache
def care_entries() -> Mapping[str, Entry]:
    """Every piece of care advice by id, those of "may I" included."""
    asked = (Entry.model_validate(item) for item in care_data("mayi")["entries"])
    return {item.id: item for item in (*(item for section in SECTIONS for item in entries(section)), *asked)}


def _waits() -> Iterator[tuple[str, float]]:
    for id, entry in care_entries().items():
        days = strictest(entry.positions)
        if days is not None:
            yield id, math.ceil(days)
            yield f"{id}_hours", math.ceil(days) * 24


def _windows() -> Iterator[tuple[str, float]]:
    for rule in rules():
        found = [
            dict(item) for branch in rule.branches for item in _found(branch.when.model_dump(), "window", "scar_window")
        ]
        for unit in ("days", "months"):
            spans = [window[unit] for window in found if window.get(unit)]
            if spans:
                yield f"{rule.id}_{unit}", max(spans)
        deepest = [item for branch in rule.branches for item in _found(branch.when.model_dump(), "deeper_than_mm")]
        if rule.id == HOME_RULE and deepest:
            yield "home_limit", max(deepest)


def _found(node: Any, *keys: str) -> Iterator[Any]:
    """Every value under one of these keys, at any depth."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in keys and value is not None:
                yield value
            else:
                yield from _found(value, *keys)
    elif isinstance(node, (list, tuple)):
        for value in node:
            yield from _found(value, *keys)


def _bounds() -> Iterator[tuple[str, float]]:
    for name, concern in BOUNDS.items():
        wanted = bounds_data()["concerns"][concern]
        yield f"{name}_sessions_low", wanted["sessions"]["range"][0]
        yield f"{name}_sessions_high", wanted["sessions"]["range"][1]
        yield f"{name}_depth_high", wanted["depth_mm"]["range"][1]
        if "severe_sessions" in wanted:
            yield f"{name}_sessions_severe", wanted["severe_sessions"]["high"]
    for name, zone in PLACES.items():
        yield f"{name}_depth_low", bounds_data()["zones"][zone]["depth_mm"][0]
        yield f"{name}_depth_high", bounds_data()["zones"][zone]["depth_mm"][1]


def _settings() -> Iterator[tuple[str, float]]:
    known = load_parameters("care")
    yield from ((name, float(known[name])) for name in SETTINGS)
