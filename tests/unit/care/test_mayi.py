"""May I do this today? Answers by day, with dates, reasons and sources, and never a guess."""

from __future__ import annotations

from datetime import date

import pytest

from needlepoint.care import activities, care_plan, find_activity, may_i
from needlepoint.errors import InputError
from needlepoint.evidence import all_sources
from needlepoint.screening import classes as medicine_classes

ON = date(2026, 11, 20)


def test_at_least_thirty_things_can_be_asked_about_each_with_a_source():
    assert len(activities()) >= 30
    for item in activities().values():
        assert item.sources
        assert set(item.sources) <= set(all_sources())
        assert bool(item.free) + bool(item.never) + bool(item.ask) == 1
        assert bool(item.waits) <= bool(item.free)


def test_every_wait_that_an_activity_names_exists(make_plan):
    plans = [make_plan(), make_plan(zones=("scalp",)), make_plan(case={"setting": "home"}, depth_mm=0.25)]
    known = {advice.id for plan in plans for advice in (*plan.preparation, *plan.days, *plan.asked)}
    assert {wait for item in activities().values() for wait in item.waits} <= known


def test_every_word_leads_to_its_own_activity():
    for item in activities().values():
        for word in (item.id, item.label, *item.words):
            assert find_activity(word).id == item.id, word


@pytest.mark.parametrize(
    ("asked", "id"),
    [
        ("Can I go to the gym?", "gym"),
        ("drink wine", "alcohol"),
        ("¿Puedo ir al gimnasio?", "gym"),
        ("botox", "botulinum_toxin"),
        ("take ibuprofen", "ibuprofen"),
        ("VITAMIN C", "vitamin_c"),
    ],
)
def test_people_ask_in_their_own_words(asked, id):
    assert find_activity(asked).id == id


@pytest.mark.parametrize("asked", ["sex", "skydiving", "gym membership refund", "makeup remover", ""])
def test_what_is_not_in_the_list_is_not_guessed(asked):
    with pytest.raises(InputError, match="Ask your clinic"):
        find_activity(asked)


def test_a_small_slip_is_offered_but_not_taken():
    with pytest.raises(InputError, match="Did you mean sauna"):
        find_activity("saunna")


@pytest.mark.parametrize(
    ("what", "day", "answer", "first"),
    [
        ("gym", 0, "from", 3),
        ("gym", 2, "from", 3),
        ("gym", 3, "yes", None),
        ("swim", 2, "from", 3),
        ("makeup", 1, "from", 2),
        ("sunscreen", 0, "from", 3),
        ("sun", 3, "from", 8),
        ("vitamin_c", 7, "from", 8),
        ("vitamin_c", 8, "yes", None),
        ("retinol", 8, "from", 14),
        ("acids", 13, "from", 14),
        ("shower", 0, "yes", None),
        ("moisturiser", 0, "from", 1),
        ("alcohol", 1, "from", 2),
        ("fly", 0, "from", 2),
        ("tanning", 20, "no", None),
        ("numbing_cream", 1, "no", None),
        ("minoxidil", 1, "ask", None),
        ("paracetamol", 0, "yes", None),
        ("another_session", 0, "from", 28),
        ("another_session", 20, "from", 28),
        ("filler", 5, "from", 84),
    ],
)
def test_the_answer_of_a_day(make_plan, what, day, answer, first):
    found = may_i(what, make_plan(depth_mm=1.5), day)
    assert (found.answer, found.from_day) == (answer, first)
    assert found.reason
    assert found.sources


def test_days_come_with_their_dates(make_plan):
    found = may_i("gym", make_plan(), 1)
    assert (found.date, found.from_date) == (date(2026, 12, 2), date(2026, 12, 4))
    assert may_i("gym", make_plan(), date(2026, 12, 2)) == found


def test_a_yes_says_until_when_the_next_session_allows_it(make_plan):
    found = may_i("retinol", make_plan(), 15)
    assert (found.answer, found.until_day, found.until_date) == ("yes", 20, date(2026, 12, 21))
    assert may_i("retinol", make_plan(sessions=1), 15).until_day is None


def test_a_wait_that_runs_into_the_next_session_ends_after_it(make_plan):
    weekly = make_plan(interval=7, sessions=3)
    assert may_i("vitamin c", weekly, 1).from_day == 14 + 8


def test_preparation_counts_before_the_first_session(make_plan):
    found = may_i("retinol", make_plan(), date(2026, 11, 27))
    assert (found.answer, found.from_day) == ("from", 14)


def test_it_adapts_to_depth_and_zone(make_plan):
    assert may_i("makeup", make_plan(depth_mm=0.5), 1).answer == "yes"
    assert may_i("makeup", make_plan(depth_mm=1.5), 1).answer == "from"
    assert may_i("hair dye", make_plan(zones=("scalp",)), 3).from_day == 15
    assert may_i("hair dye", make_plan(), 3).answer == "yes"


def test_where_sources_disagree_all_are_shown_and_the_held_one_named(make_plan):
    found = may_i("gym", make_plan(), 1)
    assert {"A", "D", "SKP"} <= {position.who for position in found.positions}
    assert "72 hours" in str(found.held)


def test_a_prescribed_medicine_is_kept(make_plan):
    ours = make_plan(case={"history": {"medications": [{"name": "aspirin", "prescribed": True}]}})
    found = may_i("aspirin", ours, 1)
    assert (found.answer, "keep taking" in found.reason) == ("yes", True)
    assert may_i("aspirin", make_plan(), 1).answer == "from"
    cream = make_plan(case={"history": {"medications": [{"name": "tretinoin cream", "prescribed": True}]}})
    assert may_i("tretinoin", cream, 1).answer == "ask"


def test_the_classes_that_a_prescription_names_exist():
    named = {id for item in activities().values() if item.prescribed for id in item.prescribed.classes}
    assert named <= set(medicine_classes.classes())


def test_vitamin_c_shows_how_much_more_gets_in(make_course, make_case):
    course = make_course()
    plan = care_plan(course, make_case(), None, ON)
    early, late = (may_i("vitamin c", plan, day, course) for day in (1, 20))
    assert "over 100 times" in early.number
    assert "hardly more" in late.number
    assert may_i("vitamin c", plan, 1).number == ""
    assert may_i("gym", plan, 1, course).number == ""


def test_the_answer_in_spanish(make_plan):
    found = may_i("gimnasio", make_plan(lang="es"), 1)
    assert found.label == "gimnasio, deporte y sudor"
    assert found.reason.startswith("Nada de deporte")
    with pytest.raises(InputError, match="De esto no sabemos"):
        may_i("paracaidismo", make_plan(lang="es"), 1)


def test_a_course_without_dates_answers_in_days(make_course):
    found = may_i("gym", care_plan(make_course(first=None), None, None, ON), 1)
    assert (found.from_day, found.from_date, found.date) == (3, None, None)


def test_a_day_before_the_first_session_is_refused(make_plan):
    with pytest.raises(InputError, match="first session"):
        may_i("gym", make_plan(), -1)
