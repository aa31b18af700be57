"""The grid of plans worth comparing: inside the bounds, distinct, few, the same every time."""

from __future__ import annotations

from datetime import date

import pytest

from needlepoint.case import Constraints, Money
from needlepoint.course import Bounds, Candidate, bounds_for
from needlepoint.course.bounds import combine
from needlepoint.course.candidates import MAX_CANDIDATES, make_candidates, session_limits, useful_passes
from needlepoint.course.schedule import Window
from needlepoint.device import Device, Technique, device_library
from needlepoint.puncture import expected_field
from needlepoint.skin import layers

LIBRARY = device_library()
ON = date(2026, 11, 20)


def grid(
    zones: tuple[str, ...] = ("cheek_left", "cheek_right", "forehead"),
    device: Device = LIBRARY["generic_pen"],
    phototype: str = "II",
    concern: str = "atrophic_acne_scar",
    constraints: Constraints | None = None,
    event: date | None = None,
) -> tuple[dict[str, Bounds], tuple[Candidate, ...]]:
    by_zone = {zone: bounds_for(concern, zone, phototype, "clinic", device) for zone in zones}
    skin = {zone: layers(zone, "female", 32) for zone in zones}
    shared = combine(tuple(by_zone.values()))
    return by_zone, make_candidates(by_zone, shared, device, skin, constraints or Constraints(), Window(ON, event))


@pytest.mark.parametrize("name", ["generic_pen", "generic_roller", "generic_stamp", "skinpen_precision"])
@pytest.mark.parametrize("phototype", ["I", "VI"])
def test_every_candidate_stays_inside_the_bounds(name: str, phototype: str) -> None:
    by_zone, candidates = grid(device=LIBRARY[name], phototype=phototype)
    assert candidates
    for candidate in candidates:
        assert tuple(item.zone for item in candidate.treatments) == tuple(by_zone)
        for item in candidate.treatments:
            bounds = by_zone[item.zone]
            assert bounds.depth_low_mm <= item.technique.depth_mm <= bounds.depth_high_mm
            assert bounds.passes_low <= item.technique.passes <= bounds.passes_high
            assert bounds.sessions_low <= candidate.schedule.sessions <= bounds.sessions_high
            assert bounds.interval_days_low <= candidate.schedule.interval_days <= bounds.interval_days_high


def test_candidates_are_distinct_few_and_repeatable() -> None:
    _, candidates = grid()
    assert len({(item.schedule, item.treatments) for item in candidates}) == len(candidates) <= MAX_CANDIDATES
    assert grid()[1] == candidates


def test_few_techniques_a_zone_have_to_be_simulated() -> None:
    _, candidates = grid()
    for zone in ("cheek_left", "forehead"):
        cells = {item.technique for plan in candidates for item in plan.treatments if item.zone == zone}
        assert 2 <= len(cells) <= 6


def test_both_ends_of_the_depth_range_are_tried() -> None:
    by_zone, candidates = grid()
    depths = {item.technique.depth_mm for plan in candidates for item in plan.treatments if item.zone == "cheek_left"}
    assert min(depths) == by_zone["cheek_left"].depth_low_mm
    assert max(depths) == by_zone["cheek_left"].depth_high_mm


def test_a_stamp_is_set_down() -> None:
    _, candidates = grid(device=LIBRARY["generic_stamp"])
    assert {item.technique.pattern for plan in candidates for item in plan.treatments} == {"stamp"}


def test_the_last_useful_pass_is_the_last_that_adds_coverage() -> None:
    device = LIBRARY["generic_roller"]
    bounds = bounds_for("atrophic_acne_scar", "cheek_left", "II", "clinic", device)
    skin = layers("cheek_left", "female", 32)

    def coverage(passes: int) -> float:
        return expected_field(device, Technique(1.25, passes), "cheek_left", skin).coverage_share

    levels = useful_passes(bounds, device, skin)
    assert levels[0] == bounds.passes_low
    least = 0.2 * coverage(1)
    if levels[-1] > bounds.passes_low:
        assert coverage(levels[-1]) - coverage(levels[-1] - 1) >= least
    if levels[-1] < bounds.passes_high:
        assert coverage(levels[-1] + 1) - coverage(levels[-1]) < least


def test_hair_is_treated_weekly_or_less_within_twelve_weeks() -> None:
    _, candidates = grid(("scalp",), concern="androgenetic_alopecia")
    assert {plan.schedule.interval_days for plan in candidates} == {7, 28}
    assert {plan.schedule.sessions for plan in candidates if plan.schedule.interval_days == 7} == {3, 8, 12}
    assert all(plan.schedule.span_days <= 84 for plan in candidates)


@pytest.mark.parametrize(
    ("constraints", "most"),
    [
        (Constraints(max_sessions=4), 4),
        (Constraints(max_sessions=1), 1),
        (Constraints(max_sessions=100), 6),
        (
            Constraints(budget=Money(amount=1999, currency="USD"), price_per_session=Money(amount=400, currency="USD")),
            4,
        ),
    ],
)
def test_limits_on_the_number_of_sessions(constraints: Constraints, most: int) -> None:
    _, candidates = grid(constraints=constraints)
    assert max(plan.schedule.sessions for plan in candidates) == most


def test_no_money_for_one_session_means_no_candidate() -> None:
    poor = Constraints(budget=Money(amount=10, currency="USD"), price_per_session=Money(amount=400, currency="USD"))
    assert grid(constraints=poor)[1] == ()


def test_an_event_limits_longer_intervals_more() -> None:
    _, candidates = grid(event=date(2027, 4, 1))
    most = {
        days: max(plan.schedule.sessions for plan in candidates if plan.schedule.interval_days == days)
        for days in (28, 42)
    }
    assert most == {28: 4, 42: 3}


def test_the_tightest_limit_comes_first_with_its_reason() -> None:
    by_zone, _ = grid()
    shared = combine(tuple(by_zone.values()))
    limits = session_limits(shared, Constraints(max_sessions=2), Window(ON, date(2027, 6, 1)), 28)
    assert (limits[0].sessions, limits[0].why) == (2, "your limit of 2 visits")
    assert [limit.sessions for limit in limits] == sorted(limit.sessions for limit in limits)
