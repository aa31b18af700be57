"""A roller: needles that enter on an arc.

Drum of radius R and width W with N needles of length L, rolling without slip at speed V, all in mm and s. One pass
leaves N / (2 pi R W) holes per mm2. On flat rigid skin a needle enters at th0 = arccos(R/(R+L)) from the vertical, its
tip going down at V (1 + L/R) sin(th0), and its shaft would cut a slot 2 R (tan th0 - th0): an upper bound on how far
the skin is dragged, not a tear length. Sources: geometry; drum of schwarz2011.
"""

from __future__ import annotations

import math


def density_per_pass(needles: int, rolling_radius_mm: float, width_mm: float) -> float:
    """Holes per mm2 that one pass leaves."""
    return needles / (2.0 * math.pi * rolling_radius_mm * width_mm)


def entry_angle(radius_mm: float, length_mm: float) -> float:
    """Angle from the vertical (radians) at which a needle meets the skin."""
    return math.acos(radius_mm / (radius_mm + length_mm))


def slot_mm(radius_mm: float, length_mm: float) -> float:
    """Length (mm) of the slot that a needle would cut in rigid skin."""
    angle = entry_angle(radius_mm, length_mm)
    return 2.0 * radius_mm * (math.tan(angle) - angle)


def tip_speed(radius_mm: float, length_mm: float, rolling_mm_s: float) -> float:
    """Speed (mm/s) at which a tip goes down into the skin."""
    return rolling_mm_s * (1.0 + length_mm / radius_mm) * math.sin(entry_angle(radius_mm, length_mm))


def pitches_mm(needles: int, rows: float, rolling_radius_mm: float, width_mm: float) -> tuple[float, float]:
    """Distances (mm) between the holes of one pass: along the way and across it."""
    return 2.0 * math.pi * rolling_radius_mm * rows / needles, width_mm / rows
