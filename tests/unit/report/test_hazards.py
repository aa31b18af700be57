"""Risks: ranges as people, open bounds stay open, the weak are labelled, what lowers them is said."""

from __future__ import annotations

import re
from typing import Any

import pytest

from needlepoint.report import render_html
from needlepoint.report.hazards import compared_risks, in_hundred, meter


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (2, 7, "2 to 7 in 100"),
        (None, 1, "up to 1 in 100"),
        (0, 2, "up to 2 in 100"),
        (0.3, 3.9, "0.3 to 4 in 100"),
        (2, None, "at least 2 in 100"),
        (5, 5, "about 5 in 100"),
        (None, None, "not known"),
        (float("nan"), float("nan"), "not known"),
    ],
)
def test_ranges_are_told_as_people(low: float | None, high: float | None, words: str) -> None:
    assert in_hundred(low, high) == words


@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 7), (7, 7), (None, 3)])
def test_the_bar_of_a_range_stays_on_its_axis(low: float | None, high: float) -> None:
    found = meter(low, high, 7.0)
    assert found
    start, width = map(float, found)
    assert 0 <= start <= 98
    assert 2 <= width <= 100


def test_an_open_upper_end_has_no_bar() -> None:
    assert meter(1.0, None, 7.0) is None


def test_the_page_shows_range_basis_what_lowers_it_and_what_is_not_verified(sample: Any) -> None:
    page = render_html(sample("acne"))
    found = re.search(r'<section id="risks".*?</section>', page, re.S)
    assert found
    rows = re.findall(r"<tr.*?</tr>", found[0], re.S)
    marks, scar, lumps = (
        next(row for row in rows if name in row) for name in ("Dark marks", "Scar or tram", "Firm lumps")
    )
    assert "2 to 6 in 100" in marks
    assert "3 of 184 people" in marks
    assert "Sunscreen every day" in marks
    assert "our arithmetic" in marks
    assert "not verified" in scar
    assert "not known" in lumps
    assert "nothing we know of" in lumps


def test_only_risks_that_differ_between_courses_are_compared(sample: Any) -> None:
    table = compared_risks(sample("acne")["options"])
    assert table
    assert [name for name, _ in table["rows"]] == ["Dark marks"]
    assert compared_risks(sample("acne")["options"][:1]) is None
