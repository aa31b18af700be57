"""What a course costs: the case's own price times the sessions, held against the budget. No price given, no cost.

Published prices stand beside it as context, never instead of it: they differ between regions and years.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..case import Constraints
from ..evidence import source


@dataclass(frozen=True)
class PriceRange:
    """A published price of one session: low and high in ``currency``, and who says so."""

    low: float
    high: float
    currency: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Cost:
    """Cost of a course in ``currency``. within_budget: None when no budget was given. basis: one sentence."""

    sessions: int
    per_session: float
    total: float
    currency: str
    within_budget: bool | None
    basis: str
    published: tuple[PriceRange, ...]


PUBLISHED = (
    PriceRange(200, 800, "USD", ("D",)),
    PriceRange(200, 700, "USD", ("cost_opinion2025",)),
)


def published_prices() -> tuple[PriceRange, ...]:
    """Published prices of one session of needling."""
    for item in PUBLISHED:
        for id in item.sources:
            source(id)
    return PUBLISHED


def course_cost(constraints: Constraints, sessions: int) -> Cost | None:
    """What that many sessions cost at the case's own price; None when the case gives none."""
    price, budget = constraints.price_per_session, constraints.budget
    if price is None:
        return None
    total = round(price.amount * sessions, 2)
    return Cost(
        sessions=sessions,
        per_session=price.amount,
        total=total,
        currency=price.currency,
        within_budget=None if budget is None else total <= budget.amount,
        basis=f"{sessions} x {price.amount:,.0f} {price.currency}, the price given in the case",
        published=published_prices(),
    )


def affordable_sessions(constraints: Constraints) -> int | None:
    """How many sessions the budget pays for; None when price or budget is missing, or a session costs nothing."""
    price, budget = constraints.price_per_session, constraints.budget
    if price is None or budget is None or price.amount == 0:
        return None
    return int(budget.amount / price.amount + 1e-9)
