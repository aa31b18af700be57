"""Units, converted once, at the door.

Inside the engine: mm, day, mg, and what follows from them (mm2, 1/mm2, mm2/day, 1/day). Outside: the unit that a
clinician or a paper says (weeks, um, holes/cm2, 1/hour). Pint does the arithmetic; nothing else in the package may.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from .errors import InputError, Problem

if TYPE_CHECKING:
    import pint

# Factors of the units that the shipped data use, so that a run need not load pint; a test holds each against pint.
KNOWN = {
    "1": 1.0,
    "": 1.0,
    "share": 1.0,
    "percent": 0.01,
    "mm": 1.0,
    "um": 1e-3,
    "day": 1.0,
    "hour": 1.0 / 24.0,
    "minute": 1.0 / 1440.0,
    "year": 365.25,
    "1/day": 1.0,
    "1/hour": 24.0,
    "mm**2/day": 1.0,
    "mm/second": 86400.0,
    "hole/cm2": 0.01,
    "gram": 1000.0,
    "mg/kg": 1e-6,
    "centimeter ** 2": 100.0,
    "gram / centimeter ** 2": 10.0,
}
COUNTS = ("hole", "needle", "strike", "passes", "person", "share", "fold")


def _powers(text: str) -> str:
    """``hole/cm2``, as papers write it, in the form that pint reads."""
    return re.sub(r"\b([A-Za-z]+)([23])\b", r"\1**\2", text)


@functools.cache
def registry() -> pint.UnitRegistry[Any]:
    """The one unit registry, with the field's own words (hole, needle, strike, grade) as counts.

    Pint keeps its parsed definitions between runs; where it cannot (no home, a full disk) it reads them anew.
    """
    try:
        return _registry(":auto:")
    except OSError:
        return _registry(None)


def _registry(cache_folder: str | None) -> pint.UnitRegistry[Any]:
    import pint

    ureg: pint.UnitRegistry[Any] = pint.UnitRegistry(cache_folder=cache_folder, preprocessors=[_powers])
    for word in COUNTS:
        ureg.define(f"{word} = []")
    return ureg


def engine_factor(unit: str) -> float:
    """Factor that turns a figure in ``unit`` into engine units (mm, day, mg; counts and shares as they are).

    Raises InputError when the unit is not one.
    """
    return KNOWN[unit] if unit in KNOWN else factor_by_pint(unit)


def factor_by_pint(unit: str) -> float:
    """:func:`engine_factor` of any unit that pint knows. Raises InputError when the unit is not one."""
    ureg = registry()
    try:
        parsed = ureg.parse_units(unit)
    except Exception as cause:
        raise InputError(
            Problem("unit", repr(unit), "a unit such as mm, um, 1/day, 1/hour, mm2/hour, hole/cm2, share", "")
        ) from cause
    quantity = 1.0 * parsed
    target = registry().UnitsContainer({})
    for name, power in quantity.to_base_units().units._units.items():
        engine = {"meter": "mm", "second": "day", "kilogram": "mg", "gram": "mg"}.get(name, name)
        target = target * registry().UnitsContainer({str(registry().parse_units(engine)): power})
    return float(quantity.to(registry().Unit(target)).magnitude)
