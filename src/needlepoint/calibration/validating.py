"""Every check against the record: the tissue model (H1 to H12) and delivery through needled skin (D1 to D5)."""

from __future__ import annotations

from collections.abc import Callable

from ..evidence import source
from .check import Check
from .checks_course import claim, eldomyati, lotfi, minh
from .checks_delivery import aminolevulinic_acid, lidocaine_through_an_ear, numbing, ratios, tissue
from .checks_dose import dose
from .checks_oracles import oracles
from .checks_session import phases, type_iii
from .checks_surface import barrier, redness
from .checks_wound import large, rest

CHECKS: tuple[Callable[[], Check], ...] = (
    rest,
    large,
    phases,
    type_iii,
    lotfi,
    eldomyati,
    dose,
    barrier,
    redness,
    minh,
    claim,
    oracles,
    ratios,
    numbing,
    aminolevulinic_acid,
    tissue,
    lidocaine_through_an_ear,
)


def validate(tell: Callable[[str, float], None] | None = None) -> tuple[Check, ...]:
    """Every check, in order; their sources are noted. tell: told which is done, and the share that is done."""
    found = []
    for index, make in enumerate(CHECKS):
        check = make()
        for id in check.source:
            source(id)
        found.append(check)
        if tell is not None:
            tell(check.id, (index + 1) / len(CHECKS))
    return tuple(found)
