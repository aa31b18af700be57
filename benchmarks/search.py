"""The protocol search beside the same search through scipy's banded LSODA on compiled code (`peers.lsoda`).

    python benchmarks/search.py            # a minute or two, most of it the peer's sample

One patient, at least 500 protocols under 16 draws each. The peer solves a sample of the same courses, one process a
core, to the error of the tissue benchmark (1e-3); its time for the whole search is that of the sample scaled by the
number of courses, once as it would be run (every protocol and draw on its own) and once if it shared beginnings as the
engine does. Rounds alternate, so that a busy machine slows both; medians of ratios are quoted.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from peers import lsoda
from peers.cell import Array, Solver, solved_course

from needlepoint.case import load_case
from needlepoint.course import AboutPerson, planned_device
from needlepoint.device import find_device
from needlepoint.healing import Request, draw_parameters
from needlepoint.healing.forecast import _requested
from needlepoint.healing.solver import Run
from needlepoint.plan import Search, search_protocols
from needlepoint.plan.cells import Skin
from needlepoint.plan.predicting import READ_AFTER_DAYS, candidate_cells

TOP = Path(__file__).parents[1]
CASE = TOP / "examples" / "acne-scars.yaml"
ON = date(2026, 11, 20)
CORES = len(os.sched_getaffinity(0))
ROUNDS, SAMPLE, DRAWS, BUDGET_S = 3, 4, 16, 10.0
PEER: Solver = lsoda.solver(1e-3, 1e-6)


def by_peer(run: Run) -> Array:
    """One course by the peer; runs in a worker."""
    return solved_course(run, PEER)


def sampled(found: Search) -> list[Run]:
    """Courses of protocols spread evenly over the search, each under a draw of its own."""
    case = load_case(CASE, ON)
    patient = case.patient
    about = AboutPerson(age=patient.age_on(ON), sex=patient.sex, phototype=patient.phototype)
    skin = Skin(find_device(planned_device(case)), about)
    draws = draw_parameters(DRAWS, seed=1, phototype=patient.phototype)
    count = SAMPLE * CORES
    runs = []
    for at in range(count):
        protocol = found.protocols[round((at + 0.5) / count * len(found.protocols))]
        course = skin.course(candidate_cells(protocol.candidate)[0])
        until = course.session_days[-1] + READ_AFTER_DAYS
        runs += _requested(Request((course,), (draws[at % DRAWS],), (0.0, until), nodes=1))
    return runs


def main() -> int:
    """Print every figure. Returns 1 when the search takes longer than its budget."""
    case = load_case(CASE, ON)
    found = search_protocols(case, on=ON, draws=DRAWS)  # compiles and loads
    courses = sum(len(set(candidate_cells(item.candidate))) for item in found.protocols) * DRAWS
    runs = sampled(found)
    ours, peer = [], []
    with ProcessPoolExecutor(CORES, multiprocessing.get_context("spawn")) as workers:
        list(workers.map(by_peer, runs[:CORES]))  # compiles
        for _ in range(ROUNDS):
            start, used = time.perf_counter(), time.process_time()
            search_protocols(case, on=ON, draws=DRAWS)
            ours.append((time.perf_counter() - start, time.process_time() - used))
            start = time.perf_counter()
            list(workers.map(by_peer, runs))
            peer.append((time.perf_counter() - start) / len(runs))
    wall, cpu = statistics.median(item[0] for item in ours), statistics.median(item[1] for item in ours)
    print(f"{len(found.protocols)} protocols x {DRAWS} draws on {CORES} cores, front of {len(found.front)}")
    budget = f"budget {BUDGET_S:g} s on two idle cores"
    print(f"  needlepoint {wall:8.1f} s wall, {cpu:.1f} s of processor time ({budget})")
    print(f"  the tissue model ran {found.runs} courses for the {courses} of the search")
    for words, count in (("every course on its own", courses), ("beginnings shared", found.runs)):
        ratio = statistics.median(each * count / took for each, (took, _) in zip(peer, ours, strict=True))
        seconds = statistics.median(peer) * count
        print(
            f"  scipy LSODA, {words:24}{seconds:8.0f} s, scaled from {len(runs)} courses: {ratio:.0f} x needlepoint's"
        )
    return int(cpu / min(CORES, 2) > BUDGET_S)


if __name__ == "__main__":
    sys.exit(main())
