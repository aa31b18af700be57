"""Three plans that the engine really worked out, moved along the calendar for whoever needs one."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from needlepoint import make_plan, parse_case
from needlepoint.course import course_to_yaml

DRAWS = 8
OPTION = "standard"
DATE = re.compile(r"\b20\d\d-\d\d-\d\d\b")
PEN = {
    "kind": "pen", "needles": 12, "max_depth_mm": 2.5, "needle_diameter_mm": 0.25, "rate_hz": 100, "material": "steel",
}  # fmt: skip
PRICE = {"price_per_session": {"amount": 180, "currency": "EUR"}}


@dataclass(frozen=True)
class Kind:
    """A sort of invented patient: age, skin type, goals, the scale that results are scored on."""

    age: int
    phototype: str
    goals: tuple[dict[str, Any], ...]
    scale: str


CHEEKS = ["cheek_left", "cheek_right"]
EYES = ["periorbital_left", "periorbital_right"]
KINDS = {
    "acne": Kind(
        32, "III",
        ({"concern": "atrophic_acne_scar", "subtype": "rolling", "zones": CHEEKS,
          "severity": {"scale": "goodman_baron_qualitative", "score": 3}},),
        "goodman_baron_qualitative",
    ),
    "lines": Kind(51, "II", ({"concern": "fine_lines", "zones": ["forehead", *EYES]},), "lemperle"),
    "marks": Kind(29, "IV", ({"concern": "stretch_marks", "zones": ["abdomen"]},), "gais_low_good"),
}  # fmt: skip
HISTORY = {
    "conditions": [], "medications": [], "topicals": [], "procedures": [], "allergies": [], "pregnant": False,
    "breastfeeding": False,
}  # fmt: skip


@dataclass(frozen=True)
class Worked:
    """A plan with the protocol of its option, as of its first visit."""

    document: dict[str, Any]
    protocol: str
    first: date

    def from_day(self, first: date) -> tuple[dict[str, Any], str]:
        """The same plan with its first visit on another day: every date moves by as much."""
        away = first - self.first
        return json.loads(_moved(json.dumps(self.document), away)), _moved(self.protocol, away)


def work(kind: str, on: date) -> Worked:
    """The plan of one kind of patient, worked out by the engine."""
    about = KINDS[kind]
    case = {
        "patient": {"age": about.age, "sex": "female", "phototype": about.phototype},
        "history": HISTORY,
        "goals": list(about.goals),
        "setting": "clinic",
        "device": PEN,
        "constraints": PRICE,
    }
    plan = make_plan(parse_case(json.dumps(case), "demo", on=on), on=on, draws=DRAWS)
    chosen = next(item for item in plan.document["options"] if item["name"] == OPTION)
    return Worked(plan.document, course_to_yaml(plan.courses[OPTION]), date.fromisoformat(chosen["schedule"]["first"]))


def _moved(text: str, away: timedelta) -> str:
    return DATE.sub(lambda found: _shift(found.group(), away), text)


def _shift(day: str, away: timedelta) -> str:
    try:
        return (date.fromisoformat(day) + away).isoformat()
    except ValueError:
        return day
