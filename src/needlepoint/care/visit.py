"""The visit on a clock: every step of the checklist in order, from minute to minute after the person arrives.

A step takes the minutes that its entry says; ``numbing`` is the longest onset among the creams checked for the session
(0 without numbing; what the delivery model says stands beside it and moves no clock); ``needling`` is half an hour for
a face, in proportion to the area, within 20 to 45 minutes. A step without minutes runs beside the one before it and
carries no clock.
"""

from __future__ import annotations

from ..skin import FACE_ZONES, zones
from .catalogue import advices, entries
from .facts import Facts
from .model import Advice, DoseCheck
from .numbing import dose_advice, figure
from .onset import model_onset


def visit_steps(facts: Facts, doses: tuple[DoseCheck, ...]) -> tuple[Advice, ...]:
    """The checklist of one session in order, with the clock, the doses right after the numbing step."""
    lengths = {entry.id: entry.minutes for entry in entries("visit")}
    worked_out = {
        "numbing": max((dose.minutes_on for dose in doses), default=0),
        "needling": needling_minutes(facts.area_cm2),
    }
    steps: list[Advice] = []
    clock = 0
    for advice in advices("visit", facts):
        length = lengths[advice.id]
        if length is None:
            steps.append(advice)
            continue
        ends = clock + (worked_out[length] if isinstance(length, str) else length)
        steps.append(advice.model_copy(update={"from_minute": clock, "to_minute": ends}))
        if length == "numbing":
            steps += [_dose(dose, facts) for dose in doses]
        clock = ends
    return tuple(steps)


def _dose(dose: DoseCheck, facts: Facts) -> Advice:
    lang = facts.person.lang
    return dose_advice(dose, model_onset(dose.product, facts.zones, dose.minutes_on, lang).text, lang)


def needling_minutes(area_cm2: float) -> int:
    """Minutes of needling for an area: a face's half hour in proportion, within the range that the briefs give."""
    face = sum(zones()[zone].area_cm2 for zone in FACE_ZONES)
    wanted = figure("needling_face_minutes") * area_cm2 / face
    return round(min(max(wanted, figure("needling_shortest")), figure("needling_longest")))
