"""Cost comes from the case's own price and nowhere else; published prices stand beside it."""

from __future__ import annotations

import pytest

from needlepoint.case import Constraints, Money
from needlepoint.course import course_cost
from needlepoint.course.cost import affordable_sessions
from needlepoint.evidence import recording


def dollars(amount: float) -> Money:
    return Money(amount=amount, currency="USD")


def test_no_price_no_cost() -> None:
    assert course_cost(Constraints(budget=dollars(2000)), 4) is None
    assert affordable_sessions(Constraints(budget=dollars(2000))) is None


@pytest.mark.parametrize(("budget", "within"), [(1599, False), (1600, True), (1601, True), (None, None)])
def test_a_course_against_its_budget(budget: float | None, within: bool | None) -> None:
    limits = Constraints(price_per_session=dollars(400), budget=dollars(budget) if budget else None)
    cost = course_cost(limits, 4)
    assert cost is not None
    assert (cost.total, cost.per_session, cost.sessions, cost.currency) == (1600, 400, 4, "USD")
    assert cost.within_budget is within


@pytest.mark.parametrize(("budget", "count"), [(399.99, 0), (400, 1), (799, 1), (2000, 5)])
def test_how_many_sessions_a_budget_pays_for(budget: float, count: int) -> None:
    assert affordable_sessions(Constraints(price_per_session=dollars(400), budget=dollars(budget))) == count


def test_a_free_session_has_no_limit() -> None:
    assert affordable_sessions(Constraints(price_per_session=dollars(0), budget=dollars(10))) is None


def test_cents_add_up() -> None:
    assert affordable_sessions(Constraints(price_per_session=dollars(0.1), budget=dollars(0.3))) == 3
    cost = course_cost(Constraints(price_per_session=dollars(0.1)), 3)
    assert cost is not None
    assert cost.total == 0.3


def test_published_prices_stand_beside_with_their_sources() -> None:
    with recording() as used:
        cost = course_cost(Constraints(price_per_session=dollars(400)), 1)
    assert cost is not None
    assert [(item.low, item.high, item.currency) for item in cost.published] == [(200, 800, "USD"), (200, 700, "USD")]
    assert {"D", "cost_opinion2025"} <= used.sources
