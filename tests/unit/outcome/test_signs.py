"""Recovery signs: grades between none and severe, stronger after a stronger session, gone in time."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.outcome import LABELS, band, central_signs, downtime_days, recovery, recovery_signs, sample_days
from needlepoint.outcome.recovery import first_day_below
from needlepoint.outcome.signs import graded_redness

DAYS = np.asarray(sample_days())


def fading(start: float, rate: float = 1.2) -> np.ndarray:
    return start * np.exp(-rate * DAYS)[None, :]


@pytest.mark.parametrize("start", [0.0, 0.5, 5.0, 500.0])
def test_grades_lie_between_none_and_severe(start: float) -> None:
    grades = recovery_signs(np.repeat(fading(start), 40, axis=0), seed=1).grades
    assert set(grades) == set(LABELS)
    for values in grades.values():
        assert values.min() >= 0.0
        assert values.max() <= 4.0


def test_no_injury_shows_no_sign() -> None:
    assert all((values == 0.0).all() for values in central_signs(fading(0.0)).grades.values())


@pytest.mark.parametrize("sign", LABELS)
def test_a_stronger_session_shows_at_least_as_much_of_every_sign(sign: str) -> None:
    weak, strong = (central_signs(fading(start)).grades[sign] for start in (1.0, 6.0))
    assert (strong >= weak).all()
    assert strong.max() > weak.max()


def test_swelling_goes_before_flaking_comes() -> None:
    grades = central_signs(fading(4.0)).grades
    assert grades["swelling"][0].argmax() == 0
    assert grades["flaking"][0].argmax() in (2, 3)
    assert grades["swelling"][0, 3] < 0.2


def test_redness_at_half_is_two_of_four() -> None:
    assert graded_redness(np.array([3.0]), 3.0) == pytest.approx([2.0])


def test_downtime_ends_between_two_days() -> None:
    redness = np.array([[3.0, 2.0, 1.0, 0.5]])
    assert downtime_days(redness) == pytest.approx([1.5])
    assert downtime_days(np.zeros((1, 4))) == pytest.approx([0.0])
    assert np.isinf(downtime_days(np.full((1, 4), 3.0)))


def test_event_safe_waits_for_the_slowest_sign_in_the_slowest_person() -> None:
    found = recovery(recovery_signs(np.repeat(fading(5.0), 60, axis=0), seed=1))
    assert found.event_safe_day is not None
    assert found.work_day is not None
    assert found.event_safe_day > found.work_day
    assert found.makeup_day >= 1
    assert found.downtime.low <= found.downtime.median <= found.downtime.high


def test_a_first_day_counts_only_when_it_stays() -> None:
    curve = np.array([3.0, 0.1, 2.0, 0.1])
    assert first_day_below(curve, 1.0, (0, 1, 2, 3)) == 3
    assert first_day_below(np.array([3.0, 2.0]), 1.0, (0, 1)) is None


def test_a_failed_draw_is_left_out() -> None:
    erythema = np.repeat(fading(4.0), 10, axis=0)
    erythema[3] = np.nan
    found = recovery(recovery_signs(erythema, seed=1))
    assert np.isfinite(found.downtime.median)


def test_a_band_of_failed_draws_alone_is_no_number_and_no_crash() -> None:
    found = band(np.full((4, 3), np.nan))
    assert np.isnan(found.median).all()
