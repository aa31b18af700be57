"""`needlepoint numbing`: how much drug a numbing cream holds for an area, how long it stays on, and when to begin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError, Problem
from . import options
from .findings import Line

if TYPE_CHECKING:
    from ..care import NumbingVisit

NAME = "numbing"

Cream = Annotated[str, typer.Option("--cream", metavar="NAME", help="lidocaine_4 or lidocaine_prilocaine.")]
Area = Annotated[float | None, typer.Option("--area", metavar="CM2", help="Area under the cream (cm2).")]
Zone = Annotated[list[str] | None, typer.Option("--zone", metavar="ZONE", help="Instead of --area; may be repeated.")]
Depth = Annotated[float, typer.Option("--depth", metavar="MM", help="Deepest setting of the session (mm).")]
Grams = Annotated[float | None, typer.Option("--grams", metavar="G", help="Cream really used (default: by the area).")]
Strength = Annotated[
    float | None, typer.Option("--strength", metavar="%", help="Lidocaine in the tube in hand (percent).")
]
Weight = Annotated[float | None, typer.Option("--weight", metavar="KG", help="Body weight (default: the case's).")]
OnFor = Annotated[float | None, typer.Option("--on-for", metavar="MIN", help="Minutes the cream is to stay on.")]
At = Annotated[str | None, typer.Option("--at", metavar="HH:MM", help="When the cream goes on.")]
Taking = Annotated[
    list[str] | None, typer.Option("--taking", metavar="NAME", help="A medicine the person takes; may be repeated.")
]
Has = Annotated[
    list[str] | None,
    typer.Option("--has", metavar="WHAT", help="A condition, such as epilepsy or g6pd_deficiency; may be repeated."),
]
Needled = Annotated[bool, typer.Option("--needled", help="The skin has been needled already.")]


def run(
    cream: Cream = "lidocaine_4",
    area: Area = None,
    zone: Zone = None,
    depth: Depth = 0.0,
    grams: Grams = None,
    strength: Strength = None,
    weight: Weight = None,
    on_for: OnFor = None,
    at: At = None,
    taking: Taking = None,
    has: Has = None,
    needled: Needled = False,
    case: options.CaseOption = None,
    on: options.On = None,
    as_json: options.AsJson = False,
) -> None:
    """Check a numbing cream: milligrams, warnings, cautions, and the clock of the visit."""
    from ..care import numbing_visit
    from .care import person_of
    from .show import print_json, print_lines

    person, screening = person_of(case, on or date.today())
    found = numbing_visit(
        cream,
        _area(area, zone or []),
        depth_mm=depth,
        grams=grams,
        strength_percent=strength,
        weight_kg=weight,
        minutes_on=on_for,
        at=at,
        taking=taking or (),
        has=has or (),
        needled=needled,
        case=person,
        screening=screening,
    )
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        print_lines(lines(found))


def lines(found: NumbingVisit) -> Iterator[Line]:
    """What speaks against it first, then the dose, then the clock."""
    yield from ((refusal, "bold red") for refusal in found.refusals)
    yield found.dose.label, "bold"
    each = f", {found.dose.mg_per_kg:.1f} mg per kg" if found.dose.mg_per_kg is not None else ""
    share = f"{found.dose.strength_percent:g} % of drug"
    yield f"  {found.dose.grams:g} g on {found.dose.area_cm2:.0f} cm2, {share}: {found.dose.mg:.0f} mg{each}", ""
    yield from ((f"  Warning: {warning}", "yellow") for warning in found.dose.warnings)
    yield from ((f"  Caution: {caution.text} [{', '.join(caution.sources)}]", "yellow") for caution in found.cautions)
    if found.unknown:
        yield f"  Not in the lists looked through, so ask a pharmacist: {', '.join(found.unknown)}", "yellow"
    yield "", ""
    yield "Clock", "bold"
    for step in found.clock:
        yield f"  {step.time or f'minute {step.minute}'}: {step.text}", ""
    yield "", ""
    yield from ((f"  {rule}", "") for rule in found.rules)
    yield f"  [{', '.join(found.dose.sources)}]", ""


def _area(area: float | None, named: list[str]) -> float:
    from ..care import zones_area

    if area is not None and named:
        raise InputError(Problem("--area", "an area and zones", "one of the two"))
    if area is None and not named:
        raise InputError(Problem("--area", "nothing", "an area in cm2, or --zone"))
    return zones_area(named) if area is None else area
