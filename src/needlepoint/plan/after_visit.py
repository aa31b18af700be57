"""The recovery that is foreseen after one session of a saved course: the band that a day's entry is held against."""

from __future__ import annotations

from ..case import Case
from ..course import AboutPerson, Course, about_person
from ..device import find_device
from ..healing import tissue
from ..outcome import Recovery, recovery, recovery_signs, sample_days, worst_erythema
from .cells import Skin, cell_of, distinct, drawn_constants


def recovery_after(course: Course, session: int, *, case: Case | None = None, draws: int, seed: int = 1) -> Recovery:
    """Signs by day (grades 0 to 4) after one session of a course, under draws of the constants.

    session: its number, from 1. The reddest zone of the session stands for it, as in a plan. Without a case the person
    is the one that the course names.
    """
    about = course.about or AboutPerson()
    if case is not None:
        about = about_person(case, course.start)
    skin = Skin(find_device(course.device), about)
    treatments = course.sessions[session - 1].treatments
    cells = distinct(cell_of(item.zone, [item.technique], [0.0]) for item in treatments)
    constants = drawn_constants(about, draws, seed=seed)
    healed = tissue([skin.course(cell) for cell in cells], constants, sample_days())
    return recovery(recovery_signs(worst_erythema(healed), seed=seed))
