"""From what a case says of a device to a device: a library entry, changed by the numbers given, or the numbers alone.

Rule: a known name gives its library entry; no name, or an unknown name with numbers, gives the generic device of the
kind; given numbers then replace the entry's. What cannot be a needling device (a 60 mm needle, no needle) is an error.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any, get_args

from ..errors import InputError, Problem, did_you_mean
from .library import Device, Figure, Kind, Material, device_library

# What a needling device can be; wider than anything sold, so that only slips are caught.
LIMITS: dict[str, tuple[float, float, str]] = {
    "needles": (1, 1000, "needles"),
    "needle_length_mm": (0.1, 3.5, "mm"),
    "max_depth_mm": (0.1, 3.5, "mm"),
    "needle_diameter_mm": (0.02, 0.6, "mm"),
    "rate_hz": (1, 400, "strikes per second"),
}
ENOUGH = ("needles", "needle_length_mm", "max_depth_mm")


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _library_id(name: str) -> str | None:
    """The library id of a name or an id, however it is spaced; a brand alone serves where one device bears it."""
    folded = _folded(name)
    known = {_folded(device.name): key for key, device in device_library().items()}
    known |= {_folded(key): key for key in device_library()}
    if folded in known:
        return known[folded]
    bearers = {key for word, key in known.items() if len(folded) >= 4 and word.startswith(folded)}
    return bearers.pop() if len(bearers) == 1 else None


def _number_problem(field: str, value: Any) -> Problem | None:
    low, high, unit = LIMITS[field]
    right = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if right and low <= value <= high and (field != "needles" or value == int(value)):
        return None
    remedy = "Was it meant in um?" if right and unit == "mm" and value > high else ""
    return Problem(f"device.{field}", str(value), f"{low:g} to {high:g} {unit}", remedy)


def _numbers(spec: Any) -> dict[str, float]:
    """The numbers that the spec gives, checked. Raises InputError with every bad one."""
    given = {field: getattr(spec, field, None) for field in LIMITS}
    problems = [_number_problem(field, value) for field, value in given.items() if value is not None]
    if bad := [problem for problem in problems if problem]:
        raise InputError(bad)
    return {field: float(value) for field, value in given.items() if value is not None}


def _choice(field: str, value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise InputError(Problem(f"device.{field}", repr(value), ", ".join(allowed), did_you_mean(str(value), allowed)))
    return str(value)


def _entry(kind: str, name: str | None, numbers: dict[str, float]) -> Device:
    """The library entry to start from."""
    generic = device_library()[f"generic_{kind}"]
    if not name:
        return generic
    key = _library_id(name)
    if key is None:
        if not any(field in numbers for field in ENOUGH):
            known = [device.name for device in device_library().values()]
            remedy = f"{did_you_mean(name, known)} Or give its numbers: needles, needle_length_mm or max_depth_mm."
            raise InputError(Problem("device.name", repr(name), ", ".join(known), remedy.strip()))
        return dataclasses.replace(generic, name=name)
    found = device_library()[key]
    if found.kind != kind:
        raise InputError(Problem("device.kind", repr(kind), f"{found.kind}, which {found.name} is"))
    return found


def _changes(kind: str, numbers: dict[str, float]) -> dict[str, Any]:
    """Given numbers as device fields. A roller's or stamp's depth is its needle length; a pen's is its setting."""
    changes: dict[str, Any] = {key: numbers[key] for key in ("needle_diameter_mm", "rate_hz") if key in numbers}
    if "needles" in numbers:
        changes["needles"] = int(numbers["needles"])
    order = ("max_depth_mm", "needle_length_mm") if kind == "pen" else ("needle_length_mm", "max_depth_mm")
    depths = [numbers[field] for field in order if field in numbers]
    return changes | ({"max_depth_mm": depths[0]} if depths else {})


def find_device(spec: Any) -> Device:
    """The device that a spec means.

    spec: any object with ``kind`` and, optionally, name, needles, needle_length_mm, max_depth_mm, needle_diameter_mm,
    rate_hz, material (a case's DeviceSpec). Raises InputError on an unknown kind, name or material, a number that no
    needling device has (NaN, negative, 0 needles, 60 mm), or a rate for a device without a motor.
    """
    kind = _choice("kind", getattr(spec, "kind", None), get_args(Kind))
    numbers = _numbers(spec)
    if kind != "pen" and "rate_hz" in numbers:
        raise InputError(Problem("device.rate_hz", f"{numbers['rate_hz']:g}", f"nothing: a {kind} has no motor"))
    found = _entry(kind, getattr(spec, "name", None), numbers)
    changes = _changes(kind, numbers)
    if (material := getattr(spec, "material", None)) is not None:
        changes["material"] = _choice("material", material, get_args(Material))
    given = tuple(Figure(field, (), "given") for field in changes)
    kept = tuple(figure for figure in found.figures if figure.field not in changes)
    return dataclasses.replace(found, **changes, figures=kept + given) if changes else found
