"""Needlepoint plans, simulates and explains a course of microneedling: from the needle to the last follow-up.

The public names are below; each is loaded from its package when it is first asked for, so that importing this costs
nothing and brings in neither JAX nor a web framework.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .care import care_plan as care_plan
    from .care.questions import ask as ask
    from .case import Case as Case
    from .case import load_case as load_case
    from .case import parse_case as parse_case
    from .cohort import read_trial as read_trial
    from .cohort import run_trial as run_trial
    from .course import Course as Course
    from .course import load_course as load_course
    from .delivery import deliver as deliver
    from .errors import InputError as InputError
    from .errors import MachineError as MachineError
    from .plan import make_plan as make_plan
    from .plan import simulate_course as simulate_course
    from .plan import write_plan as write_plan
    from .puncture import simulate_field as simulate_field
    from .screening import screen as screen

_HOMES = {
    "Case": "case",
    "Course": "course",
    "InputError": "errors",
    "MachineError": "errors",
    "ask": "care.questions",
    "care_plan": "care",
    "deliver": "delivery",
    "load_case": "case",
    "load_course": "course",
    "make_plan": "plan",
    "parse_case": "case",
    "read_trial": "cohort",
    "run_trial": "cohort",
    "screen": "screening",
    "simulate_course": "plan",
    "simulate_field": "puncture",
    "write_plan": "plan",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
