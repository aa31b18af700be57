"""Cases, screenings and a plain forecast for the tests of the course planner."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from needlepoint.case import Case, parse_case
from needlepoint.course import Candidate, Prediction
from needlepoint.screening import Screening

ON = date(2026, 11, 20)


@pytest.fixture
def make_case() -> Callable[..., Case]:
    """A clinic case of acne scars on the cheeks; any part can be replaced by its YAML words."""

    def make(
        phototype: str | None = "II",
        goals: str = "[{concern: atrophic_acne_scar, zones: [cheek]}]",
        setting: str | None = "clinic",
        device: str | None = "{kind: pen}",
        constraints: str = "{}",
    ) -> Case:
        lines = [f"patient: {{age: 32, sex: female, phototype: {phototype or 'null'}}}", f"goals: {goals}"]
        lines += [f"setting: {setting}"] if setting else []
        lines += [f"device: {device}"] if device else []
        return parse_case("\n".join([*lines, f"constraints: {constraints}"]), on=ON)

    return make


@pytest.fixture
def screened() -> Callable[..., Screening]:
    """A screening of a case with a given verdict."""

    def screen(case: Case, **changes: Any) -> Screening:
        given = {
            "verdict": "caution",
            "earliest_date": None,
            "excluded_zones": (),
            "open_zones": case.wanted_zones,
            "findings": (),
            "on": ON,
            "rules_version": "test",
        }
        return Screening(**(given | changes))

    return screen


class Forecaster:
    """A forecast that grows with depth, passes and sessions and flattens; downtime grows with depth and passes."""

    def __init__(self, scar_from_mm: float = math.inf) -> None:
        self.scar_from_mm = scar_from_mm
        self.calls: list[Sequence[Candidate]] = []

    def __call__(self, candidates: Sequence[Candidate]) -> list[Prediction]:
        self.calls.append(candidates)
        return [self.one(candidate) for candidate in candidates]

    def one(self, candidate: Candidate) -> Prediction:
        visits, passes = candidate.schedule.sessions, candidate.passes / len(candidate.treatments)
        gain = 0.4 * (1 - math.exp(-visits / 2)) * (1 - math.exp(-candidate.depth_mm)) * (1 - math.exp(-passes / 3))
        deepest = max(item.technique.depth_mm for item in candidate.treatments)
        return Prediction(gain, 0.5 + candidate.depth_mm + 0.1 * passes, deepest >= self.scar_from_mm, 0.9)


@pytest.fixture
def forecaster() -> type[Forecaster]:
    return Forecaster
