"""Numbing cream at a visit as a whole: may it be used, how much drug, what to watch, and the clock.

    apply -> off after the time on (never later than the label's longest) -> cleanse, antiseptic -> first pass

Refusals stand before every number: skin that has been needled, an allergy or a condition for which the plan uses none.
Cautions come from the medicines and conditions that the product's characteristics name. Minutes; clock times HH:MM.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict

from ..case import Case
from ..errors import InputError, Problem, did_you_mean
from ..evidence import source
from ..screening import Screening
from ..screening.spelling import words as plain
from ..skin import expand_zone
from ..skin import zones as all_zones
from .catalogue import entries
from .model import DoseCheck
from .numbing import dose_check, figure
from .onset import ModelOnset, model_onset
from .store import read_data

AFTER_THE_CREAM = ("visit_numbing_off", "visit_antiseptic")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Caution(_Frozen):
    """One thing to watch: what it is about (a medicine or a condition as it was given), the words, the sources."""

    id: str
    about: str
    text: str
    sources: tuple[str, ...]


class ClockStep(_Frozen):
    """A moment of the visit: minutes after the cream goes on, and the time of day when that was given."""

    id: str
    minute: int
    time: str | None
    text: str


class NumbingVisit(_Frozen):
    """refusals: why no cream, empty when nothing speaks against it; unknown: medicines and conditions not in the lists
    (say so to a pharmacist). longest_on: the label's longest time in minutes, None where none was read. model: what the
    delivery model says of onset and depth, None without zones; it moves no step of the clock."""

    allowed: bool
    refusals: tuple[str, ...]
    dose: DoseCheck
    cautions: tuple[Caution, ...]
    unknown: tuple[str, ...]
    clock: tuple[ClockStep, ...]
    longest_on: int | None
    rules: tuple[str, ...]
    model: ModelOnset | None = None


def numbing_visit(
    product: str,
    area_cm2: float,
    *,
    depth_mm: float = 0.0,
    grams: float | None = None,
    strength_percent: float | None = None,
    weight_kg: float | None = None,
    minutes_on: float | None = None,
    at: str | None = None,
    taking: Iterable[str] = (),
    has: Iterable[str] = (),
    needled: bool = False,
    case: Case | None = None,
    screening: Screening | None = None,
    zones: Iterable[str] = (),
) -> NumbingVisit:
    """The whole check of one numbing cream for one visit.

    minutes_on: how long it is to stay on (default: until numb to the depth, as far as measured); at: when it goes on
    (HH:MM); taking, has: medicines and conditions beside the case's own; zones: what is numbed; with
    them the delivery model is asked too.
    Raises InputError on what cannot be.
    """
    if minutes_on is not None and not 0 < minutes_on <= 24 * 60:
        raise InputError(Problem("time on", f"{minutes_on:g} min", "more than 0, up to 1440 min"))
    if not 0 <= depth_mm <= 5:
        raise InputError(Problem("depth", f"{depth_mm:g} mm", "0 to 5 mm"))
    starts = _minute(at)
    weight = weight_kg if weight_kg is not None or case is None else case.patient.weight_kg
    dose = dose_check(product, area_cm2, weight, depth_mm, grams, strength_percent)
    longest = _longest(product)
    on_for = dose.minutes_on if minutes_on is None else round(minutes_on)
    dose = dose.model_copy(update={"warnings": (*dose.warnings, *_time_warnings(dose, on_for, longest))})
    cautions, unknown = _cautions([*taking, *_medicines(case)], [*has, *_conditions(case)], product)
    refusals = tuple(_refusals(needled, screening))
    treated = tuple(id for name in zones for id in expand_zone(name))
    return NumbingVisit(
        allowed=not refusals,
        refusals=refusals,
        dose=dose,
        cautions=cautions,
        unknown=unknown,
        clock=tuple(_clock(on_for, longest, starts)),
        longest_on=longest,
        rules=tuple(read_data("numbing")["rules"]),
        model=model_onset(product, treated, on_for) if treated else None,
    )


def zones_area(names: Iterable[str]) -> float:
    """The area (cm2) of zones, each once; a bare ``cheek`` is both sides. Raises InputError on an unknown zone."""
    found = {id: all_zones()[id].area_cm2 for name in names for id in expand_zone(name)}
    return sum(found.values())


def _refusals(needled: bool, screening: Screening | None) -> Iterator[str]:
    words = read_data("numbing")["refusals"]
    if needled:
        yield words["needled"]
    against = [item for item in screening.findings if item.rule == "no_topical_anaesthetic"] if screening else []
    if any(item.counts for item in against):
        yield words["finding"].format(facts="; ".join(dict.fromkeys(item.fact for item in against)))


def _longest(product: str) -> int | None:
    name = read_data("numbing")["products"][product].get("limits", {}).get("minutes")
    return None if name is None else round(figure(name))


def _time_warnings(dose: DoseCheck, on_for: int, longest: int | None) -> Iterator[str]:
    words = read_data("numbing")["warnings"]
    if on_for < dose.minutes_on:
        yield words["too_short"].format(minutes=on_for, needed=dose.minutes_on)
    if longest is None:
        yield words["no_longest"]
    elif on_for > longest:
        yield words["too_long"].format(minutes=on_for, limit=longest)


def _clock(on_for: int, longest: int | None, starts: int | None) -> Iterator[ClockStep]:
    words = read_data("numbing")["clock"]
    lengths = {entry.id: entry.minutes for entry in entries("visit")}
    cleaning = sum(length for id in AFTER_THE_CREAM if isinstance(length := lengths[id], int))
    moments = {"apply": 0, "remove": on_for, "first_pass": on_for + cleaning}
    if longest is not None:
        moments["latest"] = longest
    for id, minute in sorted(moments.items(), key=lambda pair: pair[1]):
        time = None if starts is None else f"{(starts + minute) // 60 % 24:02d}:{(starts + minute) % 60:02d}"
        yield ClockStep(id=id, minute=minute, time=time, text=words[id])


def _minute(at: str | None) -> int | None:
    if at is None:
        return None
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", at):
        raise InputError(Problem("at", repr(at), "a time of day, such as 10:30"))
    hours, minutes = at.split(":")
    return int(hours) * 60 + int(minutes)


def _medicines(case: Case | None) -> list[str]:
    taken = (case.history.medications or ()) if case else ()
    return [item.name for item in taken if item.last is None]


def _conditions(case: Case | None) -> list[str]:
    return [item.name for item in (case.history.conditions or ())] if case else []


def _cautions(taking: list[str], has: list[str], product: str) -> tuple[tuple[Caution, ...], tuple[str, ...]]:
    """The cautions that fire, and the given names that are in no list. A case's own names are never called unknown
    here: screening has read them."""
    found: dict[str, Caution] = {}
    known: set[str] = set()
    for entry in read_data("numbing")["cautions"]:
        if product not in entry.get("products", [product]):
            names = {*entry.get("taking", ()), *entry.get("has", ())}
            known |= {name for name in (*taking, *has) if _named(name, names)}
            continue
        for part, given in (("taking", taking), ("has", has)):
            for name in given:
                if _named(name, entry.get(part, ())):
                    known.add(name)
                    found[entry["id"]] = found.get(entry["id"]) or _caution(entry, name)
    every = [
        name for entry in read_data("numbing")["cautions"] for name in (*entry.get("taking", ()), *entry.get("has", ()))
    ]
    lost = tuple(
        f"{name}{' (' + hint + ')' if (hint := did_you_mean(name, every)) else ''}"
        for name in dict.fromkeys((*taking, *has))
        if name not in known
    )
    return tuple(found.values()), lost


def _named(written: str, names: Iterable[str]) -> bool:
    """Whether a written name holds one of the names as whole words: "propranolol 40 mg", "sulfasalazine tablets"."""
    said = f" {' '.join(plain(written.replace('_', ' ')))} "
    return any(f" {' '.join(plain(name.replace('_', ' ')))} " in said for name in names)


def _caution(entry: dict[str, object], about: str) -> Caution:
    sources = tuple(str(id) for id in entry["sources"])  # type: ignore[attr-defined]
    for id in sources:
        source(id)
    return Caution(id=str(entry["id"]), about=about, text=str(entry["text"]), sources=sources)
