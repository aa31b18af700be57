"""Search at size: along an index that ends with the newest, on whichever database runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from needlepoint_clinic.audit.chain import SYSTEM
from needlepoint_clinic.patients.actions import add_patient
from needlepoint_clinic.patients.identity import Identity
from needlepoint_clinic.patients.models import PatientToken
from needlepoint_clinic.patients.selectors import MOST, search

from .conftest import House


def add(house: House, given: str, family: str, born: date = date(1980, 1, 1)) -> str:
    told = {"clinic_id": house.clinic.id, "sex": "female", "actor": SYSTEM}
    return str(add_patient(identity=Identity(given, family, born), **told).number)


def test_the_newest_come_first_and_every_word_counts(house: House) -> None:
    numbers = [add(house, "Ana", f"Berg{'abcdefghijklmnopqrstuvwxyzabcd'[at]}") for at in range(30)]
    found = [item.patient.number for item in search(house.clinic.id, "an")]
    assert found == numbers[::-1][:MOST]
    assert [item.identity.family_name for item in search(house.clinic.id, "ana bergb")] == ["Bergb", "Bergb"]
    assert [item.patient.number for item in search(house.clinic.id, "bergc ana 000004")] == ["000004"]
    assert not search(house.clinic.id, "bergc 000003")


@pytest.mark.parametrize("text", ["2", "000002"])
def test_a_record_number_is_found_short_or_whole(house: House, text: str) -> None:
    add(house, "Ida", "Berg")
    assert [item.identity.family_name for item in search(house.clinic.id, text)] == ["Berg"]


@pytest.mark.parametrize("text", ["x" * 500, "a " * 200, "' OR 1=1 --", "\x00", "%", "🙂", "٣"])
def test_odd_words_find_nobody_and_break_nothing(house: House, text: str) -> None:
    search(house.clinic.id, text)


def test_the_name_index_is_used(house: House) -> None:
    for at in range(300):
        PatientToken.objects.create(clinic=house.clinic, patient=house.patient, token=f"t{at}")
    rows = PatientToken.objects.filter(clinic_id=house.clinic.id, token="t7").order_by("-id")[:MOST]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.explain()
    assert "patient_token" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_typing_gets_the_rows_alone_and_a_form_the_page(house: House, browser_of: Callable[..., Client]) -> None:
    client = browser_of(house.assistant)
    whole = client.post("/patients/", {"q": "nuñ"}).content.decode()
    part = client.post("/patients/", {"q": "nuñ"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert "Núñez-Prieto" in whole
    assert "Núñez-Prieto" in part


def test_born_on_a_day(house: House) -> None:
    day = date(1994, 5, 17)
    add(house, "Ida", "Berg", day)
    add(house, "Ida", "Berg", day + timedelta(days=1))
    assert len(search(house.clinic.id, "17.05.1994")) == 2
    assert len(search(house.clinic.id, "17.05.1994 berg")) == 1
