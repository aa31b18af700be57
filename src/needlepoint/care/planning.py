"""The care plan of a course: every advice that applies to each session, and the dates on which something is to be done.

Rules adapt session by session (depth, zones, findings, setting); advice that is the same for several sessions stands
once and names them. Red flags have no condition: they are the same in every plan.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from ..case import Case
from ..course import Course
from ..errors import InputError, Problem, did_you_mean
from ..screening import Screening, screen
from .catalogue import advices, version
from .dates import calendar_days
from .facts import Facts, person_facts, session_days, session_facts
from .model import Advice, CarePlan, DoseCheck, SessionDay
from .numbing import session_doses
from .store import read_data
from .visit import visit_steps
from .words import check_language

Shared = TypeVar("Shared", Advice, DoseCheck)


def care_plan(
    course: Course,
    case: Case | None,
    screening: Screening | None,
    on: date,
    *,
    lang: str = "en",
    applied: Iterable[str] = (),
) -> CarePlan:
    """What to do before, at and after every session of ``course``, as of the day ``on``.

    The case adds weight, allergies, medicines and setting; without a screening it is screened as of ``on``. Without a
    case the plan takes a clinic, and asks for what it does not know at the visit. lang: of the patient's texts (en,
    es). applied: what was put on the skin at the visits (ids of :func:`things_applied`). Raises InputError on an
    unknown language or thing.
    """
    check_language(lang)
    found = screening or (screen(case, on) if case else None)
    every = session_facts(course, person_facts(course, case, found, lang), _applied(applied))
    doses = {facts.number: session_doses(facts) for facts in every}
    days = shared(advice for facts in every for advice in advices("aftercare", facts))
    maintenance = advices("maintenance", every[-1])
    preparation = shared(advice for facts in every for advice in advices("preparation", facts))
    return CarePlan(
        version=version(),
        key=course_key(course),
        on=on,
        sessions=_session_days(course, every),
        preparation=preparation,
        visit=shared(step for facts in every for step in visit_steps(facts, doses[facts.number])),
        days=days,
        red_flags=shared(advice for facts in every for advice in advices("red_flags", facts)),
        maintenance=maintenance,
        numbing=shared(dose for checks in doses.values() for dose in checks),
        calendar=calendar_days(every, preparation, days, maintenance),
        asked=shared(advice for facts in every for advice in advices("mayi", facts)),
        prescribed=every[0].person.prescribed,
        lang=lang,
    )


def things_applied() -> tuple[str, ...]:
    """What may have been put on the skin at a visit, as ``care_plan(applied=...)`` takes it."""
    return tuple(read_data("aftercare")["applied"])


def _applied(named: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(named))
    known = things_applied()
    lost = [name for name in wanted if name not in known]
    if lost:
        raise InputError([Problem("applied", repr(name), ", ".join(known), did_you_mean(name, known)) for name in lost])
    return wanted


def course_key(course: Course) -> str:
    """A short name for the course that says nothing about it and stays when its dates move."""
    told = "|".join([course.title, course.device.kind, *sorted(course.zones)])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def shared(items: Iterable[Shared]) -> tuple[Shared, ...]:
    """Items that differ only in their session, once each, with all their sessions; in order of first appearance."""
    found: dict[str, Shared] = {}
    for item in items:
        key = item.model_copy(update={"sessions": ()}).model_dump_json()
        sessions = found[key].sessions + item.sessions if key in found else item.sessions
        found[key] = item.model_copy(update={"sessions": sessions})
    return tuple(found.values())


def _session_days(course: Course, every: tuple[Facts, ...]) -> tuple[SessionDay, ...]:
    days = session_days(course) or (None,) * len(every)
    return tuple(
        SessionDay(number=facts.number, date=facts.date, day=day, depth_mm=facts.depth_mm, zones=facts.zones)
        for facts, day in zip(every, days, strict=True)
    )
