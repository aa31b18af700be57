"""The calendar: valid, all-day, stable, and silent about what it is for."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from needlepoint.care import care_plan, to_ics
from needlepoint.errors import InputError

ON = date(2026, 11, 20)
TELLING = re.compile(
    r"needl|micro|skin|derma|treat|session|scar|acne|wrinkle|melasma|laser|cheek|scalp|hair|face|clinic|doctor|medic"
    r"|numb|cream|derm|collagen|beaut|aesthet|warfarin",
    re.I,
)


def events(plan):
    return Calendar.from_ical(to_ics(plan)).walk("VEVENT")


def test_reads_back_with_one_event_a_day_of_the_plan(make_plan):
    plan = make_plan()
    found = events(plan)
    assert [event["DTSTART"].dt for event in found] == [row.date for row in plan.calendar]
    assert all(event["DTEND"].dt == event["DTSTART"].dt + timedelta(days=1) for event in found)


def test_events_are_private_all_day_and_do_not_block_the_day(make_plan):
    for event in events(make_plan()):
        assert event["DTSTART"].params["VALUE"] == "DATE"
        assert type(event["DTSTART"].dt) is date
        assert event["CLASS"] == "PRIVATE"
        assert event["TRANSP"] == "TRANSPARENT"


def test_required_properties_and_line_endings(make_plan):
    raw = to_ics(make_plan())
    calendar = Calendar.from_ical(raw)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    assert all({"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event) for event in calendar.walk("VEVENT"))
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


def test_no_property_tells_what_the_calendar_is_for(make_plan):
    plan = make_plan(
        case={"history": {"medications": [{"name": "warfarin", "prescribed": True}], "allergies": ["nickel"]}},
        findings=("anticoagulant", "herpes_history"),
    )
    assert not TELLING.search(to_ics(plan).decode())


def test_the_title_of_the_course_is_not_in_it(make_course):
    course = make_course().replace(title="Needling for Maria Example")
    raw = to_ics(care_plan(course, None, None, ON)).decode()
    assert "Maria" not in raw
    assert not TELLING.search(raw)


def test_identifiers_are_unique_and_stay_when_dates_move(make_plan):
    first = [str(event["UID"]) for event in events(make_plan())]
    moved = [str(event["UID"]) for event in events(make_plan(first=date(2027, 2, 1)))]
    assert len(first) == len(set(first))
    assert set(first) == set(moved)


def test_a_later_plan_replaces_an_earlier_one(make_course):
    before = events(care_plan(make_course(), None, None, ON))[0]
    after = events(care_plan(make_course(), None, None, ON + timedelta(days=1)))[0]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt


def test_the_same_plan_gives_the_same_bytes(make_plan):
    assert to_ics(make_plan()) == to_ics(make_plan())


def test_visits_and_days_have_their_titles(make_plan):
    titles = {event["DTSTART"].dt: str(event["SUMMARY"]) for event in events(make_plan())}
    assert titles[date(2026, 12, 1)] == "Care visit 1"
    assert titles[date(2026, 12, 3)] == "Care day 2"
    assert titles[date(2026, 11, 24)] == "Care: get ready"
    assert titles[date(2026, 12, 29)] == "Care visit 2"


def test_a_course_without_dates_has_no_calendar(make_course):
    with pytest.raises(InputError, match="first session"):
        to_ics(care_plan(make_course(first=None), None, None, ON))
