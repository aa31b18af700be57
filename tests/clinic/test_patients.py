"""Patients: sealed, found again, private to their clinic, and never overwritten by a stale form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from needlepoint_clinic.audit.chain import SYSTEM, check
from needlepoint_clinic.core.refusals import Stale
from needlepoint_clinic.core.sealing import SealError, unseal
from needlepoint_clinic.patients import actions, selectors
from needlepoint_clinic.patients.identity import place_of

from .conftest import House


def test_no_name_stands_in_clear_in_the_database(house: House) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity FROM patients_patient")
        stored = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT token FROM patients_patienttoken")
        tokens = {row[0] for row in cursor.fetchall()}
    assert b"Ana" not in stored
    assert b"1994" not in stored
    assert not {"ana", "nunez"} & tokens


@pytest.mark.parametrize("text", ["nuñ", "Nunez", "prieto ana", "MARIA", "1994-05-17", "17.05.1994", "000001", "An Nu"])
def test_a_patient_is_found_by_name_birth_date_or_number(house: House, text: str) -> None:
    assert [item.patient.id for item in selectors.search(house.clinic.id, text)] == [house.patient.id]


@pytest.mark.parametrize("text", ["n", "Bob", "ana bob", "1994-05-18", "000002", "%"])
def test_others_are_not_found(house: House, text: str) -> None:
    assert not selectors.search(house.clinic.id, text)


def test_another_clinic_finds_nobody(house: House, elsewhere: House) -> None:
    found = selectors.search(elsewhere.clinic.id, "ana")
    assert [item.patient.id for item in found] == [elsewhere.patient.id]


def test_a_sealed_identity_opens_only_in_its_own_row(house: House, elsewhere: House) -> None:
    with pytest.raises(SealError, match="not what was sealed here"):
        unseal(bytes(house.patient.identity), place_of(elsewhere.patient.id))


def test_a_lost_key_is_an_error_with_its_id(house: House) -> None:
    with pytest.raises(SealError, match="'gone'"):
        unseal(bytes(house.patient.identity).replace(b".k1.", b".gone."), place_of(house.patient.id))


def test_a_stale_form_is_told_and_overwrites_nothing(house: House) -> None:
    known = selectors.known(house.patient)
    rest = {"sex": "female", "phototype": "IV", "phototype_found_by": "examination", "language": "en"}
    told = {"clinic_id": house.clinic.id, "patient_id": house.patient.id, "version": 1, "actor": SYSTEM, **rest}
    actions.change_patient(identity=replace(known.identity, phone="1"), **told)
    with pytest.raises(Stale) as caught:
        actions.change_patient(identity=replace(known.identity, phone="2"), **told)
    assert (caught.value.theirs["phone"], caught.value.yours["phone"]) == ("1", "2")
    assert selectors.patient_of(house.clinic.id, house.patient.id).identity.phone == "1"


def test_every_write_is_in_the_chain(house: House) -> None:
    known = selectors.known(house.patient)
    actions.change_patient(
        clinic_id=house.clinic.id,
        patient_id=house.patient.id,
        version=1,
        identity=replace(known.identity, birth_date=date(1990, 1, 1)),
        sex="female",
        phototype="",
        phototype_found_by="",
        language="es",
        actor=SYSTEM,
    )
    assert check(house.clinic.id) is None
    assert selectors.search(house.clinic.id, "1990-01-01")
    assert not selectors.search(house.clinic.id, "1994-05-17")


def form(**changed: str) -> dict[str, str]:
    told = {
        "submission": "6f1e1b54-3c60-4c0e-9d29-0f6a2f6f8a11", "given_name": "Ida", "family_name": "Berg",
        "birth_date": "1980-02-29", "sex": "female", "language": "en",
    }  # fmt: skip
    return told | changed


def test_sent_twice_makes_one_patient(house: House, browser_of: Callable[..., Client]) -> None:
    client = browser_of(house.assistant)
    first, second = (client.post("/patients/new/", form()) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert len(selectors.search(house.clinic.id, "berg")) == 1


@pytest.mark.parametrize(
    "changed",
    [{"birth_date": "2999-01-01"}, {"birth_date": "x"}, {"given_name": "x" * 81}, {"sex": "?"}, {"submission": "1"}],
)
def test_a_form_that_cannot_be_says_so_and_saves_nothing(
    house: House, browser_of: Callable[..., Client], changed: dict[str, str]
) -> None:
    response = browser_of(house.assistant).post("/patients/new/", form(**changed))
    assert response.status_code == 422
    assert not selectors.search(house.clinic.id, "berg")


@pytest.mark.parametrize("who", ["owner", "provider", "assistant"])
def test_members_open_the_details(house: House, browser_of: Callable[..., Client], who: str) -> None:
    page = browser_of(getattr(house, who)).get(f"/patients/{house.patient.id}/details/")
    assert page.status_code == 200
    assert "Núñez-Prieto" in page.content.decode()


def test_strangers_and_nobody_do_not(house: House, elsewhere: House, browser_of: Callable[..., Client]) -> None:
    address = f"/patients/{house.patient.id}/details/"
    assert browser_of(elsewhere.owner).get(address).status_code == 404
    assert browser_of(None).get(address).status_code == 302
