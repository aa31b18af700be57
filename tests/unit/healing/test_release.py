"""Mechanical release: the closed form against throwing holes at strands, and what no needle reaches."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from needlepoint.device import Technique, device_library
from needlepoint.errors import InputError
from needlepoint.healing import (
    ZoneCourse,
    draw_release,
    drawn_tissue,
    release_by_day,
    release_parameters,
    released_by_session,
    released_share,
    to_dataset,
    with_release,
    write_netcdf,
)
from needlepoint.healing.release import Reach, _crossing
from needlepoint.puncture import PunctureField, expected_field
from needlepoint.skin import layers

SKIN = layers("cheek_left", "female", 40)
STATED = release_parameters()


def field(depth: float = 1.5, passes: int = 4, key: str = "generic_pen") -> PunctureField:
    return expected_field(device_library()[key], Technique(depth, passes), "cheek_left", SKIN)


def test_needles_that_end_above_the_strands_release_nothing() -> None:
    assert released_share([field(0.1)], SKIN, STATED) == pytest.approx(0.0, abs=1e-12)
    assert released_share([], SKIN, STATED) == 0.0


def test_deep_dense_needling_releases_some_but_not_all() -> None:
    assert 0.1 < released_share([field()], SKIN, STATED) < 0.9


def test_sessions_add_up_as_chances_do() -> None:
    one, two = (released_share([field(key="generic_stamp")] * count, SKIN, STATED) for count in (1, 2))
    assert one < two < 2 * one
    assert released_share([field(passes=8)], SKIN, STATED) == pytest.approx(
        released_share([field(passes=4)] * 2, SKIN, STATED)
    )


def test_a_needle_that_never_cuts_releases_nothing() -> None:
    assert released_share([field()], SKIN, STATED | {"strand_cut": 0.0}) == 0.0


def test_the_crossing_area_is_what_thrown_holes_find() -> None:
    """A strand of 0.5 mm, holes of radius 0.06 drawn out by 0.2 mm in any direction: count those that cross it."""
    length, r, g, square, count = 0.5, 0.06, 0.2, 2.0, 400_000
    rng = np.random.default_rng(7)
    x, y = rng.uniform(-square / 2, square / 2, (2, count))
    heading = rng.uniform(0.0, np.pi, count)
    steps = np.linspace(-0.5, 0.5, 41) * g
    nearest = np.full(count, np.inf)
    for step in steps:
        px, py = x + step * np.cos(heading), y + step * np.sin(heading)
        across = np.maximum(np.abs(px) - length / 2, 0.0)
        nearest = np.minimum(nearest, np.hypot(across, py))
    thrown = (nearest <= r).mean() * square**2
    area = _crossing(Reach(np.ones(1), np.array([r]), g), length)[0]
    assert area == pytest.approx(thrown, rel=0.01)


def test_by_day_it_steps_up_at_each_session_and_stays() -> None:
    course = ZoneCourse("cheek_left", SKIN, (0.0, 28.0), (field(),) * 2)
    found = release_by_day([course], (0.0, 27.9, 28.0, 300.0), [STATED])
    assert found.shape == (1, 1, 4)
    first, before, second, late = found[0, 0]
    assert first == before == pytest.approx(released_share([field()], SKIN, STATED))
    assert second == late == pytest.approx(released_share([field()] * 2, SKIN, STATED))
    assert released_by_session(course, STATED) == pytest.approx((first, second))


def test_patches_count_by_their_area() -> None:
    thin, dense = field(passes=1), field(passes=6)
    course = ZoneCourse("cheek_left", SKIN, (0.0,), (field(),), ((0.25, (thin,)), (0.75, (dense,))))
    wanted = 0.25 * released_share([thin], SKIN, STATED) + 0.75 * released_share([dense], SKIN, STATED)
    assert release_by_day([course], (1.0,), [STATED])[0, 0, 0] == pytest.approx(wanted)


def test_draws_are_wide_and_keep_their_place() -> None:
    few, many = draw_release(4, seed=5), draw_release(40, seed=5)
    assert many[:4] == few
    course = ZoneCourse("cheek_left", SKIN, (0.0,), (field(),))
    shares = release_by_day([course], (1.0,), many)[:, 0, 0]
    assert 0.0 <= shares.min() < 0.15
    assert 0.5 < shares.max() <= 1.0


def test_it_is_an_output_with_unit_and_meaning(tmp_path) -> None:  # type: ignore[no-untyped-def]
    import xarray

    course = ZoneCourse("cheek_left", SKIN, (0.0,), (field(),))
    plain = drawn_tissue([course], (0.0, 1.0, 30.0), draws=2, seed=1)
    assert "released_strands" not in to_dataset(plain).data_vars
    result = with_release(plain, [course], seed=1)
    data = to_dataset(result)
    assert data["released_strands"].dims == ("draw", "zone", "time")
    assert data["released_strands"].attrs["units"] == "1"
    assert "strands" in data["released_strands"].attrs["long_name"]
    write_netcdf(result, tmp_path / "f.nc")
    with xarray.open_dataset(tmp_path / "f.nc", engine="scipy") as read:
        assert read["released_strands"].values == pytest.approx(data["released_strands"].values, rel=1e-5)


def test_strands_that_end_above_their_beginning_are_refused() -> None:
    with pytest.raises(InputError, match="strands from"):
        released_share([field()], SKIN, STATED | {"strand_top": 0.9, "strand_bottom": 0.4})


def test_the_field_is_left_as_it_is() -> None:
    given = field()
    released_share([given], SKIN, STATED)
    assert given == dataclasses.replace(given)
