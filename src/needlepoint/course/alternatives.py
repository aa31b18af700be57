"""What else could be done: published comparisons with other treatments, filtered by concern. Data: alternatives.yaml.

Shown beside every plan, and instead of one when screening says stop, on the plan's own axes: effect against needling
with how sure that is, downtime, dark marks, cost. Prices are the person's own where the case gives one; else the
published range, in its currency. None of it is a recommendation: whatever rules out needling may rule out these as
well.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, cast

from ..case import Money
from ..case.constraints import Prices
from ..evidence import source
from ..evidence.sources import load_data

Than = Literal["better", "equal", "worse", "unknown"]
Certainty = Literal["moderate", "low", "very_low", "none"]
UNCOMPARED = "no comparison with needling was seen"


@dataclass(frozen=True)
class Effect:
    """Effect against needling alone for one concern ("all": for any): better, equal, worse or unknown; how sure."""

    concern: str
    than: Than
    certainty: Certainty
    words: str


@dataclass(frozen=True)
class Marks:
    """Dark marks in percent of people; None: no figure was seen."""

    low: float | None
    high: float | None
    words: str


@dataclass(frozen=True)
class Price:
    """Price of one session, and of a course where the number of visits is published; origin: whose price it is."""

    low: float
    high: float
    currency: str
    course_low: float | None
    course_high: float | None
    origin: Literal["yours", "published"]


@dataclass(frozen=True)
class Alternative:
    """One other treatment beside needling: what it is, effect, downtime, dark marks (pih), cost; "" = unknown.

    The sentences first, then the axes: effects by concern asked for, recovery against needling's, marks, price (None =
    nobody named one), visits of a course. out_of_scope: why this software never plans it, or "".
    """

    id: str
    name: str
    summary: str
    efficacy: str
    downtime: str
    pih: str
    cost: str
    sources: tuple[str, ...]
    effects: tuple[Effect, ...]
    recovery: Literal["longer", "similar", "shorter", "none"]
    recovery_words: str
    marks: Marks
    price: Price | None
    visits: tuple[int, int] | None
    out_of_scope: str = ""


@functools.cache
def _rows() -> tuple[dict[str, Any], ...]:
    text = (resources.files("needlepoint.course") / "alternatives.yaml").read_text("utf-8")
    return tuple(cast("list[dict[str, Any]]", load_data(text)))


def alternatives_for(concerns: Iterable[str], prices: Prices | None = None) -> tuple[Alternative, ...]:
    """The alternatives worth naming for any of these concerns, in the order of the file; their sources are noted.

    prices: the person's own, of one session.
    """
    wanted = tuple(dict.fromkeys(concerns))
    return tuple(
        _alternative(row, wanted, prices or Prices())
        for row in _rows()
        if row["concerns"] == "all" or set(wanted) & set(row["concerns"])
    )


def _alternative(row: dict[str, Any], wanted: tuple[str, ...], prices: Prices) -> Alternative:
    for id in row["sources"]:
        source(id)
    visits = row.get("visits")
    known = (visits["low"], visits["high"]) if visits else None
    names = ("id", "name", "summary", "efficacy", "downtime", "pih", "cost")
    return Alternative(
        **{name: row[name] for name in names},
        sources=tuple(row["sources"]),
        effects=_effects(row["effect"], wanted),
        recovery=row["recovery"]["than"],
        recovery_words=row["recovery"]["words"],
        marks=Marks(**row["marks"]),
        price=_price(row.get("price"), prices.of(row["id"]), known),
        visits=known,
        out_of_scope=row.get("out_of_scope", ""),
    )


def _effects(rows: Mapping[str, Any], wanted: tuple[str, ...]) -> tuple[Effect, ...]:
    """One effect for each concern asked for; where nobody compared, it says so."""
    found = []
    for concern in wanted:
        row = rows.get(concern, rows.get("all", {"than": "unknown", "certainty": "none", "words": UNCOMPARED}))
        found.append(Effect(concern, row["than"], row["certainty"], row["words"]))
    return tuple(found)


def _price(published: Mapping[str, Any] | None, own: Money | None, visits: tuple[int, int] | None) -> Price | None:
    if own is not None:
        return Price(own.amount, own.amount, own.currency, *_course(own.amount, own.amount, visits), "yours")
    if published is None:
        return None
    low, high = published["low"], published["high"]
    return Price(low, high, published["currency"], *_course(low, high, visits), "published")


def _course(low: float, high: float, visits: tuple[int, int] | None) -> tuple[float | None, float | None]:
    return (low * visits[0], high * visits[1]) if visits else (None, None)
