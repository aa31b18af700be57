"""A case as a trial of many like this person: their facts fixed, what is unknown drawn from a shipped population.

The course starts in the middle of the planner's envelope for the person's goal (depth, passes, interval, sessions); a
cell of a sweep outside that envelope says so. Read six months after the last session, as a plan is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ..case import Case, Goal
from ..course import about_person, planned_device
from ..errors import InputError, Problem
from ..outcome import FORECAST_AFTER_DAYS
from ..outcome.instruments import spoken
from ..plan import Room, room
from .population import populations
from .scoring import measurable
from .trial import Trial

PATIENTS, WORLDS = 80, 40
POPULATIONS = {"acne": "acne_scars", "wrinkle": "photoaged_neck", "striae": "stretch_marks"}
SCALES = {"acne": "goodman_baron_qualitative", "wrinkle": "lemperle", "striae": "striae_score"}
VISIT = "6 months after the last session"


def trial_like(case: Case, *, on: date, seed: int = 1) -> tuple[Trial, Callable[[Mapping[str, float]], str]]:
    """The trial, and why a cell of a sweep lies outside the envelope ("" where it does not).

    on: the day of planning. Raises InputError where nothing may be planned, or no figure can be told of any goal.
    """
    goal = _goal(case)
    found = room(case, on=on)
    if found is None:
        raise InputError(Problem("screening", "do not treat", "a case in which something may be planned"))
    zones = [zone for zone in found.by_zone if zone in goal.zones] or list(found.by_zone)
    bounds = [found.by_zone[zone] for zone in zones]
    lesion = spoken()[goal.concern].lesion
    depth = round((max(b.depth_low_mm for b in bounds) + min(b.depth_high_mm for b in bounds)) / 2, 2)
    passes = round((bounds[0].passes_low + bounds[0].passes_high) / 2)
    course: dict[str, Any] = {
        "device": planned_device(case).model_dump(mode="json", exclude_none=True),
        "schedule": {"interval_days": found.shared.interval_days_low, "sessions": found.shared.sessions_low},
        "treat": [{"zone": zone, "depth_mm": depth, "passes": passes, "pattern": found.pattern} for zone in zones],
    }
    trial = Trial(
        schema="needlepoint.trial/1",
        title=f"People like this case: {goal.concern.replace('_', ' ')}",
        seed=seed,
        concern=goal.concern,
        population=_population(case, goal, lesion, on),
        patients=PATIENTS,
        worlds=WORLDS,
        arms=({"name": "planned", "course": course},),
        scales=(_scale(goal, lesion),),
        visits=({"name": VISIT, "days_after_last": float(FORECAST_AFTER_DAYS)},),
    )
    return trial, lambda cell: _outside(found, zones, cell)


def _goal(case: Case) -> Goal:
    told = [goal for goal in case.goals if spoken()[goal.concern].speaks == "yes"]
    if not told:
        known = ", ".join(name for name, item in spoken().items() if item.speaks == "yes")
        raise InputError(Problem("goals", case.goals[0].concern, f"a concern that can be told in figures: {known}"))
    return told[0]


def _scale(goal: Goal, lesion: str) -> dict[str, Any] | str:
    severity = goal.severity
    if severity is not None and severity.scale in measurable():
        return {"scale": severity.scale, "baseline": {"mean": float(severity.score), "sd": 0.0}}
    return SCALES.get(lesion, "vss")


def _population(case: Case, goal: Goal, lesion: str, on: date) -> dict[str, Any]:
    base = POPULATIONS.get(lesion, "other_scars")
    about = about_person(case, on)
    fields: dict[str, Any] = {"from": base, "label": "people like this case", "name": "case", "smoker": 0.0}
    if about.age is not None:
        fields["age"] = {"mean": float(about.age), "sd": 0.0, "low": 0.0, "high": 120.0}
    if about.sex in ("female", "male"):
        fields["sex"] = {about.sex: 1.0}
    if about.phototype is not None:
        fields["phototype"] = {about.phototype: 1.0}
    if about.smoker is None:
        fields["smoker"] = populations()[base].smoker
    elif about.smoker:
        fields["smoker"] = 0.95
    if goal.subtype in ("rolling", "boxcar", "ice_pick", "mixed"):
        fields["subtype"] = {goal.subtype: 1.0}
    return fields


def _outside(found: Room, zones: list[str], cell: Mapping[str, float]) -> str:
    parts, shared = [], found.shared
    for name, low, high in (
        ("sessions", shared.sessions_low, shared.sessions_high),
        ("interval", shared.interval_days_low, shared.interval_days_high),
    ):
        if name in cell and not low <= cell[name] <= high:
            parts.append(f"{name} {cell[name]:g}, planned {low:g} to {high:g}")
    for zone in zones:
        bounds = found.by_zone[zone]
        for name, least, most in (
            ("depth", bounds.depth_low_mm, bounds.depth_high_mm),
            ("passes", float(bounds.passes_low), float(bounds.passes_high)),
        ):
            if name in cell and not least - 1e-9 <= cell[name] <= most + 1e-9:
                parts.append(f"{name} {cell[name]:g} on {zone}, planned {least:g} to {most:g}")
    return "; ".join(dict.fromkeys(parts))
