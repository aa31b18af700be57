"""Zones: the named areas of skin that a plan can treat, one per side where the body has two.

A zone has a region, an adult area (cm2, assumed), whether bone lies close, and its SNOMED CT code from DICOM CID 4029
(or the nearest wider one). Eyelid, inside the orbital rim, lip vermilion and mucosa are never treated. Data:
zones.yaml.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, cast

from ..errors import InputError, Problem, did_you_mean
from ..evidence.sources import load_data
from .snomed import valid_snomed

Region = Literal["face", "neck", "scalp", "trunk", "limb"]
Side = Literal["left", "right", ""]


@dataclass(frozen=True)
class Zone:
    """One area of skin.

    id: name with its side (cheek_left); base: name without; label: words for a page; area_cm2: adult area, assumed
    (``basis`` says how); bony: bone lies close under the skin; snomed: code of the skin structure, side apart in
    ``laterality``; nearest_parent: the wider code where the zone has none.
    """

    id: str
    base: str
    side: Side
    label: str
    region: Region
    area_cm2: float
    bony: bool
    snomed: str | None
    nearest_parent: str | None
    laterality: str | None
    basis: str
    sources: tuple[str, ...]


@functools.cache
def _data() -> dict[str, Any]:
    text = (resources.files("needlepoint.skin") / "zones.yaml").read_text("utf-8")
    return cast("dict[str, Any]", load_data(text))


def _code(place: str, code: str | None) -> str | None:
    if code is not None and not valid_snomed(code):
        raise InputError(Problem(place, repr(code), "a SNOMED CT identifier with a right check digit"))
    return code


def _zone(base: str, side: Side, entry: dict[str, Any]) -> Zone:
    return Zone(
        id=f"{base}_{side}" if side else base,
        base=base,
        side=side,
        label=f"{side} {entry['label']}" if side else entry["label"],
        region=entry["region"],
        area_cm2=float(entry["area_cm2"]),
        bony=entry["bony"],
        snomed=_code(f"zones.{base}.snomed", entry["snomed"]),
        nearest_parent=_code(f"zones.{base}.nearest_parent", entry.get("nearest_parent")),
        laterality=_code(f"laterality.{side}", _data()["laterality"].get(side)),
        basis=entry["basis"],
        sources=tuple(_data()["sources"]),
    )


@functools.cache
def zones() -> dict[str, Zone]:
    """Every zone by id, forehead first, left before right. One shared dict: do not change it."""
    sides: dict[bool, tuple[Side, ...]] = {True: ("left", "right"), False: ("",)}
    entries = _data()["zones"].items()
    found = [_zone(base, side, entry) for base, entry in entries for side in sides[entry["sides"]]]
    return {zone.id: zone for zone in found}


@functools.cache
def _by_word() -> dict[str, tuple[str, ...]]:
    """Every word that names zones: ids, bases, plurals, and the side said first ("left_cheek")."""
    sided = [zone for zone in zones().values() if zone.side]
    bases: dict[str, tuple[str, ...]] = {}
    for zone in zones().values():
        bases[zone.base] = (*bases.get(zone.base, ()), zone.id)
    plurals = {f"{base}s": ids for base, ids in bases.items()}
    side_first = {f"{zone.side}_{zone.base}": (zone.id,) for zone in sided}
    return plurals | bases | side_first | {zone.id: (zone.id,) for zone in sided}


@functools.cache
def _never() -> dict[str, dict[str, Any]]:
    names = {name: entry for entry in _data()["never"].values() for name in entry["names"]}
    return names | {f"{name}s": entry for name, entry in names.items()}


def _refusal(name: str, entry: dict[str, Any]) -> Problem:
    remedy = f"The nearest zone is {entry['instead']}." if entry["instead"] else ""
    return Problem("zone", repr(name), f"a zone that may be treated; this one never is: {entry['reason']}", remedy)


def expand_zone(name: str) -> tuple[str, ...]:
    """The zone ids that a name means: ``cheek`` or ``cheeks`` both sides, ``left cheek`` or ``cheek_left`` one.

    Raises InputError for a zone that is never treated (with the reason) and for an unknown name (with the nearest).
    """
    word = "_".join(str(name).strip().lower().replace("-", " ").replace("_", " ").split())
    bare = word.removesuffix("_left").removesuffix("_right").removeprefix("left_").removeprefix("right_")
    if bare in _never():
        raise InputError(_refusal(name, _never()[bare]))
    if word not in _by_word():
        bases = dict.fromkeys(zone.base for zone in zones().values())
        known = (*zones(), *bases)
        raise InputError(Problem("zone", repr(name), ", ".join(bases), did_you_mean(word, known)))
    return _by_word()[word]


FACE_ZONES: tuple[str, ...] = tuple(zone.id for zone in zones().values() if zone.region == "face")
