"""Published densities, rates, slots and depths come out of the simulated holes too, with the one set of constants."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from needlepoint.device import Device, Technique, device_library
from needlepoint.puncture import STEADY, PunctureField, simulate_field
from needlepoint.puncture.roller import slot_mm
from needlepoint.skin import layers

LIBRARY = device_library()
BODY = layers("abdomen", None, None)  # pig skin stands near human body skin


def simulated(device: Device, depth: float, passes: int = 4, zone: str = "abdomen", **given: object) -> PunctureField:
    skin = layers(zone, None, None)
    return simulate_field(device, Technique(depth, passes), zone, skin, seed=1, area_cm2=60.0, **given).summary  # type: ignore[arg-type]


def roller(length: float, **given: object) -> PunctureField:
    device = dataclasses.replace(LIBRARY["generic_roller"], max_depth_mm=3.0)
    return simulated(device, length, **given)


def test_check_1_fifteen_passes_of_a_drum() -> None:
    assert 225 <= simulated(LIBRARY["generic_roller"], 0.2, 15).density_per_cm2 <= 250


def test_check_3_a_roller_in_loose_rat_skin() -> None:
    device = dataclasses.replace(LIBRARY["generic_roller"], needle_diameter_mm=0.14)
    found = simulate_field(device, Technique(0.77, 4), "abdomen", BODY, seed=1, area_cm2=60.0, stretched=False)
    assert found.summary.depth_mm.median == pytest.approx(0.1525, abs=0.0096)
    diameters = 2000.0 * found.holes.radius
    assert diameters.mean() == pytest.approx(70.7, abs=1.0)
    assert diameters.std() == pytest.approx(9.9, abs=0.5)


def test_check_4_a_stamp_on_a_forearm() -> None:
    technique = Technique(0.6, 2, "stamp")
    arm = layers("upper_arm_left", None, 30)
    found = simulate_field(LIBRARY["generic_stamp"], technique, "upper_arm_left", arm, seed=1, area_cm2=60.0)
    assert found.summary.depth_mm.median == pytest.approx(0.46, abs=0.03)


@pytest.mark.parametrize("length", [0.5, 0.9])
def test_check_5_a_slow_push_stays_under_half(length: float) -> None:
    device = dataclasses.replace(LIBRARY["generic_roller"], max_depth_mm=1.0)
    technique = Technique(length, 4, speed_mm_s=1.0)
    found = simulate_field(device, technique, "abdomen", BODY, seed=1, area_cm2=60.0)
    assert found.summary.depth_mm.median < 0.5 * length


@pytest.mark.parametrize("setting", [0.5, 1.5])
def test_check_6_a_motor_pen_nearly_reaches_its_setting(setting: float) -> None:
    found = simulated(LIBRARY["skinpen_precision"], setting, 2, zone="cheek_left")
    assert 0.9 * setting < found.depth_mm.median <= setting


def test_check_17_half_a_millimetre_reaches_the_papillary_dermis() -> None:
    found = roller(0.5)
    assert found.layer_shares["papillary"] > 0.3
    assert found.layer_shares["reticular"] < 0.2


@pytest.mark.parametrize("length", [1.0, 1.5, 2.5])
def test_check_17_longer_needles_reach_the_reticular_dermis(length: float) -> None:
    found = roller(length)
    assert found.layer_shares["reticular"] + found.layer_shares["subcutis"] > 0.3


def test_the_holes_of_a_long_roller_stay_far_shorter_than_its_rigid_slot() -> None:
    """Filmed holes of a 3 mm roller are nearly round; rigid skin would show slots of 2.75 mm."""
    found = roller(3.0)
    assert found.travel_mm == pytest.approx(slot_mm(10.0, 3.0)) == pytest.approx(2.75, rel=0.01)
    assert found.drag_mm < 0.15 * found.travel_mm


def test_half_to_three_quarters_of_the_variation_lies_within_a_place() -> None:
    """Depths in small squares of skin, against all of them."""
    found = simulate_field(LIBRARY["generic_roller"], Technique(1.0, 30), "abdomen", BODY, seed=2, area_cm2=60.0)
    holes = found.holes
    home = (np.floor(holes.x / 2.0) * 1000 + np.floor(holes.y / 2.0)).astype(int)
    _, member, count = np.unique(home, return_inverse=True, return_counts=True)
    means = np.bincount(member, holes.depth) / count
    within = np.average((holes.depth - means[member]) ** 2, weights=(count / np.maximum(count - 1, 1))[member])
    assert 0.5 < within / holes.depth.var() < 0.9


def test_a_pens_strikes_a_second() -> None:
    """11 needles at 90 Hz: 990 a second, so that 40 mm/s over an 8 mm head leave 309 per cm2 and pass."""
    technique = Technique(1.0, 8, speed_mm_s=40.0)
    cheek = layers("cheek_left", None, None)
    found = simulate_field(LIBRARY["dermapen_2012"], technique, "cheek_left", cheek, seed=1, hand=STEADY).summary
    assert found.density_per_cm2 / 8 * 40.0 * 8.0 / 100.0 == pytest.approx(990, rel=0.01)
