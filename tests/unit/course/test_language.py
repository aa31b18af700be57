"""Sentences become fields, fields become the canonical sentence, and mistakes are named with what would be right."""

from __future__ import annotations

from datetime import date

import pytest

from needlepoint.course import Schedule, parse_schedule, parse_treatment, print_schedule, print_sentences
from needlepoint.course.language import parse_zones, zone_words
from needlepoint.device import Technique
from needlepoint.errors import InputError
from needlepoint.skin import zones


def test_the_example_of_the_language() -> None:
    found = parse_treatment("cheeks: 1.5 mm, 4 passes, crosshatch")
    assert [item.zone for item in found] == ["cheek_left", "cheek_right"]
    assert {item.technique for item in found} == {Technique(1.5, 4, "crosshatch")}


@pytest.mark.parametrize(
    ("sentence", "technique"),
    [
        ("forehead: 0.75 mm, 3 passes", Technique(0.75, 3, "crosshatch")),
        ("forehead: 3 passes, 750 um", Technique(0.75, 3, "crosshatch")),
        ("Forehead : star , 1 pass, 1 mm", Technique(1.0, 1, "star")),
        ("forehead: 1mm, 2 passes, vertical, 20 mm/s", Technique(1.0, 2, "vertical", 20.0)),
    ],
)
def test_ways_to_say_a_treatment(sentence: str, technique: Technique) -> None:
    (found,) = parse_treatment(sentence)
    assert found.zone == "forehead"
    assert found.technique == technique


@pytest.mark.parametrize(
    ("sentence", "canonical"),
    [
        ("cheek: 1.50 mm, 4 passes", ("cheeks: 1.5 mm, 4 passes, crosshatch",)),
        ("left cheek: 1 mm, 1 pass", ("left cheek: 1 mm, 1 pass, crosshatch",)),
        ("cheeks and chin: 1 mm, 3 passes", ("cheeks: 1 mm, 3 passes, crosshatch", "chin: 1 mm, 3 passes, crosshatch")),
        ("upper arms: 1 mm, 3 passes", ("upper arms: 1 mm, 3 passes, crosshatch",)),
        ("periorbital: 0.25 mm, 1 pass, stamp", ("periorbital: 0.25 mm, 1 pass, stamp",)),
    ],
)
def test_the_canonical_sentence(sentence: str, canonical: tuple[str, ...]) -> None:
    assert print_sentences(parse_treatment(sentence)) == canonical


def test_sides_that_differ_are_said_one_by_one() -> None:
    both = (*parse_treatment("left cheek: 1 mm, 3 passes"), *parse_treatment("right cheek: 1.5 mm, 3 passes"))
    assert print_sentences(both) == (
        "left cheek: 1 mm, 3 passes, crosshatch",
        "right cheek: 1.5 mm, 3 passes, crosshatch",
    )


def test_every_zone_can_be_said() -> None:
    for zone in zones():
        assert parse_zones(" and ".join(zone_words([zone]))) == (zone,)
    assert parse_zones(", ".join(zone_words(list(zones())))) == tuple(zones())


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("cheeks 1.5 mm", "a colon"),
        ("cheks: 1.5 mm, 4 passes", "Did you mean"),
        ("eyelid: 0.25 mm, 1 pass", "never is"),
        (": 1.5 mm, 4 passes", "no zone before the colon"),
        ("cheeks: 4 passes", "no depth"),
        ("cheeks: 1.5 mm", "no passes"),
        ("cheeks: 1.5 mm, 4 pases", "Did you mean passes"),
        ("cheeks: 1.5 mm, 4 passes, crosshach", "Did you mean crosshatch"),
        ("cheeks: 1.5 mm, 2 mm, 4 passes", "two of depth"),
        ("cheeks: 1.5 mm, 2.5 passes", "a whole number"),
        ("cheeks: 1.5 mm, 0 passes", "1 to 60"),
        ("cheeks: -1 mm, 4 passes", "0.05 to 3.5 mm"),
        ("cheeks: 60 mm, 4 passes", "0.05 to 3.5 mm"),
        ("cheeks: 1.5 mm, 4 passes, 9000 mm/s", "1 to 500 mm/s"),
        ("", "a colon"),
    ],
)
def test_what_is_no_treatment(sentence: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse_treatment(sentence, "treat[3]")


def test_an_error_names_its_place() -> None:
    with pytest.raises(InputError) as caught:
        parse_treatment("noze: 0.5 mm, 2 passes", "treat[3]")
    (problem,) = caught.value.problems
    assert problem.place == "treat[3]"
    assert problem.remedy == "Did you mean nose?"


@pytest.mark.parametrize(
    ("sentence", "schedule", "canonical"),
    [
        ("every 4 weeks, 4 times", Schedule(28, 4), "every 4 weeks, 4 times"),
        ("every 28 days, 4 times", Schedule(28, 4), "every 4 weeks, 4 times"),
        ("every 30 days, 3 times", Schedule(30, 3), "every 30 days, 3 times"),
        ("weekly, 12 times", Schedule(7, 12), "weekly, 12 times"),
        ("every week, 12 sessions", Schedule(7, 12), "weekly, 12 times"),
        ("Every Day, twice", Schedule(1, 2), "every day, 2 times"),
        ("once", Schedule(1, 1), "once"),
        ("once on 2026-12-01", Schedule(1, 1, date(2026, 12, 1)), "once on 2026-12-01"),
        (
            "every 28 days, 3 times from 2026-12-01",
            Schedule(28, 3, date(2026, 12, 1)),
            "every 4 weeks, 3 times from 2026-12-01",
        ),
    ],
)
def test_schedules(sentence: str, schedule: Schedule, canonical: str) -> None:
    assert parse_schedule(sentence) == schedule
    assert print_schedule(schedule) == canonical
    assert parse_schedule(canonical) == schedule


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("every 4 weeks", "no count"),
        ("4 times", "no interval"),
        ("every 4 weeks, 1000 times", "1 to 52 sessions"),
        ("every 4 weeks, 0 times", "1 to 52 sessions"),
        ("every 0 days, 4 times", "1 to 365 days"),
        ("every -4 weeks, 4 times", "1 to 365 days"),
        ("every 9999 weeks, 4 times", "1 to 365 days"),
        ("every 9999 weeks, once", "1 to 365 days"),
        ("every 2 months, 4 times", "weeks or days"),
        ("evry 4 weeks, 4 times", "Did you mean"),
        ("every 4 weeks, 4 times from 2026-13-01", "a date such as"),
        ("every 4 weeks, 4 times from 2026-12-01 or so", "last words"),
        ("every 4 weeks, 4 times from 9999-12-01", "9999"),
        ("every 1.5 weeks, 4 times", "a whole number"),
        ("weekly, every 4 weeks, 4 times", "two of interval"),
    ],
)
def test_what_is_no_schedule(sentence: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse_schedule(sentence)
