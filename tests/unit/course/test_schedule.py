"""Dates: never before the allowed day, backwards from an event with time to recover, fewer when time is short."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from needlepoint.case import Constraints
from needlepoint.course import Schedule
from needlepoint.course.schedule import (
    Window,
    capacity,
    course_dates,
    latest_last,
    most_sessions,
    readiness_days,
    sessions_to_try,
    window,
)

ON = date(2026, 11, 20)
EARLIEST = date(2027, 1, 10)


@pytest.mark.parametrize(
    ("earliest", "start", "first", "moved"),
    [
        (None, None, ON, False),
        (EARLIEST, None, EARLIEST, False),
        (None, date(2026, 12, 1), date(2026, 12, 1), False),
        (None, date(2026, 11, 1), ON, True),
        (EARLIEST, EARLIEST - timedelta(days=1), EARLIEST, True),
        (EARLIEST, EARLIEST, EARLIEST, False),
        (EARLIEST, EARLIEST + timedelta(days=1), EARLIEST + timedelta(days=1), False),
    ],
)
def test_the_first_day(earliest: date | None, start: date | None, first: date, moved: bool) -> None:
    found = window(earliest, Constraints(start=start), ON)
    assert found.first == first
    assert bool(found.notes) == moved


def test_waiting_for_something_without_a_date_gives_no_dates() -> None:
    found = window(None, Constraints(start=date(2027, 1, 1), event=date(2027, 6, 1)), ON, undated=True)
    assert found.first is None
    assert course_dates(found, Schedule(28, 3), 2.0) == ()
    assert most_sessions(found, 28) is None
    assert "No day can be named yet" in found.notes[0].text


def test_readiness_is_downtime_rounded_up_and_four_weeks() -> None:
    assert readiness_days(2.1) == 31
    assert readiness_days(0) == 28


def test_backwards_from_the_event() -> None:
    event = date(2027, 6, 12)
    dates = course_dates(Window(ON, event), Schedule(28, 4), 2.5)
    assert dates is not None
    assert dates[-1] == event - timedelta(days=31)
    assert [(after - before).days for before, after in pairwise(dates)] == [28, 28, 28]


@pytest.mark.parametrize(("slack", "fits"), [(-1, False), (0, True), (1, True)])
def test_a_course_fits_or_not_by_a_day(slack: int, fits: bool) -> None:
    event = ON + timedelta(days=2 * 28 + readiness_days(2) + slack)
    dates = course_dates(Window(ON, event), Schedule(28, 3), 2.0)
    assert (dates is not None) == fits
    if dates:
        assert dates[0] == ON + timedelta(days=slack)


@pytest.mark.parametrize(("slack", "count"), [(-1, 2), (0, 3), (27, 3), (28, 4)])
def test_how_many_sessions_fit_before_an_event(slack: int, count: int) -> None:
    event = ON + timedelta(days=2 * 28 + readiness_days(7) + slack)
    assert most_sessions(Window(ON, event), 28) == count


@pytest.mark.parametrize(("slack", "kept"), [(-1, False), (0, True)])
def test_an_event_too_near_is_planned_after(slack: int, kept: bool) -> None:
    event = ON + timedelta(days=readiness_days(7) + slack)
    found = window(None, Constraints(event=event), ON)
    assert (found.event == event) == kept
    if not kept:
        assert found.first == event + timedelta(days=1)
        assert "no time for a visit" in found.notes[0].text


def test_an_event_in_the_past_does_not_hold_the_course_back() -> None:
    found = window(None, Constraints(event=ON - timedelta(days=300)), ON)
    assert found.event is None
    assert found.first == ON


def test_without_an_event_the_course_starts_on_the_first_open_day() -> None:
    assert course_dates(Window(ON), Schedule(28, 2), 5.0) == (ON, ON + timedelta(days=28))
    assert most_sessions(Window(ON), 28) is None


def test_capacity_counts_both_ends() -> None:
    assert capacity(ON, ON, 28) == 1
    assert capacity(ON, ON - timedelta(days=1), 28) == 0
    assert capacity(ON, latest_last(date(2027, 6, 1)), 28) == 6


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (3, 6, [], (3, 5, 6)),
        (3, 6, [4, None], (3, 4)),
        (3, 6, [3], (3,)),
        (3, 6, [2], (2,)),
        (3, 6, [0], ()),
        (3, 12, [100], (3, 8, 12)),
        (1, 1, [], (1,)),
    ],
)
def test_session_counts_to_compare(low: int, high: int, most: list[int | None], expected: tuple[int, ...]) -> None:
    assert sessions_to_try(low, high, most) == expected
