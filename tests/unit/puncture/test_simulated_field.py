"""The simulated field meets the closed form where its assumptions hold, keeps its seed, and refuses what cannot be."""

from __future__ import annotations

import dataclasses
import json
import math
import pickle

import numpy as np
import pytest

from needlepoint.device import Device, Technique, device_library
from needlepoint.errors import InputError
from needlepoint.evidence import recording
from needlepoint.puncture import (
    STEADY,
    Scatter,
    SimulatedField,
    Stroke,
    expected_field,
    simulate_field,
    simulate_zones,
    usual_hand,
    worn,
)
from needlepoint.puncture.coverage import lattice_coverage
from needlepoint.puncture.kinematics import sunflower
from needlepoint.puncture.streams import stream
from needlepoint.skin import FACE_ZONES, layers, zones

LIBRARY = device_library()
CHEEK = layers("cheek_left", "female", 40)
PEN, ROLLER, STAMP = (LIBRARY[key] for key in ("generic_pen", "generic_roller", "generic_stamp"))
SMALL = dataclasses.replace(PEN, swath_mm=2.0)
PLAIN = Scatter(needle=0.1, pressure=0.1, strike=0.6, radius=0.0, place_length_mm=2.0)


def field(device: Device, depth: float, passes: int = 4, seed: int = 1, zone: str = "cheek_left", **given: object):
    technique = Technique(depth, passes, given.pop("pattern", "crosshatch"), given.pop("speed", None))
    return simulate_field(device, technique, zone, CHEEK, seed=seed, **given)


def same(one: SimulatedField, other: SimulatedField) -> bool:
    arrays = [item.name for item in dataclasses.fields(one.holes)]
    alike = all(np.array_equal(getattr(one.holes, name), getattr(other.holes, name)) for name in arrays)
    return alike and one.to_json() == other.to_json()


@pytest.mark.parametrize("device", [PEN, ROLLER, STAMP], ids=lambda device: device.kind)
def test_same_seed_same_field_whatever_the_workers_and_batches(device: Device) -> None:
    first = field(device, 1.0, area_cm2=20.0, workers=1)
    assert same(first, field(device, 1.0, area_cm2=20.0, workers=3, batch=1))
    assert same(first, field(device, 1.0, area_cm2=20.0, workers=2, batch=1000))
    assert not same(first, field(device, 1.0, area_cm2=20.0, seed=2))


def test_a_further_pass_leaves_the_earlier_ones_alone() -> None:
    three, four = field(ROLLER, 1.0, 3, area_cm2=20.0), field(ROLLER, 1.0, 4, area_cm2=20.0)
    kept = four.holes[four.holes.number < 3]
    assert np.array_equal(np.sort(kept.x), np.sort(three.holes.x))
    assert three.summary.next_pass["coverage"] == pytest.approx(
        four.summary.coverage_share - three.summary.coverage_share, abs=2e-3
    )
    assert three.summary.next_pass["density_per_cm2"] == pytest.approx(
        four.summary.density_per_cm2 - three.summary.density_per_cm2
    )


def test_zones_together_are_each_as_alone_and_differ_left_from_right() -> None:
    techniques = {zone: Technique(0.5, 2) for zone in ("chin", "cheek_left", "cheek_right")}
    skins = {zone: layers(zone, None, None) for zone in techniques}
    together = simulate_zones(ROLLER, techniques, skins, seed=4, workers=2)
    alone = simulate_field(ROLLER, techniques["chin"], "chin", skins["chin"], seed=4)
    assert list(together) == list(techniques)
    assert same(together["chin"], alone)
    assert not np.array_equal(together["cheek_left"].holes.x[:100], together["cheek_right"].holes.x[:100])


@pytest.mark.parametrize(
    ("device", "depth", "pattern"),
    [
        (PEN, 1.0, "crosshatch"),
        (PEN, 1.0, "stamp"),
        (ROLLER, 1.0, "star"),
        (STAMP, 0.6, "stamp"),
        (ROLLER, 0.5, "star"),
    ],
)
def test_figures_meet_the_closed_form_on_average(device: Device, depth: float, pattern: str) -> None:
    known = expected_field(device, Technique(depth, 4, pattern), "cheek_left", CHEEK)  # type: ignore[arg-type]
    fields = [field(device, depth, seed=seed, pattern=pattern, scatter=PLAIN) for seed in range(12)]
    found = [item.summary for item in fields]

    def agrees(get: object, least: float) -> None:
        values = [get(item) for item in found]  # type: ignore[operator]
        error = np.std(values, ddof=1) / math.sqrt(len(values))
        assert np.mean(values) == pytest.approx(get(known), abs=max(4 * error, least))  # type: ignore[operator]

    agrees(lambda item: item.density_per_cm2, 0.005 * known.density_per_cm2)
    agrees(lambda item: item.hole_radius_mm, 1e-6)
    agrees(lambda item: item.drag_mm, 1e-6)
    agrees(lambda item: item.depth_mm.mean, 1e-3)
    agrees(lambda item: item.depth_mm.sd, 0.05 * known.depth_mm.sd)
    agrees(lambda item: item.depth_mm.median, 2e-3)
    for name in known.layer_shares:
        agrees(lambda item, name=name: item.layer_shares[name], 0.01)
    assert {item.endpoint for item in found} == {known.endpoint}


@pytest.mark.parametrize(("device", "speed"), [(PEN, 20.0), (PEN, 60.0), (ROLLER, None)])
def test_many_crossing_passes_approach_random_strikes(device: Device, speed: float | None) -> None:
    known = expected_field(device, Technique(1.0, 8, "star", speed), "cheek_left", CHEEK)
    found = [field(device, 1.0, 8, seed, pattern="star", speed=speed, scatter=PLAIN).summary for seed in range(3)]
    assert np.mean([item.coverage_share for item in found]) == pytest.approx(known.coverage_share, rel=0.04)
    assert np.mean([item.area_fraction for item in found]) == pytest.approx(known.area_fraction, rel=0.04)
    assert np.mean([item.gap_mm["p95"] for item in found]) == pytest.approx(known.gap_mm["p95"], rel=0.12)


def test_one_pass_of_a_steady_drum_is_its_lattice() -> None:
    found = field(ROLLER, 0.5, 1, hand=STEADY, scatter=PLAIN).summary
    pitch = (2 * math.pi * 10 * 8 / 192, 2.5)
    for near in (0.2, 0.5, 0.9):
        assert found.coverage(near) == pytest.approx(lattice_coverage(pitch, 1, near), rel=0.03)
    assert found.gap_mm["largest"] <= 2.0


def test_a_steady_pen_strikes_at_its_rate() -> None:
    """11 needles at 90 Hz strike 990 times a second."""
    device = LIBRARY["dermapen_2012"]
    stroke = Stroke(-20.0, 0.0, 0.0, 40.0)
    found = simulate_field(
        device,
        Technique(1.0, 1, "horizontal", 20.0),
        "cheek_left",
        CHEEK,
        seed=1,
        hand=STEADY,
        path=[[stroke]],
    )
    assert len(found.holes) / (stroke.length_mm / 20.0) == pytest.approx(990, abs=11)


def test_slowness_brings_holes_closer_and_drags_them_less() -> None:
    hand = dataclasses.replace(usual_hand(), speed_spread=0.5)
    found = field(PEN, 1.0, hand=hand, scatter=PLAIN)
    density, drag = found.density.values.ravel(), found.holes.drag
    assert np.nanstd(density) > np.nanstd(field(PEN, 1.0, hand=STEADY, scatter=PLAIN).density.values)
    assert drag.std() > 0.2 * drag.mean()


def test_overlapping_strokes_leave_more_holes() -> None:
    half = dataclasses.replace(STEADY, overlap=0.5)
    assert field(PEN, 1.0, hand=half).summary.density_per_cm2 == pytest.approx(
        2 * field(PEN, 1.0, hand=STEADY).summary.density_per_cm2, rel=0.03
    )


def test_needles_of_a_head_stand_evenly_and_within_it() -> None:
    places = sunflower(36, 8.0)
    apart = np.hypot(*(places[:, None] - places[None]).T) + 9 * np.eye(36)
    assert np.hypot(*places.T).max() < 4.0
    assert apart.min(axis=0).std() < 0.25 * apart.min(axis=0).mean()


def test_worn_needles_reach_less_deep_and_tear_more() -> None:
    home = LIBRARY["home_roller"]
    new, old, older = (field(home, 0.25, 10, wear=worn(uses)).summary for uses in (0, 15, 60))
    assert new.depth_mm.median > old.depth_mm.median > older.depth_mm.median
    assert new.tear_index < old.tear_index < older.tear_index


def test_a_few_uses_do_not_blunt_enough_to_matter() -> None:
    assert worn(0).gives_way == worn(5).gives_way == 1.0
    assert worn(20).gives_way > 1.0
    with pytest.raises(InputError, match="uses"):
        worn(-1)


def test_the_largest_gap_and_the_maps_lie_in_the_zone() -> None:
    found = field(PEN, 1.0)
    radius, x, y = found.widest
    assert found.shape.contains(np.array(x), np.array(y))
    nearest = np.hypot(found.holes.x - x, found.holes.y - y).min()
    assert nearest == pytest.approx(radius, abs=1e-3)
    assert found.summary.gap_mm["largest"] == radius == pytest.approx(np.nanmax(found.gaps.values), abs=0.2)
    assert np.nanmean(found.density.values) == pytest.approx(found.summary.density_per_cm2, rel=0.02)


def test_each_pass_adds_less() -> None:
    rows = field(PEN, 1.0, 6).convergence
    covered = [0.0, *(row.coverage for row in rows)]
    assert [row.passes for row in rows] == list(range(1, 8))
    assert (np.diff(covered) > 0).all()
    assert (np.diff(np.diff(covered)) < 0).all()
    assert (np.diff([row.gap_p95_mm for row in rows]) < 0).all()


@pytest.mark.parametrize("bins", [1, 3, 4])
def test_patches_add_up_to_the_zone(bins: int) -> None:
    found = field(PEN, 1.0, 2)
    patches = found.patches(bins)
    shares = np.array([item.area_share for item in patches])
    densities = np.array([item.density_per_cm2 for item in patches])
    assert shares.sum() == pytest.approx(1.0)
    assert shares == pytest.approx(1.0 / bins, abs=0.02)
    assert shares @ densities == pytest.approx(found.summary.density_per_cm2)
    assert (np.diff(densities) > 0).all()
    assert sum(item.field.holes for item in patches) == len(found.holes)
    opened = shares @ [item.field.area_fraction for item in patches]
    assert opened == pytest.approx(found.summary.area_fraction, rel=1e-6)
    assert all(item.depth_mm.quantile(0.5) > 0 and item.hole_radius_mm > 0 for item in patches)


def test_patches_of_a_careless_hand_differ_more() -> None:
    def spread(item: SimulatedField) -> float:
        low, *_, high = (patch.density_per_cm2 for patch in item.patches(4))
        return (high - low) / item.summary.density_per_cm2

    careless = dataclasses.replace(usual_hand(), speed_spread=0.6, wobble=0.4)
    assert spread(field(PEN, 1.0, 2, hand=careless)) > 1.2 * spread(field(PEN, 1.0, 8, hand=STEADY))


@pytest.mark.parametrize("bins", [0, 13, 2.5, True])
def test_patches_need_a_number(bins: object) -> None:
    with pytest.raises(InputError, match="bins"):
        field(ROLLER, 1.0, area_cm2=10.0).patches(bins)  # type: ignore[arg-type]


def test_patches_of_a_field_with_hardly_a_hole() -> None:
    sparse = dataclasses.replace(PEN, needles=1, rate_hz=1.0)
    found = field(sparse, 1.0, 1, area_cm2=10.0, speed=40.0)
    patches = found.patches(4)
    assert all(item.density_per_cm2 > 0 for item in patches)
    assert sum(item.area_share for item in patches) == pytest.approx(1.0)


@pytest.mark.parametrize("area", [0.1, 2000.0])
def test_the_smallest_and_the_largest_zone(area: float) -> None:
    found = field(SMALL if area < 1 else ROLLER, 1.0, 2, area_cm2=area)
    assert found.summary.area_cm2 == area
    known = expected_field(SMALL if area < 1 else ROLLER, Technique(1.0, 2), "cheek_left", CHEEK)
    assert found.summary.density_per_cm2 == pytest.approx(known.density_per_cm2, rel=0.3 if area < 1 else 0.02)
    assert len(found.picture()["square"]["holes"]) > 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"device": dataclasses.replace(ROLLER, swath_mm=90.0)}, "a head 90 mm wide"),
        ({"area_cm2": 0.1}, "a head 20 mm wide"),
        ({"speed": 0.0}, "speed"),
        ({"speed": float("nan")}, "speed"),
        ({"passes": 0}, "passes"),
        ({"depth": float("nan")}, "depth"),
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"workers": 0}, "workers"),
        ({"area_cm2": float("nan")}, "area"),
        ({"zone": "elbow"}, "zone"),
        ({"device": PEN, "area_cm2": 20_000.0, "speed": 1.0, "passes": 50}, "at most 12 million"),
        ({"path": [[Stroke(0.0, 0.0, 0.0, 500.0)]] * 4}, "leaves the zone"),
        ({"path": [[Stroke(0.0, 0.0, 0.0, 5.0)]]}, "1 passes"),
        ({"device": dataclasses.replace(PEN, max_depth_mm=3.5), "depth": 3.4}, "longer than the skin and the fat"),
    ],
)
def test_what_cannot_be(given: dict[str, object], words: str) -> None:
    call: dict[str, object] = {"device": ROLLER, "depth": 1.0, "passes": 4, **given}
    with pytest.raises(InputError, match=words):
        field(call.pop("device"), call.pop("depth"), call.pop("passes"), **call)  # type: ignore[arg-type]


def test_a_path_that_misses_the_zone() -> None:
    outside = [[Stroke(0.0, -46.2, 0.0, 0.2)]]
    lone = dataclasses.replace(ROLLER, needles=1, rows=1, swath_mm=20.0)
    with pytest.raises(InputError, match="no strike in the zone"):
        simulate_field(lone, Technique(1.0, 1), "cheek_left", CHEEK, seed=1, path=outside)


def test_the_json_has_the_published_keys_and_only_plain_values() -> None:
    found = json.loads(json.dumps(field(PEN, 1.0, area_cm2=10.0).to_json(), allow_nan=False))
    assert {"zone", "holes", "density_per_cm2", "area_fraction", "coverage", "gap_mm", "depth_mm"} <= set(found)
    assert {"layers", "tear_index", "endpoint", "next_pass", "convergence", "overlap", "seed"} <= set(found)
    assert sum(found["layers"].values()) == pytest.approx(1.0)
    json.dumps(field(PEN, 1.0, area_cm2=10.0).picture(), allow_nan=False)


def test_a_summary_travels_between_processes() -> None:
    found = field(ROLLER, 1.0, area_cm2=10.0).summary
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert again.coverage(0.3) == found.coverage(0.3)
    assert found.coverage(0.0) == 0.0
    assert found.coverage(99.0) == 1.0


def test_what_is_used_is_noted_also_in_threads() -> None:
    with recording() as used:
        simulate_zones(PEN, {"chin": Technique(0.5, 1), "glabella": Technique(0.5, 1)},
                       {"chin": CHEEK, "glabella": CHEEK}, seed=1, workers=2)  # fmt: skip
    assert {"puncture.wobble", "puncture.hole_spread", "puncture.glide_speed"} <= used.parameters


def test_streams_do_not_meet() -> None:
    places = [("a", 0, 0), ("a", 0, 1), ("a", 1, 0), ("b", 0, 0)]
    first = [stream(1, *place).random() for place in places] + [stream(2, "a").random()]
    assert len(set(first)) == len(first)
    assert stream(1, "a", 3, 7).random() == stream(1, "a", 3, 7).random()


def test_every_zone_of_the_face_can_be_simulated() -> None:
    narrow = dataclasses.replace(ROLLER, swath_mm=10.0, drum_width_mm=10.0, needles=96, rows=4)
    for zone in FACE_ZONES:
        found = simulate_field(narrow, Technique(0.5, 2), zone, layers(zone, "female", 40), seed=1)
        assert found.summary.holes == len(found.holes) > 0
        assert found.zone is zones()[zone]
