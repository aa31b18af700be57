"""The chart of a forecast and what was found: every value told by shape, nothing inline, any data survived."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import pytest

from needlepoint.report import Foreseen, Look, Seen, Visit, timeline_chart

BAND = Foreseen((0.0, 10.0, 30.0), (0.0, 1.0, 2.0), (-1.0, 0.0, 1.0), (1.0, 2.0, 3.0))


def classes(svg: str) -> list[str]:
    return [item.get("class", "") for item in ET.fromstring(svg).iter() if item.get("class")]


def test_a_value_outside_has_its_own_shape() -> None:
    svg = timeline_chart("a", "Title", BAND, seen=[Seen(5, 0.5, True), Seen(20, -1.0, False), Seen(25, 1.0)])
    found = classes(svg)
    assert (found.count("seen"), found.count("outside"), found.count("band")) == (2, 1, 1)
    assert {item.tag.split("}")[1] for item in ET.fromstring(svg).iter() if item.get("class") == "outside"} == {"path"}


def test_done_and_planned_visits_and_today_are_told_apart() -> None:
    svg = timeline_chart("a", "T", BAND, visits=[Visit(0, "1"), Visit(14, "2", done=False), Visit(99, "3")], today=12)
    found = classes(svg)
    assert (found.count("visit"), found.count("planned"), found.count("today")) == (1, 1, 1)
    assert "today" not in classes(timeline_chart("a", "T", BAND, today=400))


def test_names_that_would_touch_are_left_out() -> None:
    svg = timeline_chart("a", "T", BAND, visits=[Visit(0, "first"), Visit(0.2, "second"), Visit(20, "third")])
    assert ">first<" in svg
    assert ">second<" not in svg
    assert ">third<" in svg


def test_it_is_safe_under_a_strict_policy_and_says_what_it_is() -> None:
    svg = timeline_chart("u", "<b>T</b>", BAND, desc='"D"', look=Look(unit="points & more"))
    root = ET.fromstring(svg)
    assert "style" not in svg
    assert "<script" not in svg
    assert root.get("role") == "img"
    assert root[0].text == "<b>T</b>"
    assert root[1].text == '"D"'


@pytest.mark.parametrize(
    "foreseen",
    [None, Foreseen((), (), (), ()), Foreseen((0.0,), (math.nan,), (0.0,), (1.0,)), Foreseen((1.0,), (None,), (), ())],
)
def test_nothing_to_draw_is_said_in_words(foreseen: Foreseen | None) -> None:
    assert "Nothing was foreseen or found" in timeline_chart("a", "T", foreseen, seen=[Seen(1, math.inf)])


def test_values_without_a_forecast_and_a_forecast_of_one_day_are_drawn() -> None:
    assert classes(timeline_chart("a", "T", None, seen=[Seen(3, 2.0)])) == ["seen"]
    assert "median" in classes(timeline_chart("a", "T", Foreseen((0.0,), (1.0,), (0.0,), (2.0,))))


def test_a_page_in_another_language_gives_the_words() -> None:
    look = Look(along="días después de la visita", now="hoy")
    svg = timeline_chart("a", "T", BAND, today=12, look=look)
    assert ">días después de la visita<" in svg
    assert ">hoy<" in svg
    assert "today<" not in svg
    assert "after" not in svg
