"""From an arm to what the tissue model runs: cells, days, and what one person had of it.

A cell is a base zone (left and right are alike) with its technique in every planned session; its area is that of all
zones it stands for. Its holes hang on device, technique and zone, so that they are worked out once for everybody; what
they meet in a person's skin (radius and reach at its layers) is that person's. A person has the sessions that they came
to: a missed one is not made up for, and after the day of drop-out there is none. Days are read as a forecast reads
them, and on every visit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..course import Course
from ..device import Device, Technique, find_device
from ..healing import ZoneCourse
from ..outcome import forecast_days, sample_days
from ..outcome.model import STRENGTH_DAY
from ..puncture import PunctureField, expected_field
from ..randomness import scores
from ..skin import layers, zones
from .people import Person
from .trial import Arm, Trial
from .worlds import evenly

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ArmCell:
    """One distinct cell of an arm. zone: that stands for it; area_cm2; fields: holes by planned session, None where it
    is left out."""

    zone: str
    area_cm2: float
    fields: tuple[PunctureField | None, ...]


@dataclass(frozen=True)
class ArmPlan:
    """One arm as it is run. planned: days of the sessions; visits: days of the readings, the baseline first; days: on
    which the tissue is read, all of those among them; own (W,): how far each world's study finds this course from what
    the model says of it (standard normal; the same for the same course). An arm without a course has no cells."""

    name: str
    cells: tuple[ArmCell, ...]
    planned: tuple[float, ...]
    visits: Array
    days: tuple[float, ...]
    own: Array

    @property
    def areas(self) -> list[float]:
        """Area of every cell (cm2)."""
        return [cell.area_cm2 for cell in self.cells]

    def attended(self, who: Person) -> NDArray[np.bool_]:
        """Which of the planned sessions this person comes to; always the first."""
        came = [day <= who.drop_out_day and not who.missed[at] for at, day in enumerate(self.planned)]
        return np.asarray([True, *came[1:]][: len(self.planned)], bool)


def arm_plan(trial: Trial, arm: Arm) -> ArmPlan:
    """An arm of a trial, ready to be run."""
    visits = np.asarray(list(trial.visit_days(arm).values()))
    if arm.course is None:
        return ArmPlan(arm.name, (), (), visits, tuple(sorted({0.0, *visits})), np.zeros(trial.worlds))
    planned = tuple(float(day) for day in arm.course.days)
    end = max(float(visits.max()), planned[-1] + STRENGTH_DAY)
    days = {*forecast_days(planned, end - planned[-1]), *visits, *sample_days()}
    return ArmPlan(arm.name, _cells(arm.course), planned, visits, tuple(sorted(days)), _own(trial, arm))


def _own(trial: Trial, arm: Arm) -> Array:
    """Keyed by the course and not by the arm's name or place, so that alike arms stay alike."""
    course = json.dumps(arm.model_dump(mode="json", include={"course"}), sort_keys=True)
    process = f"cohort: course {hashlib.sha256(course.encode()).hexdigest()[:24]}"
    drawn = [float(scores(1, 1, seed=trial.seed, person=world, process=process)[0, 0]) for world in range(trial.worlds)]
    return np.asarray(evenly(np.asarray([drawn]))[0])


def _cells(course: Course) -> tuple[ArmCell, ...]:
    device = find_device(course.device)
    found: dict[tuple[str, tuple[Technique | None, ...]], tuple[str, float]] = {}
    for zone in course.zones:
        techniques = tuple(
            next((item.technique for item in session.treatments if item.zone == zone), None)
            for session in course.sessions
        )
        key = zones()[zone].base, techniques
        stands, area = found.get(key, (zone, 0.0))
        found[key] = stands, area + zones()[zone].area_cm2
    return tuple(
        ArmCell(zone, area, _fields(device, zone, techniques)) for (_, techniques), (zone, area) in found.items()
    )


def _fields(device: Device, zone: str, techniques: Sequence[Technique | None]) -> tuple[PunctureField | None, ...]:
    skin = layers(zone, None, None)  # the figures that hang on it are not read here
    found = {one: expected_field(device, one, zone, skin) for one in set(techniques) if one is not None}
    return tuple(found[one] if one is not None else None for one in techniques)


def zone_courses(plan: ArmPlan, who: Person, came: NDArray[np.bool_]) -> tuple[ZoneCourse, ...]:
    """What the tissue model runs for one person who came to these sessions, one course a cell."""
    return tuple(_zone_course(cell, plan.planned, who, came) for cell in plan.cells)


def _zone_course(cell: ArmCell, days: Sequence[float], who: Person, came: NDArray[np.bool_]) -> ZoneCourse:
    held = [
        (day, field) for day, field, here in zip(days, cell.fields, came, strict=True) if here and field is not None
    ]
    return ZoneCourse(cell.zone, who.layers(cell.zone), tuple(day for day, _ in held), tuple(each for _, each in held))
