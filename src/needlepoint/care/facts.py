"""What the conditions and texts of care may ask about one session: the person, the zones, the depth, the findings.

Depth is the deepest setting of the session (mm), area the sum of its zones (cm2). What is not known is ``unknown`` or
None, never "no". Without a case the setting is taken as a clinic: the visit is then checked by a professional.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from ..case import Case
from ..course import Course, Session
from ..screening import Screening
from ..skin import zones
from .conditions import holds
from .store import read_data
from .words import PROVIDER, say

PLACES = {"face": "face", "neck": "face", "scalp": "scalp", "trunk": "body", "limb": "body"}
MEAN_MONTH_DAYS = 30.4375
USUAL_GAP_DAYS = 28
MONTHS_AFTER_LAST = 6


@dataclass(frozen=True)
class Person:
    """The same for every session of a course. findings: rules that fired; lifted: those overridden."""

    setting: str
    phototype: str
    weight_kg: float | None
    device: str
    concerns: tuple[str, ...]
    findings: tuple[str, ...]
    lifted: tuple[str, ...]
    allergies: tuple[str, ...]
    prescribed: tuple[str, ...]
    lang: str = "en"


@dataclass(frozen=True)
class Facts:
    """One session of one person. days_to_next: to the next session, or to the end of care after the last.

    applied: what was put on the skin at the visit (ids of ``data/applied.yaml``); empty when nobody said.
    """

    person: Person
    number: int
    date: date | None
    last: bool
    days_to_next: int
    depth_mm: float
    area_cm2: float
    zones: tuple[str, ...]
    places: tuple[str, ...]
    treatments: str
    applied: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        """Every fact that a condition may name."""
        person = self.person
        known = {
            "setting": person.setting,
            "phototype": person.phototype,
            "device": person.device,
            "concerns": person.concerns,
            "findings": person.findings,
            "lifted": person.lifted,
            "allergies": tuple(name.strip().casefold().replace(" ", "_") for name in person.allergies),
            "has_allergies": bool(person.allergies),
            "has_prescribed": bool(person.prescribed),
            "depth_mm": self.depth_mm,
            "zones": self.zones,
            "places": self.places,
            "first": self.number == 1,
            "last": self.last,
            "strong_sun": _strong_sun(self.date),
            "applied": self.applied,
        }
        return known | {"numbing": holds(read_data("numbing")["offered"], known)}

    def words(self) -> dict[str, str]:
        """Every word that a text may fill in."""
        return {
            "treatments": self.treatments,
            "allergies": _listed(self.person.allergies, self.person.lang),
            "medicines": _listed(self.person.prescribed, self.person.lang),
        }

    def days_after_months(self, months: int) -> int:
        """Days from this session to the same day so many calendar months later."""
        return days_after_months(self.date, months)


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length))


def days_after_months(day: date | None, months: int) -> int:
    """Days from ``day`` to the same day so many calendar months later; by the mean month when the day is unknown."""
    return round(months * MEAN_MONTH_DAYS) if day is None else (add_months(day, months) - day).days


def person_facts(course: Course, case: Case | None, screening: Screening | None, lang: str = "en") -> Person:
    """What the course, the case and the screening say of the person."""
    about = course.about.phototype if course.about else None
    found = screening.findings if screening else ()
    return Person(
        setting=(case.setting if case else None) or "clinic",
        phototype=(case.patient.phototype if case else None) or about or "unknown",
        weight_kg=case.patient.weight_kg if case else None,
        device=course.device.kind,
        concerns=tuple(dict.fromkeys(goal.concern for goal in case.goals)) if case else (),
        findings=tuple(dict.fromkeys(finding.rule for finding in found)),
        lifted=tuple(dict.fromkeys(finding.rule for finding in found if not finding.counts)),
        allergies=tuple(case.history.allergies or ()) if case else (),
        prescribed=_prescribed(case),
        lang=lang,
    )


def session_facts(course: Course, person: Person, applied: tuple[str, ...] = ()) -> tuple[Facts, ...]:
    """The facts of every session of the course, in order; ``applied`` is the same at every visit."""
    days = session_days(course)
    gaps = (
        [after - before for before, after in pairwise(days)] if days else [USUAL_GAP_DAYS] * (len(course.sessions) - 1)
    )
    every = zip(course.sessions, [*gaps, None], strict=True)
    return tuple(_facts(session, person, gap, applied) for session, gap in every)


def session_days(course: Course) -> tuple[int, ...] | None:
    """Days of the sessions since the first, or None when the course has no schedule."""
    scheduled = all(session.date or session.day is not None for session in course.sessions)
    return course.days if scheduled or len(course.sessions) == 1 else None


def _facts(session: Session, person: Person, gap: int | None, applied: tuple[str, ...]) -> Facts:
    known = [zones()[item.zone] for item in session.treatments]
    return Facts(
        person=person,
        number=session.number,
        date=session.date,
        last=gap is None,
        days_to_next=days_after_months(session.date, MONTHS_AFTER_LAST) if gap is None else gap,
        depth_mm=max(item.technique.depth_mm for item in session.treatments),
        area_cm2=sum(zone.area_cm2 for zone in known),
        zones=tuple(zone.id for zone in known),
        places=tuple(dict.fromkeys(PLACES[zone.region] for zone in known)),
        treatments=_treatments(session, person.lang),
        applied=applied,
    )


def _treatments(session: Session, lang: str) -> str:
    return "; ".join(
        say(
            "{zone} {depth:g} mm, {passes} passes",
            lang,
            domain="provider",
            zone=zone_words(item.zone, lang),
            depth=item.technique.depth_mm,
            passes=item.technique.passes,
        )
        for item in session.treatments
    )


def zone_words(id: str, lang: str) -> str:
    """A zone in words, with its side: left cheek."""
    zone = zones()[id]
    name = say(zone.label.removeprefix("left ").removeprefix("right "), lang, domain=PROVIDER)
    if zone.label.startswith("left "):
        return say("left {zone}", lang, domain="provider", zone=name)
    if zone.label.startswith("right "):
        return say("right {zone}", lang, domain="provider", zone=name)
    return name


def _prescribed(case: Case | None) -> tuple[str, ...]:
    taken = (case.history.medications or ()) if case else ()
    return tuple(item.name for item in taken if item.prescribed and item.last is None)


def _strong_sun(day: date | None) -> str:
    """The half of the world whose sun is strong in that month (April to September: north); unknown without a date.

    Where the person lives is not in the case, so that the advice names the half and lets the reader judge.
    """
    return "unknown" if day is None else "north" if 4 <= day.month <= 9 else "south"


def _listed(names: tuple[str, ...], lang: str) -> str:
    words = [say(name.replace("_", " "), lang) for name in names]
    joined = say("{some} and {last}", lang, some=", ".join(words[:-1]), last=words[-1]) if len(words) > 1 else ""
    return joined or "".join(words)
