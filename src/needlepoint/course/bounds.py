"""The envelope within which a plan may move: depth, passes, sessions and interval, by concern and zone.

Rule: the concern's published range says where depth begins and ends, the zone says how deep it may go; where the zone
ends above the concern's beginning, the zone's own range holds (thin skin over bone stays shallow whatever the concern).
Phototypes IV to VI, and an unknown phototype, take the lower part of what is left and the longer intervals. Then every
cap lowers the upper end: the device's label, the device's reach, 0.25 mm at home. An upper end below the lower end is
an empty envelope: a result with its reason, never an error.
Data with sources: bounds.yaml (the zone table is an expert convention that nobody has checked against a page).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, cast

from ..case import Severity
from ..device import Device
from ..errors import InputError, Problem, did_you_mean
from ..evidence import load_parameters, source
from ..evidence.sources import load_data
from ..skin import zones
from .basis import Basis, note

Range = tuple[float, float]


@dataclass(frozen=True)
class Cap:
    """A limit on depth (mm): why, on what basis, whether a clinician may exceed it, whether it sets the upper end."""

    mm: float
    why: str
    sources: tuple[str, ...]
    clinician: bool = False
    binding: bool = False


@dataclass(frozen=True)
class Bounds:
    """How far a plan may move in one zone.

    concerns: what it treats there, one or several. depth_*_mm: needle settings, mm. depth_clinician_mm: a deeper one
    open to a clinician's decision, or None. passes_*, sessions_*: counts. interval_days_*: days between sessions.
    span_days_high: days from the first to the last, or None. endpoint: what to stop at. evidence: for each concern,
    trials | add_on | direction | specialist. empty: why nothing is left, or "".
    """

    concerns: tuple[str, ...]
    zone: str
    depth_low_mm: float
    depth_high_mm: float
    depth_clinician_mm: float | None
    passes_low: int
    passes_high: int
    interval_days_low: int
    interval_days_high: int
    sessions_low: int
    sessions_high: int
    span_days_high: int | None
    endpoint: str
    evidence: tuple[str, ...]
    caps: tuple[Cap, ...]
    basis: tuple[Basis, ...]
    empty: str = ""

    @property
    def direction_only(self) -> bool:
        """Whether no trial gives a number for any of the concerns: the plan can say which way, never how far."""
        return set(self.evidence) == {"direction"}

    @property
    def needs_clinician(self) -> bool:
        """Whether the treatment itself is a specialist's (burn scars, surgical scars)."""
        return "specialist" in self.evidence


@functools.cache
def bounds_data() -> dict[str, Any]:
    """bounds.yaml as it stands. One shared dict: do not change it."""
    text = (resources.files("needlepoint.course") / "bounds.yaml").read_text("utf-8")
    return cast("dict[str, Any]", load_data(text))


def bounds_for(
    concern: str,
    zone: str,
    phototype: str | None,
    setting: str | None,
    device: Device,
    severity: Severity | None = None,
    needle_length_mm: float | None = None,
) -> Bounds:
    """The envelope for one concern in one zone (a zone id).

    needle_length_mm: the one needle length of a roller or stamp in hand (mm), which cannot be set shallower; None for a
    device that can be set, or a roller still to be bought. Raises InputError on an unknown concern or zone.
    """
    wanted = _entry("concerns", concern)
    if zone not in zones():
        raise InputError(Problem("zone", repr(zone), "a zone id", did_you_mean(zone, zones())))
    place = _entry("zones", zones()[zone].base)
    whole = depth_range(tuple(wanted["depth_mm"]["range"]), _zone_range(place))
    dark = _dark_cap(phototype, whole)
    caps = [*_published_caps(wanted, place), *([dark] if dark else []), *_device_caps(device, setting)]
    high = min(whole[1], *(cap.mm for cap in caps))
    low, high, empty = _settable((whole[0], high), caps, device, needle_length_mm)
    clinician = None if dark or setting == "home" or empty else _clinician_depth(concern, place, device, high)
    passes = _passes(place, device)
    interval = _interval(wanted, dark is not None)
    sessions = _sessions(wanted, severity)
    return Bounds(
        concerns=(concern,),
        zone=zone,
        depth_low_mm=low,
        depth_high_mm=high,
        depth_clinician_mm=clinician,
        passes_low=passes[0],
        passes_high=passes[1],
        interval_days_low=interval[0],
        interval_days_high=interval[1],
        sessions_low=sessions[0],
        sessions_high=sessions[1],
        span_days_high=wanted["span_days"]["high"] if "span_days" in wanted else None,
        endpoint=place["endpoint"],
        evidence=(wanted["evidence"],),
        caps=_marked(caps, high),
        basis=_basis(concern, wanted, place, device, severity, dark=dark is not None),
        empty=empty,
    )


def depth_range(concern: Range, zone: Range) -> Range:
    """The concern's range (mm) down to where the zone ends; the zone's own where that leaves nothing to choose."""
    return (concern[0], min(concern[1], zone[1])) if concern[0] < zone[1] else zone


def combine(several: Sequence[Bounds]) -> Bounds:
    """One envelope out of several that are not empty: concerns that share a zone, or zones that share a course.

    Depth: the overlap, or the shallower range. Sessions: the overlap, or the smaller count. Interval: the overlap, or
    the longer one.
    """
    return functools.reduce(_joined, several)


def _joined(first: Bounds, second: Bounds) -> Bounds:
    depth = _shared(
        (first.depth_low_mm, first.depth_high_mm), (second.depth_low_mm, second.depth_high_mm), shallow=True
    )
    sessions = _shared(
        (first.sessions_low, first.sessions_high), (second.sessions_low, second.sessions_high), shallow=True
    )
    interval = _shared(
        (first.interval_days_low, first.interval_days_high),
        (second.interval_days_low, second.interval_days_high),
        shallow=False,
    )
    spans = [item.span_days_high for item in (first, second) if item.span_days_high is not None]
    caps = {(cap.mm, cap.why): cap for cap in (*first.caps, *second.caps)}
    return replace(
        first,
        concerns=(*first.concerns, *second.concerns),
        depth_low_mm=depth[0],
        depth_high_mm=depth[1],
        depth_clinician_mm=None,
        sessions_low=int(sessions[0]),
        sessions_high=int(sessions[1]),
        interval_days_low=int(interval[0]),
        interval_days_high=int(interval[1]),
        span_days_high=min(spans, default=None),
        evidence=(*first.evidence, *second.evidence),
        caps=_marked(list(caps.values()), depth[1]),
        basis=tuple(dict.fromkeys((*first.basis, *second.basis))),
    )


def _shared(first: Range, second: Range, *, shallow: bool) -> Range:
    """What two ranges share; else the lower one (``shallow``) or the upper one."""
    low, high = max(first[0], second[0]), min(first[1], second[1])
    if low <= high:
        return low, high
    return min(first, second) if shallow else max(first, second)


def _entry(kind: str, name: str) -> dict[str, Any]:
    table = bounds_data()[kind]
    if name not in table:
        raise InputError(Problem(kind.removesuffix("s"), repr(name), ", ".join(table), did_you_mean(name, table)))
    return cast("dict[str, Any]", table[name])


def _zone_range(place: dict[str, Any]) -> Range:
    low, high = place["depth_mm"]
    return float(low), float(min(high, place["cap_mm"]))


def _dark_cap(phototype: str | None, whole: Range) -> Cap | None:
    data = bounds_data()["caps"]
    if phototype is not None and phototype not in data["phototype"]["phototypes"]:
        return None
    share = load_parameters("course")["dark_depth_share"]
    entry = data["phototype" if phototype else "phototype_unknown"]
    return _cap(
        floor_to_step(whole[0] + share * (whole[1] - whole[0])), entry["says"], entry["sources"], clinician=True
    )


def _published_caps(wanted: dict[str, Any], place: dict[str, Any]) -> tuple[Cap, Cap]:
    says = bounds_data()["caps"]["published"]["says"]
    return (
        _cap(float(place["cap_mm"]), place["why"], place["sources"], clinician="clinician" in place),
        _cap(float(wanted["depth_mm"]["range"][1]), says, wanted["depth_mm"]["sources"]),
    )


def _device_caps(device: Device, setting: str | None) -> list[Cap]:
    data = bounds_data()["caps"]
    caps = [
        _cap(device.max_depth_mm, f"{data['reach']['says']} ({device.name})", _figure_sources(device, "max_depth_mm"))
    ]
    if device.label_depth_mm is not None:
        says = f"{data['label']['says']} ({device.name})"
        caps.append(_cap(device.label_depth_mm, says, _figure_sources(device, "label_depth_mm"), clinician=True))
    if setting == "home":
        caps.append(_cap(load_parameters("course")["home_cap"], data["home"]["says"], data["home"]["sources"]))
    return caps


def _figure_sources(device: Device, field: str) -> tuple[str, ...]:
    return next((figure.sources for figure in device.figures if figure.field == field), ())


def _cap(mm: float, why: str, sources: Sequence[str], *, clinician: bool = False) -> Cap:
    for id in sources:
        source(id)
    return Cap(mm, why, tuple(sources), clinician)


def _settable(
    allowed: Range, caps: Sequence[Cap], device: Device, needle_length_mm: float | None
) -> tuple[float, float, str]:
    """The part of the range that the device can be set to, and why it is empty where it is."""
    low, high = allowed
    if high < low:
        tightest = min(caps, key=lambda cap: cap.mm)
        return (
            low,
            high,
            f"nothing below {low:g} mm is known to help here, and {tightest.mm:g} mm is the most: {tightest.why}",
        )
    if device.kind == "pen" or needle_length_mm is None:
        return low, high, ""
    if needle_length_mm > high + 1e-9:
        return (
            low,
            high,
            f"its needles are {needle_length_mm:g} mm long and cannot be set shallower; {high:g} mm is the most here",
        )
    if needle_length_mm < low - 1e-9:
        return (
            low,
            high,
            f"its needles are {needle_length_mm:g} mm long; nothing below {low:g} mm is known to help here",
        )
    return needle_length_mm, needle_length_mm, ""


def _clinician_entry(concern: str, place: dict[str, Any]) -> dict[str, Any] | None:
    """What a clinician may choose beyond the zone's cap for this concern, if anything."""
    entry = place.get("clinician")
    if entry is None or (entry["concerns"] != "all" and concern not in entry["concerns"]):
        return None
    return cast("dict[str, Any]", entry)


def _clinician_depth(concern: str, place: dict[str, Any], device: Device, high: float) -> float | None:
    entry = _clinician_entry(concern, place)
    if entry is None:
        return None
    published = (
        bounds_data()["concerns"][concern]["depth_mm"]["range"][1] if entry["concerns"] == "all" else entry["mm"]
    )
    deepest = float(min(entry["mm"], published, device.max_depth_mm))
    return deepest if deepest > high else None


def _passes(place: dict[str, Any], device: Device) -> tuple[int, int]:
    low, high = place["passes"]
    factor = bounds_data()["kinds"].get(device.kind, {}).get("passes_factor", 1)
    return max(1, round(low * factor)), max(1, round(high * factor))


def _interval(wanted: dict[str, Any], dark: bool) -> tuple[int, int]:
    """Days between sessions; darker skin takes the longer half, from the first whole week in it."""
    low, high = wanted["interval_days"]["range"]
    return (min(high, 7 * math.ceil((low + high) / 14)), high) if dark else (low, high)


def _sessions(wanted: dict[str, Any], severity: Severity | None) -> tuple[int, int]:
    low, high = wanted["sessions"]["range"]
    return (low, max(high, wanted["severe_sessions"]["high"])) if _severe(wanted, severity) else (low, high)


def _severe(wanted: dict[str, Any], severity: Severity | None) -> bool:
    limit = bounds_data()["severe_from"].get(severity.scale) if severity else None
    return "severe_sessions" in wanted and severity is not None and limit is not None and severity.score >= limit


def _basis(
    concern: str,
    wanted: dict[str, Any],
    place: dict[str, Any],
    device: Device,
    severity: Severity | None,
    *,
    dark: bool,
) -> tuple[Basis, ...]:
    """What the bounds rest on: depth first, then sessions and interval, and a clinician's reach last."""
    parts = [wanted[name] for name in ("depth_mm", "sessions", "interval_days", "span_days") if name in wanted]
    if _severe(wanted, severity):
        parts.append(wanted["severe_sessions"])
    if device.kind in bounds_data()["kinds"]:
        parts.append(bounds_data()["kinds"][device.kind])
    if dark:
        parts.append(bounds_data()["caps"]["phototype"]["interval"])
    ours = "no table names this zone: its figures are ours"
    table = ours if place.get("assumed") else "an expert convention, unverified"
    parts.append({"says": f"depth and passes of the zone: {table}", "sources": place["sources"]})
    if entry := _clinician_entry(concern, place):
        parts.append({"says": f"a clinician may go deeper: {entry['why']}", "sources": entry["sources"]})
    return tuple(note(part["says"], *part["sources"]) for part in parts)


def _marked(caps: Sequence[Cap], high: float) -> tuple[Cap, ...]:
    """Strictest first, and which of them set the upper end."""
    ordered = sorted(caps, key=lambda cap: cap.mm)
    return tuple(replace(cap, binding=abs(cap.mm - high) < 1e-9) for cap in ordered)


def floor_to_step(depth_mm: float) -> float:
    """A depth rounded down to what a device can be set to (parameter ``depth_step``), mm."""
    step = load_parameters("course")["depth_step"]
    return round(math.floor(depth_mm / step + 1e-9) * step, 6)
