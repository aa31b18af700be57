"""A wait lasts up to the day before its end, in calendar months or whole days counted from the day in the file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from needlepoint.screening.windows import Window, add_months

FACE = ["cheek_left", "cheek_right"]


def medicine(name):
    return lambda day: {"medications": [{"name": name, "last": day}]}


def topical(name):
    return lambda day: {"topicals": [{"name": name, "last": day}]}


def procedure(kind, field="date"):
    return lambda day: {"procedures": [{"kind": kind, field: day}]}


def scar(day):
    return {"goals": [{"concern": "surgical_scar", "zones": FACE, "scar_date": day}]}


# rule, the history with its day, that day, the first day that is free again
WINDOWS = [
    ("isotretinoin_recent", medicine("isotretinoin"), "2026-05-20", "2026-11-20"),
    ("isotretinoin_recent", medicine("Roaccutane"), "2026-08-31", "2027-02-28"),
    ("isotretinoin_recent", medicine("isotretinoin"), "2023-08-31", "2024-02-29"),
    ("high_dose_steroid", medicine("prednisolone 40 mg"), "2026-11-01", "2026-11-29"),
    ("nsaid", medicine("ibuprofen"), "2026-11-18", "2026-11-23"),
    ("actives", topical("tretinoin"), "2026-11-10", "2026-11-17"),
    ("anticoagulant", medicine("warfarin"), "2026-11-01", "2026-11-15"),
    ("immune", medicine("methotrexate"), "2026-08-20", "2026-11-20"),
    ("radiotherapy", procedure("radiotherapy", "end"), "2025-11-20", "2026-11-20"),
    ("radiotherapy", procedure("radiotherapy"), "2024-02-29", "2025-02-28"),
    ("chemotherapy", procedure("chemotherapy", "end"), "2026-11-01", "2026-11-29"),
    ("chemotherapy", medicine("capecitabine"), "2026-11-01", "2026-11-29"),
    ("filler", procedure("filler"), "2026-05-20", "2026-11-20"),
    ("botulinum_toxin", procedure("botulinum_toxin"), "2026-11-06", "2026-11-20"),
    ("surgery", procedure("surgery"), "2025-11-20", "2026-11-20"),
    ("scar_age", scar, "2026-05-20", "2026-11-20"),
    ("ablative_laser", procedure("ablative_laser"), "2026-08-28", "2026-11-20"),
    ("deep_peel", procedure("deep_peel"), "2026-08-20", "2026-11-20"),
    ("dermabrasion", procedure("dermabrasion"), "2026-11-30", "2027-02-28"),
    ("non_ablative_laser", procedure("non_ablative_laser"), "2026-10-30", "2026-11-20"),
    ("superficial_peel", procedure("superficial_peel"), "2026-11-06", "2026-11-20"),
    ("medium_peel", procedure("medium_peel"), "2026-11-06", "2026-11-20"),
    ("waxing", procedure("waxing"), "2026-11-06", "2026-11-20"),
    ("self_tan", procedure("self_tan"), "2026-11-06", "2026-11-20"),
    ("recent_needling", procedure("microneedling"), "2026-10-23", "2026-11-20"),
]


@pytest.mark.parametrize(("rule", "history", "day", "free"), WINDOWS)
def test_the_day_before_the_day_and_the_day_after(find, look, rule, history, day, free):
    first_free = date.fromisoformat(free)
    before = find(rule, first_free - timedelta(days=1), **history(day))
    assert len(before) == 1
    if before[0].effect == "wait":
        assert before[0].until == first_free
        assert before[0].until_event is None
        assert look(first_free - timedelta(days=1), **history(day)).earliest_date == first_free
    assert find(rule, first_free, **history(day)) == ()
    assert find(rule, first_free + timedelta(days=1), **history(day)) == ()


@pytest.mark.parametrize(("rule", "history", "day", "free"), WINDOWS)
def test_it_counts_from_the_day_itself(find, rule, history, day, free):
    assert len(find(rule, date.fromisoformat(day), **history(day))) == 1


def test_age_changes_on_the_birthday(find):
    birth = {"birth_date": "2008-11-20"}
    assert len(find("minor", date(2026, 11, 19), **birth)) == 1
    assert find("minor", date(2026, 11, 20), **birth) == ()
    assert len(find("young_adult", date(2026, 11, 20), **birth)) == 1
    assert len(find("young_adult", date(2030, 11, 19), **birth)) == 1
    assert find("young_adult", date(2030, 11, 20), **birth) == ()


def test_a_dose_after_the_screening_day_is_one_still_taken(find):
    changes = {"medications": [{"name": "isotretinoin", "last": "2026-11-21"}]}
    assert len(find("isotretinoin_current", date(2026, 11, 20), **changes)) == 1
    assert find("isotretinoin_current", date(2026, 11, 21), **changes) == ()
    assert len(find("isotretinoin_recent", date(2026, 11, 21), **changes)) == 1


def test_months_end_on_the_last_day_where_the_day_is_lacking():
    assert add_months(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert add_months(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert Window(months=1, days=1).ends(date(2026, 1, 31)) == date(2026, 3, 1)


def test_what_is_still_taken_waits_for_an_event_not_a_date(look, find):
    (found,) = find("nsaid", medications=["ibuprofen"])
    assert found.until is None
    assert "five days" in found.until_event
    result = look(medications=["ibuprofen", {"name": "isotretinoin", "last": "2026-08-01"}])
    assert (result.verdict, result.earliest_date) == ("wait", None)
