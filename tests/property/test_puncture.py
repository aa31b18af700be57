"""What must hold for every device, hand, zone and person."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from needlepoint.device import Device, Technique, device_library
from needlepoint.puncture import PunctureField, expected_field
from needlepoint.skin import layers, zones

devices = st.builds(
    lambda base, needles, rate, diameter, depth: dataclasses.replace(
        base,
        needles=needles,
        rate_hz=rate if base.kind == "pen" else None,
        needle_diameter_mm=diameter,
        max_depth_mm=depth,
    ),
    st.sampled_from([device_library()[key] for key in ("generic_pen", "generic_roller", "generic_stamp")]),
    st.integers(1, 600),
    st.floats(5, 300),
    st.floats(0.03, 0.5),
    st.floats(0.1, 3.5),
)
shares = st.floats(0.02, 1.0)
people = st.tuples(st.sampled_from(["female", "male", "other", None]), st.one_of(st.none(), st.integers(18, 90)))


def needled(device: Device, share: float, passes: int, zone: str, who: tuple[str | None, int | None]) -> PunctureField:
    return expected_field(device, Technique(share * device.max_depth_mm, passes), zone, layers(zone, *who))


@settings(max_examples=150, deadline=None)
@given(devices, shares, st.integers(1, 30), st.sampled_from(list(zones())), people)
def test_every_field_is_sound(
    device: Device, share: float, passes: int, zone: str, who: tuple[str | None, int | None]
) -> None:
    found = needled(device, share, passes, zone, who)
    assert sum(found.layer_shares.values()) == pytest.approx(1.0)
    assert min(found.layer_shares.values()) >= 0.0
    assert 0.0 <= found.coverage_share <= 1.0
    assert 0.0 <= found.area_fraction <= 1.0
    assert 0.0 < found.depth_mm.p5 <= found.depth_mm.median <= found.depth_mm.p95
    assert found.depth_mm.median <= share * device.max_depth_mm * (1 + 1e-12)
    assert found.gap_mm["p95"] > 0.0
    assert 0.0 <= found.drag_mm <= found.travel_mm
    assert found.next_pass["coverage"] >= 0.0
    assert found.next_pass["gap_p95_mm"] <= 1e-9


@settings(max_examples=80, deadline=None)
@given(devices, shares, st.integers(1, 15), st.integers(1, 4))
def test_density_is_linear_in_passes(device: Device, share: float, passes: int, times: int) -> None:
    once = needled(device, share, passes, "cheek_left", ("female", 40))
    more = needled(device, share, passes * times, "cheek_left", ("female", 40))
    assert more.density_per_cm2 == pytest.approx(times * once.density_per_cm2)
    assert more.depth_mm == once.depth_mm
    assert more.coverage_share >= once.coverage_share


@settings(max_examples=80, deadline=None)
@given(devices, shares, st.integers(1, 15), st.floats(0, 3), st.floats(0, 3))
def test_coverage_rises_with_distance(device: Device, share: float, passes: int, near: float, far: float) -> None:
    found = needled(device, share, passes, "back", (None, None))
    near, far = sorted((near, far))
    assert 0.0 <= found.coverage(near) <= found.coverage(far) <= 1.0


@settings(max_examples=200, deadline=None)
@given(devices, shares, shares, st.floats(0.001, 0.999))
def test_a_deeper_setting_is_never_shallower(device: Device, one: float, other: float, share: float) -> None:
    shallow, deep = sorted((one, other))
    assume(deep - shallow > 1e-6)
    below, above = (needled(device, depth, 2, "cheek_left", ("female", 40)) for depth in (shallow, deep))
    assert above.depth_mm.quantile(share) >= below.depth_mm.quantile(share) - 1e-12
    assert above.layer_shares["subcutis"] >= below.layer_shares["subcutis"] - 1e-9


@settings(max_examples=80, deadline=None)
@given(devices, shares, st.floats(0.001, 0.999))
def test_shares_and_quantiles_are_inverse(device: Device, share: float, holes: float) -> None:
    depth = needled(device, share, 2, "cheek_left", ("female", 40)).depth_mm
    assert depth.share_deeper(depth.quantile(holes)) == pytest.approx(1 - holes, abs=1e-6)
