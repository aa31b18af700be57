"""People and places that clinic tests share: two clinics, everyone who may knock, a patient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from needlepoint_clinic.accounts.models import User
from needlepoint_clinic.audit.chain import SYSTEM
from needlepoint_clinic.clinics.actions import add_member, make_clinic
from needlepoint_clinic.clinics.middleware import FirstRun
from needlepoint_clinic.clinics.models import Clinic, Membership, Role
from needlepoint_clinic.patients.actions import add_patient
from needlepoint_clinic.patients.identity import Identity
from needlepoint_clinic.patients.models import Patient

PASSWORD = "invented-people"


@dataclass(frozen=True)
class House:
    """A clinic with one person of every role and one patient."""

    clinic: Clinic
    owner: Membership
    provider: Membership
    assistant: Membership
    patient: Patient


def make_house(name: str) -> House:
    """An invented practice; ``name`` also makes the e-mail addresses its own."""
    clinic = make_clinic(
        name=name,
        phone="+49 30 123456",
        time_zone="Europe/Berlin",
        currency="EUR",
        session_price=None,
        owner_name="Olga Owner",
        owner_email=f"owner@{name}.example",
        owner_password=PASSWORD,
        actor=SYSTEM,
    )
    owner = Membership.objects.get(clinic=clinic)
    people = [
        add_member(
            clinic_id=clinic.id,
            name=f"{role.label} {name}",
            email=f"{role.value}@{name}.example",
            password=PASSWORD,
            role=role,
            licence="",
            actor=SYSTEM,
        )
        for role in (Role.PROVIDER, Role.ASSISTANT)
    ]
    patient = add_patient(
        clinic_id=clinic.id,
        identity=Identity("Ana María", "Núñez-Prieto", date(1994, 5, 17), "ana@invented.example", "+34 600 000 000"),
        sex="female",
        phototype="III",
        phototype_found_by="examination",
        actor=SYSTEM,
    )
    FirstRun.known = True
    return House(clinic, owner, people[0], people[1], patient)


@pytest.fixture
def house(db: None) -> House:
    """Our clinic."""
    return make_house("ours")


@pytest.fixture
def elsewhere(db: None) -> House:
    """Another clinic, whose people are strangers here."""
    return make_house("theirs")


def add_factor(user: User) -> None:
    """A second factor, so that the pages open."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(user, generate_totp_secret())


@pytest.fixture
def browser_of() -> Callable[[Membership | None], Client]:
    """A test client signed in as a member (with a second factor), or as nobody."""

    def make(member: Membership | None) -> Client:
        client = Client()
        if member is not None:
            add_factor(member.user)
            client.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture
def portal_of() -> Callable[[Patient], Client]:
    """A browser in which a patient came in by a link."""

    def make(patient: Patient) -> Client:
        from needlepoint_clinic.portal.actions import open_entrance

        told = {"clinic_id": patient.clinic_id, "patient_id": patient.id, "purpose": "portal"}
        secret = open_entrance(by=None, actor=SYSTEM, **told)[1]
        client = Client()
        assert client.post(f"/p/{secret}/").status_code == 302
        return client

    return make
