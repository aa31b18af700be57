"""The person of a case as a simulation knows them: age on a day, sex, phototype, and whether they smoke."""

from __future__ import annotations

from datetime import date

from ..case import Case
from .types import AboutPerson


def about_person(case: Case, on: date | None = None) -> AboutPerson:
    """Who is treated. on: the day on which the age counts (None: as the case states it). Unanswered stays unknown."""
    patient, conditions = case.patient, case.history.conditions
    return AboutPerson(
        age=patient.age_on(on) if on else patient.age,
        sex=patient.sex,
        phototype=patient.phototype,
        smoker=None if conditions is None else any(item.name == "smoker" for item in conditions),
    )
