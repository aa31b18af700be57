"""Which columns are sealed: each app names its own when Django starts, so that a new key reaches all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sealed:
    """One sealed column. model: ``app.Model``; place: of a row; to_bytes, from_bytes: when kept in another form."""

    model: str
    column: str
    place: Callable[[Any], str]
    to_bytes: Callable[[Any], bytes | None] = lambda value: bytes(value) if value else None
    from_bytes: Callable[[bytes, Any], Any] = lambda stored, before: stored


SEALED: list[Sealed] = []


def sealed(model: str, column: str, place: Callable[[Any], str], **form: Any) -> None:
    """Name a sealed column."""
    if not any((item.model, item.column) == (model, column) for item in SEALED):
        SEALED.append(Sealed(model, column, place, **form))
