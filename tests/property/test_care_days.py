"""For any course: every day has care, belongs to one session, and what is not allowed becomes allowed once."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.care import care_on, care_plan, dose_check, strictest, to_ics
from needlepoint.care.catalogue import Stand
from needlepoint.course import Course, Session, ZoneTreatment
from needlepoint.device import Technique

ON = date(2026, 11, 20)
ZONES = ("cheek_left", "forehead", "neck", "scalp", "abdomen", "hand_left")


@st.composite
def courses(draw: st.DrawFn) -> Course:
    zones = draw(st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True))
    depth = draw(st.sampled_from([0.25, 0.5, 1.0, 1.5, 2.0]))
    gaps = draw(st.lists(st.integers(1, 90), max_size=4))
    first = draw(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
    technique = Technique(depth_mm=depth, passes=3, pattern="crosshatch", speed_mm_s=None)
    treatments = tuple(ZoneTreatment(zone=zone, technique=technique) for zone in zones)
    days = [sum(gaps[:count]) for count in range(len(gaps) + 1)]
    sessions = tuple(
        Session(number=number, day=day, date=first + timedelta(days=day), treatments=treatments)
        for number, day in enumerate(days, 1)
    )
    return Course.model_validate({"device": {"kind": "pen"}, "sessions": sessions})


@settings(max_examples=30, deadline=None)
@given(courses(), st.integers(0, 800))
def test_every_day_has_care_of_one_session_and_every_red_flag(course, day):
    plan = care_plan(course, None, None, ON)
    care = care_on(plan, day)
    own = plan.sessions[care.session - 1]
    assert own.day is not None
    assert own.day + care.session_day == day
    assert care.session_day >= 0
    assert care.date == course.sessions[0].date + timedelta(days=day)
    assert care.call
    assert all(item.from_day <= care.session_day <= item.to_day for item in (*care.do, *care.dont, *care.expect))


@settings(max_examples=20, deadline=None)
@given(courses())
def test_the_calendar_reads_back_and_has_each_identifier_once(course):
    from icalendar import Calendar

    plan = care_plan(course, None, None, ON)
    uids = [str(event["UID"]) for event in Calendar.from_ical(to_ics(plan)).walk("VEVENT")]
    assert len(uids) == len(set(uids)) == len(plan.calendar)


@settings(max_examples=20, deadline=None)
@given(courses())
def test_what_is_not_allowed_is_never_asked_for_on_the_same_day(course):
    plan = care_plan(course, None, None, ON)
    for day in range(15):
        care = care_on(plan, day)
        waits = {item.topic for item in care.dont if item.back_to}
        assert not {item.topic for item in care.do} & waits & {"sunscreen", "makeup", "exercise", "vitamin_c", "acids"}


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_one_more_position_never_shortens_a_wait(days):
    stands = tuple(Stand(who="A", says="so", days=day) for day in days)
    assert strictest(stands) >= strictest(stands[:1])
    assert strictest(stands) == max(days)


@given(st.floats(1, 600), st.floats(1, 600), st.floats(30, 150))
def test_more_area_never_means_less_drug(one, other, weight):
    small, large = sorted((one, other))
    doses = [dose_check("lidocaine_4", area_cm2=area, weight_kg=weight).mg_per_kg for area in (small, large)]
    assert doses[0] <= doses[1]
