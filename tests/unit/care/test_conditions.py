"""Conditions are data: each form holds when it should and only then."""

from __future__ import annotations

import pytest

from needlepoint.care import holds
from needlepoint.errors import InputError

FACTS = {"setting": "home", "depth_mm": 0.25, "findings": ("smoker", "tan"), "phototype": "unknown", "age": None}


@pytest.mark.parametrize(
    "when",
    [
        {},
        {"setting": "home"},
        {"setting": ["clinic", "home"]},
        {"findings": "tan"},
        {"findings": ["keloid", "smoker"]},
        {"depth_mm": {"at_least": 0.25, "at_most": 0.25}},
        {"depth_mm": {"over": 0.2}},
        {"depth_mm": {"under": 0.3}},
        {"not": {"findings": ["keloid"]}},
        {"any": [{"setting": "clinic"}, {"phototype": ["unknown"]}]},
        {"setting": "home", "findings": ["tan"]},
    ],
)
def test_holds(when):
    assert holds(when, FACTS)


@pytest.mark.parametrize(
    "when",
    [
        {"setting": "clinic"},
        {"findings": ["keloid"]},
        {"depth_mm": {"over": 0.25}},
        {"depth_mm": {"under": 0.25}},
        {"not": {"setting": "home"}},
        {"any": [{"setting": "clinic"}, {"findings": "keloid"}]},
        {"any": []},
        {"setting": "home", "findings": ["keloid"]},
        {"age": {"at_least": 0}},
        {"age": {"at_most": 200}},
    ],
)
def test_stays_silent(when):
    assert not holds(when, FACTS)


def test_an_unknown_fact_is_named_with_its_nearest():
    with pytest.raises(InputError, match="Did you mean phototype"):
        holds({"phototyp": "IV"}, FACTS)


def test_an_unknown_comparison_is_refused():
    with pytest.raises(InputError, match="at_most"):
        holds({"depth_mm": {"atmost": 1}}, FACTS)
