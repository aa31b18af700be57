"""The tissue model on random valid cases: never negative, never NaN, whatever skin, needles and constants."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needlepoint.healing.draws import draw_parameters
from needlepoint.healing.grid import cell_radius_mm, row_faces
from needlepoint.healing.injury import injure_cylinder
from needlepoint.healing.solver import BATCH, Run, solve

ROWS = len(row_faces()) - 1
CASES = 2048

figures = st.fixed_dictionaries(
    {
        "density": st.floats(0.05, 80.0),
        "core": st.floats(0.005, 0.4),
        "reach": st.floats(0.0, 1.0),
        "dermis": st.floats(0.4, 6.0),
        "papillary": st.floats(0.05, 0.6),
        "sessions": st.integers(1, 6),
        "interval": st.integers(1, 60),
        "after": st.floats(0.5, 120.0),
        "draw": st.integers(0, 499),
    }
)
DRAWS = draw_parameters(500, seed=11, phototype="VI")


def run_of(case: dict[str, float]) -> Run:
    injury = injure_cylinder(
        cell_radius_mm=cell_radius_mm(case["density"]),
        cores_mm=np.linspace(case["core"], 0.4 * case["core"], ROWS),
        reach=case["reach"],
        superficial=min(case["papillary"] / case["dermis"], 0.9),
        opening=min(1.0, case["density"] * np.pi * case["core"] ** 2),
        slowing=0.7,
    )
    days = tuple(float(index * case["interval"]) for index in range(int(case["sessions"])))
    return Run(
        papillary_mm=case["papillary"],
        dermis_mm=case["dermis"],
        session_days=days,
        injuries=(injury,) * len(days),
        parameters=DRAWS[int(case["draw"])],
        until_day=days[-1] + case["after"],
    )


@settings(
    max_examples=CASES // BATCH,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(st.lists(figures, min_size=BATCH, max_size=BATCH))
def test_no_state_is_ever_negative_or_nan(cases: list[dict[str, float]]) -> None:
    curves = solve([run_of(case) for case in cases])
    wrong = [case for case, curve in zip(cases, curves, strict=True) if curve.failed]
    assert not wrong
    assert all(np.isfinite(curve.values).all() for curve in curves)
