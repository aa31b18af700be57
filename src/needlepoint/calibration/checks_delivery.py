"""D1 to D5: delivery through needled skin against published experiments (delivery/published.py).

A published figure agrees when it lies within nine of ten of the model's draws. With the median m and those draws from
l to h, the same is said of m: it lies between (published low) x m / h and (published high) x m / l.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from ..delivery.published import (
    Published,
    ala_shift,
    dextrans,
    lidocaine_amount,
    lidocaine_shift,
    roller_ratios,
)
from .check import Check, Figure

RULE = "the published figure lies within nine of ten draws"


def ratios() -> Check:
    """Uptake through rollers over uptake without."""
    return _check(
        "D1",
        "Uptake through a roller's holes over unneedled skin, as on a person and with the leak of skin cut off and "
        "soaked: vitamin C, pramipexole, amantadine, small peptides.",
        roller_ratios(),
    )


def numbing() -> Check:
    """How much sooner lidocaine numbs, and how deep."""
    return _check(
        "D2",
        "Lidocaine sooner behind a home roller, and how deep lidocaine/prilocaine numbs in an hour. The level that "
        "numbs is fitted to the hour on unbroken skin.",
        lidocaine_shift(),
    )


def aminolevulinic_acid() -> Check:
    """Twenty minutes behind a roller against an hour without."""
    return _check("D3", "ALA for 20 minutes behind a home roller over an hour on unneedled skin.", [ala_shift()])


def tissue() -> Check:
    """Diffusion of large molecules in tissue."""
    return _check("D4", "How much slower dextrans and albumin move in tissue than in water.", dextrans())


def lidocaine_through_an_ear() -> Check:
    """The amount that got through in a quarter of an hour."""
    return _check(
        "D5", "How much lidocaine comes through rolled pig ear in a quarter of an hour.", [lidocaine_amount()]
    )


def _check(id: str, what: str, found: Iterable[Published]) -> Check:
    experiments = tuple(found)
    return Check(
        id=id,
        what=what,
        figures=tuple(_figure(item) for item in experiments),
        source=tuple(dict.fromkeys(item.source for item in experiments)),
    )


def _figure(item: Published) -> Figure:
    median, low, high = item.predicted
    least, most = item.observed
    skin = ", soaked skin" if item.id.endswith("_soaked") else ""
    return Figure(
        name=f"{item.what}{skin}, {item.unit}",
        observed=_observed(least, most),
        predicted=median,
        low=least if math.isinf(most) else least * median / high,
        high=None if math.isinf(most) or low <= 0 else most * median / low,
        why=f"{RULE}; {item.note}" if math.isfinite(most) else item.note,
    )


def _observed(least: float, most: float) -> str:
    if math.isinf(most):
        return f"at least {least:.3g}"
    return f"{least:.3g}" if least == most else f"{least:.3g} to {most:.3g}"
