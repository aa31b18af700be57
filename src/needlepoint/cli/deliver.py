"""`needlepoint deliver`: what gets through needled skin, the safety note first.

A topical comes from the library by name, or by its weight and logP. What must not be put on open channels says so
before any number.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError, Problem
from . import options
from .findings import Line

if TYPE_CHECKING:
    from ..delivery import Application, Delivered, Topical

NAME = "deliver"
SHOWN_HOURS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 24.0)

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
    as_json: options.AsJson = False,
) -> None:
    """Say how much of a topical gets through needled skin, how deep, and how long until skin is intact again."""
    from ..delivery import Application, deliver
    from ..skin import expand_zone
    from .show import print_json, print_lines

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
    found = deliver(wish, draws=draws or 64, seed=seed)
    if out is not None:
        _write(found, out, draws or 64, seed)
    if as_json:
        print_json(found.to_json())
    else:
        print_lines(lines(found, out))


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


def lines(found: Delivered, out: Path | None = None) -> Iterator[Line]:
    """What is said, the safety note first."""
    wish, item = found.application, found.application.topical
    yield item.verdict, "bold red" if item.on_open in ("no", "before", "unknown") else "bold"
    if item.safety != item.verdict:
        yield item.safety, ""
    yield "", ""
    yield f"{item.label} {wish.strength:g} %, {_amount(wish)}, on the {wish.zone.replace('_', ' ')}", "bold"
    cover = ", under a cover" if wish.occluded else ""
    channels = wish.channels()
    yield (
        f"put on {wish.at_hours:g} h after {channels.density_per_mm2 * 100:.0f} holes per cm2, "
        f"{channels.depth_mm:.2g} mm deep{cover}",
        "",
    )
    yield "", ""
    yield "hours   through needled skin         through intact skin          depth reached", "bold"
    for k, hour in enumerate(found.hours):
        if hour in SHOWN_HOURS or hour in (wish.on_hours, wish.followed_hours):
            yield _row(found, k, float(hour)), ""
    yield "", ""
    if found.factor_now is None:
        yield "Intact skin lets hardly any of it through, so there is no ratio.", ""
    else:
        median, low, high = found.factor_now
        yield f"Uptake when it goes on: {median:.2g} times that of intact skin (90 %: {low:.2g} to {high:.2g}).", ""
    yield f"Intact again for this: {_hours(found.intact_again_h)} after the needling.", ""
    yield f"Channels shut (a twentieth open): {_hours(found.channels_shut_h)} after the needling.", ""
    yield from ((note, "dim") for note in found.notes)
    if out is not None:
        yield f"Pictures: {out.resolve()}", ""


def _amount(wish: Application) -> str:
    return f"{wish.dose:g} mg/cm2" if math.isfinite(wish.dose) else "an endless dose"


def _row(found: Delivered, k: int, hour: float) -> str:
    through, intact = _micrograms(found.delivered.at(k)), _micrograms(found.intact.at(k))
    return f"{hour:5g}   {through:28} {intact:28} {found.depth_um.median[k]:.0f} um"


def _micrograms(values: tuple[float, float, float]) -> str:
    median, low, high = (max(1000.0 * value, 0.0) for value in values)
    return f"{_short(median)} ({_short(low)} to {_short(high)}) ug/cm2"


def _short(value: float) -> str:
    if value < 1e-6:
        return "0"
    return f"{value:.2g}" if value < 100 else f"{value:.0f}"


def _hours(values: tuple[float, float, float]) -> str:
    from ..delivery.model import LONGEST_HOURS

    median, low, high = (f"over {LONGEST_HOURS:.0f}" if value >= LONGEST_HOURS else f"{value:.0f}" for value in values)
    return f"{median} h (90 %: {low} to {high})"


def _write(found: Delivered, out: Path, draws: int, seed: int) -> None:
    from ..files import write_folder
    from ..report.delivery import pictures

    shown = pictures(found, draws=draws, seed=seed)
    write_folder(out, {f"{name}.svg": picture for name, picture in shown.items()})
