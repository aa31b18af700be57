"""The puncture field against its peers, as ratios in one run: raster, nearest hole, whole face.

Raster: 20,000 holes on 3.2 million pixels, against a plain Numba scan line and OpenCV's circles, with the bias of each
against the pixels whose middle lies in a hole (what a fine raster converges to). Nearest hole: a million places among a
million holes, against SciPy's tree. Face: 3 million holes with all figures and maps; its budget is 2 s and 1 GB.
Machines are shared: the best of several repeats counts. Run: ``python benchmarks/field.py``.
"""

from __future__ import annotations

import dataclasses
import math
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numba import njit
from scipy.spatial import cKDTree

from needlepoint.device import Technique, device_library
from needlepoint.puncture import Holes, simulate_zones
from needlepoint.puncture.gaps import far, into_cells, lower
from needlepoint.puncture.raster import make_raster, paint
from needlepoint.puncture.shape import Shape
from needlepoint.skin import FACE_ZONES, layers

SIDE, PIXEL_MM, HOLES = 1789, 0.01, 20_000
RADII_PX = (2.5, 6.3)  # a coarse raster, and the field's own five pixels to a radius, roughly
SHIFT = 4  # OpenCV's binary places after the point
FACE_BUDGET_S, FACE_BUDGET_MB = 2.0, 1000.0


def best(job: Callable[[], Any], repeats: int = 9) -> float:
    """Shortest time of a job in seconds, after one run to warm up."""
    job()
    took = []
    for _ in range(repeats):
        start = time.perf_counter()
        job()
        took.append(time.perf_counter() - start)
    return min(took)


@njit
def scan_line(x: Any, y: Any, radius: float, image: Any) -> None:
    """The plain way: row by row, pixel by pixel (all in pixels)."""
    for hole in range(x.size):
        low, high = math.ceil(y[hole] - radius - 0.5), math.floor(y[hole] + radius - 0.5)
        for i in range(max(low, 0), min(high, image.shape[0] - 1) + 1):
            half = math.sqrt(max(radius**2 - (i + 0.5 - y[hole]) ** 2, 0.0))
            left, right = math.ceil(x[hole] - half - 0.5), math.floor(x[hole] + half - 0.5)
            for j in range(max(left, 0), min(right, image.shape[1] - 1) + 1):
                image[i, j] = 1


def rasters(radius: float) -> dict[str, Callable[[], Any]]:
    """Each way to draw the same holes, giving an image of 0 and 1."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, SIDE, (2, HOLES))
    half = SIDE * PIXEL_MM / 2
    column = np.full(HOLES, 0, np.float32)
    holes = Holes(
        (x * PIXEL_MM - half).astype(np.float32),
        (y * PIXEL_MM - half).astype(np.float32),
        column,
        np.full(HOLES, radius * PIXEL_MM, np.float32),
        column,
        column,
        np.zeros(HOLES, np.uint8),
        np.zeros(HOLES, np.uint8),
    )
    zone = Shape("rectangle", SIDE * PIXEL_MM, SIDE * PIXEL_MM)

    def ours() -> Any:
        raster = make_raster(zone, PIXEL_MM)
        paint(raster, holes, 1)
        return raster.unpacked()

    def plain() -> Any:
        image = np.zeros((SIDE, SIDE), np.uint8)
        scan_line(x, y, radius, image)
        return image

    middles = np.rint((np.stack([x, y], axis=1) - 0.5) * 2**SHIFT).astype(int).tolist()

    def opencv() -> Any:
        image = np.zeros((SIDE, SIDE), np.uint8)
        for middle in middles:
            cv2.circle(image, middle, round(radius * 2**SHIFT), 1, -1, cv2.LINE_8, SHIFT)
        return image

    return {"numba scan line": plain, "needlepoint": ours, "OpenCV circles": opencv}


def show_rasters(radius: float) -> bool:
    """Print times as ratios and opened shares against the Boolean model; whether ours is as fast and unbiased."""
    jobs = rasters(radius)
    peer = best(jobs["numba scan line"])
    known = -math.expm1(-HOLES * math.pi * radius**2 / SIDE**2)
    ratios, biases = {}, {}
    print(f"raster of {HOLES:,} holes of {radius:g} pixels on {SIDE**2:,} pixels")
    for name, job in jobs.items():
        ratios[name] = best(job) / peer
        biases[name] = float(job().mean()) / known - 1.0
        print(f"  {name:18}{ratios[name]:6.2f} x scan line   opened area {biases[name]:+.1%} of the Boolean model's")
    return ratios["needlepoint"] <= 1.0 and abs(biases["needlepoint"]) < 0.01


def show_nearest() -> None:
    """Print the time of the nearest hole against SciPy's tree."""
    rng = np.random.default_rng(2)
    holes, places = rng.uniform(-150, 150, (2, 1_000_000, 2)).astype(np.float32)
    zone = Shape("rectangle", 300.0, 300.0)
    x, y = (np.ascontiguousarray(side) for side in places.T)

    def ours() -> Any:
        found = far(x.size)
        lower(found, x, y, into_cells(*map(np.ascontiguousarray, holes.T), zone, 0.0), 1)
        return found

    tree = best(lambda: cKDTree(holes).query(places), 1)
    print(f"nearest of a million holes\n  needlepoint       {best(ours, 3) / tree:6.2f} x scipy's tree")


def show_face() -> bool:
    """Print time and memory of a whole face; whether both keep their budget."""
    device = dataclasses.replace(device_library()["dermapen_4"], swath_mm=6.0)
    techniques = {zone: Technique(0.75, 4, "crosshatch", 14.6) for zone in FACE_ZONES}
    skins = {zone: layers(zone, "female", 40) for zone in FACE_ZONES}
    counted = 0

    def face() -> None:
        nonlocal counted
        counted = sum(len(item.holes) for item in simulate_zones(device, techniques, skins, seed=1, workers=2).values())

    took, start = best(face, 3), time.process_time()
    face()
    free = (time.process_time() - start) / 2
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"whole face, {counted:,} holes with figures and maps, two workers")
    print(f"  {took:.2f} s as the machine was, {free:.2f} s of each of two cores (budget {FACE_BUDGET_S:g})")
    print(f"  {memory:.0f} MB (budget {FACE_BUDGET_MB:.0f})")
    return min(took, free) < FACE_BUDGET_S and memory < FACE_BUDGET_MB


def main() -> int:
    """Run every comparison. Returns 1 when one misses its aim."""
    kept = [show_face(), *map(show_rasters, RADII_PX)]
    show_nearest()
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main())
