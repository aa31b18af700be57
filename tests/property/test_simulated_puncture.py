"""What must hold for every simulated field, whoever holds whatever device."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.device import Device, Technique, device_library
from needlepoint.puncture import STEADY, Hand, SimulatedField, expected_field, simulate_field, worn
from needlepoint.puncture.figures import opening_area
from needlepoint.skin import layers

SKIN = layers("cheek_left", None, None)
devices = st.builds(
    lambda base, needles, diameter: dataclasses.replace(base, needles=needles, needle_diameter_mm=diameter),
    st.sampled_from([device_library()[key] for key in ("generic_pen", "generic_roller", "generic_stamp")]),
    st.integers(8, 300),
    st.floats(0.03, 0.5),
)
hands = st.builds(
    Hand,
    overlap=st.floats(0.0, 0.5),
    speed_spread=st.floats(0.0, 0.5),
    wobble=st.floats(0.0, 0.3),
    twist=st.floats(0.0, 0.5),
    placement=st.floats(0.0, 0.3),
    length_mm=st.floats(3.0, 100.0),
)
patterns = st.sampled_from(["crosshatch", "horizontal", "vertical", "star"])
areas = st.floats(5.0, 40.0)
seeds = st.integers(0, 2**31 - 1)


def field(
    device: Device, passes: int, area: float, seed: int, pattern: str = "star", **given: object
) -> SimulatedField:
    technique = Technique(0.4 * device.max_depth_mm, passes, pattern, 60.0)  # type: ignore[arg-type]
    return simulate_field(device, technique, "cheek_left", SKIN, seed=seed, area_cm2=area, **given)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(devices, st.integers(1, 5), areas, seeds, patterns, hands, st.integers(0, 60))
def test_figures_are_possible(
    device: Device, passes: int, area: float, seed: int, pattern: str, hand: Hand, uses: int
) -> None:
    found = field(device, passes, area, seed, pattern, hand=hand, wear=worn(uses))
    summary, holes = found.summary, found.holes
    assert summary.holes == len(holes)
    assert found.shape.contains(holes.x, holes.y).all()
    assert 0.0 < summary.area_fraction <= 1.0
    assert 0.0 <= summary.coverage_share <= 1.0
    assert sum(summary.layer_shares.values()) == pytest.approx(1.0)
    assert (holes.depth >= 0).all()
    assert (holes.depth <= 1.3 * 0.4 * device.max_depth_mm).all()
    assert (holes.radius > 0).all()
    assert (holes.drag >= 0).all()
    assert summary.gap_mm["p95"] <= summary.gap_mm["largest"] + 1e-6
    assert found.overlap["multiplicity"] > 0.8
    assert 0.0 <= found.overlap["twice"] <= 1.0
    assert summary.next_pass["coverage"] >= 0.0
    assert summary.next_pass["gap_p95_mm"] <= 0.0
    distances = np.linspace(0.0, 3.0, 40)
    covered = [summary.coverage(float(near)) for near in distances]
    assert covered == sorted(covered)
    rising = [row.coverage for row in found.convergence]
    assert rising == sorted(rising)


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(["generic_pen", "generic_roller", "generic_stamp"]), st.integers(1, 4), seeds, patterns)
def test_density_is_linear_in_passes(key: str, passes: int, seed: int, pattern: str) -> None:
    device = device_library()[key]
    one, many = (field(device, count, 60.0, seed, pattern, hand=STEADY).summary for count in (1, 4 * passes))
    assert many.density_per_cm2 / one.density_per_cm2 == pytest.approx(4 * passes, rel=0.04)
    technique = Technique(0.4 * device.max_depth_mm, 4 * passes, pattern, 60.0)  # type: ignore[arg-type]
    known = expected_field(device, technique, "cheek_left", SKIN)
    assert many.density_per_cm2 == pytest.approx(known.density_per_cm2, rel=0.02)


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(["generic_pen", "generic_roller"]), seeds)
def test_turning_the_zone_with_the_hand_changes_no_figure(key: str, seed: int) -> None:
    """A zone as wide as it is high, needled across or upwards: the same but for chance."""
    device = device_library()[key]
    across, upwards = (
        simulate_field(device, technique, "buttock_left", SKIN, seed=seed, area_cm2=100.0, hand=STEADY).summary
        for technique in (Technique(0.5, 6, "horizontal", 60.0), Technique(0.5, 6, "vertical", 60.0))
    )
    assert across.density_per_cm2 == pytest.approx(upwards.density_per_cm2, rel=0.02)
    assert across.coverage_share == pytest.approx(upwards.coverage_share, rel=0.05)
    assert across.depth_mm.median == pytest.approx(upwards.depth_mm.median, rel=0.03)


@settings(max_examples=10, deadline=None)
@given(st.floats(0.02, 0.5), seeds)
def test_open_area_lies_between_one_hole_and_all_of_them(diameter: float, seed: int) -> None:
    device = dataclasses.replace(device_library()["generic_pen"], needle_diameter_mm=diameter)
    found = field(device, 2, 15.0, seed)
    whole = float(opening_area(found.holes).sum()) / found.shape.area_mm2
    assert found.summary.area_fraction <= whole * 1.1
    assert found.summary.area_fraction >= 0.6 * -math.expm1(-whole)
