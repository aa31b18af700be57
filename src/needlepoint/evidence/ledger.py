"""The record of what a run really used, so that `needlepoint cite` never lists a source that played no part.

A context variable holds the open record; reading a parameter or citing a source adds to it. Nothing is recorded
outside a ``with recording()`` block. Records nest: an inner one also reaches the outer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Used:
    """Names of parameters (``set.name``) and ids of sources that a run touched."""

    parameters: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)


_open: ContextVar[tuple[Used, ...]] = ContextVar("open_records", default=())


@contextmanager
def recording() -> Iterator[Used]:
    """Open a record; what is used inside the block is in it."""
    used = Used()
    token = _open.set((*_open.get(), used))
    try:
        yield used
    finally:
        _open.reset(token)


def note(*, parameters: tuple[str, ...] = (), sources: tuple[str, ...] = ()) -> None:
    """Add to every open record."""
    for used in _open.get():
        used.parameters.update(parameters)
        used.sources.update(sources)
