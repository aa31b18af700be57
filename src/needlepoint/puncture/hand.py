"""How a hand departs from the path it means to take, and how strikes differ from one another.

Along a stroke, slowness, sideways departure, turn of the head and pressure wander as Ornstein-Uhlenbeck paths u with
mean 0, variance 1 and correlation exp(-s/length): slowness q = exp(spread u - spread^2/2), whose mean is 1, so that a
wandering hand leaves as many holes as a steady one. The contact score z of a strike (see ``depth``) is the sum of four
independent parts, of needle, place, hand pressure and strike, whose shares of its variance add up to 1. All assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..evidence import load_parameters

Array = NDArray[np.float64]
STEP_MM = 1.0


@dataclass(frozen=True)
class Hand:
    """overlap: of neighbouring strokes, share of the head; speed_spread: sd of log slowness; wobble: sd of sideways
    departure, share of the head; twist: sd of the head's turn (radians); placement: sd of where a lifted head lands,
    share of the head; length_mm: how far along a stroke the hand remembers."""

    overlap: float
    speed_spread: float
    wobble: float
    twist: float
    placement: float
    length_mm: float


@dataclass(frozen=True)
class Scatter:
    """Shares of the variance of contact by needle, pressure and strike (the rest is the place's); radius: sd of the log
    of a hole's radius; place_length_mm: how far apart skin differs."""

    needle: float
    pressure: float
    strike: float
    radius: float
    place_length_mm: float

    @property
    def place(self) -> float:
        """The share of the place."""
        return max(0.0, 1.0 - self.needle - self.pressure - self.strike)


def usual_hand() -> Hand:
    """A hand at the stated constants."""
    parameters = load_parameters("puncture")
    return Hand(
        overlap=parameters["stroke_overlap"],
        speed_spread=parameters["speed_spread"],
        wobble=parameters["wobble"],
        twist=parameters["twist"],
        placement=parameters["placement"],
        length_mm=parameters["hand_length"],
    )


def usual_scatter() -> Scatter:
    """The scatter of strikes at the stated constants."""
    parameters = load_parameters("puncture")
    return Scatter(
        needle=parameters["needle_share"],
        pressure=parameters["pressure_share"],
        strike=parameters["strike_share"],
        radius=parameters["hole_spread"],
        place_length_mm=parameters["place_length"],
    )


STEADY = Hand(overlap=0.0, speed_spread=0.0, wobble=0.0, twist=0.0, placement=0.0, length_mm=30.0)
"""A hand that goes as it means to: what a machine would do."""


def smooth_noise(
    rng: np.random.Generator, width_mm: float, height_mm: float, length_mm: float
) -> tuple[NDArray[np.float32], float]:
    """A random surface (rows, columns) and the distance of its knots (mm); read between them by straight lines.

    Mean 0, variance 1 on average over places, correlation exp(-d^2 / 4 length^2): white noise, filtered. It covers the
    width and height with some knots to spare, beyond which it repeats.
    """
    step = max(length_mm / 4.0, max(width_mm, height_mm) / 1000.0)
    shape = (int(height_mm / step) + 14, int(width_mm / step) + 14)
    fy, fx = np.fft.fftfreq(shape[0], step)[:, None], np.fft.fftfreq(shape[1], step)[None, :]
    gain = np.exp(-((np.pi * length_mm) ** 2) * (fx**2 + fy**2))
    between = (2.0 + np.exp(-0.5 * (step / length_mm) ** 2)) / 3.0
    surface = np.fft.ifft2(np.fft.fft2(rng.standard_normal(shape)) * gain).real
    surface /= np.sqrt(np.mean(gain**2)) * between
    return np.ascontiguousarray(surface, dtype=np.float32), step
