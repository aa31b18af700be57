"""Running a trial to its end: blocks dealt out, kept as they finish, gathered in the order of the people.

Results do not depend on the size of a block, on the number of workers, nor on where they run (on one kind of processor
and one version of the libraries); see ``group``. With a folder, what is in memory is a few blocks until the tables are
read at the end.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from ..errors import InputError, Problem
from ..evidence import recording, source
from ..outcome.instruments import spoken
from .local import in_pool, in_process
from .protocol import arm_plan
from .results import Results
from .storing import Folder, held_folder
from .tables import groups_of
from .trial import MOST_PATIENTS, Trial
from .working import Dealer, Done, Task, block_groups, packed, run_task, table_of, tasks_of

Tell = Callable[[str, float], None]


def run_trial(
    trial: Trial,
    *,
    patients: int | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    out: str | Path | None = None,
    block: int | None = None,
    tell: Tell | None = None,
) -> Results:
    """The trial, run to its end, or on from where a folder has it.

    patients: virtual people in every arm (None: as the trial says); workers: processes of this machine (1: this one);
    scheduler: address of a Dask cluster instead; out: folder to keep everything in; block: people a block; tell: told
    what is done and the share of it. Raises InputError (sizes, another trial's folder) and MachineError (disk full, no
    scheduler, workers that die).
    """
    count = trial.patients if patients is None else patients
    _check(count, workers, block)
    if scheduler is not None:
        _answers(scheduler)
    size = block_groups(count, workers, block)
    with recording() as used:
        setup = packed(trial)
        run_task(setup, Task(0, 1, 1))  # names sources, and compiles what workers will load
        _cite(trial)
    report = _Progress(tell, groups_of(count))
    deal = _dealer(workers, scheduler, report)
    if out is None:
        people, scores = _in_memory(setup, tasks_of(range(groups_of(count)), size, count), deal, report)
        folder = None
    else:
        folder = Path(out)
        people, scores = _in_folder(Folder(folder, trial, count), setup, size, deal, report)
    return Results(trial, count, people, scores, folder, notes(trial), tuple(sorted(used.sources)))


def _answers(scheduler: str) -> None:
    """Before any work: raises MachineError or InputError unless somebody is there."""
    from .cluster import connected

    with connected(scheduler):
        pass


def _cite(trial: Trial) -> None:
    """Note what a run of this trial rests on, whatever this process has worked out and kept before."""
    cited = [
        *spoken()[trial.concern].sources,
        *(id for item in trial.population.distributions.values() for id in item.sources),
    ]
    for id in (*cited, *(id for figure in trial.published for id in figure.sources)):
        source(id)
    for arm in trial.arms:
        arm_plan(trial, arm)


def _check(patients: int, workers: int, block: int | None) -> None:
    for name, value, most in (
        ("patients", patients, MOST_PATIENTS),
        ("workers", workers, 1024),
        ("block", block, None),
    ):
        if value is not None and (value < 1 or (most is not None and value > most)):
            allowed = "1 or more" if most is None else f"1 to {most}"
            raise InputError(Problem(name, str(value), f"a whole number, {allowed}"))


class _Progress:
    """The share of all groups that is done."""

    def __init__(self, tell: Tell | None, groups: int) -> None:
        self.tell, self.groups, self.done = tell, groups, 0

    def add(self, groups: int) -> None:
        self.done += groups
        self.within(0)

    def within(self, groups: int) -> None:
        """So many groups of the block under way are done too."""
        if self.tell is not None:
            self.tell("people", min((self.done + groups) / self.groups, 1.0))


def _dealer(workers: int, scheduler: str | None, report: _Progress) -> Dealer:
    if scheduler is not None:
        from .cluster import on_cluster

        return lambda setup, tasks: on_cluster(setup, tasks, scheduler)
    if workers > 1:
        return lambda setup, tasks: in_pool(setup, tasks, workers)
    return lambda setup, tasks: in_process(setup, tasks, report.within)


def _in_memory(setup: bytes, tasks: list[Task], deal: Dealer, report: _Progress) -> tuple[pa.Table, pa.Table]:
    held: dict[int, Done] = {}
    with contextlib.closing(deal(setup, tasks)) as running:
        for done in running:
            held[done.task.first] = done
            report.add(done.task.count)
    ordered = [held[first] for first in sorted(held)]
    people, scores = ([table_of(getattr(done, name)) for done in ordered] for name in ("people", "scores"))
    return _joined(people), _joined(scores)


def _joined(tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()


def _in_folder(folder: Folder, setup: bytes, size: int, deal: Dealer, report: _Progress) -> tuple[pa.Table, pa.Table]:
    with held_folder(folder.path):
        folder.open()
        if not folder.finished:
            missing = folder.missing()
            report.add(report.groups - len(missing))
            with contextlib.closing(deal(setup, tasks_of(missing, size, folder.patients))) as running:
                for done in running:
                    folder.add(done)
                    report.add(done.task.count)
            folder.finish()
        return folder.tables()


def _starts(trial: Trial) -> set[str]:
    """Scales whose starting score is the population's."""
    return {item.scale for item in trial.scales if item.baseline is None}


def notes(trial: Trial) -> tuple[str, ...]:
    """What the run assumes, in sentences."""
    unused = {f"severity: {name}" for name in trial.population.severity if name not in _starts(trial)}
    unused |= {"missed_sessions"} if trial.missed_sessions is not None else set()
    unused |= {"drop_out"} if trial.drop_out is not None else set()
    used = {name: item for name, item in trial.population.distributions.items() if name not in unused}
    assumed = ", ".join(name.replace("_", " ") for name, item in used.items() if item.kind == "assumed")
    found = [f"Assumed of the population ({trial.population.label}): {assumed}."] if assumed else []
    if any(arm.control == "sham" for arm in trial.arms):
        found.append("Sham: the model knows no difference between sham treatment and none.")
    if trial.design == "within_person":
        found.append("The sides of one person are taken to be alike before the first session.")
    found += [
        "A missed session is not made up for; leaving a trial does not depend on the treatment or its effect.",
        "Scores are means that a rater would write, not forced to whole steps.",
        "Raters of one person err independently of each other; what they know of the arm does not move them.",
    ]
    return tuple(found)
