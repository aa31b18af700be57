"""What the published record says beside a forecast: findings, claims and limits, by concern. Data: statements.yaml."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from ..evidence import source
from ..evidence.sources import load_data


@dataclass(frozen=True)
class Statement:
    """One sentence for the reader; kind: finding (measured), claim (said, not shown), limit (what nobody knows)."""

    kind: Literal["finding", "claim", "limit"]
    text: str
    sources: tuple[str, ...]
    concerns: tuple[str, ...]


@functools.cache
def all_statements() -> tuple[Statement, ...]:
    """Every statement, in the order of the file."""
    text = (resources.files("needlepoint.outcome") / "statements.yaml").read_text("utf-8")
    return tuple(
        Statement(entry["kind"], entry["text"].strip(), tuple(entry["sources"]), tuple(entry["concerns"]))
        for entry in load_data(text)
    )


def statements_for(concerns: Iterable[str]) -> tuple[Statement, ...]:
    """The statements to show for these concerns; their sources are noted."""
    wanted = set(concerns)
    found = tuple(item for item in all_statements() if not item.concerns or wanted.intersection(item.concerns))
    for item in found:
        for id in item.sources:
            source(id)
    return found
