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
    if unit in ("1", ""):
        return 1.0
    if unit == "percent":
        return 0.01
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


def to_engine(value: float, unit: str) -> float:
    """``value`` in ``unit`` as engine units: ``to_engine(250, "um") == 0.25`` (mm)."""
    return float(value) * engine_factor(unit)


def parse_quantity(text: str, unit: str) -> float:
    """A figure with its unit, as a person writes it, in ``unit``: ``parse_quantity("1.5 mm", "mm") == 1.5``.

    Raises InputError when the text is no quantity or its unit measures something else.
    """
    try:
        return float(registry().Quantity(text).to(unit).magnitude)
    except Exception as cause:
        raise InputError(
            Problem("quantity", repr(text), f"a figure with a unit that converts to {unit}", "")
        ) from cause
