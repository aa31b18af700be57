"""course.yaml reads what a person writes, writes what it reads, and says where a mistake stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from needlepoint.course import Course, course_to_yaml, load_course, parse_course
from needlepoint.errors import InputError

HEAD = "schema: needlepoint.course/1\ndevice: {kind: pen}\n"
TREAT = "treat:\n- cheeks: 1.5 mm, 4 passes, crosshatch\n- forehead: 0.75 mm, 3 passes\n"


def depths(course: Course, session: int = 1) -> dict[str, float]:
    return {item.zone: item.technique.depth_mm for item in course.sessions[session - 1].treatments}


def test_a_course_as_a_person_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "course.yaml"
    path.write_text(
        HEAD + "title: Scars\nabout: {age: 32, sex: female, phototype: IV}\nstart: 2026-12-01\n"
        "schedule: every 4 weeks, 3 times\n" + TREAT
    )
    course = load_course(path)
    assert course.title == "Scars"
    assert course.about is not None
    assert course.about.phototype == "IV"
    assert [session.date for session in course.sessions] == [date(2026, 12, 1), date(2026, 12, 29), date(2027, 1, 26)]
    assert depths(course) == {"cheek_left": 1.5, "cheek_right": 1.5, "forehead": 0.75}


@pytest.mark.parametrize(
    "treat",
    [
        "treat: ['cheeks: 1.5 mm, 4 passes']",
        "treat: [{cheeks: '1.5 mm, 4 passes'}]",
        "treat: [{cheeks: {depth_mm: 1.5, passes: 4}}]",
        "treat: [{zone: cheeks, depth_mm: 1.5, passes: 4, pattern: crosshatch}]",
        "treat: [{zone: [cheek_left, cheek_right], depth_mm: 1.5, passes: 4}]",
    ],
)
@pytest.mark.parametrize(
    "schedule",
    [
        "schedule: every 4 weeks, 2 times from 2026-12-01",
        "start: 2026-12-01\nschedule: {interval_days: 28, sessions: 2}",
        "schedule: {interval_days: 28, sessions: 2, start: 2026-12-01}",
        "schedule: [2026-12-01, 2026-12-29]",
        "start: 2026-12-01\nschedule: [0, 28]",
        "sessions: [{date: 2026-12-01}, {date: 2026-12-29}]",
        "start: 2026-12-01\nsessions: [{day: 0}, {day: 28}]",
    ],
)
def test_sentences_and_fields_say_the_same(treat: str, schedule: str) -> None:
    plain = parse_course(
        HEAD + "start: 2026-12-01\nschedule: every 4 weeks, 2 times\ntreat:\n- cheeks: 1.5 mm, 4 passes\n"
    )
    assert parse_course(f"{HEAD}{schedule}\n{treat}\n") == plain


def test_a_session_may_differ() -> None:
    text = HEAD + "schedule: every 4 weeks, 3 times from 2026-12-01\n" + TREAT
    text += "sessions:\n- {number: 2, date: 2027-01-02, treat: ['cheeks: 1 mm, 4 passes']}\n"
    course = parse_course(text)
    assert depths(course, 1)["cheek_left"] == depths(course, 3)["cheek_left"] == 1.5
    assert depths(course, 2) == {"cheek_left": 1.0, "cheek_right": 1.0}
    assert course.days == (0, 32, 56)


def test_a_session_may_move_by_day() -> None:
    text = HEAD + "schedule: every 4 weeks, 2 times from 2026-12-01\n" + TREAT + "sessions: [{number: 2, day: 35}]\n"
    assert parse_course(text).sessions[1].date == date(2027, 1, 5)


@pytest.mark.parametrize(
    "schedule",
    [
        "schedule: every 4 weeks, 4 times",
        "schedule: once",
        "schedule: once on 2026-12-01",
        "schedule: [0, 28, 60]",
        "start: 2026-12-01\nschedule: weekly, 12 times",
        "schedule: every day, 5 times",
        "schedule: [2026-12-01, 2028-12-01]",
        "schedule: every 4 weeks, 2 times\nsessions: [{number: 2, treat: ['nose: 0.5 mm, 2 passes, star, 20 mm/s']}]",
    ],
)
def test_a_course_comes_back_as_it_was(schedule: str) -> None:
    course = parse_course(HEAD + schedule + "\n" + TREAT)
    text = course_to_yaml(course)
    assert parse_course(text) == course
    assert course_to_yaml(parse_course(text)) == text


@pytest.mark.parametrize("title", ["2026-12-01", "1e5", "yes", "null", "Éva: #1 - 'x' \"y\"", "针灸 🙂", "010"])
def test_free_text_stays_text(title: str) -> None:
    course = parse_course(HEAD + "schedule: once\n" + TREAT).replace(title=title)
    assert parse_course(course_to_yaml(course)).title == title


@pytest.mark.parametrize(
    ("text", "place", "line", "words"),
    [
        ("schedule: once\ntreat:\n- cheeks: 1.5 mm, 4 passes\n- nose: 60 mm, 2 passes\n", "treat[1]", 6, "60 mm"),
        ("schedule: once\ntreat:\n- cheeks: -1 mm, 4 passes\n", "treat[0]", 5, "0.05 to 3.5 mm"),
        ("schedule: once\ntreat:\n- {zone: cheeks, depth_mm: 1, passes: 0}\n", "treat[0].passes", 5, "1 to 60"),
        (
            "schedule: once\ntreat:\n- {zone: cheeks, depth: 1, passes: 1}\n",
            "treat[0].depth",
            5,
            "Did you mean depth_mm",
        ),
        ("schedule: once\ntreat:\n- {zone: eyelid, depth_mm: 1, passes: 1}\n", "treat[0].zone", 5, "never is"),
        ("schedule: every 4 weeks, 1000 times\n" + TREAT, "schedule", 3, "1 to 52"),
        ("schedule: {interval_days: 28, sessions: 1000}\n" + TREAT, "schedule.sessions", 3, "1 to 52"),
        ("schedule: [2026-12-01, 2026-12-01]\n" + TREAT, "session 2", 3, "a later day"),
        ("schedule: [0, 28, 28]\n" + TREAT, "session 3", 3, "a later day"),
        ("schedule: {sessions: 3}\n" + TREAT, "schedule", 3, "how far apart"),
        ("schedule: 4\n" + TREAT, "schedule", 3, "every 4 weeks"),
        ("schedule: once\n", "treat", 3, "a list of lines"),
        ("schedule: once\ntreat: []\n", "treat", 4, "one line a zone"),
        ("start: 2026-12-01\nschedule: once on 2026-12-02\n" + TREAT, "start", 3, "Say it once"),
        ("schedule: once\nsessions: [{number: 2}]\n" + TREAT, "sessions", 4, "1 to 1"),
        ("sessions: [{number: 1}, {number: 1}]\n" + TREAT, "sessions", 3, "twice"),
        ("sessions: [{}, {}]\n" + TREAT, "schedule", 3, "every 4 weeks"),
        ("colour: red\nschedule: once\n" + TREAT, "colour", 3, "unknown key"),
        ("start: soon\nschedule: once\n" + TREAT, "start", 3, "year-month-day"),
        (TREAT, "schedule", None, "Say when"),
        ("schedule: once\ntreat:\n- cheeks: 3 mm, 4 passes\n", "treat cheek_left", 4, "up to 2.5 mm with this device"),
    ],
)
def test_a_mistake_is_found_where_it_stands(text: str, place: str, line: int | None, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        parse_course(HEAD + text, "my.yaml")
    assert (place, line) in [(problem.place, problem.line) for problem in caught.value.problems]
    assert caught.value.source == "my.yaml"


def test_a_course_names_its_schema() -> None:
    with pytest.raises(InputError, match=r"needlepoint\.course/1"):
        parse_course("device: {kind: pen}\nschedule: once\n" + TREAT)


def test_a_course_without_days_cannot_be_written() -> None:
    course = parse_course(HEAD + "schedule: [0, 28]\n" + TREAT)
    bare = course.replace(sessions=tuple(item.model_copy(update={"day": None}) for item in course.sessions))
    with pytest.raises(InputError, match="schedule"):
        course_to_yaml(bare)
