"""A check says of itself no better than its figures do."""

from __future__ import annotations

import json
import math

import pytest

from needlepoint.calibration.check import Check, Figure, shown


def figure(predicted: float, low: float | None = 1.0, high: float | None = 2.0, name: str = "peak, day") -> Figure:
    return Figure(name, "day 1 to 2", predicted, low, high, "as printed")


def check(*figures: Figure) -> Check:
    return Check("H2", "What is compared.", figures, ("kim2008",))


@pytest.mark.parametrize("predicted", [1.0, 1.5, 2.0])
def test_the_bounds_belong_to_the_interval(predicted: float) -> None:
    assert figure(predicted).ok


@pytest.mark.parametrize("predicted", [0.999, 2.001, math.nan, math.inf, -math.inf])
def test_outside_it_fails(predicted: float) -> None:
    assert not figure(predicted).ok


def test_an_open_end_is_open() -> None:
    assert figure(1e9, high=None).ok
    assert not figure(0.5, high=None).ok
    assert figure(-1e9, low=None).ok
    assert not figure(2.5, low=None).ok


def test_a_figure_that_is_only_shown_is_not_judged_but_must_be_a_number() -> None:
    found = shown("claim", "+400", 47.0, "a claim")
    assert not found.judged
    assert found.ok
    assert not shown("claim", "+400", math.nan, "a claim").ok
    assert figure(1.0, high=None).judged


def test_one_failing_figure_fails_the_check_and_is_named() -> None:
    bad = figure(3.0, name="late")
    found = check(figure(1.5), bad)
    assert not found.ok
    assert found.failing == (bad,)
    assert check(figure(1.5)).ok


def test_its_parts_are_by_figure() -> None:
    found = check(figure(1.5), figure(3.0, low=None, name="late"))
    assert found.observed == {"peak, day": "day 1 to 2", "late": "day 1 to 2"}
    assert found.predicted == {"peak, day": 1.5, "late": 3.0}
    assert found.interval["late"] == {"low": None, "high": 2.0, "why": "as printed"}


def test_json_holds_no_number_that_json_lacks() -> None:
    document = json.loads(json.dumps(check(figure(math.inf)).to_json(), allow_nan=False))
    assert document["predicted"] == {"peak, day": None}
    assert document["ok"] is False
    assert document["source"] == ["kim2008"]
