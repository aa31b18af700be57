"""Blocks on the workers of a Dask cluster that is already there, by its address.

What travels is a block's task and the packed trial (some 100 kB); what comes back, its tables. A worker that is lost
has its blocks run elsewhere by the scheduler. Workers need the same needlepoint: a block that another version made is
refused. Dask is the extra ``cluster``.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Generator, Iterator, Sequence
from typing import Any
from uuid import uuid4

from ..errors import InputError, MachineError, Problem
from .working import Done, Task, fingerprint, run_task

ANSWER_SECONDS = 5
AHEAD = 2


def on_cluster(setup: bytes, tasks: Sequence[Task], address: str) -> Generator[Done]:
    """Tasks on the workers of the scheduler at ``address`` (tcp://host:8786).

    Raises MachineError when Dask is not installed, nobody answers within seconds, there are no workers, or a worker has
    another version; InputError for what is no address.
    """
    with connected(address) as client:
        waiting = iter(tasks)
        first = itertools.islice(waiting, AHEAD * threads(client))
        running = _as_completed([_submit(client, setup, task) for task in first], client)
        for future in running:
            done = _result(future)
            for task in itertools.islice(waiting, 1):
                running.add(_submit(client, setup, task))
            yield done


def _as_completed(futures: list[Any], client: Any) -> Any:
    from distributed import as_completed

    return as_completed(futures, loop=client.loop)


def _submit(client: Any, setup: bytes, task: Task) -> Any:
    # a key of its own: a scheduler answers a key that it knows with what it has, be it of another trial
    return client.submit(run_task, setup, task, pure=False, key=f"needlepoint-{task.first}-{uuid4().hex}")


def _result(future: Any) -> Done:
    try:
        done: Done = future.result()
    except (ImportError, AttributeError) as cause:
        remedy = "Install the same needlepoint there, with the extra cluster."
        raise MachineError(f"The cluster's workers could not run needlepoint ({cause}).", remedy) from cause
    except OSError as cause:
        remedy = "Start the same command again: what is finished is kept with --out."
        raise MachineError(f"The scheduler is gone ({cause}).", remedy) from cause
    except Exception as cause:
        if type(cause).__name__ in ("KilledWorker", "CancelledError", "FutureCancelledError"):
            remedy = "Give the workers more memory, or take smaller blocks; what is finished is kept with --out."
            raise MachineError("The cluster lost the workers of a block again and again.", remedy) from cause
        raise
    if done.fingerprint != fingerprint():
        raise MachineError("The cluster's workers have another version of needlepoint.", "Install the same there.")
    return done


@contextlib.contextmanager
def connected(address: str) -> Iterator[Any]:
    """A client of the scheduler, closed afterwards. Raises as :func:`on_cluster`."""
    try:
        from distributed import Client
    except ImportError as cause:
        raise MachineError("Dask is not installed.", "pip install 'needlepoint[cluster]'") from cause
    try:
        client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except ValueError as cause:
        raise InputError(Problem("--scheduler", repr(address), "an address such as tcp://host:8786")) from cause
    except (OSError, TimeoutError) as cause:
        what = f"No scheduler answers at {address} ({ANSWER_SECONDS} s)."
        raise MachineError(what, "Check the address, or leave --scheduler out to use this machine.") from cause
    try:
        if not threads(client):
            what = f"The scheduler at {address} has no workers."
            raise MachineError(what, f"Start some: dask worker {address}")
        yield client
    finally:
        with contextlib.suppress(Exception):
            client.close(timeout=ANSWER_SECONDS)


def threads(client: Any) -> int:
    """How many tasks the cluster runs at once."""
    return sum(client.nthreads().values())
