"""Whatever course can be made, its sentences and its file read back to the same course."""

from __future__ import annotations

import contextlib
import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.case import DeviceSpec
from needlepoint.course import (
    AboutPerson,
    Course,
    Schedule,
    ZoneTreatment,
    course_to_yaml,
    parse_course,
    parse_schedule,
    parse_treatment,
    print_schedule,
    print_sentences,
)
from needlepoint.course.types import MAX_INTERVAL_DAYS, MAX_SESSIONS, sessions_on
from needlepoint.device import PATTERNS, Technique
from needlepoint.errors import InputError
from needlepoint.skin import zones

dates = st.dates(dt.date(2000, 1, 1), dt.date(2060, 1, 1))
techniques = st.builds(
    Technique,
    depth_mm=st.floats(0.05, 2.5) | st.sampled_from([0.25, 0.5, 1.0, 1.5, 2.5]),
    passes=st.integers(1, 60),
    pattern=st.sampled_from(PATTERNS),
    speed_mm_s=st.none() | st.floats(1, 500),
)
treatments = st.lists(st.sampled_from(list(zones())), min_size=1, max_size=8, unique=True).flatmap(
    lambda named: st.tuples(
        *(
            st.builds(ZoneTreatment, zone=st.just(zone), technique=techniques | st.just(Technique(1.0, 3)))
            for zone in named
        )
    )
)
schedules = st.builds(
    Schedule,
    interval_days=st.integers(1, MAX_INTERVAL_DAYS),
    sessions=st.integers(2, MAX_SESSIONS),
    start=st.none() | dates,
)
courses = st.builds(
    lambda title, about, days, start, each: Course(
        title=title, device=DeviceSpec(kind="pen"), about=about, sessions=sessions_on(days, start, each)
    ),
    title=st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).filter(str.strip),
    about=st.none() | st.builds(AboutPerson, age=st.integers(0, 120), sex=st.sampled_from(["female", "male", "other"])),
    days=st.sets(st.integers(1, 700), max_size=8).map(lambda days: (0, *sorted(days))),
    start=st.none() | dates,
    each=treatments,
)


@given(treatments)
def test_treatments_print_and_read_back(given_treatments: tuple[ZoneTreatment, ...]) -> None:
    sentences = print_sentences(given_treatments)
    read = tuple(item for sentence in sentences for item in parse_treatment(sentence))
    assert read == given_treatments
    assert print_sentences(read) == sentences


@given(schedules)
def test_schedules_print_and_read_back(schedule: Schedule) -> None:
    assert parse_schedule(print_schedule(schedule)) == schedule


@settings(max_examples=60, deadline=None)
@given(courses)
def test_courses_are_written_and_read_back(course: Course) -> None:
    text = course_to_yaml(course)
    assert parse_course(text) == course
    assert course_to_yaml(parse_course(text)) == text


@given(st.text(max_size=80))
def test_any_words_are_read_or_refused_in_one_way(words: str) -> None:
    for parse in (parse_treatment, parse_schedule):
        with contextlib.suppress(InputError):
            assert parse(words)
