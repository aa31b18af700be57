"""For any entry: one more flag or a higher grade never lowers the level, and a red flag needs no forecast."""

from __future__ import annotations

import functools
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.care import CarePlan, activities, care_plan, flag_names, make_entry, may_i, sign_names, triage
from needlepoint.care.triage import OUTCOMES
from needlepoint.course import Course, Session, ZoneTreatment
from needlepoint.device import Technique
from needlepoint.outcome import Band

DAYS = st.integers(0, 120)
GRADES = st.dictionaries(st.sampled_from(sign_names()), st.integers(0, 4), min_size=1)
FLAGS = st.lists(st.sampled_from(flag_names()), unique=True)


@functools.cache
def plan() -> CarePlan:
    technique = Technique(depth_mm=1.5, passes=4, pattern="crosshatch", speed_mm_s=None)
    first = date(2026, 12, 1)
    sessions = tuple(
        Session(
            number=number + 1,
            day=28 * number,
            date=first + timedelta(days=28 * number),
            treatments=(ZoneTreatment(zone="cheek_left", technique=technique),),
        )
        for number in range(3)
    )
    return care_plan(Course.model_validate({"device": {"kind": "pen"}, "sessions": sessions}), None, None, first)


@st.composite
def bands(draw: st.DrawFn) -> dict[str, Band] | None:
    if draw(st.booleans()):
        return None
    found = {}
    for sign in sign_names():
        highs = tuple(draw(st.lists(st.floats(0, 4), min_size=15, max_size=15)))
        found[sign] = Band(tuple(high / 2 for high in highs), tuple(0.0 for _ in highs), highs)
    return found


def rank(signs, flags, before, forecast, day) -> tuple[int, int]:
    found = triage(make_entry(signs, flags, before), forecast, plan(), day)
    urgency = (None, "this week", "today", "now").index(found.when)
    return OUTCOMES.index(found.level), urgency


@settings(max_examples=150, deadline=None)
@given(GRADES, FLAGS, GRADES, bands(), DAYS, st.sampled_from(flag_names()))
def test_one_more_flag_never_lowers_the_level(signs, flags, before, forecast, day, more):
    signs = {**signs, "pain": max(signs.get("pain", 1), 1)}  # "worse" with every sign 0 would contradict itself
    assert rank(signs, [*flags, more], before, forecast, day) >= rank(signs, flags, before, forecast, day)


@settings(max_examples=150, deadline=None)
@given(GRADES, FLAGS, GRADES, bands(), DAYS, st.sampled_from(sign_names()))
def test_a_higher_grade_never_lowers_the_level(signs, flags, before, forecast, day, sign):
    signs = {**signs, "pain": max(signs.get("pain", 1), 1)}
    worse = {**signs, sign: min(signs.get(sign, 0) + 1, 4)}
    assert rank(worse, flags, before, forecast, day) >= rank(signs, flags, before, forecast, day)


@settings(max_examples=60, deadline=None)
@given(FLAGS.filter(bool), bands(), DAYS)
def test_a_flags_level_is_the_same_with_any_forecast(flags, forecast, day):
    assert rank({"redness": 0}, flags, {}, forecast, day) == rank({"redness": 0}, flags, {}, None, day)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(activities())), DAYS)
def test_what_is_allowed_from_a_day_is_allowed_on_it_and_not_on_the_day_before(activity, day):
    found = may_i(activity, plan(), day)
    if found.answer == "from" and activity != "another_session":
        assert found.from_day is not None
        assert found.from_day > day
        assert may_i(activity, plan(), found.from_day).answer == "yes"
        assert may_i(activity, plan(), found.from_day - 1).answer == "from"
    if found.until_day is not None:
        assert may_i(activity, plan(), found.until_day).answer == "yes"
        assert may_i(activity, plan(), found.until_day + 1).answer != "yes"
