"""Random draws: found by their own key, so that nothing else moves them."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.evidence.parameters import parse_parameters
from needlepoint.randomness import drawn, drawn_parameters, scores

TEXT = """
wide: {value: 2.0, unit: um, kind: assumed, sources: [needlepoint], meaning: m, range: [1.0, 4.0],
       prior: {shape: lognormal, spread: 1.0}}
flat: {value: 2.0, unit: "1", kind: assumed, sources: [needlepoint], meaning: m, range: [0, 9],
       prior: {shape: uniform, low: 1.0, high: 3.0}}
log: {value: 2.0, unit: "1", kind: assumed, sources: [needlepoint], meaning: m, range: [0, 9],
      prior: {shape: loguniform, low: 1.0, high: 4.0}}
bell: {value: 2.0, unit: "1", kind: assumed, sources: [needlepoint], meaning: m, range: [0, 9],
       prior: {shape: normal, spread: 0.5}}
still: {value: 2.0, unit: "1", kind: setting, sources: [needlepoint], meaning: m, range: [0, 9]}
"""


def test_more_draws_move_no_earlier_one() -> None:
    few, many = (scores(count, 5, seed=1, person=0, process="p") for count in (4, 40))
    assert (many[:4] == few).all()


@pytest.mark.parametrize("other", [{"seed": 2}, {"person": 1}, {"process": "q"}])
def test_another_key_is_another_stream(other: dict[str, object]) -> None:
    key = {"seed": 1, "person": 0, "process": "p"}
    assert (scores(4, 5, **key) != scores(4, 5, **(key | other))).all()  # type: ignore[arg-type]


def test_draws_come_in_mirrored_pairs() -> None:
    found = scores(6, 3, seed=1, person=0, process="p")
    assert (found[0::2] == -found[1::2]).all()


def test_scores_are_standard_normal() -> None:
    found = scores(4000, 4, seed=3, person=0, process="p")
    assert found.std() == pytest.approx(1.0, abs=0.03)
    assert len(np.unique(found)) == found.size


@pytest.mark.parametrize(
    ("name", "low", "middle", "high"),
    [("flat", 1.0, 2.0, 3.0), ("log", 1.0, 2.0, 4.0), ("bell", -3.0, 2.0, 7.0), ("still", 2.0, 2.0, 2.0)],
)
def test_priors_by_score(name: str, low: float, middle: float, high: float) -> None:
    parameter = parse_parameters("t", TEXT).parameter(name)
    assert drawn(parameter, 0.0) == pytest.approx(middle)
    bounded = [min(max(x, parameter.range[0]), parameter.range[1]) for x in (low, high)]
    assert [drawn(parameter, -10.0), drawn(parameter, 10.0)] == pytest.approx(bounded, abs=1e-6)


def test_draws_stay_in_range_and_come_in_engine_units() -> None:
    found = [item["wide"] for item in drawn_parameters(parse_parameters("t", TEXT), 200, seed=1, process="p")]
    assert min(found) == pytest.approx(0.001)
    assert max(found) == pytest.approx(0.004)
