"""Loops over millions of holes, compiled once and kept on the disk, beside this package or in the user's cache.

Numba's ``njit`` with the interpreter's lock released, so that threads work side by side. Where nothing can be written,
functions are compiled anew in every process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from itertools import pairwise
from typing import Any, TypeVar, cast

from ..errors import InputError, Problem

Function = TypeVar("Function", bound=Callable[..., Any])
Item = TypeVar("Item")
Result = TypeVar("Result")
MOST_WORKERS = 64


def compiled(function: Function) -> Function:
    """The same function, compiled at its first call or read from the disk."""
    from numba import njit

    try:
        return cast("Function", njit(cache=True, nogil=True)(function))
    except RuntimeError:  # no place to keep it
        return cast("Function", njit(nogil=True)(function))


def load_kernels() -> None:
    """Bring in the compiled loops, so that a later first use does not wait for them."""
    from . import kernels  # noqa: F401


def worker_count(workers: int | None) -> int:
    """Threads to use: as asked, else one for each core, at most four. Raises InputError unless 1 or more."""
    if workers is None:
        return min(os.cpu_count() or 1, 4)
    if isinstance(workers, bool) or not isinstance(workers, int) or not 1 <= workers <= MOST_WORKERS:
        raise InputError(Problem("workers", repr(workers), f"a whole number, 1 to {MOST_WORKERS}"))
    return workers


def in_threads(work: Callable[[Item], Result], items: Sequence[Item], workers: int) -> list[Result]:
    """``work`` of every item, in the order of the items, whoever does it."""
    if workers == 1 or len(items) == 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(workers) as pool:
        running = [pool.submit(copy_context().run, work, item) for item in items]
        return [one.result() for one in running]


def shares(total: int, parts: int) -> list[tuple[int, int]]:
    """``total`` things in ``parts`` runs of nearly equal length; empty runs are left out."""
    edges = [total * part // parts for part in range(parts + 1)]
    return [(low, high) for low, high in pairwise(edges) if high > low] or [(0, total)]
