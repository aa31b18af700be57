"""A sentence and what it rests on: the smallest unit of everything that the planner says."""

from __future__ import annotations

from dataclasses import dataclass

from ..evidence import source


@dataclass(frozen=True)
class Basis:
    """One sentence with the ids of its sources; none where it only repeats what the case or screening says."""

    text: str
    sources: tuple[str, ...]


def note(text: str, *sources: str) -> Basis:
    """A sentence with its sources, which are noted as used. Raises InputError on an unknown source id."""
    for id in sources:
        source(id)
    return Basis(text, sources)
