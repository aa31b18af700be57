"""From courses to tissue: independent of batches, honest about failures, clear about what cannot be run."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from needlepoint.device import Technique, device_library
from needlepoint.errors import InputError
from needlepoint.healing import (
    LAYERS,
    Request,
    Tissue,
    ZoneCourse,
    central_parameters,
    drawn_tissue,
    tissue,
    tissues,
    to_dataset,
    write_netcdf,
)
from needlepoint.puncture import expected_field
from needlepoint.skin import layers

SKIN = layers("cheek_left", "female", 40)
PEN = device_library()["generic_pen"]
DAYS = (0.0, 1.0, 7.0, 28.0, 60.0)


def course(depth: float = 1.0, passes: int = 3, days: tuple[float, ...] = (0.0,)) -> ZoneCourse:
    field = expected_field(PEN, Technique(depth, passes, "crosshatch", None), "cheek_left", SKIN)
    return ZoneCourse("cheek_left", SKIN, days, (field,) * len(days))


def central_tissue(courses: list[ZoneCourse], days: tuple[float, ...]) -> Tissue:
    """At the stated constants."""
    return tissue(courses, [central_parameters(None)], days)


def test_a_result_does_not_depend_on_its_neighbours_in_the_batch() -> None:
    alone = central_tissue([course()], DAYS)
    several = central_tissue([course(0.5), course(), course(1.5, 2)], DAYS)
    assert several.values[:, 1] == pytest.approx(alone.values[:, 0], rel=1e-5, abs=1e-7)


def test_requests_answered_together_are_answered_alike() -> None:
    central = (central_parameters(None),)
    first = Request((course(),), central, DAYS)
    second = Request((course(days=(0.0, 28.0, 56.0)),), central, (0.0, 100.0))
    together = tissues([first, second])
    assert together[0].values == pytest.approx(tissues([first])[0].values, rel=1e-5, abs=1e-7)
    assert together[1].values == pytest.approx(tissues([second])[0].values, rel=1e-5, abs=1e-7)


def test_the_same_seed_gives_the_same_forecast_and_more_draws_move_none() -> None:
    few, many = (drawn_tissue([course()], DAYS, draws=count, seed=3) for count in (2, 5))
    assert many.values[:2] == pytest.approx(few.values, rel=1e-5, abs=1e-7)


def test_a_session_that_is_added_changes_nothing_before_it() -> None:
    once, twice = (central_tissue([course(days=days)], (0.0, 7.0, 27.0)) for days in ((0.0,), (0.0, 28.0)))
    assert twice.values[:, :, :2] == pytest.approx(once.values[:, :, :2], rel=1e-4, abs=1e-6)


def test_day_zero_is_skin_at_rest() -> None:
    result = central_tissue([course()], DAYS)
    assert result.output("collagen_i", "papillary")[0, 0, 0] == pytest.approx(0.9, abs=1e-6)
    assert result.output("epidermis")[0, 0, 0] == 1.0
    assert result.output("myofibroblasts", "papillary")[0, 0, 0] == 0.0


def test_holes_that_stop_in_the_epidermis_leave_the_dermis_alone() -> None:
    shallow = dataclasses.replace(course(0.25, 1), layers=dataclasses.replace(SKIN, epidermis_mm=0.6))
    result = central_tissue([shallow], DAYS)
    gain = result.output("collagen_i", "papillary")[0, 0] / 0.9 - 1.0
    assert abs(gain).max() < 0.02


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((0.0, 0.0), "each on a day of its own"),
        ((3.0, 31.0), "rising from 0"),
        ((0.0, 28.0, 14.0), "rising from 0"),
        (tuple(float(day) for day in range(100)), "at most 60"),
    ],
)
def test_a_course_that_cannot_be_run_is_named(days: tuple[float, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        central_tissue([course(days=days)], (0.0, 400.0))


def test_a_session_without_holes_is_named() -> None:
    empty = dataclasses.replace(course().fields[0], density_per_cm2=0.0)
    with pytest.raises(InputError, match="a session without holes"):
        central_tissue([ZoneCourse("cheek_left", SKIN, (0.0,), (empty,))], DAYS)


def test_holes_so_dense_that_they_merge_are_told() -> None:
    dense = dataclasses.replace(course().fields[0], density_per_cm2=20_000.0)
    assert central_tissue([ZoneCourse("cheek_left", SKIN, (0.0,), (dense,))], DAYS).merged == ("cheek_left",)
    assert central_tissue([course()], DAYS).merged == ()


def test_a_failed_draw_is_listed_and_left_out() -> None:
    broken = central_parameters(None) | {"kD": float("nan")}
    result = tissues([Request((course(),), (central_parameters(None), broken), DAYS)])[0]
    assert result.failed == ((1, "cheek_left"),)
    assert np.isnan(result.values[1]).all()
    assert np.isfinite(result.values[0]).all()


def test_the_dataset_and_the_file_hold_the_same(tmp_path) -> None:  # type: ignore[no-untyped-def]
    import xarray

    result = drawn_tissue([course()], DAYS, draws=2, seed=1)
    data = to_dataset(result)
    assert data["collagen_total"].dims == ("draw", "zone", "time", "layer")
    assert data["time"].attrs["units"] == "day"
    assert data["layer"].values.tolist() == list(LAYERS)
    assert all(variable.attrs["units"] and variable.attrs["long_name"] for variable in data.data_vars.values())
    write_netcdf(result, tmp_path / "f.nc")
    with xarray.open_dataset(tmp_path / "f.nc", engine="scipy") as read:
        assert read["zone"].values.tolist() == ["cheek_left"]
        assert set(read.data_vars) == set(data.data_vars)
        assert read["collagen_gain"].values == pytest.approx(data["collagen_gain"].values, rel=1e-4, abs=1e-4)
