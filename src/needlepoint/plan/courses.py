"""What a saved course can be asked again: what the tissue does over time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ..case import Case
from ..course import AboutPerson, Course, about_person
from ..device import find_device
from ..errors import InputError, Problem
from ..healing import tissue, to_dataset, with_release
from ..outcome import forecast_days
from .cells import Cell, Skin, cell_of, chosen, distinct, drawn_constants
from .needled import Needled

if TYPE_CHECKING:
    import xarray

UNKNOWN = AboutPerson()


def _skin(course: Course, case: Case | None) -> Skin:
    """Whose skin: the case's person when there is one, else the person the course was made for."""
    about = course.about or UNKNOWN
    if case is not None:
        about = about_person(case, course.start or date.today())
    return Skin(find_device(course.device), about)


def simulate_course(course: Course, *, case: Case | None = None, draws: int, seed: int = 1) -> xarray.Dataset:
    """The tissue of every zone of a course over time (days after the first session), under draws of the constants.

    Returns a Dataset by draw, zone, time and layer, with units. A zone that some sessions leave out heals undisturbed
    then. Raises InputError when the course does not say when its sessions are.
    """
    needled = Needled(_skin(course, case), seed)
    cells = {zone: _cell(course, zone) for zone in course.zones}
    starts = {zone: _first_day(course, zone) for zone in course.zones}
    if any(starts.values()):
        names = ", ".join(zone for zone, day in starts.items() if day)
        raise InputError(
            Problem(
                "sessions", f"{names} not in the first session", "every zone of a simulated course in its first one"
            )
        )
    unique = distinct(cells.values())
    days = forecast_days([float(day) for day in course.days])
    courses = [needled.course(cell) for cell in unique]
    healed = tissue(courses, drawn_constants(needled.skin.about, draws, seed=seed), days)
    healed = with_release(healed, courses, seed=seed)
    index = {cell: at for at, cell in enumerate(unique)}
    result = chosen(healed, index, [cells[zone] for zone in course.zones], list(course.zones))
    return to_dataset(result)


def _cell(course: Course, zone: str) -> Cell:
    visits = [
        (float(day), item.technique)
        for day, session in zip(course.days, course.sessions, strict=True)
        for item in session.treatments
        if item.zone == zone
    ]
    return cell_of(zone, [technique for _, technique in visits], [day for day, _ in visits])


def _first_day(course: Course, zone: str) -> int:
    visits = zip(course.days, course.sessions, strict=True)
    return next(day for day, session in visits if zone in {item.zone for item in session.treatments})
