"""A check of the model against the record: what was published, what the model says, and what counts as agreement.

A check is made of figures, each with an interval and the reason in the record that it rests on.
A figure without bounds is shown and not judged: the record gives nothing to judge it by. ``ok`` follows
from the figures, so that a check can never be reported better than its numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One figure of a check. name: what it is, with its unit; observed: as published, in words; predicted: by the
    model; low, high: the interval (None = open); why: what the interval rests on."""

    name: str
    observed: str
    predicted: float
    low: float | None
    high: float | None
    why: str

    @property
    def judged(self) -> bool:
        """Whether there is an interval to hold it against."""
        return self.low is not None or self.high is not None

    @property
    def ok(self) -> bool:
        """Inside its interval; a figure that is only shown cannot fail, unless it is no number at all."""
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        return low <= self.predicted <= high


def shown(name: str, observed: str, predicted: float, why: str) -> Figure:
    """A figure to show beside the record and not to judge. why: the reason that nothing can be judged."""
    return Figure(name, observed, predicted, None, None, why)


@dataclass(frozen=True)
class Check:
    """One check. id: H1 to H12 (tissue), D1 to D5 (delivery); what: what is compared, with what had to be assumed;
    source: ids of the registry."""

    id: str
    what: str
    figures: tuple[Figure, ...]
    source: tuple[str, ...]

    @property
    def observed(self) -> Mapping[str, str]:
        """What was published, by figure."""
        return {figure.name: figure.observed for figure in self.figures}

    @property
    def predicted(self) -> Mapping[str, float]:
        """What the model says, by figure."""
        return {figure.name: figure.predicted for figure in self.figures}

    @property
    def interval(self) -> Mapping[str, Mapping[str, Any]]:
        """What counts as agreement and why, by figure; bounds that are None are open."""
        return {figure.name: {"low": figure.low, "high": figure.high, "why": figure.why} for figure in self.figures}

    @property
    def failing(self) -> tuple[Figure, ...]:
        """The figures outside their intervals."""
        return tuple(figure for figure in self.figures if not figure.ok)

    @property
    def ok(self) -> bool:
        """Every figure is inside its interval."""
        return not self.failing

    def to_json(self) -> dict[str, Any]:
        """The check as plain values; a prediction that is no finite number is None."""
        return {
            "id": self.id,
            "what": self.what,
            "observed": dict(self.observed),
            "predicted": {name: value if math.isfinite(value) else None for name, value in self.predicted.items()},
            "interval": {name: dict(bounds) for name, bounds in self.interval.items()},
            "ok": self.ok,
            "source": list(self.source),
        }
