"""The first few of many rows: found along an index by their keys alone, and only these few are read whole.

A list of twenty beside joins to patients and courses otherwise tempts a database to join everything and sort it.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def first(rows: QuerySet[Row], *order: str, most: int) -> QuerySet[Row]:
    """The first ``most`` of ``rows`` in this order; joins and deferred columns are asked of what is returned."""
    few = rows.order_by(*order).values("pk")[:most]
    return rows.model._default_manager.filter(pk__in=few).order_by(*order)
