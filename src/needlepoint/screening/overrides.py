"""A professional's decision against a finding: who may lift what, and what is said when they may not.

A rule names the least role that may lift it: clinician (any of the three roles), specialist (specialist or surgeon),
surgeon, or none. A lifted finding stays in sight and no longer counts; one that may not be lifted counts on, and says
so.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..case import Case, Override
from ..errors import InputError, Problem, did_you_mean
from .model import Finding
from .rule import rule_ids

RANK = {"clinician": 1, "specialist": 2, "surgeon": 3}


def check_overrides(case: Case) -> None:
    """Raises InputError, with the nearest name, when an override names no rule."""
    known = rule_ids()
    problems = [
        Problem(f"overrides[{place}].rule", repr(item.rule), "a screening rule", did_you_mean(item.rule, known))
        for place, item in enumerate(case.overrides)
        if item.rule not in known
    ]
    if problems:
        raise InputError(problems)


def may_lift(role: str, needed: str) -> bool:
    """Whether this role may lift a finding that needs ``needed``."""
    return needed in RANK and RANK[role] >= RANK[needed]


def with_override(finding: Finding, overrides: Sequence[Override]) -> Finding:
    """The finding with the override that concerns it, if there is one: a lifting one before one that may not lift."""
    mine = [item for item in overrides if item.rule == finding.rule]
    if not mine:
        return finding
    lifting = [item for item in mine if may_lift(item.role, finding.override)]
    if lifting:
        return finding.model_copy(update={"overridden": lifting[0], "counts": False})
    return finding.model_copy(update={"overridden": mine[0], "override_note": _kept(mine[0], finding.override)})


def _kept(item: Override, needed: str) -> str:
    if needed == "none":
        return "Kept all the same: nobody may lift this rule."
    return f"Kept all the same: a {item.role} may not lift this rule; it takes a {needed}."
