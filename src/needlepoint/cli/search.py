"""`needlepoint search CASE`: hundreds of protocols compared for one person; the ones that no other one beats."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import options

if TYPE_CHECKING:
    from ..plan import Search

NAME = "search"
SHOWN = 12

Protocols = Annotated[int, typer.Option("--protocols", min=1, max=5000, help="How many protocols to compare at least.")]
Draws = Annotated[int, typer.Option("--draws", min=1, max=200, help="Draws of the tissue's constants behind each.")]
Every = Annotated[bool, typer.Option("--all", help="Every protocol of the undominated set, not only some of it.")]


def run(
    case: options.CaseFile,
    protocols: Protocols = 512,
    draws: Draws = 16,
    on: options.On = None,
    seed: options.Seed = 1,
    every: Every = False,
    as_json: options.AsJson = False,
) -> None:
    """Compare hundreds of protocols for the person in CASE; show those that no other one beats."""
    from ..case import load_case
    from ..plan import search_protocols
    from .show import print_json, print_lines

    found = search_protocols(load_case(case), on=on or date.today(), protocols=protocols, draws=draws, seed=seed)
    if as_json:
        print_json(document(found))
    else:
        print_lines(list(lines(found, every)))


def document(found: Search) -> dict[str, Any]:
    """The undominated set as plain data; benefit: share of the complaint that goes, median and 90 % over draws."""
    return {
        "compared": len(found.protocols),
        "refused": sum(bool(item.weighed.refused) for item in found.protocols),
        "draws": found.draws,
        "runs": found.runs,
        "front": [_row(item) for item in found.front],
        "notes": [{"text": item.text, "sources": list(item.sources)} for item in found.notes],
    }


def _row(item: Any) -> dict[str, Any]:
    axes, schedule = item.weighed.axes, item.candidate.schedule
    benefit = {name: round(getattr(item.benefit, name), 4) for name in ("median", "low", "high")}
    return {
        "zones": [
            {"zone": part.zone, "depth_mm": part.technique.depth_mm, "passes": part.technique.passes}
            for part in item.candidate.treatments
        ],
        "sessions": schedule.sessions,
        "interval_days": schedule.interval_days if schedule.sessions > 1 else None,
        "first": item.weighed.dates[0].isoformat() if item.weighed.dates else None,
        "benefit": benefit,
        "downtime_days": round(axes.downtime_days, 2),
        "risk": round(axes.risk, 3),
        "cost": axes.cost if item.weighed.price is not None else None,
        "as_published": item.published,
    }


def lines(found: Search, every: bool) -> Iterator[tuple[str, str]]:
    """The undominated set, most benefit first; without ``every`` some of it, evenly spread, both ends among them."""
    if not found.protocols:
        yield "No protocol can be compared.", "bold"
        yield from ((f"  {item.text}", "") for item in found.notes)
        return
    front = found.front
    words = f"{len(found.protocols)} protocols under {found.draws} draws each: no other one beats {len(front)} of them"
    yield words, "bold"
    yield "  gone: share of the complaint that goes (median, 90 % of draws); risk: share of the scar warning level", ""
    yield "", ""
    yield f"  {'gone':18}{'downtime':>10}{'risk':>7}{'cost':>9}{'visits':>8}  protocol", "bold"
    shown = front if every else _spread(front)
    for item in shown:
        axes = item.weighed.axes
        gone = f"{item.benefit.median:.0%} ({item.benefit.low:.0%}-{item.benefit.high:.0%})"
        cost = f"{axes.cost:,.0f}" if item.weighed.price is not None else "-"
        fewer = "" if item.published else "  (fewer visits than published)"
        row = f"{gone:18}{axes.downtime_days:8.1f} d{axes.risk:7.0%}{cost:>9}{axes.visits:8}"
        yield f"  {row}  {item.candidate.name}{fewer}", ""
    if len(shown) < len(front):
        yield f"  {len(front) - len(shown)} more with --all", ""


def _spread(front: Any) -> list[Any]:
    if len(front) <= SHOWN:
        return list(front)
    step = (len(front) - 1) / (SHOWN - 1)
    return [front[round(index * step)] for index in range(SHOWN)]
