"""The stop rule on courses made up so that the verdict is known."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.course import Ahead, one_more
from needlepoint.course.stopping import by_session, figure, points, threshold

PEOPLE = np.linspace(-1.0, 1.0, 401)


def ahead(
    gains: list[float], first: float = 1.0, spread: float = 0.4, scars: int | None = None, **rest: float
) -> Ahead:
    """A course whose sessions add these medians; people differ by ``spread``, more in those who gain more."""
    change = np.cumsum([first, *gains])[:, None] + spread * PEOPLE
    gain = np.asarray(gains)[:, None] * (1.0 + 0.5 * PEOPLE)
    to_come = np.full_like(change, rest.get("to_come", 0.05))
    return Ahead(change, gain, to_come, visible=0.5, unit="grade", scars=scars)


def test_a_visit_that_adds_enough_is_worth_it() -> None:
    found = one_more(ahead([0.3, 0.2, 0.1]), 1, most=6)
    assert found.verdict == "go on"
    assert found.gain is not None
    assert found.gain.median == pytest.approx(0.3, abs=1e-3)
    assert found.gain.low < 0.3 < found.gain.high
    assert "0.30 of a grade" in found.why


def test_one_that_adds_too_little_is_not_and_the_why_counts_visits() -> None:
    found = one_more(ahead([0.3, 0.2, 0.05]), 3, most=6)
    assert found.verdict == "stop"
    assert "about 10 such visits" in found.why
    assert "half a grade" in found.why


def test_the_threshold_is_the_line_between_the_two() -> None:
    line = threshold(0.5)
    assert one_more(ahead([line * 1.01]), 1, most=6).verdict == "go on"
    assert one_more(ahead([line * 0.99]), 1, most=6).verdict == "stop"


def test_a_scar_warning_stops_whatever_a_visit_adds() -> None:
    found = one_more(ahead([0.4, 0.4], scars=3), 2, most=6)
    assert found.verdict == "stop"
    assert "scarring" in found.why
    assert one_more(ahead([0.4, 0.4], scars=3), 1, most=6).verdict == "go on"


def test_no_more_than_was_published() -> None:
    found = one_more(ahead([0.4, 0.4]), 2, most=2)
    assert found.verdict == "stop"
    assert "No more than 2 visits have been published" in found.why


def test_what_comes_by_itself_is_waited_for() -> None:
    course = ahead([0.2, 0.2], to_come=0.3)
    assert one_more(course, 1, most=6, settled=False).verdict == "wait"
    assert one_more(course, 1, most=6, settled=True).verdict == "go on"


def test_another_treatment_where_needling_does_not_get_there() -> None:
    course = ahead([0.05, 0.05], first=0.1)
    found = one_more(course, 2, most=3, better="fractional CO2 laser")
    assert found.verdict == "other"
    assert "fractional CO2 laser" in found.why
    assert one_more(course, 2, most=3).verdict == "stop"


def test_without_figures_look_first() -> None:
    found = one_more(None, 3, most=6)
    assert found.verdict == "wait"
    assert found.gain is None


def test_an_observed_change_picks_the_people_who_agree_with_it() -> None:
    course = ahead([0.3, 0.3, 0.3])
    plain, good, poor = (one_more(course, 2, most=6, observed=seen) for seen in (None, 1.6, 1.0))
    assert plain.gain is not None
    assert good.gain is not None
    assert poor.gain is not None
    assert poor.gain.median < plain.gain.median < good.gain.median
    assert good.gain.high - good.gain.low < plain.gain.high - plain.gain.low
    assert good.seen


def test_an_observed_change_that_nobody_foresaw_says_so() -> None:
    found = one_more(ahead([0.3, 0.3]), 1, most=6, observed=9.0)
    assert not found.seen
    assert found.gain is not None
    assert np.isfinite(found.gain.median)


def test_the_table_by_session() -> None:
    table = by_session(ahead([0.3, 0.2]))
    assert [round(item.median, 2) for item in table] == [1.0, 1.3, 1.5]


def test_weighed_quantiles_are_the_plain_ones_with_equal_weights() -> None:
    values = np.random.default_rng(1).normal(size=500)
    plain, weighed = figure(values), figure(values, np.full(500, 1 / 500))
    assert plain == weighed
    assert plain.median == pytest.approx(np.median(values), abs=0.01)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.5, "grade", "half a grade"),
        (0.06, "grade", "0.06 of a grade"),
        (0.0, "grade", "nothing"),
        (0.001, "grade", "less than 0.01 of a grade"),
        (1.3, "grade", "1.3 grades"),
        (12.3, "points", "12 points"),
    ],
)
def test_points_in_words(value: float, unit: str, words: str) -> None:
    assert points(value, unit) == words
