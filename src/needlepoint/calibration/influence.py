"""What ships of the sensitivity study: which constants that nobody measured move an answer, so that a run can say so.

``data/sensitivity.json`` is written by ``python -m needlepoint.calibration.sensitivity``. It is JSON and not YAML: it
names every constant and would otherwise pass for a model that reads them.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from ..errors import InputError, Problem, did_you_mean

FILE = "sensitivity.json"
THRESHOLD = 0.10
NAMED = 5
SOURCES = ("needlepoint",)
WORDS: Mapping[str, str] = {
    "gain": "How much collagen is gained",
    "redness": "How long redness lasts",
    "scar": "How near the scar warning is",
}


@dataclass(frozen=True)
class Influence:
    """One assumed constant, and the largest share by which a prior standard deviation of it moves an answer."""

    name: str
    meaning: str
    change: float


@functools.cache
def _study() -> Any:
    file = resources.files("needlepoint.calibration") / "data" / FILE
    return json.loads(file.read_text("utf-8"))


def assumed_that_matter(answer: str, threshold: float = THRESHOLD) -> tuple[Influence, ...]:
    """Assumed constants that move an answer by more than ``threshold``, the strongest first.

    answer: gain, redness or scar. Raises InputError for another name.
    """
    known = _study()["answers"]
    if answer not in known:
        raise InputError(Problem("answer", repr(answer), ", ".join(known), did_you_mean(answer, known)))
    found = [
        Influence(entry["name"], entry["meaning"], entry["alone"][answer])
        for entry in _study()["constants"]
        if entry["kind"] == "assumed" and entry["alone"][answer] > threshold
    ]
    return tuple(sorted(found, key=lambda item: -item.change))


def assumption_notes(threshold: float = THRESHOLD) -> tuple[str, ...]:
    """One sentence for each answer that assumed constants move, in words for a page; at most ``NAMED`` of them in all,
    the strongest of every answer first. Cite them as ``SOURCES``."""
    left = {answer: list(assumed_that_matter(answer, threshold)) for answer in WORDS}
    named: dict[str, list[Influence]] = {answer: [] for answer in WORDS}
    while sum(map(len, named.values())) < NAMED and any(left.values()):
        answer = max(left, key=lambda key: -len(named[key]) if left[key] else -NAMED - 1)
        named[answer].append(left[answer].pop(0))
    return tuple(
        f"{WORDS[answer]} rests in part on assumptions that nobody has measured (and moves with them by): "
        + "; ".join(f"{item.meaning}, {item.change:.0%}" for item in items)
        + "."
        for answer, items in named.items()
        if items
    )
