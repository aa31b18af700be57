"""From a screening to a plan of the engine: worked out once, kept in the database, found again by what went in."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import needlepoint
from needlepoint import Case, make_plan, parse_case
from needlepoint.course import Schedule, ZoneTreatment, course_to_yaml
from needlepoint.device import Technique
from needlepoint.plan import DRAWS, Room, Settings, Trial, reforecast, room

from ..audit.chain import Actor
from ..screening.models import Screening
from . import actions, selectors
from .frozen import digest
from .models import WorkedPlan

SEED = 1
_one_at_a_time = threading.Lock()


def case_of(screening: Screening, on: date) -> Case:
    """The engine's case of a screening. Raises needlepoint.InputError."""
    return parse_case(json.dumps(screening.case), "The case", on=on)


def key_of(screening: Screening, on: date, settings: Mapping[str, Any] | None = None) -> str:
    """What a worked plan is found by."""
    told = {
        "case": screening.case,
        "on": on.isoformat(),
        "version": needlepoint.__version__,
        "draws": DRAWS,
        "seed": SEED,
        "settings": settings or {},
    }
    return digest(told)


def ready_plan(screening: Screening, on: date) -> WorkedPlan | None:
    """The plan of a screening if it was worked out already."""
    return selectors.worked_by_key(screening.clinic_id, screening.patient_id, key_of(screening, on))


def worked_plan(
    screening: Screening, on: date, *, actor: Actor, by_id: UUID | None, settings: Mapping[str, Any] | None = None
) -> WorkedPlan:
    """The plan of a screening, worked out now if it was not; settings: made by hand, as one more option.

    Takes some seconds when it has to be worked out, one plan at a time. Raises needlepoint.InputError.
    """
    key = key_of(screening, on, settings)
    found = selectors.worked_by_key(screening.clinic_id, screening.patient_id, key)
    if found is not None:
        return found
    with _one_at_a_time:
        found = selectors.worked_by_key(screening.clinic_id, screening.patient_id, key)
        if found is not None:
            return found
        own = engine_settings(settings) if settings else None
        plan = make_plan(case_of(screening, on), on=on, draws=DRAWS, seed=SEED, own=own)
        protocols = {name: course_to_yaml(course) for name, course in plan.courses.items()}
    return actions.keep_plan(
        clinic_id=screening.clinic_id,
        screening_id=screening.id,
        key=key,
        on=on,
        document=plan.document,
        protocols=protocols,
        settings=settings or {},
        by_id=by_id,
        actor=actor,
    )


def engine_settings(settings: Mapping[str, Any]) -> Settings:
    """Settings as the engine takes them. Raises needlepoint.InputError for what a hand or a device could not do."""
    treatments = tuple(
        ZoneTreatment(zone=item["zone"], technique=Technique(item["depth_mm"], item["passes"], item["pattern"]))
        for item in settings["zones"]
    )
    return Settings(treatments, Schedule(settings["interval_days"], settings["sessions"]))


def tried(screening: Screening, on: date, settings: Mapping[str, Any]) -> Trial:
    """The quick forecast of settings made by hand. Raises needlepoint.InputError."""
    own = engine_settings(settings)
    return reforecast(case_of(screening, on), on=on, treatments=own.treatments, schedule=own.schedule, seed=SEED)


@functools.lru_cache(maxsize=64)
def _base(worked_id: UUID, option: str) -> Trial:
    """The quick forecast of an option as it stands; a worked plan never changes, so neither does this."""
    found = selectors.worked_with_id(worked_id)
    chosen = next(item for item in found.document["options"] if item["name"] == option)
    return tried(found.screening, found.on, settings_of(chosen))


def base_of(found: WorkedPlan, option: Mapping[str, Any]) -> Trial:
    """An option by the quick forecast too, so that like is held against like."""
    return _base(found.id, option["name"])


def settings_of(option: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of an option as plain data, as a form gives them."""
    names = ("zone", "depth_mm", "passes", "pattern")
    return {
        "zones": [{name: item[name] for name in names} for item in option["sessions"][0]["zones"]],
        "sessions": option["schedule"]["sessions"],
        "interval_days": option["schedule"]["interval_days"] or 1,
    }


def room_of(screening: Screening, on: date) -> Room | None:
    """How far settings may move; None where nothing may be planned."""
    return room(case_of(screening, on), on=on)
