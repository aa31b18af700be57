"""`make bench`: wall time of what a person waits for, beside a peer that sets the scale, and the budget it must keep.

Each job runs in a process of its own, as it does for a person; the median of its repeats counts. "first plan" starts
with no compiled functions on the disk, "plan again" finds those of the first. A job over its budget ends this with 1.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parents[1]
CASE = str(TOP / "examples" / "acne-scars.yaml")
PYTHON = (sys.executable,)
OURS = (*PYTHON, "-m", "needlepoint")


@dataclass(frozen=True)
class Job:
    """One command line, how often it is timed, its budget in seconds (a peer has none), and its peer."""

    name: str
    command: tuple[str, ...]
    repeats: int = 5
    budget_s: float | None = None
    peer: str = ""


JOBS = (
    Job("bare Python", (*PYTHON, "-c", "pass")),
    Job("import numpy", (*PYTHON, "-c", "import numpy")),
    Job("import jax", (*PYTHON, "-c", "import jax")),
    Job("import needlepoint", (*PYTHON, "-c", "import needlepoint"), 5, 0.3, "import numpy"),
    Job("needlepoint --version", (*OURS, "--version"), 5, 0.5, "import numpy"),
    Job("screen", (*OURS, "screen", CASE, "--on", "2026-11-20"), 5, 1.5, "import jax"),
    Job("first plan", (*OURS, "plan", CASE, "--on", "2026-11-20", "--json"), 1, 120.0, "import jax"),
    Job("plan again", (*OURS, "plan", CASE, "--on", "2026-11-20", "--json"), 3, 5.0, "import jax"),
)


def timed(job: Job, cache: Path) -> float:
    """Median wall time in seconds. Raises CalledProcessError when the command fails."""
    seconds = []
    for _ in range(job.repeats):
        start = time.perf_counter()
        environment = os.environ | {"NEEDLEPOINT_CACHE": str(cache)}
        subprocess.run(job.command, check=True, stdout=subprocess.DEVNULL, env=environment)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def main() -> int:
    """Time every job and print the table. Returns 1 when one is over its budget."""
    took: dict[str, float] = {}
    over = False
    print(f"{'job':24}{'seconds':>9}{'budget':>9}  beside")
    with tempfile.TemporaryDirectory() as cache:
        for job in JOBS:
            took[job.name] = seconds = timed(job, Path(cache))
            over |= job.budget_s is not None and seconds > job.budget_s
            budget = f"{job.budget_s:9.1f}" if job.budget_s is not None else f"{'':9}"
            peer = f"{seconds / took[job.peer]:.1f} x {job.peer}" if job.peer else ""
            print(f"{job.name:24}{seconds:9.2f}{budget}  {peer}", flush=True)
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
