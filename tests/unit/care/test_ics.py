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


def test_an_update_counts_on_from_the_calendar_that_it_replaces(make_course):
    old = to_ics(care_plan(make_course(), None, None, ON))
    moved = care_plan(make_course(first=date(2026, 12, 8)), None, None, ON)
    before = {str(event["UID"]): event for event in Calendar.from_ical(old).walk("VEVENT")}
    after = Calendar.from_ical(to_ics(moved, old)).walk("VEVENT")
    assert {str(event["UID"]) for event in after} == set(before)
    assert all(event["SEQUENCE"] == before[str(event["UID"])]["SEQUENCE"] + 1 for event in after)


def test_an_update_that_changes_nothing_changes_no_byte(make_course):
    old = to_ics(care_plan(make_course(), None, None, ON))
    assert to_ics(care_plan(make_course(), None, None, ON + timedelta(days=5)), old) == old


def test_what_is_no_more_is_cancelled_once(make_course):
    three, two = (care_plan(make_course(sessions=count), None, None, ON) for count in (3, 2))
    old = to_ics(three)
    new = to_ics(two, old)
    gone = [event for event in Calendar.from_ical(new).walk("VEVENT") if event.get("STATUS") == "CANCELLED"]
    assert {str(event["UID"]) for event in gone} == (
        {str(event["UID"]) for event in Calendar.from_ical(old).walk("VEVENT")} - {str(e["UID"]) for e in events(two)}
    )
    assert to_ics(two, new) == new
    back = Calendar.from_ical(to_ics(three, new)).walk("VEVENT")
    ours = {str(event["UID"]) for event in Calendar.from_ical(old).walk("VEVENT")}
    assert not any(event.get("STATUS") == "CANCELLED" for event in back if str(event["UID"]) in ours)
    assert not TELLING.search(new.decode())


@pytest.mark.parametrize(
    "other", [b"", b"not a calendar", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Else//EN\r\nEND:VCALENDAR\r\n"]
)
def test_a_file_of_something_else_is_not_replaced(make_plan, other):
    with pytest.raises(InputError, match="earlier care calendar"):
        to_ics(make_plan(), other)


def test_titles_in_spanish_tell_nothing_either(make_plan):
    raw = to_ics(make_plan(lang="es")).decode()
    assert "Cuidados\\, visita 1" in raw
    assert not re.search(r"aguj|piel|derma|cl[ií]nic|m[eé]dic|cicatri|cara|crema|sesi[oó]n|tratam|bellez", raw, re.I)
