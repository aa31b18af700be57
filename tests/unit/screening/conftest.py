"""A person whom nothing stands against, and the ways to change one thing about them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from needlepoint.case import Case, parse_case
from needlepoint.screening import Finding, Screening, screen

ON = date(2026, 11, 20)
TODAY = date(2027, 12, 31)

CLEAR: dict[str, Any] = {
    "patient": {"age": 32, "sex": "female", "phototype": "II"},
    "history": {
        "conditions": [],
        "medications": [],
        "topicals": [],
        "procedures": [],
        "allergies": [],
        "pregnant": False,
        "breastfeeding": False,
    },
    "goals": [{"concern": "atrophic_acne_scar", "zones": ["cheek_left", "cheek_right"]}],
    "setting": "clinic",
    "device": {"kind": "pen", "max_depth_mm": 2.0, "material": "steel"},
}


def build(**changes: Any) -> Case:
    """The clear case with some of its answers replaced: a key of patient or of history, or a whole part."""
    data = json.loads(json.dumps(CLEAR))
    for key, value in changes.items():
        if key in ("age", "sex", "phototype", "birth_date"):
            data["patient"].pop("age" if key == "birth_date" else key, None)
            data["patient"][key] = value
        elif key in data["history"]:
            data["history"][key] = value
        else:
            data[key] = value
    return parse_case(json.dumps(data, default=str), on=TODAY)


@pytest.fixture
def case() -> Callable[..., Case]:
    return build


@pytest.fixture
def look() -> Callable[..., Screening]:
    def run(on: date = ON, **changes: Any) -> Screening:
        return screen(build(**changes), on)

    return run


@pytest.fixture
def find(look: Callable[..., Screening]) -> Callable[..., tuple[Finding, ...]]:
    def run(rule: str, on: date = ON, **changes: Any) -> tuple[Finding, ...]:
        return tuple(item for item in look(on, **changes).findings if item.rule == rule)

    return run
