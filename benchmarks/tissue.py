"""The tissue solver beside its peers: scipy's banded LSODA on compiled code, and pydiffsol; same equations, same error.

    python benchmarks/tissue.py            # about a minute once the peers are compiled and kept
    python benchmarks/tissue.py --long     # the table of growth to 10,000 patients

Every peer solves the same cells to the same error (the worst of any output on any day, 1e-3 of that output's peak) with
the loosest tolerances that reach it. Rounds alternate between the engine and the peers, so that a busy machine slows
both; medians of ratios are quoted. Peers run one process a core, one thread each; the engine runs as it always does.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from peers import diffsol, lsoda
from peers.cell import Array, Solver, solved_course, worst_error
from peers.courses import operations, patients

from needlepoint.healing.device import device_name, jax_ready
from needlepoint.healing.solver import Run, solve

CORES = len(os.sched_getaffinity(0))
BATCH, CHECKED, ROUNDS, ERROR = 256, 8, 5, 1e-3
REFERENCE: Solver = lsoda.solver(1e-7, 1e-10)
PEERS: dict[str, Solver] = {
    "scipy LSODA, banded, numba": lsoda.solver(1e-3, 1e-6),
    "pydiffsol BDF, sparse LU": diffsol.solver(2e-4, 2e-6),
}
SHORT, LONG = (64, 256, 1024), (64, 256, 1024, 4096, 10_000)
FIRST = """
import sys; sys.path.insert(0, {folder!r})
import needlepoint.healing
from peers.courses import patients
run = patients(1)[0]
import time; start = time.perf_counter()
from needlepoint.healing.solver import solve
solve([run])
print(time.perf_counter() - start)
"""


def seconds(job: Callable[[], object]) -> float:
    """Wall time of a job."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def by_peer(name: str, run: Run) -> Array:
    """One course by one peer; runs in a worker."""
    return solved_course(run, PEERS[name])


def agreement(runs: list[Run], workers: ProcessPoolExecutor) -> None:
    """Print the worst error of the engine and of every peer against tight tolerances."""
    truth = list(workers.map(by_reference, runs))
    ours = [curve.values[1:] for curve in solve(runs)]
    print(f"worst error on {len(runs)} patients (asked: {ERROR:g})")
    print(f"  {'needlepoint':34}{max(map(worst_error, ours, truth)):.1e}")
    for name in PEERS:
        found = list(workers.map(by_peer, [name] * len(runs), runs))
        print(f"  {name:34}{max(map(worst_error, found, truth)):.1e}", flush=True)


def by_reference(run: Run) -> Array:
    """One course at tight tolerances; runs in a worker."""
    return solved_course(run, REFERENCE)


def throughput(runs: list[Run], workers: ProcessPoolExecutor) -> float:
    """Print how many times the courses a second of each peer the engine does in a batch; its seconds a course."""
    few = runs[: 2 * CORES]
    ours, ratios = [], {name: [] for name in PEERS}  # type: ignore[var-annotated]
    for _ in range(ROUNDS):
        ours.append(seconds(lambda: solve(runs)) / len(runs))
        for name in PEERS:
            took = seconds(lambda name=name: list(workers.map(by_peer, [name] * len(few), few)))  # type: ignore[misc]
            ratios[name].append(took / len(few) / ours[-1])
    print(f"courses a second in batches of {len(runs)}, {CORES} cores: needlepoint is (aim: 100 x the best peer)")
    _ratios(ratios)
    return min(ours)


def single(run: Run, workers: ProcessPoolExecutor) -> None:
    """Print how many times faster than each peer the engine does one course."""
    ratios = {name: [] for name in PEERS}  # type: ignore[var-annotated]
    for _ in range(2 * ROUNDS):
        ours = seconds(lambda: solve([run]))
        for name in PEERS:
            ratios[name].append(seconds(lambda name=name: workers.submit(by_peer, name, run).result()) / ours)  # type: ignore[misc]
    print("one course alone: needlepoint is (aim: 10 x the best peer)")
    _ratios(ratios)


def _ratios(ratios: dict[str, list[float]]) -> None:
    for name, values in ratios.items():
        print(f"  {statistics.median(values):6.1f} x {name}   ({min(values):.1f} to {max(values):.1f})", flush=True)


def arithmetic(run: Run, per_course: float) -> None:
    """Print the share of the machine's float32 matrix product rate that a batch reaches."""
    jax = jax_ready()
    import jax.numpy as jnp

    size = 2048
    square = jnp.ones((size, size), jnp.float32)
    product = jax.jit(jnp.matmul)
    product(square, square).block_until_ready()
    rate = 2.0 * size**3 / min(seconds(lambda: product(square, square).block_until_ready()) for _ in range(5))
    wanted = operations(run, len(solve([run])[0].days) - 1)
    print(f"arithmetic: {wanted / 1e6:.0f} million operations a course, {wanted / per_course / rate:.1%} of")
    print(f"  the rate of a float32 matrix product here ({rate / 1e9:.0f} thousand million a second)", flush=True)


def growth(sizes: tuple[int, ...]) -> None:
    """Print time and memory by number of patients."""
    runs = patients(BATCH)
    solve(runs)
    base, before = None, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print("patients   time a patient, against that of the smallest   memory a patient")
    for size in sizes:
        many = (runs * -(-size // len(runs)))[:size]
        took = min(seconds(lambda many=many: solve(many)) for _ in range(3 if size <= 1024 else 1)) / size  # type: ignore[misc]
        base = base or took
        more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / size
        print(f"{size:8}   {took / base:5.2f}{'':43}{f'{more:.0f} kB' if size > BATCH else ''}", flush=True)


def first_result() -> None:
    """Print the seconds from a new process's import to its first result, compiled functions on the disk."""
    text = FIRST.format(folder=os.path.dirname(os.path.abspath(__file__)))
    took = []
    for _ in range(4):
        done = subprocess.run([sys.executable, "-c", text], check=True, capture_output=True, text=True)
        took.append(float(done.stdout))
    print(f"first result in a new process after import: {statistics.median(took[1:]):.2f} s (aim: 1.5 s)", flush=True)


def main() -> None:
    """Print every figure."""
    reader = argparse.ArgumentParser(description="The tissue solver beside its peers.")
    reader.add_argument("--long", action="store_true", help="the table of growth to 10,000 patients")
    sizes = LONG if reader.parse_args().long else SHORT
    runs = patients(BATCH)
    print(f"device: {device_name()}; {CORES} cores, numpy {np.__version__}", flush=True)
    growth(sizes)
    first_result()
    diffsol.kept(runs[0])
    with ProcessPoolExecutor(CORES, multiprocessing.get_context("spawn")) as workers:
        agreement(runs[:CHECKED], workers)
        per_course = throughput(runs, workers)
        single(runs[0], workers)
    arithmetic(runs[0], per_course)


if __name__ == "__main__":
    main()
