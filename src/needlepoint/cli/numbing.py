"""`needlepoint numbing`: how much drug a numbing cream holds for an area, how long it stays on, and when to begin.

The area is that of a session of a course, of zones, or a number; the depth of the session comes with the course.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InputError, Problem
from . import options
from .findings import Line

if TYPE_CHECKING:
    from ..care import NumbingVisit
    from ..course import Session

NAME = "numbing"

Cream = Annotated[str, typer.Option("--cream", metavar="NAME", help="lidocaine_4 or lidocaine_prilocaine.")]
Area = Annotated[float | None, typer.Option("--area", metavar="CM2", help="Area under the cream (cm2).")]
Zone = Annotated[list[str] | None, typer.Option("--zone", metavar="ZONE", help="Instead of --area; may be repeated.")]
Planned = Annotated[
    Path | None, typer.Argument(metavar="COURSE", help="A course, instead of --area, --zone and --depth.")
]
Number = Annotated[
    int | None, typer.Option("--session", metavar="N", help="Session of the course. Default: the first.")
]
Depth = Annotated[float | None, typer.Option("--depth", metavar="MM", help="Deepest setting of the session (mm).")]
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
    course: Planned = None,
    number: Number = None,
    cream: Cream = "lidocaine_4",
    area: Area = None,
    zone: Zone = None,
    depth: Depth = None,
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

    session = _session(course, number, area, zone, depth)
    person, screening = person_of(case, on or (session.date if session else None) or date.today())
    zones = [item.zone for item in session.treatments] if session else zone or []
    deepest = max(item.technique.depth_mm for item in session.treatments) if session else depth or 0.0
    found = numbing_visit(
        cream,
        _area(area, zones),
        depth_mm=deepest,
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
        zones=zones or ("cheek_left",),
    )
    if as_json:
        print_json(_of(session, zones, deepest) | found.model_dump(mode="json"))
    else:
        print_lines(lines(found, session))


def lines(found: NumbingVisit, session: Session | None = None) -> Iterator[Line]:
    """What speaks against it first, then for what, then the dose, then the clock."""
    yield from ((refusal, "bold red") for refusal in found.refusals)
    if session:
        when = f", {session.date.isoformat()}" if session.date else ""
        yield f"Session {session.number}{when}: {_treated(session)}", ""
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
    if found.model:
        yield f"  {found.model.text}", "dim"
    yield "", ""
    yield from ((f"  {rule}", "") for rule in found.rules)
    yield f"  [{', '.join(found.dose.sources)}]", ""


def _session(
    course: Path | None, number: int | None, area: float | None, zone: list[str] | None, depth: float | None
) -> Session | None:
    """The session of the course, or None without one. Raises InputError when both say the same thing."""
    if course is None:
        if number is not None:
            raise InputError(Problem("--session", str(number), "a COURSE with it"))
        return None
    twice = [name for name, given in (("--area", area), ("--zone", zone), ("--depth", depth)) if given]
    if twice:
        raise InputError(
            [Problem(name, "given with a course", "one of the two: the course has its own") for name in twice]
        )
    from ..course import load_course

    sessions = {session.number: session for session in load_course(course).sessions}
    wanted = number if number is not None else min(sessions)
    if wanted not in sessions:
        raise InputError(Problem("--session", str(wanted), f"{min(sessions)} to {max(sessions)}"))
    return sessions[wanted]


def _of(session: Session | None, zones: list[str], depth: float) -> dict[str, Any]:
    """For which session the answer is; nothing without a course."""
    if session is None:
        return {}
    day = session.date.isoformat() if session.date else None
    return {"session": session.number, "date": day, "zones": zones, "depth_mm": depth}


def _treated(session: Session) -> str:
    from ..skin import zones

    return "; ".join(f"{zones()[item.zone].label} {item.technique.depth_mm:g} mm" for item in session.treatments)


def _area(area: float | None, named: list[str]) -> float:
    from ..care import zones_area

    if area is not None and named:
        raise InputError(Problem("--area", "an area and zones", "one of the two"))
    if area is None and not named:
        raise InputError(Problem("--area", "nothing", "a COURSE, --zone, or an area in cm2"))
    return zones_area(named) if area is None else area
