"""The unit cell around one hole, its finite volumes, and the eigenbasis of diffusion on it.

The cell is a cylinder of radius R = 1/sqrt(pi n) (n holes per mm2) through the dermis of thickness Z. Both axes are
scaled, rho = r/R and zeta = z/Z. Rings fit the injury: the first few fill the core exactly, the rest widen from its
edge outwards, because a ring that is half core would smear the damage; rows are finer near the surface. Diffusion
with no flux through any wall is

    du/dt = D [ (1/R^2) L_rho + (1/Z^2) L_zeta ] u,   L = V diag(lambda) V^-1,

so that its exact propagator over dt is V exp(D lambda dt) V^-1. Arrays over the cell are (..., rows, rings). Lengths
are shares of R and Z until scaled; ring areas and row heights each sum to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ROW_FACES: Array = np.array([0.0, 0.10, 0.22, 0.36, 0.52, 0.74, 1.0])
CORE_FACES = (0.0, 0.62, 0.86, 1.0)
HALO_FACES = (0.10, 0.27, 0.48, 0.72, 1.0)
FULL_CORE = 0.96


@dataclass(frozen=True)
class Axis:
    """One axis of the scaled cell. faces (n+1,); volumes (n,), sum 1; rates (n,) <= 0; to_modes, from_modes (n, n)."""

    faces: Array
    volumes: Array
    rates: Array
    to_modes: Array
    from_modes: Array


def ring_faces(core: float, refine: int = 1) -> Array:
    """Faces of the rings for a core of radius ``core`` (share of R). refine: cut every ring into so many, evenly."""
    if core >= FULL_CORE:
        faces = np.linspace(0.0, 1.0, len(CORE_FACES) + len(HALO_FACES))
    else:
        halo = core + (1.0 - core) * np.asarray(HALO_FACES)
        faces = np.concatenate([core * np.asarray(CORE_FACES), halo])
    return _cut(faces, refine)


def row_faces(refine: int = 1) -> Array:
    """Faces of the rows. refine: cut every row into so many, evenly."""
    return _cut(ROW_FACES, refine)


def _cut(faces: Array, refine: int) -> Array:
    steps = np.linspace(faces[:-1], faces[1:], refine, endpoint=False).T.ravel()
    return np.concatenate([steps, faces[-1:]])


def ring_operator(faces: Array) -> tuple[Array, Array]:
    """Finite-volume (1/rho) d/drho (rho d/drho) with no flux at both ends; (n, n) operator and ring areas."""
    centres = 0.5 * (faces[1:] + faces[:-1])
    areas = faces[1:] ** 2 - faces[:-1] ** 2
    return _operator(2.0 * faces[1:-1] / np.diff(centres), areas), areas


def row_operator(faces: Array) -> tuple[Array, Array]:
    """Finite-volume d2/dzeta2 with no flux at both ends; (n, n) operator and row heights."""
    centres = 0.5 * (faces[1:] + faces[:-1])
    heights = np.diff(faces)
    return _operator(1.0 / np.diff(centres), heights), heights


def _operator(conductance: Array, volumes: Array) -> Array:
    matrix = np.diag(conductance, 1) + np.diag(conductance, -1)
    matrix /= volumes[:, None]
    return matrix - np.diag(matrix.sum(axis=1))


def _axis(faces: Array, matrix: Array, volumes: Array) -> Axis:
    """The eigenbasis of an operator that is symmetric in the volume-weighted inner product."""
    root = np.sqrt(volumes)
    rates, vectors = np.linalg.eigh(matrix * root[:, None] / root[None, :])
    return Axis(faces, volumes, np.minimum(rates, 0.0), vectors.T * root[None, :], vectors / root[:, None])


def ring_axis(faces: Array) -> Axis:
    """The radial axis on these faces."""
    return _axis(faces, *ring_operator(faces))


def row_axis(faces: Array) -> Axis:
    """The depth axis on these faces."""
    return _axis(faces, *row_operator(faces))


def cell_radius_mm(density_per_mm2: float) -> float:
    """Radius of the cell that one hole has to itself, R = 1/sqrt(pi n)."""
    return float(1.0 / np.sqrt(np.pi * density_per_mm2))


def ring_share(faces: Array, radius: float) -> Array:
    """Share of each ring that lies inside ``radius`` (in units of R), exact by area; shape (n,)."""
    inner, outer = faces[:-1] ** 2, faces[1:] ** 2
    return np.clip((radius**2 - inner) / (outer - inner), 0.0, 1.0)


def row_share(faces: Array, low: float, high: float) -> Array:
    """Share of each row that lies between ``low`` and ``high`` (in units of Z); shape (n,)."""
    overlap = np.minimum(faces[1:], high) - np.maximum(faces[:-1], low)
    return np.clip(overlap / np.diff(faces), 0.0, 1.0)
