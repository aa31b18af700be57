"""Rollers, pens and stamps: their geometry against numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from needlepoint.puncture import pen, roller, stamp


@pytest.mark.parametrize(
    ("length", "angle", "slot", "angle_small", "slot_small"),
    [
        (0.2, 11.4, 0.053, 13.1, 0.061),
        (0.25, 12.7, 0.074, 14.6, 0.085),
        (0.5, 17.8, 0.206, 20.4, 0.236),
        (1.0, 24.6, 0.571, 28.1, 0.651),
        (1.5, 29.6, 1.03, 33.6, 1.17),
        (2.0, 33.6, 1.55, 37.9, 1.75),
        (3.0, 39.7, 2.75, 44.4, 3.07),
    ],
)
def test_slot_and_entry_angle(length: float, angle: float, slot: float, angle_small: float, slot_small: float) -> None:
    for radius, expected_angle, expected_slot in ((10.0, angle, slot), (7.5, angle_small, slot_small)):
        assert math.degrees(roller.entry_angle(radius, length)) == pytest.approx(expected_angle, abs=0.06)
        assert roller.slot_mm(radius, length) == pytest.approx(expected_slot, rel=0.01)


def test_the_slot_is_where_the_shaft_crosses_the_surface() -> None:
    radius, length = 10.0, 1.5
    start = roller.entry_angle(radius, length)
    turn = np.linspace(-start, start, 20_001)
    crossing = radius * (turn - np.tan(turn))
    assert np.ptp(crossing) == pytest.approx(roller.slot_mm(radius, length), rel=1e-6)


def test_a_tip_goes_down_as_fast_as_its_path_falls() -> None:
    radius, length, speed = 10.0, 1.0, 50.0
    angle = roller.entry_angle(radius, length)
    step = 1e-6
    before, after = ((radius + length) * math.cos(angle - turn) for turn in (-step, step))
    assert roller.tip_speed(radius, length, speed) == pytest.approx((after - before) / (2 * step) * speed / radius)


def test_a_drum_of_192_needles_leaves_15_holes_per_cm2_and_pass() -> None:
    assert 100 * roller.density_per_pass(192, 10.0, 20.0) == pytest.approx(15.28, abs=0.01)
    assert 1500 * roller.density_per_pass(192, 10.2, 20.0) == pytest.approx(225, abs=0.5)
    assert 1500 * roller.density_per_pass(192, 11.5, 20.0) == pytest.approx(199, abs=0.5)


def test_the_lattice_of_a_drum_has_its_density() -> None:
    along, across = roller.pitches_mm(192, 8, 10.0, 20.0)
    assert along == pytest.approx(2.62, abs=0.005)
    assert across == pytest.approx(2.5)
    assert 1 / (along * across) == pytest.approx(roller.density_per_pass(192, 10.0, 20.0))


@pytest.mark.parametrize(
    ("needles", "rate", "per_second", "per_cm2"), [(11, 90, 990, 619), (14, 116.667, 1633, 1021), (6, 150, 900, 562)]
)
def test_a_pens_strikes(needles: int, rate: float, per_second: float, per_cm2: float) -> None:
    assert pen.strikes_per_second(needles, rate) == pytest.approx(per_second, abs=1)
    assert 100 * pen.density_per_pass(needles, rate, 20.0, 8.0) == pytest.approx(per_cm2, abs=1)


@pytest.mark.parametrize("protrusion", [0.25, 1.0, 1.5, 2.4])
def test_a_pens_impact_and_contact_follow_its_sinusoid(protrusion: float) -> None:
    rate, stroke = 105.0, 3.0
    time = np.linspace(0.0, 1.0 / rate, 400_001)
    below = protrusion - stroke / 2 * (1 + np.cos(2 * math.pi * rate * time))
    inside = below > 0
    assert pen.contact_time(rate, protrusion, stroke) == pytest.approx(inside.mean() / rate, rel=1e-4)
    entry = int(np.argmax(inside))
    speed = (below[entry + 1] - below[entry - 1]) / (time[entry + 1] - time[entry - 1])
    assert pen.impact_speed(rate, protrusion, stroke) == pytest.approx(speed, rel=1e-3)


def test_a_pens_fastest_tip_is_pi_f_s() -> None:
    assert pen.impact_speed(116.667, 1.5, 3.0) == pytest.approx(math.pi * 116.667 * 3.0)
    assert pen.travel_mm(20.0, 0.4 / 116.667) == pytest.approx(0.07, abs=0.002)


def test_a_stamp_leaves_its_needles_on_its_head() -> None:
    assert stamp.density_per_pass(40, 12.0) * math.pi * 36 == pytest.approx(40)
