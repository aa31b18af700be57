"""The protocol search and what more sessions add: inside the bounds, undominated, and in line with the full model."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from needlepoint.case import Case, load_case, parse_case
from needlepoint.course import dominates
from needlepoint.errors import InputError
from needlepoint.plan import make_plan, next_session, search_protocols
from needlepoint.plan.cells import Cell
from needlepoint.plan.trunks import prefix, trunks_of

EXAMPLES = Path(__file__).parents[3] / "examples"
ON = date(2026, 11, 20)


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(EXAMPLES / "acne-scars.yaml", ON)


def test_trunks_hold_every_beginning_once() -> None:
    long = Cell("cheek", ("deep",) * 4, (0.0, 28.0, 56.0, 84.0))  # type: ignore[arg-type]
    other = Cell("cheek", ("deep",) * 2, (0.0, 42.0))  # type: ignore[arg-type]
    found = trunks_of([prefix(long, 1), other, prefix(long, 3), long])
    assert set(found.cells) == {long, other}
    assert found.where[prefix(long, 3)] == (found.cells.index(long), 3)
    assert found.where[other] == (found.cells.index(other), 2)


def test_the_grid_is_wide_enough_and_stays_inside_every_limit(case: Case) -> None:
    found = search_protocols(case, on=ON, draws=1)
    assert len(found.protocols) >= 500
    assert len({(item.candidate.schedule, item.candidate.treatments) for item in found.protocols}) == len(
        found.protocols
    )
    for item in found.protocols:
        assert item.candidate.schedule.sessions <= 5  # what the budget pays for
        assert all(1.0 <= part.technique.depth_mm <= 1.25 for part in item.candidate.treatments)


def test_the_front_is_allowed_and_unbeaten(case: Case) -> None:
    found = search_protocols(case, on=ON, protocols=60, draws=3)
    allowed = [item for item in found.protocols if not item.weighed.refused]
    assert found.front
    for item in found.front:
        assert not item.weighed.refused
        assert not any(dominates(other.weighed.axes, item.weighed.axes) for other in allowed)
        assert item.benefit.low <= item.benefit.median <= item.benefit.high


def test_more_visits_never_lose_benefit(case: Case) -> None:
    found = search_protocols(case, on=ON, protocols=60, draws=3)
    by_settings: dict[object, list[tuple[int, float]]] = {}
    for item in found.protocols:
        schedule = item.candidate.schedule
        if schedule.sessions > 1:
            key = schedule.interval_days, item.candidate.treatments
            by_settings.setdefault(key, []).append((schedule.sessions, item.benefit.median))
    for rows in by_settings.values():
        assert np.all(np.diff([benefit for _, benefit in sorted(rows)]) > 0)


def test_the_same_search_twice_is_the_same(case: Case) -> None:
    first, again = (search_protocols(case, on=ON, protocols=20, draws=2) for _ in range(2))
    assert first == again


def test_stop_searches_nothing_and_says_why() -> None:
    found = search_protocols(load_case(EXAMPLES / "keloid.yaml", ON), on=ON, draws=1)
    assert found.protocols == ()
    assert "not to treat" in found.notes[0].text


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"protocols": 0}])
def test_counts_below_one_are_refused(case: Case, wrong: dict[str, int]) -> None:
    with pytest.raises(InputError, match="1 or more"):
        search_protocols(case, on=ON, **wrong)


def test_a_course_in_progress_is_told_what_one_more_adds(case: Case) -> None:
    plan = make_plan(case, on=ON, draws=2)
    assert plan.course is not None
    first, second = (next_session(plan.course, case, done=done, draws=2) for done in (1, 2))
    assert first.gain is not None
    assert second.gain is not None
    assert 0.0 < second.gain.median < first.gain.median
    better = next_session(plan.course, case, done=2, observed=2.0, draws=2)
    assert better.gain is not None
    assert better.gain != second.gain
    with pytest.raises(InputError, match="sessions of this course"):
        next_session(plan.course, case, done=9)


def test_nobody_can_say_what_one_more_adds_where_needling_was_never_tried_alone() -> None:
    melasma = parse_case("goals: [{concern: melasma, zones: [cheek]}]\npatient: {age: 40, sex: female}", on=ON)
    plan = make_plan(load_case(EXAMPLES / "melasma.yaml", ON), on=ON, draws=2)
    assert plan.course is not None
    found = next_session(plan.course, melasma, done=1)
    assert found.gain is None
    assert found.verdict == "wait"


def test_the_plan_agrees_with_its_own_table_by_session(case: Case) -> None:
    document = make_plan(case, on=ON, draws=8).document
    for option in document["options"]:
        table = option["stop_rule"]["by_session"]
        assert [row["sessions"] for row in table] == list(range(1, 9))
        assert np.all(np.diff([row["median"] for row in table]) > 0)
        here = table[option["schedule"]["sessions"] - 1]["median"]
        at = next(item for item in option["outcomes"][0]["at"] if item["label"].startswith("6 months"))
        assert here == pytest.approx(at["median"], rel=0.12)
    assert {item["role"] for item in document["front"]} >= {option["name"] for option in document["options"]}
    assert any("6 to 8 sessions" in item["text"] for item in document["notes"])
