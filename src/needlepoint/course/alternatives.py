"""What else could be done: published comparisons with other treatments, filtered by concern. Data: alternatives.yaml.

Shown beside every plan, and instead of one when screening says stop. None of it is a recommendation: whatever rules out
needling may rule out these as well.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any, cast

from ..evidence import source
from ..evidence.sources import load_data


@dataclass(frozen=True)
class Alternative:
    """One other treatment beside needling: what it is, effect, downtime, dark marks (pih), cost; "" = unknown."""

    name: str
    summary: str
    efficacy: str
    downtime: str
    pih: str
    cost: str
    sources: tuple[str, ...]


@functools.cache
def _rows() -> tuple[dict[str, Any], ...]:
    text = (resources.files("needlepoint.course") / "alternatives.yaml").read_text("utf-8")
    return tuple(cast("list[dict[str, Any]]", load_data(text)))


def alternatives_for(concerns: Iterable[str]) -> tuple[Alternative, ...]:
    """The alternatives worth naming for any of these concerns, in the order of the file; their sources are noted."""
    wanted = set(concerns)
    return tuple(_alternative(row) for row in _rows() if row["concerns"] == "all" or wanted & set(row["concerns"]))


def _alternative(row: dict[str, Any]) -> Alternative:
    for id in row["sources"]:
        source(id)
    fields = {name: value for name, value in row.items() if name not in ("concerns", "sources")}
    return Alternative(**fields, sources=tuple(row["sources"]))
