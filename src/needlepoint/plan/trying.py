"""One protocol set by hand: how far it may move, what a quick forecast says, and the same as an option of a full plan.

The quick forecast runs the tissue model for this protocol alone, with the holes that the closed forms expect, the
thinned ladder of steps and few draws; people, raters and studies are drawn as in a full plan. Its numbers lie within
the bands of the full plan, and its document has the shape of an option's in plan.json, as far as it goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from ..case import Case
from ..course import Bounds, Candidate, Option, Prediction, Schedule, ZoneTreatment, about_person, course_cost
from ..course.candidates import pattern_for
from ..course.judging import depth_step_mm, judged, judged_forecast
from ..course.proposals import Question, question
from ..course.schedule import course_dates
from ..device import check_technique
from ..device.technique import MOST_PASSES
from ..errors import InputError, Problem
from ..healing import Tissue, large_wound_peak, plan_level, scar_level
from ..outcome import (
    FORECAST_AFTER_DAYS,
    Recovery,
    central_signs,
    downtime_days,
    expected,
    recovery,
    recovery_signs,
    sample_days,
    worst_erythema,
)
from ..screening import Finding, screen
from ..skin import zones
from .ahead import released_by_session
from .cells import Skin, distinct, drawn_constants, stated_constants, uniform_cells
from .deciding import axes_document, risks_document
from .document import cost_document, rounded, schedule_document
from .foreseen import recovery_document
from .outcomes import benefit_axis, goals_told, only_treated, outcome_document
from .predicting import Strands
from .trunks import grow

TRYING_DRAWS = 8
READINGS = (3.0, 7.0, 14.0, 21.0, 28.0, 42.0, 56.0, 70.0, 84.0, 112.0, 140.0, FORECAST_AFTER_DAYS)
OWN = "own"


@dataclass(frozen=True)
class Settings:
    """What somebody set: one technique a zone, the same in every session; and when."""

    treatments: tuple[ZoneTreatment, ...]
    schedule: Schedule


@dataclass(frozen=True)
class Room:
    """How far a protocol may move for one case. by_zone: envelopes; shared: sessions and interval for all of them.

    step_mm: of depth settings; reach_mm: the deepest that the device can be set to; pattern: the even one.
    """

    by_zone: dict[str, Bounds]
    shared: Bounds
    step_mm: float
    reach_mm: float
    most_passes: int
    pattern: str


@dataclass(frozen=True)
class Trial:
    """A quick forecast. document: an option of plan.json as far as it goes (schedule, outcomes, recovery, risks, cost,
    axes) with the dates; findings: what lies outside the envelope, most serious first."""

    document: dict[str, Any]
    findings: tuple[Finding, ...]

    @property
    def effect(self) -> str:
        """The most serious effect, "" when nothing lies outside."""
        return self.findings[0].effect if self.findings else ""


def room(case: Case, *, on: date) -> Room | None:
    """The envelope of a case on the day of planning; None where nothing may be planned."""
    asked, _ = question(case, screen(case, on))
    if asked is None:
        return None
    device = asked.device
    return Room(
        dict(asked.by_zone), asked.shared, depth_step_mm(), device.max_depth_mm, MOST_PASSES, pattern_for(device)
    )


def reforecast(
    case: Case,
    *,
    on: date,
    treatments: Sequence[ZoneTreatment],
    schedule: Schedule,
    draws: int = TRYING_DRAWS,
    seed: int = 1,
) -> Trial:
    """What these settings would bring, in a fraction of a second once the compiled loops are loaded.

    on: the day of planning. What lies outside the bounds is forecast as it is, and found. Raises InputError where
    nothing may be planned, for a count of draws below one, and for what the device cannot do.
    """
    if draws < 1:
        raise InputError(Problem("draws", str(draws), "1 or more"))
    settings = Settings(tuple(treatments), schedule)
    asked = _asked(case, on, settings)
    seen = _forecast(asked, settings, on, draws, seed)
    option = _option(asked, settings, _dates(asked, schedule, seen.prediction), seen.prediction)
    outcomes = [outcome_document(item, float(schedule.days[-1])) for item in seen.expected]
    document = {
        "name": OWN,
        "schedule": schedule_document(option),
        "dates": [day.isoformat() for day in option.dates],
        "forecast": {
            "session_days": [float(day) for day in schedule.days],
            "scar_flag": {"share_of_draws": seen.scar_share, "flag": seen.scar_share > 0.5},
        },
        "outcomes": outcomes,
        "recovery": recovery_document(seen.recovery),
        "cost": cost_document(option),
        "risks": risks_document(option, case, seen.skin),
        "axes": axes_document(option, benefit_axis(outcomes), seen.recovery),
    }
    return Trial(rounded(document), findings_of(asked, settings, seen.prediction))


def findings_of(asked: Question, settings: Settings, prediction: Prediction) -> tuple[Finding, ...]:
    """Everything that stands against settings whose forecast is known; most serious first."""
    fits = course_dates(asked.open_days, settings.schedule, prediction.downtime_days) is not None
    found = [
        *judged(asked, settings.treatments, settings.schedule),
        *judged_forecast(asked, prediction.downtime_days, prediction.risk, plan_level() / scar_level(), fits=fits),
    ]
    order = ("stop", "wait", "clinician", "ask", "caution")
    return tuple(sorted(found, key=lambda item: order.index(item.effect)))


def own_option(case: Case, on: date, settings: Settings, prediction: Prediction) -> tuple[Option, tuple[Finding, ...]]:
    """Settings as an option beside the proposed ones, with what stands against them. Raises InputError as above."""
    asked = _asked(case, on, settings)
    option = _option(asked, settings, _dates(asked, settings.schedule, prediction), prediction)
    return option, findings_of(asked, settings, prediction)


def own_candidate(case: Case, on: date, settings: Settings) -> Candidate:
    """Settings as a candidate, for the predictor of a full plan."""
    return _candidate(_asked(case, on, settings), settings)


def _asked(case: Case, on: date, settings: Settings) -> Question:
    asked, _ = question(case, screen(case, on))
    if asked is None:
        raise InputError(Problem("screening", "do not treat", "a case in which something may be planned"))
    if not settings.treatments:
        raise InputError(Problem("zones", "none", "one zone or more"))
    for item in settings.treatments:
        check_technique(asked.device, item.technique)
    return asked


@dataclass(frozen=True)
class _Seen:
    expected: tuple[Any, ...]
    recovery: Recovery
    prediction: Prediction
    scar_share: float
    skin: Skin


def _forecast(asked: Question, settings: Settings, on: date, draws: int, seed: int) -> _Seen:
    """At the stated constants (first) and under draws of them, all in one batch."""
    skin = Skin(asked.device, about_person(asked.case, on))
    constants = (stated_constants(skin.about), *drawn_constants(skin.about, draws, seed=seed))
    days = [float(day) for day in settings.schedule.days]
    cells = uniform_cells(settings.treatments, days)
    named = [item.zone for item in settings.treatments]
    areas = [zones()[zone].area_cm2 for zone in named]
    grown = grow(distinct(cells), skin, constants, READINGS, sample_days(), last_only=True)
    wound = large_wound_peak(constants)
    shares = grown.peak(cells) / wound
    after = grown.visit(cells, named)
    released = released_by_session(cells, areas, Strands(skin))
    erythema = worst_erythema(after)
    redness = central_signs(erythema[:1]).grades["redness"]
    prediction = Prediction(
        gain=0.0,
        downtime_days=float(np.minimum(downtime_days(redness), sample_days()[-1])[0]),
        scar_flag=bool(shares[0] > plan_level()),
        coverage=min(skin.field(item.zone, item.technique).coverage_share for item in settings.treatments),
        risk=float(shares[0]) / scar_level(),
    )
    healed = _drawn(grown.tissue(cells, named))
    said = expected(goals_told(asked.case.goals), healed, areas, days, released, seed=seed)
    return _Seen(
        expected=only_treated(asked.case.goals, said, named),
        recovery=recovery(recovery_signs(erythema[1:], seed=seed)),
        prediction=prediction,
        scar_share=float(np.mean(shares[1:] > scar_level())),
        skin=skin,
    )


def _drawn(tissue: Tissue) -> Tissue:
    """The draws without the run at the stated constants before them."""
    failed = tuple((draw - 1, zone) for draw, zone in tissue.failed if draw > 0)
    return Tissue(tissue.values[1:], tissue.days, tissue.zones, failed, tissue.merged)


def _candidate(asked: Question, settings: Settings) -> Candidate:
    return Candidate("set by hand", asked.device, settings.schedule, settings.treatments)


def _dates(asked: Question, schedule: Schedule, prediction: Prediction) -> tuple[date, ...]:
    """As for a proposal; where the course does not fit before the event, from the first open day."""
    dates = course_dates(asked.open_days, schedule, prediction.downtime_days)
    if dates is None:
        return Schedule(schedule.interval_days, schedule.sessions, asked.open_days.first).dates
    return dates


def _option(asked: Question, settings: Settings, dates: tuple[date, ...], prediction: Prediction) -> Option:
    return Option(
        name=OWN,
        why="Set by hand; no proposal of the planner.",
        candidate=_candidate(asked, settings),
        dates=dates,
        bounds=tuple(asked.by_zone[item.zone] for item in settings.treatments if item.zone in asked.by_zone),
        cost=course_cost(asked.case.constraints, settings.schedule.sessions),
        recommended=False,
        binding=(),
        prediction=prediction,
    )
