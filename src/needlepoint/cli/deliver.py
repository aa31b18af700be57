"""`needlepoint deliver`: what gets through needled skin, the safety note first.

A topical comes from the library by name, or by its weight and logP. What must not be put on open channels says so
before any number.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InputError, Problem
from . import options

if TYPE_CHECKING:
    from ..delivery import Delivered, Topical

NAME = "deliver"

Name = Annotated[str | None, typer.Option("--topical", metavar="NAME", help="Of the library, such as vitamin_c.")]
Weight = Annotated[float | None, typer.Option("--weight", metavar="DALTON", help="A substance by its weight.")]
LogP = Annotated[float | None, typer.Option("--logp", metavar="X", help="Its logP (octanol and water).")]
ZoneName = Annotated[str, typer.Option("--zone", metavar="ZONE", help="Where, such as cheek_left.")]
Depth = Annotated[float, typer.Option("--depth", metavar="MM", help="True depth of the holes in the skin.")]
Density = Annotated[float, typer.Option("--density", metavar="N", help="Holes per cm2.")]
At = Annotated[float, typer.Option("--at", metavar="HOURS", help="Hours from the needling until it goes on.")]
On = Annotated[float | None, typer.Option("--hours", metavar="HOURS", help="Hours until it is wiped off.")]
Follow = Annotated[float, typer.Option("--follow", metavar="HOURS", help="Hours to follow.")]
Dose = Annotated[str | None, typer.Option("--dose", metavar="MG/CM2", help="Product put on, or 'infinite'.")]
Strength = Annotated[float | None, typer.Option("--strength", metavar="PERCENT", help="Percent by weight.")]
Occluded = Annotated[bool, typer.Option("--occluded", help="Under a cover.")]
Needle = Annotated[float | None, typer.Option("--needle", metavar="MM", help="Needle diameter. Default: 0.25.")]
ListAll = Annotated[bool, typer.Option("--list", help="The library of topicals.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write the pictures (SVG) here.")]


def run(
    topical: Name = None,
    weight: Weight = None,
    logp: LogP = None,
    zone: ZoneName = "cheek_left",
    depth: Depth = 0.5,
    density: Density = 250.0,
    at: At = 0.0,
    hours: On = None,
    follow: Follow = 24.0,
    dose: Dose = None,
    strength: Strength = None,
    occluded: Occluded = False,
    needle: Needle = None,
    draws: options.Draws = None,
    seed: options.Seed = 1,
    list_all: ListAll = False,
    out: Out = None,
    lang: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Say how much of a topical gets through needled skin, how deep, and how long until skin is intact again."""
    from ..care.words import check_language
    from ..delivery import Application, deliver_parts
    from ..skin import expand_zone
    from .delivered import lines
    from .show import print_json, print_lines

    check_language(lang, "--lang")
    if list_all:
        _list(as_json)
        return
    wish = Application(
        topical=_which(topical, weight, logp),
        zone=expand_zone(zone)[0],
        depth_mm=depth,
        density_per_cm2=density,
        at_hours=at,
        on_hours=hours,
        followed_hours=follow,
        dose_mg_cm2=_dose(dose),
        strength_percent=strength,
        occluded=occluded,
        needle_mm=needle,
    )
    found = deliver_parts(wish, draws=draws or 64, seed=seed)
    if out is not None:
        _write(found, out, draws or 64, seed)
    if as_json:
        print_json(_document(wish.topical, found))
    else:
        print_lines(lines(wish.topical, found, lang, out))


def _document(item: Topical, found: tuple[Delivered, ...]) -> dict[str, Any]:
    """The one answer; of a mixture the safety note, then the answer of each part."""
    if not item.parts:
        return found[0].to_json()
    safety = {"on_open": item.on_open, "verdict": item.verdict, "note": item.safety}
    return {"safety": safety, "topical": item.to_json(), "parts": [part.to_json() for part in found]}


def _which(name: str | None, weight: float | None, logp: float | None) -> Topical:
    from ..delivery import substance, topical

    if name is not None:
        if weight is not None or logp is not None:
            raise InputError(Problem("--topical", repr(name), "either --topical, or --weight with --logp"))
        return topical(name)
    if weight is None or logp is None:
        missing = "--topical" if weight is None and logp is None else "--weight" if weight is None else "--logp"
        raise InputError(Problem(missing, "nothing", "--topical NAME, or --weight DALTON with --logp X"))
    return substance(weight, logp)


def _dose(text: str | None) -> float | None:
    if text is None or text.casefold() == "infinite":
        return None if text is None else math.inf
    try:
        dose = float(text)
    except ValueError:
        raise InputError(Problem("--dose", repr(text), "mg of product per cm2, or 'infinite'")) from None
    if not math.isfinite(dose):
        raise InputError(Problem("--dose", repr(text), "mg of product per cm2, or 'infinite'"))
    return dose


def _list(as_json: bool) -> None:
    from ..delivery import topicals
    from .show import console, print_json

    if as_json:
        print_json([item.to_json() for item in topicals().values()])
        return
    from rich.table import Table

    table = Table("topical", "what", "weight", "logP", "strength", "on open channels", box=None)
    for item in topicals().values():
        size = f"{item.weight_da:,.0f} Da"
        table.add_row(item.id, item.label, size, f"{item.logp:g}", f"{item.strength_percent:g} %", item.verdict)
    console().print(table)


def _write(found: tuple[Delivered, ...], out: Path, draws: int, seed: int) -> None:
    from ..files import write_folder
    from ..report.delivery import pictures

    named: dict[str, str] = {}
    for part in found:
        front = f"{part.application.topical.id}_" if len(found) > 1 else ""
        shown = pictures(part, draws=draws, seed=seed)
        named |= {f"{front}{name}.svg": picture for name, picture in shown.items()}
    write_folder(out, named)
