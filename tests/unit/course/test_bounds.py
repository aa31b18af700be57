"""The envelope: every zone's cap, every concern, phototype, device, home; an empty one is a result with a reason."""

from __future__ import annotations

import pytest

from needlepoint.case import CONCERNS, DeviceSpec, Severity
from needlepoint.course import Bounds, bounds_for
from needlepoint.course.bounds import bounds_data, combine, depth_range, floor_to_step
from needlepoint.device import device_library, find_device
from needlepoint.errors import InputError
from needlepoint.evidence import all_sources, recording
from needlepoint.skin import zones

PEN = device_library()["generic_pen"]
ROLLER = device_library()["generic_roller"]
SKINPEN = device_library()["skinpen_precision"]
HOME = device_library()["home_roller"]


def bounds(concern: str = "atrophic_acne_scar", zone: str = "cheek_left", phototype: str | None = "II") -> Bounds:
    return bounds_for(concern, zone, phototype, "clinic", PEN)


def test_every_concern_and_every_zone_has_bounds() -> None:
    for concern in CONCERNS:
        for zone in zones():
            for phototype in ("I", "VI", None):
                found = bounds_for(concern, zone, phototype, "clinic", PEN)
                assert 0 < found.depth_low_mm <= found.depth_high_mm, (concern, zone)
                assert 1 <= found.passes_low <= found.passes_high
                assert 1 <= found.sessions_low <= found.sessions_high
                assert 7 <= found.interval_days_low <= found.interval_days_high
                assert not found.empty


def test_every_source_of_the_data_is_registered() -> None:
    for concern in CONCERNS:
        for zone in zones():
            found = bounds(concern, zone, None)
            used = {id for part in (*found.caps, *found.basis) for id in part.sources}
            assert used <= set(all_sources())
            assert all(part.sources for part in found.basis)


def test_what_bounds_use_is_recorded() -> None:
    with recording() as used:
        bounds()
    assert {"zone_convention", "harris2015"} <= used.sources


@pytest.mark.parametrize(
    ("zone", "cap"),
    [
        ("forehead", 1.0),
        ("temple_left", 1.0),
        ("glabella", 0.75),
        ("nose", 0.75),
        ("periorbital_left", 0.5),
        ("cheek_left", 1.5),
        ("nasolabial_left", 1.0),
        ("perioral", 1.0),
        ("chin", 1.5),
        ("jawline_left", 1.5),
        ("neck", 1.0),
        ("decollete", 1.0),
        ("hand_left", 1.0),
        ("scalp", 1.5),
        ("abdomen", 2.0),
        ("thigh_left", 2.0),
        ("buttock_left", 2.0),
        ("flank_left", 2.0),
        ("back", 2.0),
        ("breast_left", 1.5),
        ("upper_arm_left", 1.5),
        ("knee_left", 1.0),
    ],
)
def test_the_deepest_setting_of_each_zone(zone: str, cap: float) -> None:
    deepest = max(bounds(concern, zone).depth_high_mm for concern in CONCERNS)
    assert deepest == cap


@pytest.mark.parametrize(
    ("concern", "depth", "sessions", "interval"),
    [
        ("atrophic_acne_scar", (1.0, 1.5), (3, 6), (28, 42)),
        ("surgical_scar", (1.0, 1.5), (3, 6), (28, 42)),
        ("traumatic_scar", (1.0, 1.5), (3, 6), (28, 42)),
        ("burn_scar", (1.0, 1.5), (1, 4), (90, 180)),
        ("fine_lines", (0.5, 1.0), (3, 6), (28, 42)),
        ("wrinkles", (0.5, 1.5), (3, 6), (28, 42)),
        ("texture", (0.5, 1.0), (3, 4), (28, 42)),
        ("enlarged_pores", (0.5, 1.0), (3, 4), (28, 42)),
        ("sun_spots", (0.5, 1.0), (3, 4), (28, 42)),
        ("melasma", (0.5, 1.5), (2, 6), (28, 42)),
        ("post_inflammatory_hyperpigmentation", (0.5, 1.0), (1, 4), (28, 42)),
        ("laxity", (0.5, 1.5), (3, 4), (28, 42)),
        ("glow", (0.2, 0.5), (1, 4), (28, 42)),
    ],
)
def test_the_envelope_of_each_concern_on_the_cheek(
    concern: str, depth: tuple[float, float], sessions: tuple[int, int], interval: tuple[int, int]
) -> None:
    found = bounds(concern)
    assert (found.depth_low_mm, found.depth_high_mm) == depth
    assert (found.sessions_low, found.sessions_high) == sessions
    assert (found.interval_days_low, found.interval_days_high) == interval


def test_stretch_marks_and_hair_where_they_occur() -> None:
    marks = bounds("stretch_marks", "abdomen")
    assert (marks.depth_low_mm, marks.depth_high_mm, marks.depth_clinician_mm) == (1.5, 2.0, 2.5)
    hair = bounds("androgenetic_alopecia", "scalp")
    assert (hair.interval_days_low, hair.interval_days_high, hair.sessions_high, hair.span_days_high) == (7, 28, 12, 84)


@pytest.mark.parametrize(("phototype", "high"), [("I", 1.5), ("III", 1.5), ("IV", 1.25), ("VI", 1.25), (None, 1.25)])
def test_darker_and_unknown_skin_takes_the_lower_half(phototype: str | None, high: float) -> None:
    found = bounds(phototype=phototype)
    assert found.depth_high_mm == high
    assert [cap.mm for cap in found.caps if cap.binding] == [high]


def test_darker_skin_waits_longer_and_goes_no_deeper_by_itself() -> None:
    found = bounds(phototype="V")
    assert (found.interval_days_low, found.interval_days_high) == (35, 42)
    assert found.depth_clinician_mm is None


def test_thin_skin_over_bone_stays_shallow_for_deep_concerns() -> None:
    found = bounds("atrophic_acne_scar", "forehead")
    assert (found.depth_low_mm, found.depth_high_mm) == (0.5, 1.0)
    assert any("bone" in cap.why and cap.binding for cap in found.caps)


def test_scars_on_the_cheek_go_deeper_only_with_a_clinician() -> None:
    assert bounds("atrophic_acne_scar").depth_clinician_mm == 2.0
    assert bounds("wrinkles").depth_clinician_mm is None
    assert bounds("wrinkles", "neck").depth_clinician_mm == 2.5


def test_a_label_caps_and_is_shown() -> None:
    found = bounds_for("stretch_marks", "abdomen", "II", "clinic", SKINPEN)
    assert found.depth_high_mm == 1.5
    (label,) = [cap for cap in found.caps if "label" in cap.why]
    assert label.binding
    assert label.clinician
    assert "DEN160029" in label.sources


def test_a_device_that_reaches_less_caps() -> None:
    short = find_device(DeviceSpec(kind="pen", max_depth_mm=1.2))
    assert bounds_for("atrophic_acne_scar", "cheek_left", "II", "clinic", short).depth_high_mm == 1.2


def test_at_home_nothing_is_deeper_than_a_quarter_millimetre() -> None:
    for device in (PEN, ROLLER, HOME):
        for concern in CONCERNS:
            found = bounds_for(concern, "cheek_left", "II", "home", device)
            assert found.depth_high_mm <= 0.25
            assert bool(found.empty) == (concern != "glow")
            assert found.depth_clinician_mm is None


def test_a_home_roller_cannot_treat_scars_and_says_why() -> None:
    found = bounds_for("atrophic_acne_scar", "cheek_left", "II", "home", HOME)
    assert "nothing below 1 mm is known to help here" in found.empty
    assert "0.25 mm is the most" in found.empty


@pytest.mark.parametrize(
    ("length", "words"), [(2.0, "cannot be set shallower"), (0.5, "nothing below 1 mm"), (1.0, ""), (1.5, "")]
)
def test_needles_of_one_length_fit_or_do_not(length: float, words: str) -> None:
    found = bounds_for("atrophic_acne_scar", "cheek_left", "II", "clinic", ROLLER, None, length)
    assert words in found.empty
    assert bool(found.empty) == bool(words)
    if not words:
        assert found.depth_low_mm == found.depth_high_mm == length


def test_a_roller_takes_more_passes_for_the_same_holes() -> None:
    found = bounds_for("atrophic_acne_scar", "cheek_left", "II", "clinic", ROLLER)
    assert (found.passes_low, found.passes_high) == (10, 15)


@pytest.mark.parametrize(("score", "high"), [(3, 6), (4, 8)])
def test_severe_acne_scars_may_take_more_sessions(score: float, high: int) -> None:
    severity = Severity(scale="goodman_baron_qualitative", score=score)
    assert bounds_for("atrophic_acne_scar", "cheek_left", "II", "clinic", PEN, severity).sessions_high == high


def test_another_scale_says_nothing_about_depth_of_scars() -> None:
    severity = Severity(scale="goodman_baron_quantitative", score=40)
    assert bounds_for("atrophic_acne_scar", "cheek_left", "II", "clinic", PEN, severity).sessions_high == 6


def test_concerns_without_trial_numbers_say_so() -> None:
    weak = {concern for concern in CONCERNS if bounds(concern).direction_only}
    assert "enlarged_pores" in weak
    assert "atrophic_acne_scar" not in weak
    assert bounds("burn_scar").needs_clinician
    assert not bounds("wrinkles").needs_clinician


def test_unverified_zone_figures_are_labelled() -> None:
    for zone, place in bounds_data()["zones"].items():
        assert ("zone_convention" in place["sources"]) != place.get("assumed", False), zone
    assert all_sources()["zone_convention"].checked == "unverified"


@pytest.mark.parametrize(
    ("concern", "zone", "words"),
    [("acne_scar", "cheek_left", "Did you mean"), ("wrinkles", "cheek", "Did you mean cheek_left")],
)
def test_unknown_names(concern: str, zone: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        bounds_for(concern, zone, "II", "clinic", PEN)


def test_two_concerns_in_one_zone_share_what_both_allow() -> None:
    both = combine([bounds("atrophic_acne_scar"), bounds("fine_lines"), bounds("melasma")])
    assert (both.depth_low_mm, both.depth_high_mm) == (1.0, 1.0)
    assert (both.sessions_low, both.sessions_high) == (3, 6)
    assert both.concerns == ("atrophic_acne_scar", "fine_lines", "melasma")


def test_concerns_that_share_no_depth_take_the_shallower() -> None:
    both = combine([bounds("atrophic_acne_scar"), bounds("glow")])
    assert (both.depth_low_mm, both.depth_high_mm) == (0.2, 0.5)


def test_schedules_that_do_not_meet_take_the_longer_interval_and_fewer_sessions() -> None:
    both = combine([bounds("burn_scar"), bounds("stretch_marks", "abdomen")])
    assert (both.interval_days_low, both.interval_days_high) == (90, 180)
    assert (both.sessions_low, both.sessions_high) == (4, 4)


def test_depth_range_at_its_edges() -> None:
    assert depth_range((1.0, 2.0), (1.0, 1.5)) == (1.0, 1.5)
    assert depth_range((1.0, 2.0), (0.5, 1.0)) == (0.5, 1.0)
    assert depth_range((0.5, 1.0), (1.5, 2.0)) == (0.5, 1.0)


@pytest.mark.parametrize(("depth", "floored"), [(0.375, 0.35), (1.25, 1.25), (0.999999999999, 1.0), (0.04, 0.0)])
def test_depths_are_rounded_down_to_a_step(depth: float, floored: float) -> None:
    assert floor_to_step(depth) == floored
