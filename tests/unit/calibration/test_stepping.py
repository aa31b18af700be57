"""Production and loss carried forward: right where both are constant, never negative, at the days that were asked."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.calibration.stepping import carried


def test_constant_rates_leave_an_error_of_the_fifth_power_of_the_step() -> None:
    def errors(h: float) -> np.ndarray:
        made, loss = np.asarray([2.0, 0.0]), np.asarray([0.5, 3.0])
        found = carried(lambda y: (made, loss), np.asarray([1.0, 1.0]), (0.0, h), h)[-1]
        return np.abs(found - np.asarray([4.0 - 3.0 * np.exp(-0.5 * h), np.exp(-3.0 * h)]))

    for loss, error in zip((0.5, 3.0), errors(0.1), strict=True):
        assert error <= 3.5 * (0.1 * loss) ** 5 / 120
    assert np.log2(errors(0.02) / errors(0.01)) == pytest.approx([5.0, 5.0], abs=0.2)


def test_a_balance_of_production_and_loss_is_kept_exactly_at_any_step() -> None:
    found = carried(lambda y: (np.asarray([2.0]), np.asarray([0.5])), np.asarray([4.0]), (0.0, 1.0, 900.0), 300.0)
    assert (found == 4.0).all()


def test_steps_fit_the_days_and_are_never_longer_than_asked() -> None:
    seen: list[int] = []

    def rates(y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        seen.append(1)
        return 0.0 * y, 1.0 + 0.0 * y

    found = carried(rates, np.asarray([1.0]), (0.0, 1.0, 1.25), 0.4)
    assert found.shape == (3, 1)
    assert len(seen) == 2 * (3 + 1)


def test_a_fast_loss_never_goes_below_zero() -> None:
    found = carried(lambda y: (0.0 * y, 1e4 * (1.0 + y)), np.asarray([5.0]), (0.0, 1.0), 1.0)
    assert 0.0 <= found[-1, 0] < 1e-6


def test_logistic_growth_is_second_order() -> None:
    exact = 1.0 / (1.0 + 9.0 * np.exp(-2.0))
    errors = [
        abs(carried(lambda y: (y, y), np.asarray([0.1]), (0.0, 2.0), h)[-1, 0] - exact) for h in (0.1, 0.05, 0.025)
    ]
    assert np.log2(errors[0] / errors[1]) == pytest.approx(2.0, abs=0.2)
    assert np.log2(errors[1] / errors[2]) == pytest.approx(2.0, abs=0.2)
