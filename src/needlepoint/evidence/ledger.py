"""The record of what a run really used, so that `needlepoint cite` never lists a source that played no part.

A context variable holds the open record; reading a parameter or citing a source adds to it. Nothing is recorded
outside a ``with recording()`` block. Records nest: an inner one also reaches the outer.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

Result = TypeVar("Result")


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


def remembered(most: int) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Keep the ``most`` last results of a function with what working them out used: a kept one notes it again."""

    def wrap(function: Callable[..., Result]) -> Callable[..., Result]:
        @functools.lru_cache(maxsize=most)
        def kept(*arguments: object) -> tuple[Result, Used]:
            with recording() as used:
                result = function(*arguments)
            return result, used

        @functools.wraps(function)
        def remembering(*arguments: object) -> Result:
            result, used = kept(*arguments)
            note(parameters=tuple(used.parameters), sources=tuple(used.sources))
            return result

        return remembering

    return wrap


def note(*, parameters: tuple[str, ...] = (), sources: tuple[str, ...] = ()) -> None:
    """Add to every open record."""
    for used in _open.get():
        used.parameters.update(parameters)
        used.sources.update(sources)
