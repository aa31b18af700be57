"""Findings that say the same of several zones, told once: the zones together, both sides as one.

``1.5 mm on the left cheek; 1 mm is the most`` and the same of the right cheek become ``1.5 mm on the cheek (both
sides); 1 mm is the most``. Nothing else is merged: another figure, effect or reason stays a finding of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..skin import zones
from . import words
from .present import finding_view

Json = Mapping[str, Any]
HERE = "\x00"
SIDES = ("left", "right")


def zones_in_words(ids: Sequence[str]) -> str:
    """Zones as a list of labels, a pair as one: ``cheek (both sides), chin and left temple``."""
    known, told = zones(), dict[str, list[str]]()
    for id in ids:
        told.setdefault(known[id].base, []).append(id)
    parts = []
    for members in told.values():
        if {known[id].side for id in members} >= {*SIDES}:
            parts.append(f"{_sideless(known[members[0]].label)} (both sides)")
        else:
            parts += [known[id].label for id in members]
    return words.listed(parts)


def _sideless(label: str) -> str:
    return next((label.removeprefix(f"{side} ") for side in SIDES if label.startswith(f"{side} ")), label)


def findings_view(findings: Sequence[Json]) -> list[dict[str, Any]]:
    """Findings in words, in their order; those that differ only by their zone stand together at the first of them."""
    groups: dict[tuple[object, ...], list[Json]] = {}
    for at, item in enumerate(findings):
        label = zones()[item["zones"][0]].label if len(item["zones"]) == 1 else ""
        alike = bool(label) and label in item["fact"]
        fact = item["fact"].replace(label, HERE) if alike else item["fact"]
        groups.setdefault((item["rule"], item["effect"], item["reason"], fact, None if alike else at), []).append(item)
    return [_together(str(key[3]), items) for key, items in groups.items()]


def _together(fact: str, items: Sequence[Json]) -> dict[str, Any]:
    named = [zone for item in items for zone in item["zones"]]
    view = dict(finding_view(items[0]))
    view["zones"] = zones_in_words(named)
    view["fact"] = fact.replace(HERE, view["zones"])
    view["sources"] = tuple(dict.fromkeys(id for item in items for id in item["sources"]))
    return view
