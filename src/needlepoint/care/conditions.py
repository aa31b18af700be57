"""When a piece of advice applies: conditions as data, read by one small function.

``when: {setting: home}``                  the fact equals the value
``when: {phototype: [IV, V, VI]}``         the fact is one of these; a fact with several values shares one of these
``when: {depth_mm: {over: 1.0}}``          over, at_least, under, at_most (mm); an unknown figure never fits
``when: {not: {...}}``, ``{any: [{...}]}``  the opposite; at least one of several
Every line of one condition must hold; an empty condition always does.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import InputError, Problem, did_you_mean

Condition = Mapping[str, Any]

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "over": operator.gt,
    "at_least": operator.ge,
    "under": operator.lt,
    "at_most": operator.le,
}


def holds(when: Condition, facts: Mapping[str, Any]) -> bool:
    """Whether ``facts`` fulfil the condition. Raises InputError on a fact or a comparison that does not exist."""
    return all(_line_holds(name, wanted, facts) for name, wanted in when.items())


def _line_holds(name: str, wanted: Any, facts: Mapping[str, Any]) -> bool:
    if name == "not":
        return not holds(wanted, facts)
    if name == "any":
        return any(holds(branch, facts) for branch in wanted)
    if name not in facts:
        raise InputError(Problem("condition", repr(name), ", ".join(sorted(facts)), did_you_mean(name, facts)))
    found = facts[name]
    if isinstance(wanted, Mapping):
        return found is not None and all(_compare(word, found, figure) for word, figure in wanted.items())
    return bool(_values(wanted) & _values(found))


def _compare(word: str, found: Any, figure: Any) -> bool:
    if word not in COMPARISONS:
        raise InputError(Problem("condition", repr(word), ", ".join(COMPARISONS), did_you_mean(word, COMPARISONS)))
    return COMPARISONS[word](found, figure)


def _values(given: Any) -> set[Any]:
    return set(given) if isinstance(given, (list, tuple, set, frozenset)) else {given}
