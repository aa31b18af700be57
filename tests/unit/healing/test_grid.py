"""The unit cell: rings fit the core, volumes add up, the eigenbasis is that of the operator."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.healing.grid import (
    cell_radius_mm,
    ring_axis,
    ring_faces,
    ring_operator,
    ring_share,
    row_axis,
    row_faces,
    row_operator,
    row_share,
)


def test_the_cell_of_a_hole_has_the_area_it_owns() -> None:
    assert np.pi * cell_radius_mm(4.0) ** 2 == pytest.approx(0.25)


@pytest.mark.parametrize("core", [0.05, 0.2, 0.5, 0.95])
def test_rings_fill_the_core_exactly(core: float) -> None:
    share = ring_share(ring_faces(core), core)
    assert set(np.round(share, 12)) == {0.0, 1.0}


def test_a_core_as_wide_as_the_cell_fills_it() -> None:
    assert (ring_share(ring_faces(1.0), 1.0) == 1.0).all()


@pytest.mark.parametrize("refine", [1, 3])
def test_refining_keeps_the_faces_and_adds_more(refine: int) -> None:
    coarse, fine = ring_faces(0.3), ring_faces(0.3, refine)
    assert np.isin(np.round(coarse, 12), np.round(fine, 12)).all()
    assert len(fine) - 1 == refine * (len(coarse) - 1)


@pytest.mark.parametrize("axis", [ring_axis(ring_faces(0.3)), row_axis(row_faces())])
def test_volumes_add_up_and_the_basis_inverts(axis) -> None:  # type: ignore[no-untyped-def]
    assert axis.volumes.sum() == pytest.approx(1.0)
    assert axis.from_modes @ axis.to_modes == pytest.approx(np.eye(len(axis.rates)), abs=1e-10)
    assert axis.rates.max() == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("operator", "faces"), [(ring_operator, ring_faces(0.3)), (row_operator, row_faces())])
def test_diffusion_keeps_what_there_is(operator, faces) -> None:  # type: ignore[no-untyped-def]
    matrix, volumes = operator(faces)
    assert volumes @ matrix == pytest.approx(np.zeros(len(volumes)), abs=1e-9)
    assert matrix @ np.ones(len(volumes)) == pytest.approx(np.zeros(len(volumes)), abs=1e-9)


def test_row_share_is_the_overlap() -> None:
    assert row_share(np.array([0.0, 0.5, 1.0]), 0.25, 1.0) == pytest.approx([0.5, 1.0])
