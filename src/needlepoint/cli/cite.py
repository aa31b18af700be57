"""`needlepoint cite [FILE]`: where the numbers come from, for one plan or for everything the package knows."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import InputError, Problem
from . import options

NAME = "cite"
SCHEMA = "needlepoint.plan/1"
LARGEST = 64 * 1024 * 1024
CHECKED = {
    "read": "the figure was read in the paper's abstract or page",
    "read_second_hand": "read on a page that quotes it",
    "unverified": "not checked against any page",
    "derived": "arithmetic on other figures",
    "assumption": "chosen by the project",
    "brief": "one of the briefs the project implements",
}

PlanFile = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", help="A plan.json or its folder. Default: the whole registry."),
]


def run(file: PlanFile = None, as_json: options.AsJson = False) -> None:
    """List the parameters and sources that a plan used, and how well each was checked."""
    basis = registry() if file is None else basis_of(file)
    if as_json:
        from .show import print_json

        print_json(basis)
    else:
        _show(basis)


def registry() -> dict[str, Any]:
    """Every parameter and source of the package, in the form of a plan's ``basis``."""
    from ..evidence import all_parameters, all_sources

    parameters = [
        {
            "name": f"{name}.{entry.name}",
            "value": entry.stated,
            "unit": entry.unit,
            "kind": entry.kind,
            "sources": list(entry.sources),
        }
        for name, entries in all_parameters().items()
        for entry in entries
    ]
    return {"parameters": parameters, "sources": [asdict(source) for source in all_sources().values()]}


def basis_of(file: Path) -> dict[str, Any]:
    """The ``basis`` of a plan.json (or of the one in this folder). Raises InputError when there is none."""
    document = _read(file / "plan.json" if file.is_dir() else file)
    basis = document.get("basis") if isinstance(document, dict) else None
    if not isinstance(basis, dict) or document.get("schema") != SCHEMA or not _sound(basis):
        found = document.get("schema", "no schema") if isinstance(document, dict) else "another kind of document"
        raise InputError(
            Problem(str(file), str(found)[:80], f"a {SCHEMA} document", "Give what `needlepoint plan` wrote.")
        )
    return basis


def _sound(basis: Any) -> bool:
    try:
        for entry in basis["parameters"]:
            entry["name"], entry["value"], entry["unit"], entry["kind"], ", ".join(entry["sources"])
        return all(isinstance(entry["id"] + entry["cite"] + entry["checked"], str) for entry in basis["sources"])
    except (KeyError, TypeError):
        return False


def _read(file: Path) -> Any:
    try:
        if file.stat().st_size > LARGEST:
            raise InputError(Problem(str(file), "over 64 MB", "a plan.json"))
        return json.loads(file.read_text("utf-8"))
    except OSError as cause:
        found = cause.strerror or "nothing that can be read"
        raise InputError(Problem(str(file), found, "a plan.json that can be read")) from cause
    except (ValueError, RecursionError) as cause:
        raise InputError(Problem(str(file), "no JSON", "a plan.json that `needlepoint plan` wrote")) from cause


def _show(basis: dict[str, Any]) -> None:
    from rich.table import Table

    from .show import console

    out = console()
    if basis["parameters"]:
        table = Table("parameter", "value", "unit", "kind", "sources", box=None)
        for entry in basis["parameters"]:
            table.add_row(
                entry["name"], f"{entry['value']:g}", entry["unit"], entry["kind"], ", ".join(entry["sources"])
            )
        out.print(table)
        out.print()
    counts = Counter(entry["checked"] for entry in basis["sources"])
    out.print(f"{len(basis['parameters'])} parameters, {len(basis['sources'])} sources", style="bold")
    for checked, meaning in CHECKED.items():
        if not counts[checked]:
            continue
        out.print(f"\n{checked} ({counts[checked]}): {meaning}", style="bold")
        for entry in basis["sources"]:
            if entry["checked"] == checked:
                out.print(_line(entry))


def _line(entry: dict[str, Any]) -> str:
    where = f" doi:{entry['doi']}" if entry.get("doi") else f" {entry['url']}" if entry.get("url") else ""
    return f"  {entry['id']}  {entry['cite']}{where}"
