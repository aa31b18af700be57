"""A pen: needles that strike straight down at a rate while the head glides.

n needles at f strikes/s, glide v, swath w, stroke s (a sinusoid), protrusion L, all in mm and s. Strikes: n f per
second; n f / (v w) per mm2 and pass. A tip crosses the surface at 2 pi f sqrt(L (s - L)) and stays below it for
arccos(1 - 2L/s)/pi of the cycle; meanwhile the head moves on, which is how far it drags the skin. Sources: geometry.
"""

from __future__ import annotations

import math


def strikes_per_second(needles: int, rate_hz: float) -> float:
    """Needle strikes per second of the whole head."""
    return needles * rate_hz


def density_per_pass(needles: int, rate_hz: float, glide_mm_s: float, swath_mm: float) -> float:
    """Holes per mm2 that one pass leaves."""
    return strikes_per_second(needles, rate_hz) / (glide_mm_s * swath_mm)


def impact_speed(rate_hz: float, protrusion_mm: float, stroke_mm: float) -> float:
    """Speed (mm/s) of the tip where it crosses the surface."""
    return 2.0 * math.pi * rate_hz * math.sqrt(protrusion_mm * (stroke_mm - protrusion_mm))


def contact_time(rate_hz: float, protrusion_mm: float, stroke_mm: float) -> float:
    """Time (s) that a tip stays below the surface in one strike."""
    return math.acos(1.0 - 2.0 * protrusion_mm / stroke_mm) / (math.pi * rate_hz)


def travel_mm(glide_mm_s: float, contact_s: float) -> float:
    """How far (mm) the head moves while a needle is in the skin."""
    return glide_mm_s * contact_s
