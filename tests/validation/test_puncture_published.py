"""Published depths, densities and hole sizes, all met by the one set of constants that ships."""

from __future__ import annotations

import dataclasses

import pytest

from needlepoint.device import Technique, device_library
from needlepoint.evidence import load_parameters
from needlepoint.puncture import PunctureField, expected_field
from needlepoint.puncture.depth import reached, skin_gives_way
from needlepoint.skin import Layers, layers

# Pig skin stands near human body skin; its own layers were not read.
PIG: Layers = layers("abdomen", None, None)


def roller(length: float, stretched: bool = True, diameter: float = 0.25) -> PunctureField:
    device = dataclasses.replace(device_library()["generic_roller"], needle_diameter_mm=diameter, max_depth_mm=3.0)
    return expected_field(device, Technique(length, 4), "abdomen", PIG, stretched)


def test_check_1_fifteen_passes_of_a_drum() -> None:
    found = expected_field(device_library()["generic_roller"], Technique(0.2, 15), "abdomen", PIG)
    assert 225 <= found.density_per_cm2 <= 250


def test_check_3_a_roller_in_loose_rat_skin() -> None:
    found = roller(0.77, stretched=False, diameter=0.14)
    assert found.depth_mm.median == pytest.approx(0.1525, abs=0.0096)
    assert 2 * found.hole_radius_mm == pytest.approx(0.0707, abs=0.0099)


def test_check_4_a_stamp_on_a_forearm() -> None:
    arm = layers("upper_arm_left", None, 30)
    found = expected_field(device_library()["generic_stamp"], Technique(0.6, 1, "stamp"), "upper_arm_left", arm)
    assert found.depth_mm.median == pytest.approx(0.46, abs=0.03)


@pytest.mark.parametrize("length", [0.3, 0.5, 0.7, 0.9, 0.99])
def test_check_5_a_slow_push_stays_under_half(length: float) -> None:
    parameters = load_parameters("puncture")
    gives_way = skin_gives_way(parameters["skin_deflection"], 1.0, parameters["impact_speed_scale"] / 86_400)
    assert float(reached(length, gives_way)) < 0.5 * length


@pytest.mark.parametrize("key", ["generic_pen", "exceed", "skinpen_precision"])
@pytest.mark.parametrize("setting", [0.5, 1.5])
def test_check_6_a_motor_pen_nearly_reaches_its_setting(key: str, setting: float) -> None:
    face = layers("cheek_left", None, 55)
    found = expected_field(device_library()[key], Technique(setting, 4), "cheek_left", face)
    assert 0.9 * setting < found.depth_mm.median <= setting


def test_check_17_half_a_millimetre_reaches_the_papillary_dermis() -> None:
    found = roller(0.5)
    assert found.layer_shares["papillary"] > 0.3
    assert found.layer_shares["reticular"] < 0.2


@pytest.mark.parametrize("length", [1.0, 1.5, 2.0, 2.5])
def test_check_17_longer_needles_reach_the_reticular_dermis(length: float) -> None:
    found = roller(length)
    assert found.layer_shares["reticular"] + found.layer_shares["subcutis"] > 0.3


def test_a_pen_strikes_near_the_speed_at_which_short_needles_pierce() -> None:
    short = roller(0.3).depth_mm.median
    pen = expected_field(device_library()["generic_pen"], Technique(0.3, 4), "abdomen", PIG).depth_mm.median
    assert short < 0.06
    assert pen > 0.2
