"""A case: what we know of a person and what they want. The whole of a case file, checked.

What only several parts together can show to be impossible is checked here: nothing can have happened to a person before
they were born. What is merely missing is no error: None = not answered, and screening asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator

from ..evidence import source
from .constraints import Constraints, Override
from .device import DeviceSpec
from .fields import Part
from .goals import Goal
from .history import History
from .patient import Patient
from .reading import Loc, parse_document, read_document
from .validating import Allowed, Trouble, refuse, today, validate
from .vocabulary import SCALES, Setting

DATED = {"conditions": ("last",), "medications": ("last",), "topicals": ("last",), "procedures": ("date", "end")}

# A key with nothing after it is a part that was not answered.
_OBJECT = BeforeValidator(lambda value: {} if value is None else value)
_LIST = BeforeValidator(lambda value: () if value is None else value)


class Case(Part):
    """One case. ``setting``, ``device`` and every answer may be None: not answered."""

    patient: Annotated[Patient, _OBJECT] = Patient()
    history: Annotated[History, _OBJECT] = History()
    goals: Annotated[tuple[Goal, ...], Field(min_length=1), Allowed("a list with at least one goal")]
    setting: Setting | None = None
    device: DeviceSpec | None = None
    constraints: Annotated[Constraints, _OBJECT] = Constraints()
    overrides: Annotated[tuple[Override, ...], _LIST] = ()

    @property
    def wanted_zones(self) -> tuple[str, ...]:
        """Every zone id that some goal names, each once, in the order of the file."""
        return tuple(dict.fromkeys(zone for goal in self.goals for zone in goal.zones))

    @model_validator(mode="after")
    def _after_birth(self, info: ValidationInfo) -> Self:
        born = _earliest_birth(self.patient, today(info.context))
        if born is None:
            return self
        exact = self.patient.birth_date is not None
        allowed = f"a day from the birth ({born}) on" if exact else f"a day since birth; at this age, {born} or later"
        troubles = [Trouble(f"{day}", allowed, at=loc) for loc, day in _dated(self) if day < born]
        if troubles:
            raise refuse(*troubles)
        return self


def _earliest_birth(patient: Patient, on: dt.date) -> dt.date | None:
    if patient.birth_date or patient.age is None:
        return patient.birth_date
    year = on.year - patient.age - 1
    return dt.date(year, on.month, min(on.day, 28))


def _dated(case: Case) -> Iterator[tuple[Loc, dt.date]]:
    """Every day in a case on which something happened to the person, with its path."""
    for part, fields in DATED.items():
        for place, entry in enumerate(getattr(case.history, part) or ()):
            for field in fields:
                if day := getattr(entry, field):
                    yield ("history", part, place, field), day
    for place, goal in enumerate(case.goals):
        if goal.scar_date:
            yield ("goals", place, "scar_date"), goal.scar_date


def load_case(path: str | Path, on: dt.date | None = None) -> Case:
    """The case in a YAML file. ``on``: the day that counts as today, after which nothing can have happened yet.

    Raises InputError with every problem found: path in the file, line, what was found, what is allowed.
    """
    return validate(Case, read_document(path), on=on)


def parse_case(text: str, name: str = "case", on: dt.date | None = None) -> Case:
    """The case in YAML (or JSON) text. ``name`` is what errors call it; the rest as in :func:`load_case`."""
    return validate(Case, parse_document(text, name), on=on)


def describe_case(case: Case, on: dt.date | None = None) -> dict[str, Any]:
    """What a plan shows of its case, as JSON values: age on that day, sex, phototype, setting, goals, device.

    Nothing that tells who it is: no birth date, no history, no override's name. Notes the scales used as sources.
    """
    for goal in case.goals:
        if goal.severity:
            source(SCALES[goal.severity.scale].source)
    return {
        "age": case.patient.age_on(on or dt.date.today()),
        "sex": case.patient.sex,
        "phototype": case.patient.phototype,
        "setting": case.setting,
        "goals": [_describe_goal(goal) for goal in case.goals],
        "device": case.device.model_dump(mode="json", exclude_none=True) if case.device else None,
    }


def _describe_goal(goal: Goal) -> dict[str, Any]:
    return {
        "concern": goal.concern,
        "label": goal.words.label,
        "subtype": goal.subtype,
        "zones": list(goal.zones),
        "severity": goal.severity.model_dump() if goal.severity else None,
    }
