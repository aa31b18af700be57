"""The device as a case states it: its kind, and any of its numbers. ``device.find_device`` completes it.

Needle length (roller, stamp) and greatest depth setting (pen) in mm, diameter in mm, rate in 1/s (Hz). The longest
needle without radiofrequency in use is 3 mm; 3.5 mm leaves room for tolerance. Radiofrequency devices go deeper: they
are read, so that screening can say why it stops.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from .fields import Flag, Name, Part
from .validating import Allowed, Trouble, refuse
from .vocabulary import DeviceKind, Material

SHORTEST_MM = 0.1
LONGEST_MM = 3.5
LONGEST_RADIOFREQUENCY_MM = 8.0

Depth = Annotated[
    float,
    Field(strict=True, ge=SHORTEST_MM, le=LONGEST_RADIOFREQUENCY_MM),
    Allowed(f"{SHORTEST_MM} to {LONGEST_MM} mm", "Write millimetres: 1.5 for one and a half."),
]
Diameter = Annotated[float, Field(strict=True, ge=0.03, le=0.6), Allowed("0.03 to 0.6 mm")]
Rate = Annotated[float, Field(strict=True, ge=1, le=500), Allowed("1 to 500 strikes a second (Hz)")]
Needles = Annotated[int, Field(strict=True, ge=1, le=2000), Allowed("a whole number, 1 to 2000")]

# What each kind of device has no such figure for, and which figure to give.
_NOT_OF: dict[str, dict[str, str]] = {
    "pen": {"needle_length_mm": "A pen's depth is set: give max_depth_mm."},
    "roller": {
        "max_depth_mm": "A roller's needles have one length: give needle_length_mm.",
        "rate_hz": "A roller is moved by hand: leave rate_hz out.",
    },
    "stamp": {"max_depth_mm": "A stamp's needles have one length: give needle_length_mm."},
}


class DeviceSpec(Part):
    """A device by its kind and whatever else is known. Lengths and diameter in mm, ``rate_hz`` in strikes a second."""

    kind: DeviceKind
    name: Name | None = None
    needles: Needles | None = None
    needle_length_mm: Depth | None = None
    max_depth_mm: Depth | None = None
    needle_diameter_mm: Diameter | None = None
    rate_hz: Rate | None = None
    material: Material | None = None
    radiofrequency: Flag | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        troubles = [
            Trouble(f"{field} for a {self.kind}", "the figures that such a device has", remedy, (field,))
            for field, remedy in _NOT_OF[self.kind].items()
            if getattr(self, field) is not None
        ]
        troubles += [
            Trouble(f"{value:g}", f"{SHORTEST_MM} to {LONGEST_MM} mm", "Write millimetres.", (field,))
            for field in ("needle_length_mm", "max_depth_mm")
            if (value := getattr(self, field)) and value > LONGEST_MM and not self.radiofrequency
        ]
        if troubles:
            raise refuse(*troubles)
        return self
