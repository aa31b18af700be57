"""Blocks on this machine: in this process, or in several worker processes that may die without harm.

A worker that is killed takes its block with it; the pool is made anew and the block is given out again, and since a
block's numbers depend on nothing outside it, nothing in the result changes. A pool that dies ``MOST_DEATHS`` times
without a finished block in between is given up. Workers leave when the process that made them is gone, and run one
thread each.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for

from ..errors import MachineError
from .working import Done, Task, run_task

MOST_DEATHS = 3
AHEAD = 2
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


def in_process(setup: bytes, tasks: Sequence[Task], tell: Callable[[int], None] | None = None) -> Generator[Done]:
    """Tasks one after the other in this process. tell: told after every group how many of its task are done."""
    for task in tasks:
        yield run_task(setup, task, tell)


def in_pool(setup: bytes, tasks: Sequence[Task], workers: int) -> Generator[Done]:
    """Tasks on ``workers`` processes of this machine. Raises MachineError where they cannot live."""
    waiting, deaths = deque(tasks), 0
    while waiting:
        pool = _pool(workers)
        try:
            for done in _through(pool, setup, waiting, AHEAD * workers):
                deaths = 0
                yield done
        except BrokenProcessPool as cause:
            deaths += 1
            if deaths >= MOST_DEATHS:
                remedy = "Is there enough memory? Try fewer --workers; what is finished is kept with --out."
                raise MachineError("The worker processes were killed again and again.", remedy) from cause
        finally:
            _end(pool)


def _through(pool: ProcessPoolExecutor, setup: bytes, waiting: deque[Task], most: int) -> Iterator[Done]:
    """Yields finished tasks; those that were under way when the pool broke are put back."""
    under_way: dict[Future[Done], Task] = {}
    try:
        while waiting or under_way:
            while waiting and len(under_way) < most:
                future = pool.submit(run_task, setup, waiting[0])  # a broken pool leaves the task waiting
                under_way[future] = waiting.popleft()
            finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in sorted(finished, key=lambda one: under_way[one].first):
                done = future.result()
                del under_way[future]
                yield done
    except BrokenProcessPool:
        waiting.extendleft(sorted(under_way.values(), key=lambda task: -task.first))
        raise


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """New processes get one thread for their arithmetic; this process keeps what it had."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _pool(workers: int) -> ProcessPoolExecutor:
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_born)
    with _one_thread():
        for _ in range(workers):  # one process starts with each, while the environment says one thread
            pool.submit(os.getpid)
    return pool


def _born() -> None:
    """In a new worker: the key press that ends the program is the parent's to handle; without it, leave."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel,), daemon=True).start()


def _leave_with(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)


def _end(pool: ProcessPoolExecutor) -> None:
    """No worker outlives its use."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(5.0)


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
