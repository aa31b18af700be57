"""A hundred marks: shares in, whole people out, each group with its own shape; nothing known is said in words."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.report.charts import PEOPLE, Group, people_chart
from needlepoint.report.charts.people import MARKS, whole_people, wrapped

NAN = float("nan")


def words(svg: str) -> list[str]:
    return [item.text for item in ET.fromstring(svg).iter() if item.text]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_people_always_add_up_and_follow_their_shares(shares: list[float]) -> None:
    counts = whole_people(shares)
    total = sum(shares)
    if total == 0:
        assert counts == [0] * len(shares)
        return
    assert sum(counts) == PEOPLE
    assert all(abs(count - share / total * PEOPLE) < 1 for count, share in zip(counts, shares, strict=True))


@pytest.mark.parametrize("shares", [[NAN, NAN], [0.0, 0.0], [-1.0, 0.0], []])
def test_no_share_gives_no_people(shares: list[float]) -> None:
    assert whole_people(shares) == [0] * len(shares)
    svg = people_chart("p", "People", [Group("group", share, "disc") for share in shares])
    assert "is not known" in " ".join(words(svg))


def test_every_group_counts_its_people_and_an_empty_one_is_left_out() -> None:
    groups = [Group("better", 0.62, "disc"), Group("much better", 0.0, "half"), Group("no change", 0.38, "ring")]
    seen = words(people_chart("p", "People", groups))
    assert "62" in seen
    assert "38" in seen
    assert "better" in seen
    assert "much better" not in seen


def test_one_certain_result_is_a_hundred_marks_of_one_kind() -> None:
    svg = people_chart("p", "People", [Group("worse", 1.0, "cross")])
    assert svg.count("<line") == 2 * (PEOPLE + 1)  # and one in the key
    assert "<circle" not in svg


def test_no_two_groups_are_told_apart_by_colour_alone() -> None:
    shapes = {
        name: tuple(
            (item.tag, item.get("r"), item.get("fill") == "#ffffff") for item in ET.fromstring(f"<g>{mark(9, 9)}</g>")
        )
        for name, mark in MARKS.items()
    }
    assert len(set(shapes.values())) == len(MARKS)


def test_hostile_words_are_escaped() -> None:
    svg = people_chart("<x>", "<b>", [Group("<script>a</script>", 1.0, "disc")], desc="<i>")
    assert "<script" not in svg
    ET.fromstring(svg)


def test_long_words_break_into_lines_and_lose_nothing() -> None:
    text = "half a grade to a whole grade better"
    assert " ".join(wrapped(text)) == text
    assert all(len(line) <= 22 for line in wrapped(text))
