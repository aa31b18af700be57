"""How long one protocol set by hand takes to forecast, warm, beside the whole plan.

    python benchmarks/trying.py

For every example case: median and worst of repeated quick forecasts of its strongest proposal, one visit more or less
each time so that nothing is merely repeated.
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import date
from pathlib import Path

from needlepoint import load_case, make_plan
from needlepoint.course import Schedule, ZoneTreatment
from needlepoint.device import Technique
from needlepoint.plan import reforecast

EXAMPLES = Path(__file__).parents[1] / "examples"
ON = date(2026, 11, 20)
ROUNDS, BUDGET_S = 12, 0.5


def main() -> int:
    """Print a row a case; 1 when the median of any of them is over the budget."""
    worst = 0.0
    print(f"{'case':24} {'zones':>5} {'plan s':>7} {'quick s':>8} {'worst s':>8}")
    for path in sorted(EXAMPLES.glob("*.yaml")):
        case = load_case(path, ON)
        plan = make_plan(case, on=ON)
        began = time.perf_counter()
        plan = make_plan(case, on=ON)
        whole = time.perf_counter() - began
        if not plan.document["options"]:
            continue
        option = plan.document["options"][-1]
        treatments = [
            ZoneTreatment(zone=item["zone"], technique=Technique(item["depth_mm"], item["passes"], item["pattern"]))
            for item in option["sessions"][0]["zones"]
        ]
        taken = []
        for at in range(ROUNDS):
            schedule = Schedule((option["schedule"]["interval_days"] or 28) - at % 3, 2 + at % 5)
            began = time.perf_counter()
            reforecast(case, on=ON, treatments=treatments, schedule=schedule)
            taken.append(time.perf_counter() - began)
        middle = statistics.median(taken)
        worst = max(worst, middle)
        print(f"{path.stem:24} {len(treatments):5d} {whole:7.2f} {middle:8.3f} {max(taken):8.3f}")
    print(f"budget {BUDGET_S} s, slowest median {worst:.3f} s")
    return int(worst > BUDGET_S)


if __name__ == "__main__":
    sys.exit(main())
