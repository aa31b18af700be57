"""Dates: months, years, leap days and changes of clocks move nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from needlepoint.care.facts import add_months


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
    ],
)
def test_months_are_calendar_months(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    "first",
    [
        date(2026, 12, 28),  # over the turn of a year
        date(2028, 2, 26),  # over a leap day
        date(2027, 2, 26),  # over the end of a short month
        date(2027, 3, 10),  # over the change of clocks in the US and in Europe
        date(2026, 10, 20),
    ],
)
def test_days_after_a_session_follow_each_other(make_plan, first):
    plan = make_plan(first=first, sessions=1)
    days = [row.date for row in plan.calendar if row.about == "day"]
    assert days == [first + timedelta(days=number) for number in range(1, 15)]


def test_preparation_reaches_back_over_the_turn_of_the_year(make_plan):
    plan = make_plan(first=date(2027, 1, 3), sessions=1)
    dates = [row.date for row in plan.calendar if row.about == "prepare"]
    assert date(2026, 12, 27) in dates
    assert min(dates) == date(2026, 12, 20)


def test_reviews_fall_on_the_same_day_of_later_months(make_plan):
    plan = make_plan(first=date(2027, 8, 31), sessions=1)
    checks = [row.date for row in plan.calendar if row.about == "check"]
    assert {date(2027, 9, 30), date(2027, 11, 30), date(2028, 2, 29)} <= set(checks)


def test_weekly_sessions_keep_each_day_to_one_session(make_plan):
    plan = make_plan(interval=7, sessions=4)
    days = [row for row in plan.calendar if row.about in {"visit", "day", "check"}]
    assert len({row.date for row in days}) == len(days)
    for row in plan.calendar:
        if row.about == "prepare" and row.session > 1:
            assert row.day > -7


def test_dates_are_in_order(make_plan):
    dates = [row.date for row in make_plan(sessions=5).calendar]
    assert dates == sorted(dates)
