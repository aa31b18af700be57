"""Keys: turned without losing a value, named when one is gone; what the console does."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import override_settings

from needlepoint.errors import InputError, MachineError
from needlepoint_clinic import tending
from needlepoint_clinic.audit.chain import check
from needlepoint_clinic.core.actions import reseal
from needlepoint_clinic.core.sealed import SEALED
from needlepoint_clinic.core.sealing import SealError, key_id
from needlepoint_clinic.patients import selectors
from needlepoint_clinic.patients.models import Patient
from needlepoint_clinic.serving import KEYS_FILE, add_key, prepare_environment

from .conftest import House


@contextmanager
def keys(*ids: str) -> Iterator[None]:
    """The environment with these keys, the first in use; k1 is the one of the tests."""
    held = {id: bytes(32) if id == "k1" else id.encode().ljust(32, b"!") for id in ids}
    with override_settings(ENVIRONMENT=replace(settings.ENVIRONMENT, identity_keys=held)):
        yield


def key_of(patient: Patient) -> str:
    return key_id(bytes(Patient.objects.get(id=patient.id).identity))


def test_turning_the_key_reaches_everything_and_the_old_one_opens_until_then(house: House) -> None:
    secret = generate_totp_secret()
    TOTP.activate(house.owner.user, secret)
    with keys("k2", "k1"):
        assert selectors.patient_of(house.clinic.id, house.patient.id).identity.given_name == "Ana María"
        turned = reseal()
        assert (turned.done, turned.faults, turned.by_key) == (2, [], {"k1": 2})
        assert reseal().by_key == {"k2": 2}
    with keys("k2"):
        assert key_of(house.patient) == "k2"
        assert selectors.patient_of(house.clinic.id, house.patient.id).identity.birth_date == date(1994, 5, 17)
        assert get_adapter().decrypt(Authenticator.objects.get().data["secret"]) == secret


def test_a_lost_key_is_named_and_what_it_sealed_is_left_alone(house: House, elsewhere: House) -> None:
    with keys("k2", "k1"):
        reseal()
    stored = bytes(house.patient.identity)
    Patient.objects.filter(id=house.patient.id).update(identity=stored)  # as k1 sealed it
    with keys("k3", "k2"):
        turned = reseal()
        assert turned.done == 1
        [fault] = turned.faults
        assert "'k1'" in fault
        assert str(house.patient.id) in fault
        lines, whole = tending.reseal()
        assert not whole
        assert any("could not be opened" in line for line in lines)
        with pytest.raises(SealError, match="'k1'"):
            selectors.patient_of(house.clinic.id, house.patient.id)
    assert bytes(Patient.objects.get(id=house.patient.id).identity) == stored


@pytest.fixture(autouse=True)
def no_files_of_others() -> None:
    """Sealed files lie in the data folder, which another test's rollback did not empty."""
    shutil.rmtree(settings.ENVIRONMENT.data / "photographs", ignore_errors=True)


NO_SECRET = {("portal.Passkey", "credential")}  # a public key and the id of the authenticator's own


def test_every_column_of_bytes_is_named_for_turning() -> None:
    """Sealed values are kept in binary columns; one that no app names would stay behind at the old key."""
    named = {(item.model, item.column) for item in SEALED}
    for model in apps.get_models():
        if model.__module__.startswith("needlepoint_clinic"):
            for column in model._meta.get_fields():
                if isinstance(column, models.BinaryField) and (model._meta.label, column.name) not in NO_SECRET:
                    assert (model._meta.label, column.name) in named


def test_the_console_turns_and_checks(house: House) -> None:
    with keys("k2", "k1"):
        lines, whole = tending.reseal()
    assert whole
    assert lines[0] == "Sealed before, by key: k1: 1."
    lines, whole = tending.check()
    assert whole
    assert lines[0].startswith("ours: whole")
    assert check(house.clinic.id) is None


def test_the_console_lets_somebody_in_who_lost_everything(house: House) -> None:
    TOTP.activate(house.owner.user, generate_totp_secret())
    assert tending.free("Owner@ours.example")[1]
    assert not Authenticator.objects.exists()
    with pytest.raises(InputError, match="EMAIL"):
        tending.free("nobody@ours.example")


@pytest.mark.parametrize("kept", ["12", "x:y", "12:"])
def test_an_end_that_cannot_be_read_is_refused(house: House, kept: str) -> None:
    with pytest.raises(InputError, match="--known"):
        tending.check(kept)


def test_a_new_key_goes_before_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in __import__("os").environ if name.startswith("NEEDLEPOINT_")]:
        monkeypatch.delenv(name)
    with pytest.raises(MachineError, match="not in"):
        add_key(tmp_path)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "x")
    prepare_environment(tmp_path, demo=False, port=1, host="127.0.0.1")
    path = tmp_path / KEYS_FILE
    assert path.stat().st_mode & 0o077 == 0
    before = path.read_text()
    for name in [name for name in __import__("os").environ if name.startswith("NEEDLEPOINT_")]:
        monkeypatch.delenv(name)
    assert add_key(tmp_path) == "k2"
    assert add_key(tmp_path) == "k3"
    line = next(line for line in path.read_text().splitlines() if "IDENTITY_KEYS" in line)
    ids = [entry.partition(":")[0] for entry in line.split("=", 1)[1].split(",")]
    assert ids == ["k3", "k2", "k1"]
    assert all(len(base64.b64decode(entry.partition(":")[2])) == 32 for entry in line.split("=", 1)[1].split(","))
    assert before.split("IDENTITY_KEYS=")[1].splitlines()[0] in line
    assert path.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("NEEDLEPOINT_IDENTITY_KEYS", "k1:x")
    with pytest.raises(MachineError, match="NEEDLEPOINT_IDENTITY_KEYS"):
        add_key(tmp_path)
