"""What clinic tests build on: a real plan of the engine, an accepted course from it, a consent, an open treatment.

The plan is ``needlepoint plan examples/acne-scars.yaml --on 2026-11-20``, kept as data/plan.json. Rows of courses,
screenings and consents are made straight in the database, so that one app's tests stand without another app's actions.
"""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.utils import timezone

import needlepoint
from needlepoint.skin import zones as all_zones
from needlepoint_clinic.audit.chain import SYSTEM
from needlepoint_clinic.consent.models import Consent
from needlepoint_clinic.courses.frozen import frozen_digest
from needlepoint_clinic.courses.models import Course, PlannedSession
from needlepoint_clinic.patients.models import Patient
from needlepoint_clinic.screening.models import Screening
from needlepoint_clinic.treatments.models import Treatment

if TYPE_CHECKING:
    from .conftest import House

DATA = Path(__file__).parent / "data"
EXAMPLE = Path(__file__).parents[2] / "examples" / "acne-scars.yaml"
CHEEKS = ("cheek_left", "cheek_right")
EIGHT_ZONES = (
    "forehead", "temple_left", "temple_right", "nose", "cheek_left", "cheek_right", "perioral", "chin"
)  # fmt: skip
PROTOCOL = (
    "schema: needlepoint.course/1\ndevice: {kind: pen, needles: 12, max_depth_mm: 2.5}\n"
    "start: 2027-02-18\nschedule: every 6 weeks, 3 times\ntreat:\n- cheeks: 1 mm, 4 passes, crosshatch\n"
)


@functools.cache
def _plan() -> dict[str, Any]:
    return json.loads((DATA / "plan.json").read_text("utf-8"))


def plan_document(zones: Sequence[str] = CHEEKS) -> dict[str, Any]:
    """The engine's plan; with other zones, each is planned as the left cheek was."""
    plan = copy.deepcopy(_plan())
    if tuple(zones) != CHEEKS:
        for option in plan["options"]:
            for session in option["sessions"]:
                session["zones"] = [_as_the_cheek(session["zones"][0], zone) for zone in zones]
    return plan


def _as_the_cheek(cheek: Mapping[str, Any], zone: str) -> dict[str, Any]:
    found = all_zones()[zone]
    return {**cheek, "zone": zone, "label": found.label, "area_cm2": found.area_cm2}


def case_document() -> dict[str, Any]:
    """The engine's case that the plan was made for, as the clinic keeps it."""
    return json.loads(json.dumps(yaml.safe_load(EXAMPLE.read_text("utf-8")), default=str))


def make_screening(
    house: House, *, patient: Patient | None = None, on: date | None = None, case: Mapping[str, Any] | None = None
) -> Screening:
    """A screening as the engine finds it on that day (default: today)."""
    day, document = on or timezone.localdate(), dict(case or case_document())
    found = needlepoint.screen(needlepoint.parse_case(json.dumps(document, default=str), on=day), day)
    return Screening.objects.create(
        clinic=house.clinic,
        patient=patient or house.patient,
        created_by=house.provider.user,
        on=day,
        engine_version=needlepoint.__version__,
        case=document,
        findings=found.model_dump(mode="json"),
        verdict=found.verdict,
        earliest_date=found.earliest_date,
    )


def make_course(
    house: House,
    *,
    patient: Patient | None = None,
    option: str = "gentle",
    zones: Sequence[str] = CHEEKS,
    first: date | None = None,
    screening: Screening | None = None,
    title: str = "Rolling acne scars on both cheeks",
) -> Course:
    """An accepted option with its planned sessions; first: the day of the first one (default: today)."""
    plan, patient = plan_document(zones), patient or house.patient
    frozen = {"plan": plan, "option": option, "protocol": PROTOCOL, "case": case_document()}
    course = Course.objects.create(
        clinic=house.clinic,
        patient=patient,
        created_by=house.provider.user,
        screening=screening or make_screening(house, patient=patient),
        title=title,
        option=option,
        case=case_document(),
        plan=plan,
        protocol=PROTOCOL,
        engine_version=needlepoint.__version__,
        forecast_hash=frozen_digest(engine_version=needlepoint.__version__, **frozen),
    )
    chosen = next(item for item in plan["options"] if item["name"] == option)
    planned = [date.fromisoformat(item["date"]) for item in chosen["sessions"]]
    shift = (first or timezone.localdate()) - planned[0]
    PlannedSession.objects.bulk_create(
        PlannedSession(clinic=house.clinic, course=course, number=number, on=day + shift)
        for number, day in enumerate(planned, start=1)
    )
    return course


def make_consent(
    house: House,
    course: Course,
    *,
    cooling_off_until: datetime | None = None,
    photographs: bool = True,
    revoked: bool = False,
) -> Consent:
    """A signed consent of the course; revoked: taken back an hour ago."""
    from needlepoint_clinic.consent.template import template

    now = timezone.now()
    return Consent.objects.create(
        clinic=house.clinic,
        patient=course.patient,
        course=course,
        created_by=house.assistant.user,
        template_version=template("en").version,
        template_hash=template("en").digest,
        teach_back={item.id: "In her own words." for item in template("en").teach_back},
        photo_permissions={item.id: photographs for item in template("en").photo_uses},
        forecast_hash=course.forecast_hash,
        cooling_off_until=cooling_off_until or now - timedelta(days=2),
        signed_at=now - timedelta(days=3),
        signed_how="paper",
        revoked_at=now - timedelta(hours=1) if revoked else None,
        revoked_why="Changed her mind." if revoked else "",
    )


def open_treatment(house: House, course: Course, *, number: int = 1) -> Treatment:
    """A chart opened for one of the course's sessions; nothing is in it yet."""
    from needlepoint_clinic.treatments import actions

    session = course.sessions.get(number=number)
    by = house.assistant.user
    return actions.open_treatment(clinic_id=house.clinic.id, session_id=session.id, by=by, actor=SYSTEM)


def ready_treatment(
    house: House, *, zones: Sequence[str] = CHEEKS, course: Course | None = None, number: int = 1
) -> Treatment:
    """An open chart with identity, screening, consent and photographs done: needling may begin."""
    from needlepoint_clinic.treatments import actions

    if course is None:
        course = make_course(house, zones=zones)
        make_consent(house, course)
    treatment = open_treatment(house, course, number=number)
    told = {"clinic_id": house.clinic.id, "treatment_id": treatment.id, "by": house.assistant.user, "actor": SYSTEM}
    actions.confirm_identity(identifiers=["name", "birth_date"], shown=None, **told)
    actions.confirm_screening(shown=None, **told)
    actions.confirm_consent(shown=None, **told)
    actions.decide_photographs(decided="taken", shown=None, **told)
    treatment.refresh_from_db()
    return treatment
