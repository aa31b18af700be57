"""How a head moves over the skin and where its needles strike, for the three kinds of device; mm, mm/s, Hz.

Roller: a drum that rolls without slip brings a line of needles down every pitch 2 pi R rows / N along the way, the rows
W / rows apart across it. Pen: all n needles of the cartridge strike together every v/f along the way; a slower hand
strikes more often per length. Stamp, or a pen set down and lifted: one landing every w sqrt(pi)/2 both ways, so that a
pass has as many landings as round heads fit the zone's area. Needles of a round head stand on a sunflower spiral,
r = w/2 sqrt((k + 1/2)/n), turned by the golden angle each: evenly over the head (layouts of cartridges were not read).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..device import Device, Technique
from ..evidence import ParameterSet
from .strikes import Strikes, hand_speed

Array = NDArray[np.float64]
GOLDEN_ANGLE = math.pi * (3.0 - math.sqrt(5.0))


@dataclass(frozen=True)
class Motion:
    """offsets (needles that strike together, 2): along and across the way (mm); every_mm: from one strike to the next;
    lane_mm: from one stroke to the next, before overlap; needles: on the whole head; timed: strikes go by time, so that
    slowness brings them closer; lifted: set down anew each time; turned: held at any angle; drag_mm: at nominal
    speed."""

    offsets: Array
    every_mm: float
    lane_mm: float
    needles: int
    timed: bool
    lifted: bool
    turned: bool
    drag_mm: float

    @property
    def cycle(self) -> int:
        """Strikes after which the same needles come again."""
        return max(1, math.ceil(self.needles / len(self.offsets)))


def sunflower(needles: int, head_mm: float) -> Array:
    """Places (needles, 2) on a round head of this width."""
    count = np.arange(needles)
    radius, turn = head_mm / 2.0 * np.sqrt((count + 0.5) / needles), count * GOLDEN_ANGLE
    return np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1)


def _of_roller(device: Device, technique: Technique, strike: Strikes, parameters: ParameterSet) -> Motion:
    assert strike.pitch_mm is not None
    along, across = strike.pitch_mm
    rows = device.rows or 1
    line = (np.arange(rows) - (rows - 1) / 2.0) * across
    return Motion(
        offsets=np.stack([np.zeros(rows), line], axis=1),
        every_mm=along,
        lane_mm=rows * across,
        needles=device.needles,
        timed=False,
        lifted=False,
        turned=False,
        drag_mm=parameters["slip_share"] * strike.travel_mm,
    )


def _of_pen(device: Device, technique: Technique, strike: Strikes, parameters: ParameterSet) -> Motion:
    if technique.pattern == "stamp":
        return _of_stamp(device, technique, strike, parameters)
    assert device.rate_hz is not None
    return Motion(
        offsets=sunflower(device.needles, device.swath_mm),
        every_mm=hand_speed(technique, parameters["glide_speed"]) / device.rate_hz,
        lane_mm=device.swath_mm,
        needles=device.needles,
        timed=True,
        lifted=False,
        turned=True,
        drag_mm=parameters["slip_share"] * strike.travel_mm,
    )


def _of_stamp(device: Device, technique: Technique, strike: Strikes, parameters: ParameterSet) -> Motion:
    apart = device.swath_mm * math.sqrt(math.pi) / 2.0
    return Motion(
        offsets=sunflower(device.needles, device.swath_mm),
        every_mm=apart,
        lane_mm=apart,
        needles=device.needles,
        timed=False,
        lifted=True,
        turned=True,
        drag_mm=0.0,
    )


_BY_KIND: dict[str, Callable[[Device, Technique, Strikes, ParameterSet], Motion]] = {
    "roller": _of_roller,
    "pen": _of_pen,
    "stamp": _of_stamp,
}


def motion(device: Device, technique: Technique, strike: Strikes, parameters: ParameterSet) -> Motion:
    """The motion of one pass, in step with its ``strike`` figures."""
    return _BY_KIND[device.kind](device, technique, strike, parameters)
