"""A screened patient whose plan is quick to work out, and the forms of the plan screen as a browser would send them."""

from __future__ import annotations

import functools
import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from needlepoint import make_plan
from needlepoint_clinic.courses import planning
from needlepoint_clinic.courses.models import WorkedPlan
from needlepoint_clinic.screening.models import Screening

from .builders import make_screening
from .conftest import House

CASE: dict[str, Any] = {
    "patient": {"age": 32, "sex": "female", "phototype": "III", "weight_kg": 62},
    "history": {
        "conditions": [], "medications": [], "topicals": [], "procedures": [], "allergies": [],
        "pregnant": False, "breastfeeding": False,
    },
    "goals": [
        {
            "concern": "atrophic_acne_scar", "subtype": "rolling", "zones": ["cheek_left", "cheek_right", "chin"],
            "severity": {"scale": "goodman_baron_qualitative", "score": 3},
        }
    ],
    "setting": "clinic",
    "device": {"kind": "pen", "needles": 12, "max_depth_mm": 2.5, "needle_diameter_mm": 0.25, "rate_hz": 100},
    "constraints": {"max_downtime_days": 4, "price_per_session": {"amount": 250, "currency": "EUR"}},
}  # fmt: skip
KELOID = CASE | {"history": CASE["history"] | {"medications": [{"name": "isotretinoin"}]}}


@functools.cache
def _made(case: str, on: date, draws: int, own: Any) -> Any:
    return make_plan(planning.parse_case(case, "The case", on=on), on=on, draws=draws, own=own)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans of two draws, each worked out once for all tests."""
    monkeypatch.setattr(planning, "DRAWS", 2)
    texts: dict[int, str] = {}

    def case_of(screening: Screening, on: date) -> Any:
        case = planning.parse_case(json.dumps(screening.case), "The case", on=on)
        texts[id(case)] = json.dumps(screening.case, sort_keys=True)
        return case

    def made(case: Any, *, on: date, draws: int, seed: int, own: Any = None) -> Any:
        return _made(texts[id(case)], on, draws, own)

    monkeypatch.setattr(planning, "case_of", case_of)
    monkeypatch.setattr(planning, "make_plan", made)


def screened(house: House, case: dict[str, Any] = CASE) -> Screening:
    """A screening of today."""
    return make_screening(house, case=case)


def plan_url(house: House, rest: str = "") -> str:
    """An address of the plan screen of the house's patient."""
    return f"/patients/{house.patient.id}/plan/{rest}"


def opened(house: House, client: Client) -> WorkedPlan:
    """The worked plan after the page was opened as without JavaScript."""
    page = client.get(plan_url(house) + "?now=1")
    assert page.status_code == 200, page.content.decode()[:500]
    return WorkedPlan.objects.filter(patient=house.patient).latest("created_at")


def settings_form(found: WorkedPlan, option: str = "standard", **changed: Any) -> dict[str, str]:
    """The settings of an option as the form sends them; None: not sent, as a box without its tick."""
    chosen = next(item for item in found.document["options"] if item["name"] == option)
    told: dict[str, Any] = {
        "worked": found.id,
        "option": option,
        "sessions": chosen["schedule"]["sessions"],
        "interval_days": chosen["schedule"]["interval_days"],
    }
    for zone in chosen["sessions"][0]["zones"]:
        id = zone["zone"]
        told |= {f"treat_{id}": "on", f"depth_{id}": zone["depth_mm"], f"passes_{id}": zone["passes"]}
    return {name: str(value) for name, value in (told | changed).items() if value is not None}


def accept_form(**changed: str) -> dict[str, str]:
    """The form of an acceptance."""
    return {"submission": str(uuid4()), **changed}


def today() -> date:
    """Today, as the clinic has it."""
    return timezone.localdate()
