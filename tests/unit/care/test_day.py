"""One day of care: which session it belongs to, what is asked, what is allowed again, and always when to call."""

from __future__ import annotations

from datetime import date

import pytest

from needlepoint.care import care_on, care_plan, describe_day
from needlepoint.errors import InputError

ON = date(2026, 11, 20)
FIRST = date(2026, 12, 1)


def ids_of(advice) -> set[str]:
    return {item.id for item in advice}


def test_a_number_and_its_date_are_the_same_day(make_plan):
    plan = make_plan()
    assert care_on(plan, 30) == care_on(plan, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "session", "session_day"), [(0, 1, 0), (27, 1, 27), (28, 2, 0), (29, 2, 1), (56, 3, 0), (400, 3, 344)]
)
def test_a_day_belongs_to_the_last_session_on_or_before_it(make_plan, day, session, session_day):
    care = care_on(make_plan(), day)
    assert (care.session, care.session_day, care.day) == (session, session_day, day)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (0, "treatment day"),
        (1, "first days"),
        (3, "first days"),
        (4, "dry and flaky"),
        (7, "dry and flaky"),
        (8, "back to routine"),
        (15, "rebuilding"),
        (56 + 180, "keeping the result"),
    ],
)
def test_phases(make_plan, day, phase):
    assert care_on(make_plan(), day).phase == phase


def test_the_day_of_the_visit(make_plan):
    care = care_on(make_plan(), 0)
    assert {"rinse_only"} <= ids_of(care.do)
    assert {"makeup_wait", "exercise_wait", "sunscreen_wait", "vitamin_c_wait", "retinoid_wait"} <= ids_of(care.dont)
    assert "sunscreen_start" not in ids_of(care.do)
    assert "redness_deep" in ids_of(care.expect)


@pytest.mark.parametrize(
    ("id", "last"),
    [
        ("products_wait", 0),
        ("makeup_wait", 1),
        ("exercise_wait", 2),
        ("sunscreen_wait", 2),
        ("sun_wait", 7),
        ("vitamin_c_wait", 7),
        ("retinoid_wait", 13),
        ("acids_wait", 13),
    ],
)
def test_a_wait_ends_when_the_strictest_source_says(make_plan, id, last):
    plan = make_plan(depth_mm=1.5)
    assert id in ids_of(care_on(plan, last).dont)
    assert id not in ids_of(care_on(plan, last + 1).dont)


def test_what_starts_when_a_wait_ends(make_plan):
    plan = make_plan()
    assert "sunscreen_start" not in ids_of(care_on(plan, 2).do)
    assert "sunscreen_start" in ids_of(care_on(plan, 3).do)
    assert "wash_mild" not in ids_of(care_on(plan, 0).do)
    assert "wash_mild" in ids_of(care_on(plan, 1).do)


def test_back_to_counts_from_the_first_session(make_plan):
    plan = make_plan()
    first, second = care_on(plan, 1).back_to, care_on(plan, 29).back_to
    assert first["vitamin C"] == 8
    assert second["vitamin C"] == 28 + 8
    assert list(first.values()) == sorted(first.values())


def test_back_to_names_what_is_still_ahead_or_opens_today(make_plan):
    plan = make_plan()
    assert "mineral sunscreen" in care_on(plan, 3).back_to
    assert "mineral sunscreen" not in care_on(plan, 4).back_to
    assert care_on(plan, 100).back_to == {}


def test_a_wait_that_runs_into_the_next_session_ends_after_that_one(make_plan):
    weekly = care_on(make_plan(interval=7, sessions=3), 2).back_to
    assert weekly["mineral sunscreen"] == 3
    assert weekly["vitamin C"] == 14 + 8
    assert weekly["retinol, if nothing flakes"] == 14 + 14


def test_preparation_for_the_next_session_counts_as_part_of_the_wait(make_plan):
    assert care_on(make_plan(interval=22), 2).back_to["retinol, if nothing flakes"] == 14
    assert care_on(make_plan(interval=21, sessions=2), 2).back_to["retinol, if nothing flakes"] == 21 + 14


@pytest.mark.parametrize("day", [0, 1, 3, 9, 27, 28, 60, 200, 1000])
def test_every_day_has_every_red_flag_the_most_urgent_first(make_plan, day):
    plan = make_plan()
    care = care_on(plan, day)
    assert ids_of(care.call) == ids_of(plan.red_flags)
    levels = [flag.level for flag in care.call]
    assert levels == sorted(levels, key=["emergency", "same_day", "this_week"].index)


def test_before_the_first_visit_a_date_gives_its_preparation(make_plan):
    care = care_on(make_plan(), date(2026, 11, 26))
    assert (care.session, care.session_day, care.phase) == (1, -5, "before the first visit")
    assert {"nsaid_before", "retinoid_before", "keep_medicines"} <= ids_of(care.prepare)
    assert not care.expect
    assert not care.back_to
    assert care.call


def test_preparation_for_the_next_session_stands_beside_aftercare(make_plan):
    care = care_on(make_plan(), 22)
    assert (care.session, care.session_day) == (1, 22)
    assert "retinoid_before" in ids_of(care.prepare)
    assert "retinoid_before" not in ids_of(care_on(make_plan(), 20).prepare)


def test_nothing_is_prepared_after_the_last_session(make_plan):
    plan = make_plan()
    assert all(not care_on(plan, day).prepare for day in range(57, 120))


def test_maintenance_belongs_to_the_last_session_only(make_plan):
    plan = make_plan(sessions=2)
    assert "review_visit" not in ids_of(care_on(plan, 20).do)
    last = date(2026, 12, 29)
    assert "review_visit" in ids_of(care_on(plan, date(2027, 3, 29)).do)
    assert care_on(plan, date(2027, 3, 29)).session_day == (date(2027, 3, 29) - last).days
    for day in (date(2027, 6, 29), date(2027, 12, 29)):
        assert "maintenance_session" in ids_of(care_on(plan, day).do)
    assert "maintenance_session" not in ids_of(care_on(plan, date(2027, 12, 30)).do)


def test_patients_days_hold_no_line_for_the_provider(make_plan):
    plan = make_plan()
    for day in (0, 1, 28):
        care = care_on(plan, day)
        assert all(item.audience == "patient" for part in (care.do, care.dont, care.expect) for item in part)


@pytest.mark.parametrize("day", [-1, 3661, 10**9])
def test_a_day_outside_the_course_is_refused(make_plan, day):
    with pytest.raises(InputError, match="first session"):
        care_on(make_plan(), day)


def test_a_course_without_dates_still_has_its_days(make_course):
    plan = care_plan(make_course(first=None), None, None, ON)
    care = care_on(plan, 29)
    assert (care.session, care.session_day, care.date) == (2, 1, None)
    assert plan.calendar == ()
    with pytest.raises(InputError, match="no dates"):
        care_on(plan, FIRST)


def test_a_course_without_a_schedule_has_days_of_a_session_but_none_of_its_own(make_course):
    course = make_course()
    bare = course.replace(
        sessions=tuple(each.model_copy(update={"day": None, "date": None}) for each in course.sessions)
    )
    plan = care_plan(bare, None, None, ON)
    assert "day 2 of session 2" in describe_day(plan, 2, 2)
    with pytest.raises(InputError, match="schedule"):
        care_on(plan, 29)


def test_a_day_as_text(make_plan):
    text = describe_day(make_plan(), 1, 2)
    lines = text.splitlines()
    assert lines[0] == "2026-12-03, day 2 of session 1: first days"
    assert "Call the emergency number at once if:" in lines
    assert any("No sport" in line for line in lines)
    assert "  - day 3: exercise, pool and sauna (from the hour of your visit)" in lines


def test_a_day_before_a_session_as_text(make_plan):
    text = describe_day(make_plan(), 2, -3)
    assert text.startswith("2026-12-26, 3 days before session 2")
    assert "Get ready:" in text


def test_an_unknown_session_is_refused(make_plan):
    with pytest.raises(InputError, match="1 to 3"):
        describe_day(make_plan(), 4, 1)
