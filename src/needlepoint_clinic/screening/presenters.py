"""How a screening looks on a page: findings with titles, sources and the page that answers what is open."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from needlepoint.screening import rules, source
from needlepoint.skin import zones

from ..intake.questionnaire import step_ids, topics
from .facts import facts_of, fits
from .models import Override, Screening

VERDICTS = {
    "stop": "Not to be treated",
    "wait": "Not yet",
    "clinician": "A clinician decides",
    "ask": "Questions are open",
    "caution": "Can be treated, with care",
    "clear": "Nothing stands against it",
}
EFFECTS = {"stop": "Stop", "wait": "Wait", "clinician": "Clinician", "ask": "Ask", "caution": "Caution"}
_PLACE = re.compile(r"[a-z_]+(?:\[\d+\])?(?:\.[a-z_]+(?:\[\d+\])?)*")
_TOPIC_OF = {"medications": "medicines", "topicals": "creams", "allergies": "allergies"}
_PATIENT = {"patient.phototype": "skin_type", "patient.weight_kg": "you"}


@dataclass(frozen=True)
class Shown:
    """One finding on a page. answer_url: where an open question is answered, needed_for: by which rules;
    override_url: empty = nobody lifts it, or not you."""

    data: Mapping[str, Any]
    title: str
    effect: str
    zones: Sequence[str]
    until: date | None
    sources: Sequence[str]
    positions: Sequence[tuple[str, str]]
    answer_url: str
    override_url: str
    needed_for: str


@dataclass(frozen=True)
class Standing:
    """An override that follows the patient. title: of its rule; facts: what it was made for; applies: to what is found
    in the screening shown; new: what is found now that it was not made for."""

    item: Override
    title: str
    facts: Sequence[str]
    applies: bool
    new: Sequence[str]


def verdict_words(verdict: str) -> str:
    """A verdict as a heading."""
    return VERDICTS.get(verdict, verdict)


def title_of(rule: str) -> str:
    """What a rule is about."""
    if rule == "not_answered":
        return "Not answered yet"
    return next((item.title for item in rules() if item.id == rule), rule.replace("_", " "))


def shown_findings(screening: Screening, patient_id: UUID, *, may_decide: bool) -> list[Shown]:
    """The findings, most serious first; questions last among their kind by topic."""
    return [_shown(screening, item, patient_id, may_decide) for item in screening.findings["findings"]]


def _shown(screening: Screening, item: Mapping[str, Any], patient_id: UUID, may_decide: bool) -> Shown:
    may_lift = may_decide and item["override"] != "none" and item["counts"]
    return Shown(
        data=item,
        title=title_of(item["rule"]),
        effect=EFFECTS[item["effect"]],
        zones=zone_labels(item["zones"]),
        until=date.fromisoformat(item["until"]) if item["until"] else None,
        sources=[cite(id) for id in item["sources"]],
        positions=[(cite(one["who"]), one["says"]) for one in item["positions"]],
        answer_url=answer_url(item["fact"], screening.case, patient_id) if item["rule"] == "not_answered" else "",
        override_url=reverse("override", args=[patient_id, screening.id, item["rule"]]) if may_lift else "",
        needed_for=item["fact"].partition("needed for: ")[2],
    )


def zone_labels(ids: Sequence[str]) -> list[str]:
    """Zones in words."""
    return [zones()[id].label for id in ids]


def cite(id: str) -> str:
    """A source in words."""
    return source(id).cite


def answer_url(fact: str, case: Mapping[str, Any], patient_id: UUID) -> str:
    """The page on which a missing fact is answered: a page of the questionnaire, the details, or the plan's frame."""
    place = _PLACE.match(fact)
    path = place.group() if place else ""
    if path.startswith("patient.") and path not in _PATIENT:
        return reverse("change_patient", args=[patient_id])
    step = _PATIENT.get(path) or _step(path, case.get("history", {}))
    if step not in step_ids():
        return reverse("screening_case", args=[patient_id])
    return reverse("intake_step", args=[patient_id, step_ids().index(step) + 1])


def _step(path: str, history: Mapping[str, Any]) -> str:
    found = re.match(r"history\.([a-z_]+)(?:\[(\d+)\])?(?:\.([a-z_]+))?", path)
    if found is None:
        return ""
    part, place, word = found.group(1), found.group(2), found.group(3) or ""
    if part in _TOPIC_OF:
        return f"{_TOPIC_OF[part]}.list" if place and part != "allergies" else _TOPIC_OF[part]
    if part in ("pregnant", "breastfeeding"):
        return "pregnancy"
    kind = {"conditions": "condition", "procedures": "procedure"}.get(part, "")
    name = word if place is None else _name(history.get(part, [])[int(place)])
    for topic in topics():
        for question in topic.questions:
            if question.id == f"{kind}.{name}" or (not name and question.id.startswith(f"{kind}.")):
                return f"{topic.id}.{name}" if place is not None and question.details else topic.id
    return ""


def _name(entry: Any) -> str:
    return str(entry.get("kind") or next(iter(entry)))


def standing(overrides: Sequence[Override], screening: Screening | None) -> list[Standing]:
    """Overrides beside what is found now."""
    return [_standing(item, screening) for item in overrides]


def _standing(item: Override, screening: Screening | None) -> Standing:
    then = facts_of(item.screening.findings, item.rule)
    now = facts_of(screening.findings, item.rule) if screening else set()
    new = () if item.ended_at else sorted(now - then)
    return Standing(item, title_of(item.rule), sorted(then), item.ended_at is None and fits(item, now), new)
