"""What people will see in words: counted in ten, never rounded to certainty, and silent where nothing is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.outcome import Expected
from needlepoint.plan.outcomes import benefit_axis, in_ten, outcome_document

DAYS = (0.0, 28.0, 84.0, 112.0, 140.0, 266.0)
PEOPLE = np.linspace(-1.0, 1.0, 201)


def item(middle: float, *, identifiable: bool = True, scale: str | None = "goodman_baron_qualitative") -> Expected:
    ramp = np.asarray(DAYS) / DAYS[-1]
    return Expected(
        concern="atrophic_acne_scar" if identifiable else "melasma",
        scale=scale,
        baseline=3.0,
        days=DAYS,
        change=(middle + PEOPLE)[:, None] * ramp,
        mean_change=np.full((201, len(DAYS)), middle) * ramp,
        control=0.3 * PEOPLE[:, None] * ramp,
        identifiable=identifiable,
        why="" if identifiable else "Never measured alone.",
        sources=("trial_body",),
    )


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "fewer than 1 in 20"),
        (0.049, "fewer than 1 in 20"),
        (0.06, "about 1 in 10"),
        (0.5, "about 5 in 10"),
        (0.94, "about 9 in 10"),
        (0.96, "more than 19 in 20"),
        (1.0, "more than 19 in 20"),
    ],
)
def test_shares_in_words(share: float, words: str) -> None:
    assert in_ten(share) == words


@given(st.floats(0, 1))
def test_no_share_is_ever_certain(share: float) -> None:
    words = in_ten(share)
    assert "10 in 10" not in words
    assert "about 0" not in words


def test_the_headline_counts_what_the_chances_say() -> None:
    found = outcome_document(item(0.8), 84.0)
    chances = found["chances"]
    assert chances["half_grade"] + chances["nothing_visible"] + chances["worse"] == pytest.approx(1.0)
    assert found["words"][0].lower().startswith(in_ten(chances["half_grade"]))
    assert in_ten(chances["nothing_visible"]) in found["words"][0]
    assert "half a grade" in found["words"][0]
    assert found["at"][-1]["day"] == 84.0 + 182.0
    assert found["at"][-1]["median"] == pytest.approx(0.8, abs=0.01)


def test_the_curve_is_the_forecast_and_keeps_its_order() -> None:
    curve = outcome_document(item(0.8), 84.0)["by_day"]
    assert curve["days"][0] == 0.0
    assert curve["days"][-1] == DAYS[-1]
    assert all(low <= mid <= high for low, mid, high in zip(curve["low"], curve["median"], curve["high"], strict=True))


def test_what_was_never_measured_alone_has_no_chances_and_says_so() -> None:
    found = outcome_document(item(0.8, identifiable=False, scale="mmasi"), 84.0)
    assert found["chances"] is None
    assert not found["identifiable"]
    assert found["words"][0] == "Never measured alone."
    assert "stays wide" in found["words"][1]
    assert benefit_axis([found]) is None


def test_where_only_the_direction_is_known_there_is_no_number() -> None:
    found = outcome_document(item(0.8, identifiable=False, scale=None), 84.0)
    assert found["by_day"] is None
    assert found["at"] == []
    assert not any(letter.isdigit() for text in found["words"] for letter in text)


def test_a_course_that_does_nothing_is_not_sold() -> None:
    found = outcome_document(item(0.0), 84.0)
    assert found["at"][-1]["median"] == pytest.approx(0.0, abs=0.01)
    assert "no change" in " ".join(found["words"])
    assert found["chances"]["half_grade"] < 0.3
