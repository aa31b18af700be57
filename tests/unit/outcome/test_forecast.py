"""What people will see: order of scar types, controls, sessions and depth, chances, and what is not identifiable."""

from __future__ import annotations

from importlib import resources
from typing import Any

import numpy as np
import pytest
import yaml

from needlepoint.calibration.outcome.courses import simulate
from needlepoint.calibration.outcome.running import inputs_digest
from needlepoint.case import Goal
from needlepoint.case.goals import Severity
from needlepoint.device import Technique, device_library
from needlepoint.healing import Request, Tissue, ZoneCourse, central_parameters, tissues
from needlepoint.outcome import Expected, central_benefit, chances, expected
from needlepoint.outcome.model import lagged
from needlepoint.outcome.posterior import outcome_posterior
from needlepoint.puncture import expected_field
from needlepoint.scales import scales
from needlepoint.skin import layers

ZONE = "cheek_left"
AFTER = 90.0


def session_days(count: int) -> tuple[float, ...]:
    return tuple(28.0 * number for number in range(count))


@pytest.fixture(scope="module")
def healed() -> dict[tuple[int, float], Tissue]:
    """The tissue of courses by (sessions, depth), at the stated constants."""
    skin, requests = layers(ZONE, None, None), {}
    for count, depth in ((1, 1.5), (2, 1.5), (4, 1.5), (8, 1.5), (4, 0.5), (4, 2.5)):
        field = expected_field(device_library()["generic_roller"], Technique(depth, 15), ZONE, skin)
        course = ZoneCourse(ZONE, skin, session_days(count), (field,) * count)
        days = tuple(float(day) for day in np.arange(0.0, session_days(count)[-1] + AFTER + 8.0, 7.0))
        requests[count, depth] = Request((course,), (central_parameters(None),), days, 1)
    return dict(zip(requests, tissues(list(requests.values())), strict=True))


def seen(
    tissue: Tissue, count: int = 4, subtype: str | None = "rolling", concern: str = "atrophic_acne_scar"
) -> Expected:
    acne = concern == "atrophic_acne_scar"
    zone = "scalp" if concern == "androgenetic_alopecia" else ZONE
    severity = Severity(scale="goodman_baron_qualitative", score=3.0) if acne else None
    goal = Goal(concern=concern, subtype=subtype if acne else None, zones=(zone,), severity=severity)
    return expected([goal], tissue, [60.0], session_days(count), seed=1)[0]


def at(item: Expected, values: Any, day: float) -> float:
    return float(np.median(values[:, int(np.searchsorted(item.days, day))]))


def test_rolling_scars_gain_more_than_boxcar_and_those_more_than_ice_pick(healed: dict[Any, Tissue]) -> None:
    gains = [at(item, item.mean_change, 170.0) for item in (seen(healed[4, 1.5], 4, kind) for kind in TYPES)]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] - gains[2] > 0.1


TYPES = ("rolling", "boxcar", "ice_pick")


def test_without_treatment_there_is_drift_and_no_effect(healed: dict[Any, Tissue]) -> None:
    item = seen(healed[4, 1.5])
    assert abs(at(item, item.control, 170.0)) < 0.2
    assert at(item, item.mean_change, 170.0) > 0.5
    assert np.allclose(item.change[:, 0], 0.0, atol=1e-6)


def test_more_sessions_never_hurt_the_mean(healed: dict[Any, Tissue]) -> None:
    gains = []
    for count in (1, 2, 4, 8):
        item = seen(healed[count, 1.5], count)
        gains.append(at(item, item.mean_change, session_days(count)[-1] + AFTER))
    assert gains == sorted(gains)
    assert gains[-1] - gains[-2] < gains[2] - gains[0]


EVERY_SCORE = [
    (concern, id, score)
    for id, scale in scales().items()
    for concern in scale.concerns
    if scale.better == "lower"
    for score in (scale.low, 0.5 * (scale.low + scale.high), scale.high)
]


@pytest.mark.parametrize(("concern", "id", "score"), EVERY_SCORE)
def test_no_forecast_leaves_the_scale(healed: dict[Any, Tissue], concern: str, id: str, score: float) -> None:
    severity = Severity(scale=id, score=scales()[id].low + round(score - scales()[id].low))
    goal = Goal(concern=concern, zones=(ZONE,), severity=severity)
    item = expected([goal], healed[8, 1.5], [60.0], session_days(8), seed=1)[0]
    if item.scale is None:
        assert np.abs(item.change).max() <= 1.0
        return
    assert (item.scale, item.baseline) == (id, severity.score)
    for change in (item.change, item.mean_change, item.control):
        assert change.max() <= severity.score - scales()[id].low + 1e-9
        if item.identifiable:
            assert change.min() >= severity.score - scales()[id].high - 1e-9


def test_a_graded_scar_ends_at_grade_one_at_best(healed: dict[Any, Tissue]) -> None:
    item = seen(healed[8, 1.5], 8)
    assert item.change.max() == pytest.approx(2.0)  # grade 3 to 1; some are told as much
    assert np.quantile(item.mean_change, 0.95) < 2.0


def test_deeper_is_not_simply_better(healed: dict[Any, Tissue]) -> None:
    shallow, usual, deep = (seen(healed[4, depth]) for depth in (0.5, 1.5, 2.5))
    first, second, third = (at(item, item.mean_change, 170.0) for item in (shallow, usual, deep))
    assert second > first
    assert third - second < 0.35  # a millimetre more is worth less than a third of a grade


def test_the_chances_of_a_person_are_shares_that_fit_together(healed: dict[Any, Tissue]) -> None:
    found = chances(seen(healed[4, 1.5]), 170.0)
    assert found.full_grade < found.half_grade < 1.0
    assert found.half_grade + found.nothing_visible + found.worse == pytest.approx(1.0)
    assert found.nothing_visible > 0.0


@pytest.mark.parametrize("concern", ["melasma", "androgenetic_alopecia"])
def test_what_was_never_tried_alone_stays_wide_and_says_so(healed: dict[Any, Tissue], concern: str) -> None:
    item = seen(healed[4, 1.5], concern=concern)
    assert not item.identifiable
    assert "not known" in item.why
    low, high = np.quantile(item.mean_change[:, -1], [0.05, 0.95])
    assert high > 5.0 * max(low, 0.0)


def test_pores_have_a_direction_and_no_scale(healed: dict[Any, Tissue]) -> None:
    item = seen(healed[4, 1.5], concern="enlarged_pores")
    assert item.scale is None
    assert "No trial" in item.why


def test_the_benefit_for_a_search_rises_with_the_gain_and_takes_arrays() -> None:
    gain = np.linspace(0.0, 1.0, 11)
    found = central_benefit(gain, gain)
    assert found.shape == gain.shape
    assert found[0] == 0.0
    assert np.all(np.diff(found) > 0.0)
    assert found[-1] < 1.0


def test_the_lag_is_exact_for_a_straight_rise() -> None:
    days = np.asarray([0.0, 3.0, 10.0, 30.0])
    found = lagged(days, days[None], np.asarray([7.0]))[0]
    assert found == pytest.approx(days - 7.0 * (1.0 - np.exp(-days / 7.0)))


def test_the_reference_of_the_shipped_posterior_is_what_the_engine_gives() -> None:
    now = simulate([]).reference
    assert list(outcome_posterior().reference.values()) == pytest.approx(now, rel=0.01)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    file = resources.files("needlepoint.outcome") / "data" / "outcome_posterior.yaml"
    return dict(yaml.safe_load(file.read_text("utf-8")))


def test_the_shipped_posterior_is_of_these_trials_and_priors_and_can_be_trusted(document: dict[str, Any]) -> None:
    assert document["inputs"] == inputs_digest()
    assert document["divergences"] == 0
    assert document["worst_rhat"] < 1.01
    assert document["least_effective"] > 400


def test_left_out_studies_are_held_and_told_better_than_by_a_plain_mean(document: dict[str, Any]) -> None:
    ours, plain = document["left_out"]["summary"]["ours"], document["left_out"]["summary"]["plain"]
    assert 0.85 <= ours["inside"] <= 1.0
    assert ours["score"] > plain["score"]
    assert ours["width"] <= plain["width"]
