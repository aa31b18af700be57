"""Worn needles: tips blunt with use and some bend into hooks, as home rollers past their uses do.

Tip diameter after k uses: t = tip_new + k tip_wear. Puncture force grows in proportion to it (20 mN at 5 um, 167 mN at
37 um); up to 37 um depth did not change (romgens2014), beyond that skin gives way further by (t / 37 um)^blunt_power. A
share 1 - (1 - bent_per_use)^k of the needles is bent by an angle b: it stands out by L cos b, and hooks sideways by
L sin b, which it tears rather than carries along. Rates of wear are assumed: no measurement was found.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..errors import InputError, Problem
from ..evidence import load_parameters

MOST_USES = 1000


@dataclass(frozen=True)
class Wear:
    """What use has done. gives_way: factor on how far skin gives way; bent_share of the needles; reach: share of their
    length that bent ones stand out; hook: share of their length that they tear sideways."""

    gives_way: float = 1.0
    bent_share: float = 0.0
    reach: float = 1.0
    hook: float = 0.0


NEW = Wear()


def worn(uses: int) -> Wear:
    """The wear of needles that were used ``uses`` times before. Raises InputError unless a whole number from 0."""
    if isinstance(uses, bool) or not isinstance(uses, int) or not 0 <= uses <= MOST_USES:
        raise InputError(Problem("uses", repr(uses), f"a whole number, 0 to {MOST_USES}"))
    parameters = load_parameters("puncture")
    tip, harmless = parameters["tip_new"] + uses * parameters["tip_wear"], parameters["tip_harmless"]
    return Wear(
        gives_way=max(tip / harmless, 1.0) ** parameters["blunt_power"],
        bent_share=1.0 - (1.0 - parameters["bent_per_use"]) ** uses,
        reach=math.cos(parameters["bent_angle"]),
        hook=math.sin(parameters["bent_angle"]),
    )
