"""The answers as data: each with its question, what a question must be about to get it, its sources and its conditions.

about: patterns; a pattern is words with spaces between (all must be in the question), ``a|b`` means either. also:
concepts that may be in the question besides. bars: concepts that rule the answer out. link: whether questions about the
thing itself ("what causes rosacea") are left out unless they name needling (none; some: what needling is for; care:
what one does before and after it; all: any other thing; strict: medicines and treatments, where "can I" is too little).
care: ids of care advice whose positions (who says how many days) are shown; positions: other disagreements. rules:
screening rules whose findings are told when a case is given ("all": those that stop, delay or need a clinician). case:
lines for some cases (care/conditions.py). The red flags come from the care data: their text and level are fixed there.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from ..catalogue import entries
from .store import TOPICS, read_data

Confidence = Literal["high", "medium", "low", "none"]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stand(_Data):
    """What one source says. who: a source id."""

    who: str
    says: str


class CaseLine(_Data):
    """A line for the cases in which the condition holds."""

    when: dict[str, Any]
    text: str


class Statement(_Data):
    """One question with its answer; ``level`` is set for red flags only (emergency, same_day, this_week)."""

    id: str
    question: str
    asks: dict[str, tuple[str, ...]] = {}
    about: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()
    answer: str
    confidence: Confidence
    sources: tuple[str, ...]
    positions: tuple[Stand, ...] = ()
    care: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    case: tuple[CaseLine, ...] = ()
    related: tuple[str, ...] = ()
    link: Literal["none", "some", "care", "all", "strict"] = "none"
    level: Literal["emergency", "same_day", "this_week"] | None = None

    @functools.cached_property
    def patterns(self) -> tuple[tuple[frozenset[str], ...], ...]:
        """The patterns of ``about``, each a row of groups of which one concept must be there."""
        return tuple(tuple(frozenset(group.split("|")) for group in row.split()) for row in self.about)


@functools.cache
def statements() -> Mapping[str, Statement]:
    """Every statement by id."""
    return {item.id: item for item in (*_written(), *_red_flags())}


def _written() -> Iterator[Statement]:
    for topic in TOPICS:
        for item in read_data(topic)["entries"]:
            yield Statement.model_validate(item)


def _red_flags() -> Iterator[Statement]:
    questions = read_data("flags")["entries"]
    for flag in entries("red_flags"):
        about = questions[flag.id]
        yield Statement(
            id=flag.id,
            question=about["question"],
            asks=about.get("asks", {}),
            about=(flag.id,),
            answer=flag.text,
            confidence="high",
            sources=flag.sources,
            related=about.get("related", ()),
            level=flag.level,
        )
