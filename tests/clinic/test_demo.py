"""The demonstration: thirty invented people at every stage, made once, and every page of theirs opens for each role."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from needlepoint.errors import MachineError
from needlepoint_clinic.audit.chain import check
from needlepoint_clinic.audit.models import AuditEvent
from needlepoint_clinic.checkins.models import CheckIn
from needlepoint_clinic.clinics.middleware import FirstRun
from needlepoint_clinic.clinics.models import Clinic, Membership
from needlepoint_clinic.consent.models import Consent
from needlepoint_clinic.courses.models import Course
from needlepoint_clinic.demo.making import STORIES, make_demo
from needlepoint_clinic.demo.people import PEOPLE
from needlepoint_clinic.demo.phone import a_patients_way_in
from needlepoint_clinic.outcomes.models import Outcome
from needlepoint_clinic.patients.models import Patient
from needlepoint_clinic.screening.models import Override, Screening
from needlepoint_clinic.timeline import selectors
from needlepoint_clinic.treatments.models import AdverseEvent, Treatment
from needlepoint_clinic.treatments.selectors import intact

from .conftest import House

LINK = re.compile(r'href="(/[^"#]*)')
NEVER = ("/accounts/", "/static/", "/safety/recall.csv", "/health/")
A_KIND = {"patient": 30, "check_in": 12, "outcome": 8}
FEW = 4


def test_it_stays_out_of_a_real_practice(house: House) -> None:
    before = Patient.objects.count()
    with pytest.raises(MachineError, match="holds a practice already"):
        make_demo()
    assert Patient.objects.count() == before


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Any:
    """Made once for this file, in one transaction that is taken back at its end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        assert make_demo()
        FirstRun.known = True
        yield Clinic.objects.get()
        transaction.set_rollback(True)


def test_a_second_start_changes_nothing(db: None, made: Clinic) -> None:
    before = AuditEvent.objects.count()
    assert not make_demo()
    assert AuditEvent.objects.count() == before
    assert Patient.objects.count() == len(PEOPLE) == len(STORIES) == 30


def test_a_visitor_comes_into_the_portal_by_the_printed_link(db: None, made: Clinic) -> None:
    secret, phone = a_patients_way_in(), Client()
    door = f"/p/{secret}/"
    assert phone.get(door).status_code == 200
    assert phone.post(door).headers["Location"] == "/me/"
    page = phone.get("/me/")
    assert page.status_code == 200
    assert made.phone in page.content.decode()


def test_every_stage_is_there(db: None, made: Clinic) -> None:
    assert set(Course.objects.values_list("status", flat=True)) == {"running", "finished", "stopped"}
    assert set(Treatment.objects.values_list("status", flat=True)) == {"open", "signed"}
    assert {"fine", "watch", "call the clinic", "urgent"} <= set(CheckIn.objects.values_list("level", flat=True))
    assert {"stop", "wait", "clear"} <= set(Screening.objects.values_list("verdict", flat=True))
    assert {True, False} <= set(Outcome.objects.values_list("held", flat=True))
    for rows in (Override, Consent.objects.filter(revoked_at__isnull=False), CheckIn.objects.exclude(corrects=None)):
        assert (rows.objects if hasattr(rows, "objects") else rows).exists()
    assert AdverseEvent.objects.filter(closed_at=None).exists()
    assert AdverseEvent.objects.exclude(closed_at=None).exists()


def test_nothing_of_today_is_empty(db: None, made: Clinic) -> None:
    from zoneinfo import ZoneInfo

    from django.utils import timezone

    with timezone.override(ZoneInfo(made.time_zone)):
        found = selectors.today(made.id, timezone.localdate())
    assert all(getattr(found, name) for name in found.__dataclass_fields__)


def test_the_past_is_whole(db: None, made: Clinic) -> None:
    assert check(made.id) is None
    times = list(AuditEvent.objects.order_by("number").values_list("at", flat=True))
    assert times == sorted(times)
    assert all(intact(item) for item in Treatment.objects.filter(status="signed"))


@pytest.mark.parametrize("role", ["owner", "provider", "assistant"])
def test_every_link_leads_somewhere(db: None, made: Clinic, browser_of: Callable[..., Client], role: str) -> None:
    client = browser_of(Membership.objects.get(clinic=made, role=role))
    waiting, seen, kinds = ["/", "/patients/", "/check-ins/", "/safety/"], set(), Counter()
    waiting += [f"/patients/{id}/" for id in Patient.objects.values_list("id", flat=True)]
    faults = []
    while waiting:
        address = waiting.pop(0)
        if address in seen or address.startswith(NEVER) or "now=" in address:  # now: works a plan out, for seconds
            continue
        kind = resolve(address.split("?")[0]).url_name
        if kinds[kind] >= A_KIND.get(kind, FEW):
            continue
        seen.add(address)
        kinds[kind] += 1
        answer = client.get(address)
        allowed = {200, 302} | ({403} if role == "assistant" else set())
        if answer.status_code not in allowed:
            faults.append((address, answer.status_code))
        if answer.status_code == 200 and answer["content-type"].startswith("text/html"):
            waiting += [found.replace("&amp;", "&") for found in LINK.findall(answer.content.decode())]
    assert not faults
    assert kinds["patient"] == 30
    assert kinds["check_in"] == 12
    assert kinds["outcome"] == 8
    assert kinds["recall"] >= 3
