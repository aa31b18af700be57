"""Visits of some days ago, with zones and a cartridge, as rows: what check-ins, scores and safety pages speak of."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from needlepoint_clinic.audit.chain import SYSTEM
from needlepoint_clinic.checkins.actions import check_in
from needlepoint_clinic.checkins.models import CheckIn
from needlepoint_clinic.courses.models import Course
from needlepoint_clinic.patients.models import Patient
from needlepoint_clinic.treatments.models import Cartridge, Treatment, ZoneRecord

from .builders import make_course
from .conftest import House

CALM = {"redness": 1, "swelling": 0, "tightness": 1, "flaking": 1, "pain": 0}


def visit(
    house: House,
    *,
    days_ago: int = 4,
    patient: Patient | None = None,
    course: Course | None = None,
    lot: str = "L77",
    signed: bool = True,
) -> Treatment:
    """A visit on its course (made when none is given)."""
    on = timezone.localdate() - timedelta(days=days_ago)
    course = course or make_course(house, patient=patient, first=on)
    told: dict[str, Any] = {"status": "open"}
    if signed:
        told = {
            "signed_at": timezone.now(),
            "signed_by": house.provider.user,
            "content_hash": "0" * 64,
            "status": "signed",
        }
    treatment = Treatment.objects.create(
        clinic=house.clinic,
        patient=course.patient,
        course=course,
        session=course.sessions.filter(treatment=None).order_by("number").first(),
        on=on,
        device={"name": "Pen"},
        product="Cream",
        product_lot="P5",
        **told,
    )
    Cartridge.objects.create(
        clinic=house.clinic, treatment=treatment, lot=lot, expiry=on + timedelta(days=90), how="typed"
    )
    ZoneRecord.objects.create(
        treatment=treatment,
        order=1,
        zone="cheek_left",
        depth_mm=Decimal("1.25"),
        passes=4,
        pattern="cross",
        endpoint="erythema",
    )
    return treatment


def wrote(house: House, treatment: Treatment, day: int = 2, **told: Any) -> CheckIn:
    """A patient's entry."""
    given: dict[str, Any] = {"signs": CALM, "flags": []} | told
    return check_in(clinic_id=house.clinic.id, treatment_id=treatment.id, day=day, actor=SYSTEM, **given)
