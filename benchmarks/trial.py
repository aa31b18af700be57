"""Virtual trials: patients a second, memory, the same trial through scipy's LSODA, two workers beside one, Dask.

    python benchmarks/trial.py                          # 1,000 patients, two arms, 4 sessions + 6 months; some minutes
    python benchmarks/trial.py --patients 100000 --out DIR   # one large run with its memory; goes on where it stopped
    python benchmarks/trial.py --dask                   # what a scheduler costs on this machine

The peer is the whole trial with its tissue solved by LSODA (banded Jacobian, compiled by numba, the tolerances at
which its error is that of the engine: ``benchmarks/tissue.py``): a few courses of the trial's own people are timed, one
process a core, and scaled to all of them; what the trial does beside the tissue is added. Ratios alternate, so that a
busy machine slows both.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from needlepoint.cohort import Trial, parse_trial, run_trial
from needlepoint.cohort.group import GROUP, run_group
from needlepoint.cohort.local import cores
from needlepoint.cohort.people import person
from needlepoint.cohort.protocol import arm_plan, zone_courses
from needlepoint.cohort.worlds import constants_of, make_worlds
from needlepoint.healing import Request
from needlepoint.healing.forecast import _requested
from needlepoint.healing.solver import Run

TEXT = """
schema: needlepoint.trial/1
title: Two depths, four sessions, six months
seed: 1
concern: atrophic_acne_scar
population: acne_scars
patients: 1000
arms:
  - name: deep
    course: {device: {kind: pen}, schedule: "every 4 weeks, 4 times", treat: ["cheeks: 1.5 mm, 4 passes"]}
  - name: shallow
    course: {device: {kind: pen}, schedule: "every 4 weeks, 4 times", treat: ["cheeks: 0.5 mm, 4 passes"]}
scales: [goodman_baron_qualitative]
visits:
  - {name: 1 month, days_after_last: 28}
  - {name: 3 months, days_after_last: 91}
  - {name: 6 months, days_after_last: 182}
"""
ROUNDS = 3
MB = 2**20


def seconds(job: Callable[[], object]) -> float:
    """Wall time of a job."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


class Memory:
    """The most memory that this process and its children held at one time (proportional set size), sampled."""

    def __enter__(self) -> Memory:
        self.most, self.over = 0, threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def _watch(self) -> None:
        while not self.over.wait(0.25):
            self.most = max(self.most, sum(map(held, family(os.getpid()))))


def family(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *itertools.chain.from_iterable(family(int(child)) for child in children)]


def held(pid: int) -> int:
    """Bytes that a process holds, shared pages shared out."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) * 1024 for row in rows if row.startswith("Pss:")), 0)


def whole(trial: Trial, patients: int, workers: int, out: Path | None) -> float:
    """Run, print and return the wall time of a trial."""
    with Memory() as memory:
        took = seconds(lambda: run_trial(trial, patients=patients, workers=workers, out=out))
    print(f"{patients:,} patients, {len(trial.arms)} arms, {workers} workers: {took:.1f} s wall,")
    print(f"  {patients / took:.0f} patients a second, at most {memory.most / MB:,.0f} MB in all processes", flush=True)
    return took


def one_and_two(trial: Trial, patients: int) -> None:
    """Print how many times faster two workers are than one, start of the processes included and without it."""
    ratios, plain = [], []
    for _ in range(ROUNDS):
        one, two = (seconds(lambda n=n: run_trial(trial, patients=patients, workers=n)) for n in (1, 2))
        ratios.append(one / two)
        start = seconds(lambda: run_trial(trial, patients=2 * GROUP, workers=2, block=GROUP))
        start -= seconds(lambda: run_trial(trial, patients=GROUP, workers=1))
        plain.append(one / (two - max(start, 0.0)))
    print(f"two workers beside one, {patients:,} patients (aim 1.7): {statistics.median(ratios):.2f} x, all included;")
    print(f"  {statistics.median(plain):.2f} x without the workers' start", flush=True)


def runs_of(trial: Trial, people: int) -> list[Run]:
    """The courses of the first people of a trial, every arm."""
    worlds, found = make_worlds(trial), []
    for number in range(people):
        who = person(trial, number)
        constants = constants_of(trial, who, worlds)
        for arm in trial.arms:
            plan = arm_plan(trial, arm)
            courses = zone_courses(plan, who, plan.attended(who))
            found += _requested(Request(courses, (constants,), plan.days))
    return found


def by_lsoda(run: Run) -> float:
    """Seconds of one course by the peer; runs in a worker."""
    sys.path.insert(0, str(Path(__file__).parent))
    from peers import lsoda
    from peers.cell import solved_course

    return seconds(lambda: solved_course(run, lsoda.solver(1e-3, 1e-6)))


def beside_lsoda(trial: Trial, people: int) -> None:
    """Print how many times the patients a second of the same trial through LSODA, on the same cores."""
    runs, each, ratios = runs_of(trial, people), len(runs_of(trial, 1)), []
    worlds, plans = make_worlds(trial), [arm_plan(trial, arm) for arm in trial.arms]
    with ProcessPoolExecutor(cores()) as workers:
        list(workers.map(by_lsoda, runs[: cores()]))  # compiled
        for round in range(ROUNDS):
            peer = seconds(lambda: list(workers.map(by_lsoda, runs))) / len(runs)  # cores side by side
            ours = seconds(lambda round=round: run_group(trial, worlds, plans, round)) / GROUP / cores()
            # beside the tissue the peer's trial does what ours does: its own time is at most all of ours
            ratios.append((peer * each + ours) / ours)
            print(
                f"  LSODA {peer * each:.2f} s a patient on {cores()} cores; the whole trial here {ours * 1e3:.1f} ms",
                flush=True,
            )
    print(f"beside the same trial through LSODA (aim 100): {statistics.median(ratios):.0f} x", flush=True)


def with_dask(trial: Trial, patients: int) -> None:
    """Print what a scheduler costs: two Dask workers beside two processes of our own, at 1,000-patient blocks."""
    with tempfile.TemporaryDirectory() as folder:
        address = "tcp://127.0.0.1:8790"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        jobs = [subprocess.Popen([*_dask("dask-scheduler"), "--port", "8790", "--no-dashboard"], **quiet)]  # type: ignore[call-overload]
        time.sleep(3.0)
        jobs += [
            subprocess.Popen([*_dask("dask-worker"), address, "--nthreads", "1", "--nworkers", "2"], **quiet)  # type: ignore[call-overload]
        ]
        time.sleep(8.0)
        try:
            run_trial(trial, patients=64, scheduler=address, block=32)  # imports and compiled functions are loaded
            pairs = []
            for _ in range(ROUNDS):
                own = seconds(lambda: run_trial(trial, patients=patients, workers=2, block=1000))
                dask = seconds(lambda: run_trial(trial, patients=patients, scheduler=address, block=1000))
                pairs.append((own, dask))
            start = seconds(lambda: run_trial(trial, patients=2 * GROUP, workers=2, block=GROUP))
            cost = statistics.median(dask / (own - start) - 1.0 for own, dask in pairs)
            print(f"Dask beside our own processes (their start of {start:.1f} s left out), {patients:,} patients in")
            print(f"  blocks of 1,000 (aim: under 5 %): {cost:+.1%}; {pairs}", flush=True)
        finally:
            for job in reversed(jobs):
                job.terminate()
                job.wait(10.0)


def _dask(name: str) -> list[str]:
    return [str(Path(sys.executable).with_name("dask")), name.removeprefix("dask-")]


def main() -> None:
    """Everything, or what was asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--patients", type=int, default=1000)
    options.add_argument("--workers", type=int, default=cores())
    options.add_argument("--out", type=Path)
    options.add_argument("--dask", action="store_true", help="only what a scheduler costs")
    options.add_argument("--peer", type=int, default=4, help="people whose courses the peer solves; 0: none")
    asked = options.parse_args()
    trial = parse_trial(TEXT)
    run_trial(trial, patients=1)  # compiled functions are on the disk
    if asked.dask:
        with_dask(trial, asked.patients)
        return
    whole(trial, asked.patients, asked.workers, asked.out)
    if asked.out is None:
        one_and_two(trial, asked.patients)
        if asked.peer:
            beside_lsoda(trial, asked.peer)
    print(f"(most memory of one process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB)")


if __name__ == "__main__":
    main()
