"""What a case says, in the form that rules ask for: names read into classes, places compared, reach of the device.

Zones: ``None`` = not given, which counts as everywhere; ``()`` from :func:`where_hit` = everywhere too. A place that is
none of the zones (a lip) is written as an empty list in the case, and lies near the face for herpes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ..case import Case, Medication, Procedure, Topical
from ..device import Device, find_device
from ..errors import InputError
from ..skin import FACE_ZONES, zones
from .classes import NameReading, read_as, read_name
from .rule import Where

NEAR_FACE = frozenset(zone.id for zone in zones().values() if zone.region in ("face", "neck"))

Zones = tuple[str, ...]


@dataclass(frozen=True)
class Taken:
    """A medicine or product of the case: its place in the file, the entry, and what its name means."""

    place: str
    entry: Medication | Topical
    reading: NameReading

    def now(self, on: date) -> bool:
        """Whether it is still taken on that day."""
        return self.entry.last is None or self.entry.last > on

    @property
    def prescribed(self) -> bool | None:
        """Whether a professional prescribed it; None when not said."""
        return self.entry.prescribed if isinstance(self.entry, Medication) else None


@dataclass(frozen=True)
class Facts:
    """A case on a day. ``fired``: effect -> the rules that fired with it and count, for rules that look at these."""

    case: Case
    on: date
    fired: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def wanted(self) -> Zones:
        """The zones that the goals name."""
        return self.case.wanted_zones

    def taken(self, which: str) -> tuple[Taken, ...] | None:
        """The medications or the topicals, read; None when not answered."""
        entries: tuple[Medication | Topical, ...] | None = getattr(self.case.history, which)
        if entries is None:
            return None
        readings = (read_name(entry.name, read_as(entry.name, which)) for entry in entries)
        pairs = enumerate(zip(entries, readings, strict=True))
        return tuple(Taken(f"history.{which}[{place}]", entry, reading) for place, (entry, reading) in pairs)

    def allergies(self) -> tuple[tuple[str, NameReading], ...] | None:
        """The allergies with their places, read; None when not answered."""
        names = self.case.history.allergies
        if names is None:
            return None
        return tuple((f"history.allergies[{place}]", read_name(name, "allergies")) for place, name in enumerate(names))

    def device(self) -> Device | None:
        """The library's device where the case names one that it has; its figures stand in for those not given."""
        spec = self.case.device
        if spec is None or spec.name is None:
            return None
        try:
            return find_device(spec)
        except InputError:
            return None

    def reach_mm(self) -> float | None:
        """How deep the device can go (mm): as given, or as its name says; None when neither is known."""
        spec = self.case.device
        given = spec and (spec.needle_length_mm or spec.max_depth_mm)
        named = self.device()
        return given or (named.max_depth_mm if named else None)

    def material(self) -> str | None:
        """What the needles are made of: as given, or as the device's name says; None when neither is known."""
        spec = self.case.device
        named = self.device()
        return (spec and spec.material) or (named.material if named else None)


def where_hit(where: Where, at: Zones | None, wanted: Zones) -> Zones | None:
    """The wanted zones that a thing at ``at`` concerns: ``()`` = all of them, None = none."""
    if where == "anywhere" or (where != "face_wanted" and at is None):
        return ()
    near = tuple(zone for zone in wanted if zone in NEAR_FACE) if set(wanted) & set(FACE_ZONES) else ()
    if where == "face_wanted":
        return near or None
    by_face = where == "near_face" and (at == () or bool(set(at or ()) & NEAR_FACE))
    return tuple(zone for zone in wanted if zone in (at or ()) or (by_face and zone in near)) or None


def last_day(procedure: Procedure) -> date | None:
    """The day from which a procedure's window counts: its end, or its only day."""
    return procedure.end or procedure.date


def place_words(at: Zones | None) -> str:
    """Where something is, in words."""
    if at is None:
        return ""
    return f" on {', '.join(zones()[zone].label for zone in at)}" if at else " on another place"
