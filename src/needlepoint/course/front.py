"""The undominated set: plans that no other plan beats on every count at once.

Axes: benefit (more is better), and downtime, risk, cost, visits (less is better). A plan is dominated when another one
is at least as good on every axis and better on one. What is left is the front: to gain on one axis there, something has
to be paid on another. Pure arithmetic on the axes; nothing here knows what a course is. Two plans with the same axes
do not dominate each other. A figure that is not a number loses against any number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
DIGITS = 9


@dataclass(frozen=True)
class Axes:
    """What a plan gives and asks.

    benefit: any unit, the same for all plans that are compared; downtime_days: a visit; risk: share of the level at
    which the scar warning is raised, 0 upwards; cost: whole course, any currency, or visits where no price is known;
    visits: count.
    """

    benefit: float
    downtime_days: float
    risk: float
    cost: float
    visits: int

    def burdens(self) -> tuple[float, ...]:
        """Every axis so that less is better; what is no number counts as the worst."""
        found = (-self.benefit, self.downtime_days, self.risk, self.cost, float(self.visits))
        return tuple(math.inf if math.isnan(value) else round(value, DIGITS) for value in found)


def dominates(one: Axes, other: Axes) -> bool:
    """Whether ``one`` is at least as good on every axis and better on one."""
    mine, theirs = one.burdens(), other.burdens()
    return mine != theirs and all(left <= right for left, right in zip(mine, theirs, strict=True))


def undominated(plans: Sequence[Axes]) -> tuple[bool, ...]:
    """For each plan whether no other one dominates it; the order of the plans does not matter.

    At least one plan is undominated where there is any.
    """
    if not plans:
        return ()
    table = np.asarray([plan.burdens() for plan in plans])
    return tuple(not _beaten(table, row) for row in table)


def _beaten(table: Array, row: Array) -> bool:
    at_least_as_good = (table <= row).all(axis=1)
    return bool((at_least_as_good & (table < row).any(axis=1)).any())
