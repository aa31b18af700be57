"""One block of a trial on whatever machine it lands: what travels there, and what comes back.

There: the trial (protocols by their fields and the population), the worlds' constants, which groups. Back: two tables
as Arrow bytes, and a fingerprint of the model that made them, because a cluster's workers may have another version.
"""

from __future__ import annotations

import functools
import hashlib
import pickle
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from importlib import resources

import pyarrow as pa

from .group import GROUP, run_group
from .protocol import ArmPlan, arm_plan
from .tables import group_tables
from .trial import Trial
from .worlds import Worlds, make_worlds

MODEL = ("device", "evidence/data/parameters", "healing", "healing/data", "outcome", "outcome/data", "puncture", "skin")
OWN = ("group", "people", "population", "protocol", "results", "scoring", "tables", "worlds")
SINGLE = ("randomness.py", "calibration/outcome/courses.py", "cohort/populations.yaml")


@dataclass(frozen=True)
class Task:
    """Groups ``first`` to ``first + count - 1``; people numbered from ``upto`` on are left out."""

    first: int
    count: int
    upto: int


@dataclass(frozen=True)
class Done:
    """A finished task: both tables as Arrow streams, and the fingerprint of the model that made them."""

    task: Task
    people: bytes
    scores: bytes
    fingerprint: str


Dealer = Callable[[bytes, Sequence[Task]], Generator[Done]]
"""Runs tasks somewhere and yields each as it is done, in any order."""


def packed(trial: Trial) -> bytes:
    """Everything that a worker needs of a trial, worlds included."""
    return pickle.dumps((trial, make_worlds(trial)))


@functools.lru_cache(maxsize=4)
def _unpacked(setup: bytes) -> tuple[Trial, Worlds, tuple[ArmPlan, ...]]:
    trial, worlds = pickle.loads(setup)
    return trial, worlds, tuple(arm_plan(trial, arm) for arm in trial.arms)


def run_task(setup: bytes, task: Task, tell: Callable[[int], None] | None = None) -> Done:
    """A block of people through every arm. tell: told after every group how many are done."""
    trial, worlds, plans = _unpacked(setup)
    parts = []
    for number in range(task.count):
        parts.append(group_tables(trial, run_group(trial, worlds, plans, task.first + number), task.upto))
        if tell is not None:
            tell(number + 1)
    people, scores = (_bytes(pa.concat_tables([part[at] for part in parts])) for at in (0, 1))
    return Done(task, people, scores, fingerprint())


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.unify_dictionaries().combine_chunks())
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def table_of(data: bytes) -> pa.Table:
    """A table from Arrow bytes."""
    return pa.ipc.open_stream(data).read_all()


@functools.cache
def fingerprint() -> str:
    """What the numbers depend on beside the trial: version, code and data of the model, as a hash."""
    from .. import __version__

    root, hashed = resources.files("needlepoint"), hashlib.sha256(__version__.encode())
    names = [*SINGLE, *(f"cohort/{name}.py" for name in OWN)]
    for folder in MODEL:
        names += [f"{folder}/{item.name}" for item in root.joinpath(folder).iterdir() if item.is_file()]
    for name in sorted(names):
        if name.endswith((".py", ".yaml", ".npz")):
            hashed.update(name.encode() + root.joinpath(name).read_bytes())
    return hashed.hexdigest()[:24]


def tasks_of(groups: Sequence[int], size: int, upto: int) -> list[Task]:
    """Runs of following groups cut into tasks of at most ``size``."""
    found: list[Task] = []
    for group in groups:
        if found and found[-1].first + found[-1].count == group and found[-1].count < size:
            found[-1] = Task(found[-1].first, found[-1].count + 1, upto)
        else:
            found.append(Task(group, 1, upto))
    return found


def block_groups(patients: int, workers: int, block: int | None) -> int:
    """Groups in a block: as asked (people, rounded up to whole groups), else a quarter of a worker's part, at most
    1,024 people."""
    people = min(1024, -(-patients // (4 * workers))) if block is None else block
    return max(1, -(-people // GROUP))
