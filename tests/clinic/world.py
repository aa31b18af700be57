"""One practice with something behind every address: what table-driven tests of all views and all forms walk through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from needlepoint_clinic.audit.chain import SYSTEM
from needlepoint_clinic.courses.models import WorkedPlan
from needlepoint_clinic.intake import actions as intakes
from needlepoint_clinic.photographs.actions import release_pair
from needlepoint_clinic.portal.actions import open_entrance
from needlepoint_clinic.portal.models import Entry
from needlepoint_clinic.screening.models import Override
from needlepoint_clinic.treatments.models import AdverseEvent, Anaesthetic, Cartridge, ZoneRecord
from needlepoint_clinic.treatments.presenters import zone_number

from .builders import PROTOCOL, make_consent, make_course, make_screening, plan_document, ready_treatment
from .conftest import PASSWORD, House
from .planned import KELOID
from .test_outcomes import SCALE, scored
from .test_photographs import judged, two
from .visits import visit, wrote

LIBRARY = ("account_", "mfa_", "usersessions_")  # allauth's own pages, which test_accounts and test_tour see
NOWHERE = str(uuid4())


def patterns() -> Iterator[URLPattern]:
    """Every address of ours that has a name."""

    def walk(found: list[Any]) -> Iterator[URLPattern]:
        for item in found:
            if isinstance(item, URLResolver):
                yield from walk(item.url_patterns)
            elif item.name and not item.name.startswith(LIBRARY):
                yield item

    return walk(get_resolver().url_patterns)


def furnish(house: House) -> dict[str, Any]:
    """A patient in the middle of everything; values for the arguments of addresses."""
    told = {"clinic": house.clinic, "patient": house.patient}
    past = visit(house)
    entry = wrote(house, past, 2, signs={"redness": 4}, by=house.assistant.user)
    event = AdverseEvent.objects.create(
        what="Lines", onset=timezone.localdate(), severity="mild", treatment=past, **told
    )
    course = make_course(house)
    consent = make_consent(house, course)
    chart = ready_treatment(house, course=course)
    cream = Anaesthetic.objects.create(
        treatment=chart, drug="lidocaine_4", strength_percent=4, grams=10, area_cm2=200, mg=400, minutes_wanted=30,
        on_at=timezone.now() - timedelta(minutes=20),
    )  # fmt: skip
    cartridge = Cartridge.objects.create(
        clinic=house.clinic, treatment=chart, lot="L78", expiry=timezone.localdate() + timedelta(days=90), how="typed"
    )
    ZoneRecord.objects.create(
        treatment=chart, order=1, zone="cheek_left", depth_mm=1, passes=4, pattern="crosshatch", endpoint="erythema"
    )
    screening = make_screening(house, case=KELOID)
    override = Override.objects.create(
        screening=screening, rule="keloid", level="clinician", reason="Flat for ten years.", **told
    )
    worked = WorkedPlan.objects.create(
        screening=screening, on=timezone.localdate(), key=uuid4().hex, document=plan_document(), settings={},
        protocols=dict.fromkeys(("gentle", "standard", "intensive"), PROTOCOL), **told,
    )  # fmt: skip
    before, after = two(house)
    pair = judged(house, before, after)
    release_pair(clinic_id=house.clinic.id, pair_id=pair.id, release=True, member=house.owner, actor=SYSTEM)
    entrance, secret = open_entrance(
        clinic_id=house.clinic.id, patient_id=house.patient.id, purpose="portal", by=None, actor=SYSTEM
    )
    Client().post(f"/p/{secret}/")
    intakes.begin(clinic_id=house.clinic.id, patient_id=house.patient.id, by=house.assistant.user, actor=SYSTEM)
    return {
        "membership_id": house.assistant.id, "patient_id": house.patient.id, "screening_id": screening.id,
        "rule": screening.findings["findings"][0]["rule"], "override_id": override.id, "worked_id": worked.id,
        "option": "gentle", "course_id": course.id, "session_id": course.sessions.get(number=2).id,
        "consent_id": consent.id, "treatment_id": chart.id, "cream_id": cream.id, "cartridge_id": cartridge.id,
        "number": zone_number("cheek_left"), "check_in_id": entry.id, "scale": SCALE,
        "outcome_id": scored(house, 3.0).id, "event_id": event.id, "photo_id": before.id, "pair_id": pair.id,
        "kind": "small", "question": "what", "entrance_id": entrance.id, "entry_id": Entry.objects.get().id,
        "secret": "x" * 43, "signed": past.id, "reminder_id": NOWHERE,
    }  # fmt: skip


def address(pattern: URLPattern, values: dict[str, Any]) -> str:
    """The address of a pattern with these values."""
    return reverse(str(pattern.name), kwargs={name: values[name] for name in pattern.pattern.converters})


def proven(client: Client) -> Client:
    """After typing the password again."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client
