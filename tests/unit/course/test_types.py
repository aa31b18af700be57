"""A course is checked when it is made, and every edit gives a new, checked course."""

from __future__ import annotations

from datetime import date

import pytest

from needlepoint.case import DeviceSpec
from needlepoint.course import Course, Schedule, Session, ZoneTreatment
from needlepoint.device import Technique
from needlepoint.errors import InputError

CHEEK = ZoneTreatment(zone="cheek_left", technique=Technique(1.5, 4))
CHIN = ZoneTreatment(zone="chin", technique=Technique(1.0, 3))


def course(*sessions: Session) -> Course:
    return Course(title="Scars", device=DeviceSpec(kind="pen"), sessions=sessions)


def visit(number: int, **when: object) -> Session:
    return Session(number=number, treatments=(CHEEK, CHIN), **when)  # type: ignore[arg-type]


def test_days_come_from_the_dates() -> None:
    made = course(visit(1, date=date(2026, 12, 1)), visit(2, date=date(2026, 12, 30)))
    assert made.days == (0, 29)
    assert made.start == date(2026, 12, 1)


def test_days_are_counted_from_the_first_session() -> None:
    assert course(visit(1, day=10), visit(2, day=38)).days == (0, 28)


def test_one_session_needs_no_day() -> None:
    assert course(visit(1)).days == (0,)


def test_several_sessions_without_days_have_none_to_give() -> None:
    with pytest.raises(InputError, match="every 4 weeks"):
        _ = course(visit(1), visit(2)).days


@pytest.mark.parametrize(
    ("sessions", "words"),
    [
        ((visit(1, day=0), visit(2, day=0)), "a later day"),
        ((visit(1, day=5), visit(2, day=3)), "in order"),
        ((visit(1, date=date(2026, 12, 1)), visit(2, date=date(2026, 12, 1))), "a later day"),
        ((visit(1, date=date(2026, 12, 1)), visit(2)), "for all or for none"),
        ((visit(1, day=0), visit(3, day=1)), "each once"),
    ],
)
def test_sessions_that_cannot_be(sessions: tuple[Session, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        course(*sessions)


def test_a_zone_is_treated_once_a_session() -> None:
    with pytest.raises(InputError, match="cheek_left twice"):
        Session(number=1, treatments=(CHEEK, CHEEK))


def test_an_unknown_zone_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean cheek_left"):
        ZoneTreatment(zone="cheek_lef", technique=Technique(1.0, 3))


def test_starting_moves_every_session() -> None:
    moved = course(visit(1, day=0), visit(2, day=28)).starting(date(2027, 1, 4))
    assert [session.date for session in moved.sessions] == [date(2027, 1, 4), date(2027, 2, 1)]
    assert moved.starting(date(2027, 1, 5)).sessions[1].date == date(2027, 2, 2)


def test_treating_changes_one_zone_in_every_session() -> None:
    edited = course(visit(1, day=0), visit(2, day=28)).treating("chin", depth_mm=0.75)
    for session in edited.sessions:
        assert {item.zone: item.technique.depth_mm for item in session.treatments} == {"cheek_left": 1.5, "chin": 0.75}


def test_treating_a_zone_that_is_not_treated() -> None:
    with pytest.raises(InputError, match="Did you mean chin"):
        course(visit(1)).treating("chn", depth_mm=0.75)


def test_replace_checks_what_it_makes() -> None:
    made = course(visit(1, day=0), visit(2, day=28))
    assert made.replace(title="Other").title == "Other"
    with pytest.raises(InputError, match="each once"):
        made.replace(sessions=(made.sessions[1],))


def test_schedule_days_and_dates() -> None:
    schedule = Schedule(28, 3, date(2026, 12, 1))
    assert schedule.days == (0, 28, 56)
    assert schedule.dates == (date(2026, 12, 1), date(2026, 12, 29), date(2027, 1, 26))
    assert Schedule(28, 3).dates == ()
