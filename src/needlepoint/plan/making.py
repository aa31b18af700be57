"""The main job, in the order of the run: screening, proposals, forecasts, care, and the document that holds them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ..calibration.influence import SOURCES, assumption_notes
from ..care import CarePlan, care_plan
from ..case import Case, describe_case
from ..course import Course, Option, Proposals, about_person, option_course, planned_device, propose
from ..device import find_device
from ..errors import InputError, Problem
from ..evidence import recording
from ..healing import Tissue
from ..outcome import statements_for
from ..puncture import load_kernels
from ..screening import Finding, screen
from . import document
from .cells import Skin
from .deciding import (
    alternative_document,
    axes_document,
    deep_scar_notes,
    front_document,
    risks_document,
    stop_rule_document,
)
from .foreseen import Foreseen, forecast_document, foresee, recovery_document
from .needled import Needled
from .outcomes import benefit_axis, outcome_document
from .predicting import predictor
from .trying import Settings, own_candidate, own_option

DRAWS = 24
NO_GAIN_PERCENT = 1.0
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Plan:
    """One run. document: plan.json; course, care and tissue: of the option that was chosen; None when there is none;
    courses: of every option, by name."""

    document: dict[str, Any]
    course: Course | None
    care: CarePlan | None
    tissue: Tissue | None
    courses: Mapping[str, Course] = field(default_factory=dict)


def make_plan(
    case: Case,
    *,
    on: date,
    option: str | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    progress: Progress | None = None,
    own: Settings | None = None,
) -> Plan:
    """Screen, propose, forecast and advise for one case.

    on: the day of planning; option: gentle, standard or intensive (default the recommended one); draws: draws of the
    constants behind each band; own: settings made by hand, forecast as one more option (``own``), with what lies
    outside the bounds as its findings. Raises InputError when the case or the option cannot be.
    """
    tell = progress or (lambda what, share: None)
    if draws < 1:
        raise InputError(Problem("draws", str(draws), "1 or more"))
    with recording() as used:
        tell("screening", 0.0)
        screening = screen(case, on)
        skin = _skin(case, on) if screening.verdict != "stop" else None
        tell("comparing candidates", 0.1)
        loading = threading.Thread(target=load_kernels, daemon=True)
        if skin is not None:
            loading.start()  # the field's compiled loops load while the candidates are compared
        predict = predictor(lambda _: _skin(case, on), case.goals)
        proposals = propose(case, screening, predict)
        outside: tuple[Finding, ...] = ()
        if own is not None:
            (predicted,) = predict([own_candidate(case, on, own)])
            added, outside = own_option(case, on, own, predicted)
            proposals = replace(proposals, options=(*proposals.options, added))
        picked = _picked(proposals, option)
        needled = Needled(skin, seed) if skin else None
        seen = _forecasts(proposals, needled, case, draws, seed, tell)
        tell("writing the care plan", 0.95)
        course = option_course(picked, case, _title(case)) if picked else None
        care = care_plan(course, case, screening, on) if course else None
        parts = _options(proposals, seen, needled, case)
        if own is not None:
            parts[-1]["findings"] = [item.model_dump(mode="json") for item in outside]
        notes = deep_scar_notes(proposals, [item.outlook for item in seen]) + _failures(seen) if seen else []
    made = {"needlepoint": _version(), "on": on.isoformat(), "seed": seed, "draws": draws}
    full = {
        "schema": "needlepoint.plan/1",
        "made": made,
        "case": describe_case(case, on),
        "screening": screening.model_dump(mode="json"),
        "options": parts,
        "recommended": proposals.recommended,
        "care": document.care_document(care) if care else None,
        "alternatives": [alternative_document(item) for item in proposals.alternatives],
        "front": front_document(proposals, case.constraints.price_per_session is not None),
        "notes": [{"text": item.text, "sources": list(item.sources)} for item in proposals.notes] + notes,
        "basis": document.basis_document(used),
    }
    tissue = seen[proposals.options.index(picked)].tissue if picked else None
    courses = {item.name: option_course(item, case, _title(case)) for item in proposals.options}
    return Plan(document.rounded(full), course, care, tissue, courses)


def _version() -> str:
    from .. import __version__

    return __version__


def _skin(case: Case, on: date) -> Skin:
    return Skin(find_device(planned_device(case)), about_person(case, on))


def _picked(proposals: Proposals, wanted: str | None) -> Option | None:
    """The option to write out. Raises InputError when the wanted one was not proposed."""
    by_name = {item.name: item for item in proposals.options}
    if wanted is None or not by_name:
        return by_name.get(proposals.recommended or "")
    if wanted not in by_name:
        raise InputError(Problem("--option", wanted, f"one of those proposed here: {', '.join(by_name)}"))
    return by_name[wanted]


def _forecasts(
    proposals: Proposals, needled: Needled | None, case: Case, draws: int, seed: int, tell: Progress
) -> list[Foreseen]:
    if needled is None or not proposals.options:
        return []

    def told(share: float) -> None:
        tell("forecasting", 0.3 + 0.6 * share)

    return foresee(proposals.options, needled, case.goals, draws=draws, seed=seed, tell=told)


def _options(proposals: Proposals, seen: list[Foreseen], needled: Needled | None, case: Case) -> list[dict[str, Any]]:
    if needled is None or not seen:
        return []
    statements = statements_for(goal.concern for goal in case.goals)
    return [
        {
            "name": item.name,
            "why": item.why,
            "recommended": item.recommended,
            "device": document.device_document(needled.skin),
            "schedule": document.schedule_document(item),
            "bounds": document.bounds_document(item),
            "sessions": document.sessions_document(item, needled, found.next_pass),
            "forecast": forecast_document(found, item, statements),
            "recovery": recovery_document(found.recovery),
            "cost": document.cost_document(item),
            "outcomes": outcomes,
            "risks": risks_document(item, case, needled),
            "axes": axes_document(item, benefit_axis(outcomes), found.recovery),
            "stop_rule": stop_rule_document(item, found.outlook, found.recovery),
        }
        for item, found in zip(proposals.options, seen, strict=True)
        for outcomes in [_outcomes(item, found)]
    ]


def _outcomes(option: Option, found: Foreseen) -> list[dict[str, Any]]:
    last = float(option.candidate.schedule.days[-1])
    return [outcome_document(item, last) for item in found.expected]


def _failures(seen: list[Foreseen]) -> list[dict[str, Any]]:
    """A note for draws that failed numerically, and for zones where holes touch: counted, never silent."""
    notes: list[dict[str, Any]] = []
    if seen:
        notes += [{"text": text, "sources": list(SOURCES)} for text in assumption_notes()]
    failed = sum(len(item.tissue.failed) for item in seen)
    if failed:
        where = "; ".join(f"draw {draw}, {zone}" for item in seen for draw, zone in item.tissue.failed)
        notes.append({"text": f"{failed} runs of the tissue model failed and were left out: {where}.", "sources": []})
    if seen and all(abs(item.gain_percent) < NO_GAIN_PERCENT for item in seen):
        text = "Needles this short do not reach the dermis: no new collagen is to be expected from this course."
        notes.append({"text": text, "sources": ["needlepoint"]})
    merged = sorted({zone for item in seen for zone in item.tissue.merged})
    if merged:
        text = f"In some draws the holes stand so close that they touch ({', '.join(merged)})."
        notes.append({"text": text, "sources": ["needlepoint"]})
    return notes


def _title(case: Case) -> str:
    return ", ".join(dict.fromkeys(goal.concern.replace("_", " ") for goal in case.goals)).capitalize()
