"""The compiled loop does what `step` says, each course for itself, whatever else stands in the same vector."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from needlepoint.healing import kernel
from needlepoint.healing.draws import draw_parameters
from needlepoint.healing.grid import cell_radius_mm, row_faces
from needlepoint.healing.injury import Injury, injure_cylinder
from needlepoint.healing.kernel import LANES
from needlepoint.healing.ladder import make_ladder
from needlepoint.healing.solver import Courses, Curves, Run, solve, solve_each

Array = NDArray[np.float64]
DRAWS = draw_parameters(4, seed=11, phototype="IV")


def injury(density: float, core_mm: float, depth: float) -> Injury:
    return injure_cylinder(
        cell_radius_mm=cell_radius_mm(density),
        cores_mm=np.full(len(row_faces()) - 1, core_mm),
        reach=depth,
        superficial=0.25,
        opening=0.1,
        slowing=0.7,
    )


def run(days: tuple[float, ...], until: float, draw: int, density: float = 8.0, core_mm: float = 0.06) -> Run:
    injuries = tuple(injury(density, core_mm, 0.5 + 0.1 * index) for index in range(len(days)))
    return Run(0.3, 1.2, days, injuries, DRAWS[draw], until)


RUNS = [
    run((0.0,), 12.0, 0),
    run((0.0, 10.0), 40.0, 1, density=3.0),
    run((0.0, 0.7, 9.5), 30.3, 2),
    run((0.0, 28.0), 90.0, 3, density=20.0, core_mm=0.13),  # neighbours' cores touch
]


def apart(found: Curves, wanted: Curves) -> float:
    assert np.array_equal(found.days, wanted.days)
    scale = np.maximum(np.abs(wanted.values).max(axis=0), 0.1)
    return float((np.abs(found.values - wanted.values) / scale).max())


def test_the_loop_gives_what_the_step_gives_in_double_precision() -> None:
    for found, wanted in zip(solve(RUNS, compiled=True), solve(RUNS, dtype=np.float64), strict=True):
        assert apart(found, wanted) < 3e-5


def test_the_loop_gives_what_jax_gives() -> None:
    for found, wanted in zip(solve(RUNS, compiled=True), solve(RUNS, compiled=False), strict=True):
        assert apart(found, wanted) < 3e-5


def test_a_course_does_not_depend_on_its_company() -> None:
    together = solve(RUNS * 5)
    for index, one in enumerate(RUNS):
        alone = solve([one])[0]
        for copy in together[index :: len(RUNS)]:
            assert np.array_equal(alone.values, copy.values)


def test_a_course_that_breaks_is_listed_and_harms_no_other() -> None:
    broken = replace(RUNS[1], parameters=RUNS[1].parameters | {"kD": float("nan")})
    found = solve([RUNS[0], broken, RUNS[2]])
    assert [curves.failed for curves in found] == [False, True, False]
    assert np.array_equal(found[2].values, solve([RUNS[2]])[0].values)


def test_batches_come_as_they_are_done_and_none_is_missing() -> None:
    seen: dict[int, Curves] = {}
    for batch in solve_each(RUNS * 40):
        assert not set(batch) & set(seen)
        seen |= batch
    assert sorted(seen) == list(range(len(RUNS) * 40))
    assert all(len(seen[index].days) == len(solve([RUNS[index % 4]])[0].days) for index in (0, 1, 2, 3))


def test_a_copy_goes_its_own_way_and_leaves_the_first_where_it_was() -> None:
    ladder = make_ladder((0.0,), 12.0)
    courses, lanes = Courses([RUNS[0]]), np.ones(LANES, bool)
    length = np.repeat(ladder.length[:, None], LANES, axis=1)
    since = np.repeat(ladder.since[:, None], LANES, axis=1)
    courses.open(np.zeros(LANES, int), length[0], lanes)
    courses.advance(length[:6], since[:6])
    other = courses.copy()
    other.advance(length[6:], since[6:])
    rest = courses.advance(length[6:], since[6:])
    wanted = solve([RUNS[0]])[0].values[-1]
    assert rest[-1, :, 0] == pytest.approx(wanted, rel=1e-6)


def test_a_course_whose_steps_are_over_rests_where_it_ended() -> None:
    ladder = make_ladder((0.0,), 12.0)
    courses = Courses([RUNS[0]])
    length = np.repeat(ladder.length[:, None], LANES, axis=1)
    since = np.repeat(ladder.since[:, None], LANES, axis=1)
    length[5:, 0] = 0.0
    courses.open(np.zeros(LANES, int), length[0], np.ones(LANES, bool))
    courses.advance(length, since)
    after = courses.group.state(len(row_faces()) - 1)["T"][..., 0].copy()
    fresh = Courses([RUNS[0]])
    fresh.open(np.zeros(LANES, int), length[0], np.ones(LANES, bool))
    fresh.advance(length[:5], since[:5])
    assert np.array_equal(after, fresh.group.state(len(row_faces()) - 1)["T"][..., 0])


def test_without_a_folder_for_it_the_loop_is_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("read-only")

    monkeypatch.setattr(kernel, "_written", refuse)
    module = kernel._module(
        "FAST = False\n@njit(cache=KEPT, fastmath=FAST)\ndef advance(x): return 2 * x\n".join(
            ["from numba import njit\n", ""]
        )
    )
    assert module.advance(3) == 6
