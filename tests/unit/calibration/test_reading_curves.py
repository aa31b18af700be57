"""What the checks read off a curve: peaks, crossings, slopes, the day from which it stays below a level."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.calibration.checks_dose import first_crossing, slopes
from needlepoint.calibration.checks_oracles import peak
from needlepoint.calibration.checks_surface import below_from
from needlepoint.calibration.scenes import SCENES, every, field
from needlepoint.calibration.wounds import settled_day
from needlepoint.healing.outputs import OUTPUTS
from needlepoint.healing.solver import Curves


def test_a_peak_between_samples_is_found_by_its_parabola() -> None:
    days = np.linspace(0.0, 2.0, 11)
    assert peak(days, 5.0 - (days - 0.77) ** 2) == pytest.approx(0.77)


def test_slopes_start_from_no_dose() -> None:
    np.testing.assert_allclose(slopes(np.asarray([1.0, 3.0]), np.asarray([10.0, 14.0])), [10.0, 2.0])


def test_the_first_crossing_counts_even_when_the_curve_turns_back() -> None:
    dose, curve = np.asarray([0.2, 0.4, 0.6, 0.8]), np.asarray([0.0, 0.2, 0.05, 0.3])
    assert first_crossing(dose, curve, 0.1) == pytest.approx(0.3)
    assert first_crossing(dose, curve, 0.5) == float("inf")
    assert first_crossing(dose, curve + 1.0, 0.5) == 0.2


def test_below_from_is_the_last_time_it_falls_through() -> None:
    days, curve = np.asarray([0.0, 1.0, 2.0, 3.0]), np.asarray([1.0, 0.2, 0.8, 0.0])
    assert below_from(days, curve, 0.4) == pytest.approx(2.5)
    assert below_from(days, curve, 2.0) == 0.0
    assert below_from(days, curve + 1.0, 0.4) == float("inf")


def test_settling_needs_every_later_value_below() -> None:
    values = np.zeros((4, len(OUTPUTS)))
    values[:, OUTPUTS.index("capillaries:papillary")] = [1.0, 2.0, 1.3, 1.0]
    curves = Curves(np.asarray([0.0, 5.0, 10.0, 20.0]), values, failed=False)
    assert settled_day(curves, "capillaries", 1.2) == 20.0
    assert settled_day(curves, "capillaries", 3.0) == 0.0
    assert settled_day(curves, "capillaries", 0.5) == float("inf")


def test_every_scene_is_read_after_its_sessions_and_with_holes() -> None:
    for scene in SCENES.values():
        assert scene.days[0] == 0.0
        assert list(scene.days) == sorted(set(scene.days))
        assert scene.days[-1] > scene.session_days[-1]
        assert all(field(treatment).density_per_cm2 > 0 for treatment in scene.treatments)


def test_the_standard_roller_sets_the_published_number_of_holes() -> None:
    (standard,) = SCENES["one session"].treatments
    assert 225 <= field(standard).density_per_cm2 <= 250


def test_sessions_are_evenly_spaced() -> None:
    assert every(28.0, 3) == (0.0, 28.0, 56.0)
