"""A day's entry: what is normal, what is watched, what calls, what is urgent; and what cannot be."""

from __future__ import annotations

from datetime import date

import pytest

from needlepoint.care import entries, flag_names, make_entry, sign_names, triage
from needlepoint.errors import InputError
from needlepoint.outcome import Band

HIGHS = (3.0, 2.2, 1.5, 1.0, 0.7, 0.4, 0.3, 0.2, 0.1, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0)
BAND = Band(tuple(high / 2 for high in HIGHS), tuple(0.0 for _ in HIGHS), HIGHS)
BANDS = dict.fromkeys(("redness", "swelling", "tightness", "flaking", "pain"), BAND)


@pytest.fixture(name="level")
def _level(make_plan):
    def found(day, signs=None, flags=(), before=None, bands=BANDS, **more):
        return triage(make_entry(signs or {}, flags, before), bands, make_plan(**more), day)

    return found


@pytest.mark.parametrize(
    ("day", "signs", "wanted"),
    [
        (0, {"redness": 3, "swelling": 1, "pain": 1}, "fine"),
        (1, {"redness": 2, "swelling": 1, "tightness": 2}, "fine"),
        (2, {"redness": 3}, "watch"),
        (2, {"redness": 4}, "call the clinic"),
        (2, {"swelling": 2}, "fine"),
        (3, {"swelling": 2}, "watch"),
        (3, {"pain": 3}, "call the clinic"),
        (5, {"redness": 1}, "watch"),
        (6, {"redness": 3}, "call the clinic"),
        (3, {"swelling": 1}, "watch"),
        (4, {"swelling": 3}, "call the clinic"),
        (4, {"pain": 1}, "watch"),
        (5, {"pain": 3}, "call the clinic"),
        (0, {"pain": 4}, "call the clinic"),
        (4, {"flaking": 1, "tightness": 1}, "fine"),
        (6, {"flaking": 1}, "watch"),
        (20, {"redness": 1}, "call the clinic"),
        (10, {"redness": 0, "pain": 0}, "fine"),
    ],
)
def test_the_level_of_a_day(level, day, signs, wanted):
    assert level(day, signs).level == wanted


@pytest.mark.parametrize("flag", flag_names())
@pytest.mark.parametrize("day", [0, 3, 27, 300])
def test_a_flag_has_its_fixed_level_on_every_day(level, flag, day):
    found = level(day, flags=[flag])
    fixed = {"emergency": "urgent", "same_day": "call the clinic", "this_week": "call the clinic"}
    assert found.level == fixed[found_level(flag)]
    assert found.reasons[0].sources


def found_level(flag):
    from needlepoint.care.store import read_data

    id = read_data("triage")["flags"][flag]["flag"]
    return next(entry.level for entry in entries("red_flags") if entry.id == id)


@pytest.mark.parametrize(
    ("flag", "level_", "when"),
    [
        ("vision", "urgent", "now"),
        ("eye", "urgent", "now"),
        ("numbness", "urgent", "now"),
        ("palpitations", "urgent", "now"),
        ("fever", "call the clinic", "today"),
        ("pus", "call the clinic", "today"),
        ("spreading", "call the clinic", "today"),
        ("blister", "call the clinic", "today"),
        ("shared needle", "call the clinic", "today"),
        ("brown patch", "call the clinic", "this week"),
        ("lump", "call the clinic", "this week"),
    ],
)
def test_the_flags_of_the_record(level, flag, level_, when):
    found = level(2, {"redness": 0}, [flag])
    assert (found.level, found.when) == (level_, when)


def test_a_red_flag_does_not_need_a_forecast(level):
    assert level(2, {"redness": 0}, ["fever"], bands=None).level == "call the clinic"


def test_urgent_says_the_emergency_number_and_takes_the_cream_off(level):
    found = level(0, flags=["seizure"])
    assert "emergency number" in found.do[0]
    assert any("wipe it off" in line for line in found.do)


def test_growing_pain_or_swelling_calls_after_day_two(level):
    assert level(3, {"pain": 1}, before={"pain": 0}).level == "call the clinic"
    assert level(1, {"pain": 1}, before={"pain": 0}).level == "fine"
    assert level(3, {"redness": 1}, before={"redness": 0}).level == "fine"


def test_days_count_from_the_last_session(level):
    assert level(28 + 1, {"redness": 2}).level == "fine"
    assert level(28 + 1, {"redness": 2}).session_day == 1
    assert level(27, {"redness": 2}).level == "call the clinic"


def test_without_a_forecast_the_clock_still_holds(level):
    assert level(1, {"redness": 4}, bands=None).level == "fine"
    assert level(5, {"redness": 1}, bands=None).level == "watch"
    assert level(5, {"redness": 1}, bands=None).signs["redness"].high is None


def test_a_slow_sign_may_come_early(level):
    rising = Band((0.0,) * 15, (0.0,) * 15, (0.1, 0.9, 2.0, 1.8, 1.0, *(0.2,) * 10))
    assert level(0, {"tightness": 2}, bands={"tightness": rising}).level == "fine"


def test_the_gravest_reason_stands_first_and_every_one_is_given(level):
    found = level(2, {"redness": 4}, ["lump", "vision"])
    assert found.reasons[0].id == "vision"
    assert {reason.id for reason in found.reasons} == {"vision", "lump", "redness"}


def test_the_words_in_spanish(level):
    found = level(2, {"redness": 4}, ["fever"], lang="es")
    assert found.level == "call the clinic"
    assert found.level_words == "llame a la clínica"
    assert any(reason.text.startswith("Rojez: 4 de 4") for reason in found.reasons)


def test_names_of_signs_and_flags_may_be_written_in_other_ways():
    entry = make_entry({"Soreness": "2", "hinchazón": 1}, ["Blisters", "cold-sore", "shared_needle"])
    assert entry.signs == {"pain": 2, "swelling": 1}
    assert entry.flags == ("blister", "shared_needle")


@pytest.mark.parametrize("grade", [-1, 5, 2.5, "two", "", None, True, float("nan"), float("inf"), "1e9", [1]])
def test_a_grade_that_cannot_be_is_refused(grade):
    with pytest.raises(InputError, match="0 \\(none\\) to 4"):
        make_entry({"redness": grade})


@pytest.mark.parametrize(
    ("signs", "flags"),
    [
        ({"pain": 4}, ["no pain"]),
        ({"pain": 4}, ["no_soreness"]),
        ({}, ["fever", "no fever"]),
        ({}, ["none", "pus"]),
        ({"pain": 2, "soreness": 3}, []),
        ({"pain": 0, "swelling": 0}, ["worse"]),
    ],
)
def test_signs_that_contradict_are_refused(signs, flags):
    with pytest.raises(InputError):
        make_entry(signs, flags)


def test_saying_no_is_no_contradiction():
    assert make_entry({"pain": 0}, ["no pain", "none"]).flags == ()


def test_unknown_names_come_with_the_nearest():
    with pytest.raises(InputError, match="Did you mean fever"):
        make_entry({}, ["fevr"])
    with pytest.raises(InputError, match="Did you mean redness"):
        make_entry({"rednes": 1})
    with pytest.raises(InputError, match="at least one"):
        make_entry({})


def test_a_day_before_the_first_session_is_refused(level):
    for day in (-1, date(2026, 11, 1)):
        with pytest.raises(InputError, match="first session"):
            level(day, {"redness": 1})


def test_the_signs_are_those_of_the_forecast():
    from needlepoint.outcome import LABELS

    assert set(sign_names()) == set(LABELS)
