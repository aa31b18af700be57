"""The card of a day: its exact parts, both languages, what was put on, and the preparation beside the aftercare."""

from __future__ import annotations

from datetime import date

import pytest

from needlepoint.care import care_plan, day_card
from needlepoint.errors import InputError

ON = date(2026, 11, 20)


def texts(lines):
    return " ".join(line.text for line in lines)


def test_a_card_has_exactly_its_parts(make_plan):
    card = day_card(make_plan(), 2).model_dump(mode="json")
    assert list(card) == ["day", "date", "phase", "expect", "do", "dont", "call", "back_to"]
    assert (card["day"], card["date"], card["phase"]) == (2, "2026-12-03", "first days")
    assert all(
        {"id", "text", "sources"} <= set(line) for part in ("expect", "do", "dont", "call") for line in card[part]
    )
    assert all(line["level"] in ("emergency", "same_day", "this_week") for line in card["call"])


def test_what_prepares_the_next_session_stands_in_the_same_lists(make_plan):
    card = day_card(make_plan(), 22)
    assert "retinoid_before" in {line.id for line in card.dont}
    assert "keep_medicines" in {line.id for line in card.do}


def test_before_the_first_visit_a_date_gives_a_card_and_a_number_does_not(make_plan):
    card = day_card(make_plan(), date(2026, 11, 26))
    assert (card.day, card.phase) == (-5, "before the first visit")
    assert card.do
    with pytest.raises(InputError, match="first session"):
        day_card(make_plan(), -5)


def test_the_same_card_in_spanish(make_plan):
    english, spanish = (day_card(make_plan(lang=lang), 2) for lang in ("en", "es"))
    assert spanish.phase == "primeros días"
    assert "Nada de vitamina C" in texts(spanish.dont)
    for part in ("expect", "do", "dont", "call"):
        ours, theirs = getattr(english, part), getattr(spanish, part)
        assert [line.id for line in ours] == [line.id for line in theirs]
        assert all(one.text != other.text for one, other in zip(ours, theirs, strict=True))
    assert list(english.back_to.values()) == list(spanish.back_to.values())
    assert set(english.back_to) & set(spanish.back_to) == set()


def test_spanish_fills_in_allergies_in_spanish(make_plan):
    plan = make_plan(lang="es", case={"history": {"allergies": ["nickel", "latex"]}})
    assert "níquel y látex" in texts(day_card(plan, 2).dont)


def test_what_was_put_on_adds_its_own_lines(make_plan):
    plain, serum = make_plan(), make_plan(applied=("vitamin_c",))
    assert "applied_watch" not in {line.id for line in day_card(plain, 5).do}
    assert "applied_watch" in {line.id for line in day_card(serum, 5).do}


def test_an_unknown_thing_and_an_unknown_language_are_refused(make_course):
    with pytest.raises(InputError, match="Did you mean vitamin_c"):
        care_plan(make_course(), None, None, ON, applied=("vitamin_b",))
    with pytest.raises(InputError, match="en, es"):
        care_plan(make_course(), None, None, ON, lang="eo")


def test_the_half_of_the_world_with_strong_sun_follows_the_date(make_plan):
    winter, summer = make_plan(), make_plan(first=date(2027, 6, 1))
    assert "sun_season_south" in {line.id for line in day_card(winter, 2).do}
    assert "sun_season_north" in {line.id for line in day_card(summer, 2).do}
