"""What a person's age and smoking do to the tissue model's constants: the making of collagen, and nothing else.

s0 (collagen made a day) is multiplied by ``smoker_synthesis`` in a smoker, and by 1 - (1 - ``aged_synthesis``) x share
of the way from ``young_year`` to ``aged_year``. A person of unknown age who does not smoke, or does not say, keeps
every constant. Because healthy collagen is kept at 1, resting skin stays at rest under either factor; what changes is
how much a session adds. Sources disagree on age, and the prior holds both. Diabetes, and what is known of closure and
enzymes, is left out: see docs/decisions/010. Parameter set ``person``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import InputError, Problem
from ..evidence import load_parameters
from ..randomness import drawn_parameters

DAYS_PER_YEAR = 365.25
PROCESS = "person"
OLDEST = 130.0

Modifiers = Mapping[str, float]
"""Constant of the tissue model to the factor on it; empty where nothing is known to differ."""


def person_modifiers(*, age: float | None = None, smoker: bool | None = None) -> Modifiers:
    """The factors at the stated figures. age: years, None = unknown; smoker: None = not said. Raises InputError."""
    if not _differs(age, smoker):
        return {}
    parameters = load_parameters("person")
    return _factors({name: parameters[name] for name in parameters.names()}, age, smoker)


def draw_modifiers(
    count: int, *, seed: int, person: int = 0, age: float | None = None, smoker: bool | None = None
) -> Sequence[Modifiers]:
    """The factors under ``count`` draws of the figures; arguments as in :func:`person_modifiers`."""
    if not _differs(age, smoker):
        return [{}] * count
    draws = drawn_parameters(load_parameters("person"), count, seed=seed, person=person, process=PROCESS)
    return [_factors(draw, age, smoker) for draw in draws]


def modified(constants: dict[str, float], modifiers: Modifiers) -> dict[str, float]:
    """Constants with the factors on them; the same object where there is none."""
    return (
        constants | {name: constants[name] * factor for name, factor in modifiers.items()} if modifiers else constants
    )


def _differs(age: float | None, smoker: bool | None) -> bool:
    if age is not None and not 0.0 <= age <= OLDEST:
        raise InputError(Problem("age", f"{age:g}", f"0 to {OLDEST:g} years"))
    return bool(smoker) or (age is not None and age * DAYS_PER_YEAR > load_parameters("person")["young_year"])


def _factors(p: Mapping[str, float], age: float | None, smoker: bool | None) -> Modifiers:
    young, aged = p["young_year"], p["aged_year"]
    way = 0.0 if age is None else min(max((age * DAYS_PER_YEAR - young) / (aged - young), 0.0), 1.0)
    factor = (1.0 - (1.0 - p["aged_synthesis"]) * way) * (p["smoker_synthesis"] if smoker else 1.0)
    return {"s0": factor}
