"""Today and a patient's page: what stands on them, as many queries for one patient as for many, who looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from needlepoint_clinic.audit.chain import SYSTEM
from needlepoint_clinic.courses.models import Course
from needlepoint_clinic.patients.actions import add_patient
from needlepoint_clinic.patients.identity import Identity
from needlepoint_clinic.patients.models import Patient
from needlepoint_clinic.patients.selectors import known
from needlepoint_clinic.screening.models import Override, Screening
from needlepoint_clinic.timeline import presenters, selectors
from needlepoint_clinic.treatments.models import AdverseEvent

from .builders import make_consent, make_course, make_screening
from .conftest import House
from .test_outcomes import scored
from .visits import CALM, visit, wrote

BrowserOf = Callable[..., Client]


def another(house: House, number: int) -> Patient:
    told = Identity("Ida", f"Berg{number}", house.patient.created_at.date().replace(year=1980, day=1))
    return add_patient(clinic_id=house.clinic.id, identity=told, sex="female", actor=SYSTEM)


def fill(house: House, patient: Patient) -> None:
    """One of everything that the two pages show."""
    today = timezone.localdate()
    treatment = visit(house, patient=patient, days_ago=5)
    make_consent(house, treatment.course)
    wrote(house, treatment, 4, signs=CALM | {"redness": 4})
    wrote(house, treatment, 2)
    event = {"what": "Blister", "onset": today, "severity": "mild"}
    AdverseEvent.objects.create(clinic=house.clinic, patient=patient, treatment=treatment, **event)
    scored(house, 2.0, patient_id=patient.id, course_id=treatment.course_id)
    make_course(house, patient=patient, first=today)
    visit(house, patient=patient, days_ago=1, signed=False)
    Screening.objects.filter(patient=patient).update(verdict="wait", earliest_date=today)
    screening = Screening.objects.filter(patient=patient).first()
    told = {"clinic": house.clinic, "patient": patient, "screening": screening, "created_by": house.owner.user}
    Override.objects.create(rule="keloid", level="clinician", reason="Flat for ten years.", **told)


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_today_asks_as_much_for_thirty_as_for_one(house: House, browser_of: BrowserOf) -> None:
    client = browser_of(house.provider)
    fill(house, house.patient)
    one = queries(client, "/")
    for number in range(8):
        fill(house, another(house, number))
    assert queries(client, "/") == one <= 16


def test_a_patients_page_asks_as_much_for_much_as_for_little(house: House, browser_of: BrowserOf) -> None:
    client, address = browser_of(house.provider), f"/patients/{house.patient.id}/"
    fill(house, house.patient)
    one = queries(client, address)
    for _ in range(6):
        fill_again(house)
    assert queries(client, address) == one <= 32


def fill_again(house: House) -> None:
    treatment = visit(house, days_ago=8)
    for day in range(6):
        wrote(house, treatment, day)
    scored(house, 1.0, course_id=treatment.course_id)
    make_consent(house, treatment.course)
    make_screening(house)


def test_check_ins_and_safety_ask_the_same_too(house: House, browser_of: BrowserOf) -> None:
    client = browser_of(house.provider)
    item = wrote(house, visit(house), 2, flags=["fever"])
    fill(house, another(house, 99))
    pages = ("/check-ins/", f"/check-ins/{item.id}/", "/safety/", "/safety/recall/?lot=L77")
    before = [queries(client, page) for page in pages]
    for number in range(5):
        fill(house, another(house, number))
    assert [queries(client, page) for page in pages] == before


def test_today_says_plainly_when_nothing_waits(house: House, browser_of: BrowserOf) -> None:
    page = browser_of(house.owner).get("/").content.decode()
    for words in ("Nobody waits", "No visit is planned", "Every chart is signed", "No adverse event is open",
                  "No result is due", "waiting time ends", "Nobody is due to come back"):  # fmt: skip
        assert words in page


def test_today_has_what_waits_and_nothing_of_others(house: House, elsewhere: House) -> None:
    fill(house, house.patient)
    fill(elsewhere, elsewhere.patient)
    found = selectors.today(house.clinic.id, timezone.localdate())
    for part in ("visits", "check_ins", "waits", "open_charts", "adverse_events"):
        rows = getattr(found, part)
        assert {row.known.patient.id for row in rows} == {house.patient.id}, part


@pytest.mark.parametrize(
    ("ago", "status", "part"),
    [(84, "running", "reviews"), (83, "running", None), (182, "finished", "maintenance"), (181, "finished", None),
     (84 + 29, "running", None), (84, "stopped", None)],
)  # fmt: skip
def test_what_falls_due_and_when(house: House, ago: int, status: str, part: str | None) -> None:
    course = make_course(house, first=timezone.localdate() - timedelta(days=500))
    last = course.sessions.order_by("-number").first()
    assert last
    course.sessions.filter(id=last.id).update(on=timezone.localdate() - timedelta(days=ago))
    Course.objects.filter(id=course.id).update(status=status, ended_why="" if status == "running" else "Done.")
    found = selectors.today(house.clinic.id, timezone.localdate())
    assert [name for name in ("reviews", "maintenance") if getattr(found, name)] == ([part] if part else [])


def test_a_score_ends_the_review_and_a_new_screening_the_wait(house: House) -> None:
    today = timezone.localdate()
    course = visit(house, days_ago=90).course
    course.sessions.filter(number__gt=1).update(cancelled_at=timezone.now(), cancelled_why="enough")
    assert selectors.today(house.clinic.id, today).reviews
    scored(house, 2.0, course_id=course.id)
    Screening.objects.filter(patient=house.patient).update(verdict="wait", earliest_date=today)
    assert not selectors.today(house.clinic.id, today).reviews
    assert selectors.today(house.clinic.id, today).waits
    make_screening(house)
    assert not selectors.today(house.clinic.id, today).waits


def test_the_line_has_everything_newest_first(house: House) -> None:
    fill(house, house.patient)
    told = selectors.history(known(house.patient))
    items = [item for _, row in presenters.moments(told) for item in row]
    assert {item.kind for item in items} >= {
        "screening", "course", "consent", "treatment", "adverse_event", "outcome", "override"
    }  # fmt: skip
    assert [item.on for item in items] == sorted((item.on for item in items), reverse=True)


def test_the_forecast_band_carries_what_was_found(house: House, browser_of: BrowserOf) -> None:
    course = visit(house, days_ago=200).course
    scored(house, 3.0, days_ago=200, course_id=course.id)
    scored(house, 2.0, course_id=course.id)
    scored(house, 4.0, course_id=course.id)
    told = presenters.ahead(selectors.history(known(house.patient)), timezone.localdate())
    assert told
    assert [(value, inside) for _, value, inside in told.points] == [(0.0, None), (1.0, True), (-1.0, False)]
    page = browser_of(house.assistant).get(f"/patients/{house.patient.id}/").content.decode()
    assert page.count('class="outside"') == 1
    assert 'class="band"' in page
    assert "did not hold" in page
    assert "style=" not in page


def test_without_a_scale_the_band_is_the_tissues(house: House) -> None:
    course = visit(house).course
    plan = course.plan
    for option in plan["options"]:
        option["outcomes"] = []
    Course.objects.filter(id=course.id).update(plan=plan)
    told = presenters.ahead(selectors.history(known(house.patient)), timezone.localdate())
    assert told
    assert not told.measured
    assert told.what == "Collagen, upper dermis"
    assert 'class="band"' in told.chart


def test_a_plan_with_nothing_in_it_breaks_no_page(house: House, browser_of: BrowserOf) -> None:
    Course.objects.filter(id=visit(house).course_id).update(plan={})
    assert browser_of(house.owner).get(f"/patients/{house.patient.id}/").status_code == 200


@pytest.mark.parametrize("who", ["owner", "provider", "assistant", "stranger", "nobody"])
def test_who_sees_a_patient(house: House, elsewhere: House, browser_of: BrowserOf, who: str) -> None:
    fill(house, house.patient)
    member: Any = (
        {"stranger": elsewhere.owner, "nobody": None}.get(who) if who in ("stranger", "nobody") else getattr(house, who)
    )
    client = browser_of(member)
    answer = client.get(f"/patients/{house.patient.id}/")
    assert answer.status_code == {"stranger": 404, "nobody": 302}.get(who, 200)
    assert client.get("/").status_code == (302 if who == "nobody" else 200)
    if answer.status_code == 200:
        page = answer.content.decode()
        assert "Núñez-Prieto" in page
        assert "Núñez" not in page.split("</title>")[0]
        assert "Flat for ten years." in page
