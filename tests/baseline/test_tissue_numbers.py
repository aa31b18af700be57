"""The tissue model's numbers, to six digits: a change here is a change of results and belongs in the changelog.

Run this file as a script to write the numbers anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from needlepoint.healing.draws import central_parameters
from needlepoint.healing.grid import cell_radius_mm, row_faces
from needlepoint.healing.injury import injure_cylinder
from needlepoint.healing.outputs import OUTPUTS
from needlepoint.healing.solver import Run, solve

NUMBERS = Path(__file__).with_name("tissue_numbers.json")
DAYS = (1.1, 7.0, 27.0, 28.05, 40.0, 60.0, 120.0)


def numbers() -> dict[str, list[float]]:
    """Every output of two sessions four weeks apart, in float64, read at the ends of steps."""
    injury = injure_cylinder(
        cell_radius_mm=cell_radius_mm(10.0),
        cores_mm=np.linspace(0.06, 0.04, len(row_faces()) - 1),
        reach=0.8,
        superficial=0.25,
        opening=0.12,
        slowing=0.5,
    )
    run = Run(0.3, 1.2, (0.0, 28.0), (injury, injury), central_parameters("IV"), 120.0)
    curve = solve([run], dtype=np.float64)[0]
    at = [int(np.argmin(abs(curve.days - day))) for day in DAYS]
    return {name: curve.values[at, index].tolist() for index, name in enumerate(OUTPUTS)}


def test_the_numbers_stand() -> None:
    known = json.loads(NUMBERS.read_text("utf-8"))
    found = numbers()
    assert set(found) == set(known)
    for name, values in known.items():
        assert found[name] == pytest.approx(values, rel=1e-6, abs=1e-9), name


if __name__ == "__main__":
    NUMBERS.write_text(json.dumps(numbers(), indent=1) + "\n", "utf-8")
