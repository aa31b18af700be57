"""What holding a condition against a case gives: hits and missing facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Hit:
    """A fact that fulfils a condition. place: where in the case; zones: ``()`` = everywhere; until: when it is over."""

    place: str
    fact: str
    zones: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True)
class Missing:
    """A fact that the case leaves out.

    question: id in questions.yaml; place: where it belongs; name: what it is about; entry: the listed thing it is a
    detail of; zones: ``()`` = everywhere.
    """

    question: str
    place: str
    name: str = ""
    zones: tuple[str, ...] = ()
    entry: str = ""


@dataclass(frozen=True)
class Outcome:
    """Hits and missing facts; neither means that the condition is not fulfilled."""

    hits: tuple[Hit, ...] = ()
    missing: tuple[Missing, ...] = ()

    @staticmethod
    def union(outcomes: Iterable[Outcome]) -> Outcome:
        """Everything that several outcomes hold."""
        parts = list(outcomes)
        hits = tuple(hit for part in parts for hit in part.hits)
        return Outcome(hits, tuple(missing for part in parts for missing in part.missing))
