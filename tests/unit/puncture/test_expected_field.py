"""The expected field: known densities, honest refusals, one object for every reader."""

from __future__ import annotations

import dataclasses
import json
import pickle
import time

import numpy as np
import pytest

from needlepoint.device import Device, Technique, device_library
from needlepoint.errors import InputError
from needlepoint.evidence import recording
from needlepoint.puncture import PunctureField, expected_field
from needlepoint.skin import layers

CHEEK = layers("cheek_left", "female", 40)


def field(key: str, depth: float, passes: int = 4, **given: object) -> PunctureField:
    technique = Technique(depth, passes, **given)  # type: ignore[arg-type]
    return expected_field(device_library()[key], technique, "cheek_left", CHEEK)


def test_fifteen_passes_of_the_standard_drum() -> None:
    found = field("generic_roller", 0.2, passes=15)
    assert 225 <= found.density_per_cm2 <= 250
    assert found.holes == round(found.density_per_cm2 * found.area_cm2)


def test_a_pen_at_the_derived_glide() -> None:
    found = field("dermapen_2012", 1.0, passes=1, speed_mm_s=20.0)
    assert found.per_pass_density == pytest.approx(619, abs=1)
    assert found.travel_mm == pytest.approx(20.0 / 90.0 * 0.3918, rel=1e-3)


def test_a_pens_usual_pass_leaves_hundreds_of_holes() -> None:
    assert 100 < field("generic_pen", 1.0, passes=1).density_per_cm2 < 1000


def test_a_faster_hand_leaves_fewer_and_longer_holes() -> None:
    slow, fast = field("generic_pen", 1.0, speed_mm_s=20.0), field("generic_pen", 1.0, speed_mm_s=60.0)
    assert fast.density_per_cm2 == pytest.approx(slow.density_per_cm2 / 3)
    assert fast.drag_mm == pytest.approx(3 * slow.drag_mm)
    assert fast.tear_index > slow.tear_index


def test_stamping_does_not_drag() -> None:
    for key in ("generic_pen", "generic_stamp"):
        found = field(key, 1.0, pattern="stamp")
        assert found.drag_mm == found.tear_index == 0.0


def test_a_pen_goes_deeper_than_a_roller_of_the_same_length() -> None:
    assert field("generic_pen", 1.0).depth_mm.median > 1.5 * field("generic_roller", 1.0).depth_mm.median


def test_loose_skin_is_pierced_less_deeply_and_bone_helps() -> None:
    roller, technique = device_library()["generic_roller"], Technique(1.0, 4)
    taut, loose = (expected_field(roller, technique, "cheek_left", CHEEK, stretched=s) for s in (True, False))
    bony = expected_field(roller, technique, "forehead", layers("forehead", "female", 40))
    assert loose.depth_mm.median < taut.depth_mm.median < bony.depth_mm.median


def test_holes_are_half_the_needle_and_narrow_to_their_end() -> None:
    found = field("generic_pen", 1.0)
    assert found.hole_radius_mm == pytest.approx(0.505 * 0.125)
    assert found.radius_at(0.0) == pytest.approx(found.hole_radius_mm)
    radii = [found.radius_at(z) for z in np.linspace(0.0, found.depth_mm.p5, 20)]
    assert radii == sorted(radii, reverse=True)
    assert found.radius_at(2.0) == 0.0


def test_depth_figures_agree_with_each_other() -> None:
    depth = field("generic_roller", 1.5).depth_mm
    assert (depth.quantile(0.05), depth.quantile(0.5), depth.quantile(0.95)) == pytest.approx(
        (depth.p5, depth.median, depth.p95)
    )
    for share in (0.1, 0.5, 0.9):
        assert depth.share_deeper(depth.quantile(share)) == pytest.approx(1 - share, abs=1e-9)
    assert depth.share_deeper(0.0) == 1.0
    assert depth.share_deeper(5.0) == 0.0
    draws = np.random.default_rng(3).uniform(1e-6, 1 - 1e-6, 40_000)
    drawn = np.array([depth.quantile(float(share)) for share in draws])
    assert drawn.mean() == pytest.approx(depth.mean, rel=0.01)
    assert drawn.std() == pytest.approx(depth.sd, rel=0.02)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, float("nan")])
def test_a_quantile_needs_a_share(share: float) -> None:
    with pytest.raises(InputError):
        field("generic_pen", 1.0).depth_mm.quantile(share)


def test_coverage_at_the_documented_distance() -> None:
    found = field("generic_pen", 1.0)
    assert found.coverage(found.coverage_distance_mm) == found.coverage_share
    assert found.coverage(0.0) == 0.0
    assert found.coverage(found.gap_mm["p95"]) == pytest.approx(0.95)
    with pytest.raises(InputError):
        found.coverage(float("nan"))


def test_a_drums_gap_is_never_wider_than_its_lattice() -> None:
    found = field("generic_roller", 1.0, passes=1)
    assert found.gap_mm["p95"] < found.gap_mm["largest"] == pytest.approx(1.81, abs=0.01)
    assert found.coverage(found.gap_mm["p95"]) == pytest.approx(0.95)


def test_the_next_pass_is_the_difference_to_one_more() -> None:
    now, then = field("generic_pen", 1.0, passes=3), field("generic_pen", 1.0, passes=4)
    assert now.next_pass["coverage"] == pytest.approx(then.coverage_share - now.coverage_share)
    assert now.next_pass["density_per_cm2"] == pytest.approx(now.per_pass_density)
    assert now.next_pass["gap_p95_mm"] < 0
    assert then.next_pass["coverage"] < now.next_pass["coverage"]


@pytest.mark.parametrize(
    ("key", "depth", "passes", "expected"),
    [
        ("home_roller", 0.25, 5, "none"),
        ("generic_roller", 0.5, 8, "even_erythema"),
        ("generic_pen", 0.5, 2, "even_erythema"),
        ("dermaroller_mf8", 1.5, 4, "pinpoint_bleeding"),
        ("generic_pen", 1.5, 4, "pinpoint_bleeding"),
    ],
)
def test_the_endpoint_follows_the_vessels(key: str, depth: float, passes: int, expected: str) -> None:
    assert field(key, depth, passes).endpoint == expected


def test_the_json_has_the_published_keys_and_only_plain_values() -> None:
    found = json.loads(json.dumps(field("generic_pen", 1.0).to_json(), allow_nan=False))
    assert {
        "zone",
        "holes",
        "density_per_cm2",
        "area_fraction",
        "coverage",
        "gap_mm",
        "depth_mm",
        "layers",
        "tear_index",
        "endpoint",
        "next_pass",
    } <= set(found)
    assert set(found["gap_mm"]) == {"p95", "largest"}
    assert set(found["depth_mm"]) == {"p5", "median", "p95"}
    assert list(found["layers"]) == ["stratum_corneum", "epidermis", "papillary", "reticular", "subcutis"]


def test_a_field_travels_between_processes() -> None:
    found = field("generic_roller", 1.0)
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert again.coverage(0.3) == found.coverage(0.3)


def test_the_same_input_gives_the_same_field() -> None:
    assert field("generic_pen", 1.0) == field("generic_pen", 1.0)


def test_what_is_assumed_is_said_and_what_is_used_is_noted() -> None:
    with recording() as used:
        found = field("exceed", 1.0)
    assert any("swath" in line for line in found.basis)
    assert any("speed assumed" in line for line in found.basis)
    assert not any("speed assumed" in line for line in field("exceed", 1.0, speed_mm_s=30.0).basis)
    assert {"K182407", "kalluri2011"} <= used.sources
    assert "puncture.glide_speed" in used.parameters


def test_a_head_wider_than_the_zone() -> None:
    wide = dataclasses.replace(device_library()["generic_roller"], swath_mm=40.0)
    with pytest.raises(InputError, match="at most 24 mm on the between the brows"):
        expected_field(wide, Technique(0.5, 2), "glabella", layers("glabella", "female", 40))


def test_an_unknown_zone() -> None:
    with pytest.raises(InputError, match="Did you mean cheek_"):
        expected_field(device_library()["generic_pen"], Technique(0.5, 2), "cheek", CHEEK)


def test_a_pen_without_its_rate() -> None:
    mute: Device = dataclasses.replace(device_library()["generic_pen"], rate_hz=None)
    with pytest.raises(InputError, match="rate_hz"):
        expected_field(mute, Technique(0.5, 2), "cheek_left", CHEEK)


@pytest.mark.parametrize("technique", [Technique(9.0, 2), Technique(0.5, 0), Technique(0.5, 2, speed_mm_s=0.0)])
def test_what_the_device_cannot_do(technique: Technique) -> None:
    with pytest.raises(InputError):
        expected_field(device_library()["generic_pen"], technique, "cheek_left", CHEEK)


def test_a_field_costs_under_a_millisecond() -> None:
    field("generic_roller", 1.0)
    best = float("inf")
    for _ in range(20):
        start = time.perf_counter()
        field("generic_roller", 1.0)
        best = min(best, time.perf_counter() - start)
    assert best < 1e-3
