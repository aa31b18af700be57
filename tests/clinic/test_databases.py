"""Both databases: which one runs, how SQLite is set, writers at the same moment, a full disk, too big a form."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.test import Client

from needlepoint_clinic.audit.chain import SYSTEM, check, note
from needlepoint_clinic.audit.models import AuditEvent
from needlepoint_clinic.audit.selectors import events_of_clinic
from needlepoint_clinic.core.once import once
from needlepoint_clinic.patients.models import Patient

from .conftest import House
from .test_patients import form

AT_ONCE = 8
on_sqlite = pytest.mark.skipif("sqlite" not in str(settings.DATABASES["default"]["ENGINE"]), reason="about SQLite")


def test_the_database_is_the_one_that_was_named() -> None:
    """With TEST_POSTGRES_URL the tests run on PostgreSQL, and on nothing else; without it on SQLite."""
    assert connection.vendor == ("postgresql" if os.environ.get("TEST_POSTGRES_URL") else "sqlite")


@on_sqlite
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 10_000),
        ("cache_size", -32_000),
    ],
)
def test_sqlite_is_set_for_a_server(db: None, pragma: str, value: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone()[0] == value


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_transaction_takes_the_right_to_write_at_once() -> None:
    other = sqlite3.connect(settings.DATABASES["default"]["TEST"]["NAME"], timeout=0)
    with closing(other), transaction.atomic(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    assert connection.transaction_mode == "IMMEDIATE"
    assert connection.get_connection_params()["timeout"] == 10


def test_every_model_has_its_migration(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def together(act: Callable[[int], Any]) -> list[Any]:
    """Run ``act`` in several threads, each with a connection of its own."""

    def one(number: int) -> Any:
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE * 3)))


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_keep_the_chain_whole(house: House) -> None:
    before = len(events_of_clinic(house.clinic.id))

    def write(number: int) -> None:
        note(
            "patient.look",
            clinic_id=house.clinic.id,
            actor=SYSTEM,
            subject_kind="patient",
            detail={"page": str(number)},
        )

    together(write)
    assert check(house.clinic.id) is None
    assert len(events_of_clinic(house.clinic.id)) == before + AT_ONCE * 3


@pytest.mark.django_db(transaction=True)
def test_the_very_first_events_of_a_clinic_may_come_together(db: None) -> None:
    clinic_id = uuid4()
    together(lambda number: note("clinic.make", clinic_id=clinic_id, actor=SYSTEM, subject_kind="clinic"))
    assert check(clinic_id) is None


@pytest.mark.django_db(transaction=True)
def test_record_numbers_are_given_once_each(house: House, browser_of: Callable[..., Client]) -> None:
    cookies = browser_of(house.assistant).cookies

    def add(number: int) -> int:
        client = Client()
        client.cookies = cookies
        return client.post("/patients/new/", form(submission=str(uuid4()))).status_code

    assert set(together(add)) == {302}
    numbers = sorted(Patient.objects.filter(clinic=house.clinic).values_list("number", flat=True))
    assert numbers == [f"{number:06d}" for number in range(1, AT_ONCE * 3 + 2)]
    assert check(house.clinic.id) is None


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_many_times_at_once_is_taken_once(house: House, browser_of: Callable[..., Client]) -> None:
    cookies, told = browser_of(house.assistant).cookies, form(submission=str(uuid4()))

    def add(number: int) -> str:
        client = Client()
        client.cookies = cookies
        return str(client.post("/patients/new/", told)["Location"])

    assert len(set(together(add))) == 1
    assert Patient.objects.filter(clinic=house.clinic).count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_action_that_fails_takes_no_key(house: House) -> None:
    key, ran = uuid4(), []

    def fail() -> str:
        ran.append("failed")
        raise OperationalError("gone")

    told: dict[str, Any] = {"clinic_id": house.clinic.id, "user_id": None}
    with pytest.raises(OperationalError):
        once(key, act=fail, **told)
    assert once(key, act=lambda: "done", **told) == once(key, act=lambda: "again", **told) == "done"


def test_a_key_of_another_clinic_is_no_key_here(house: House, elsewhere: House) -> None:
    key = UUID(int=7)
    once(key, clinic_id=elsewhere.clinic.id, user_id=None, act=lambda: "theirs")
    with pytest.raises(IntegrityError):
        once(key, clinic_id=house.clinic.id, user_id=None, act=lambda: "ours")


@contextmanager
def full_disk(pages: int = 0) -> Iterator[None]:
    """The database may grow by this many pages and no more: SQLite as it is, PostgreSQL's word for it elsewhere."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            now = cursor.fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {now + pages}")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA max_page_count = 1073741823")
        return

    def refuse(go: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "patients_patienttoken"'):
            raise OperationalError("no space left on device") from psycopg.errors.DiskFull("could not extend file")
        return go(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pages", [0, 1, 3])
def test_a_full_disk_is_said_and_leaves_nothing_half_written(
    house: House, browser_of: Callable[..., Client], pages: int
) -> None:
    client = browser_of(house.assistant)
    client.get("/patients/")
    told, before, failed = {}, Patient.objects.count(), 0
    with full_disk(pages):
        for _ in range(40):  # until the pages that are still free have run out
            told = form(submission=str(uuid4()), address="x" * 290)
            answer = client.post("/patients/new/", told)
            if answer.status_code != 302:
                failed += 1
                assert answer.status_code == 507
                assert "The disk is full" in answer.content.decode()
                break
            before += 1
    assert failed
    assert Patient.objects.count() == before
    assert AuditEvent.objects.filter(action="patient.add", clinic_id=house.clinic.id).count() == before
    assert check(house.clinic.id) is None
    assert client.post("/patients/new/", told).status_code == 302, "the same page sent again is taken"
    assert Patient.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_at_the_session_is_said_too(house: House, browser_of: Callable[..., Client]) -> None:
    def refuse(go: Any, sql: str, *rest: Any) -> Any:
        if "django_session" in sql and not sql.startswith("SELECT"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return go(sql, *rest)

    client = browser_of(house.assistant)
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        answer = client.get("/")
    assert answer.status_code == 507
    assert "The disk is full" in answer.content.decode()


def test_a_file_that_finds_no_room_is_said(house: House, browser_of: Callable[..., Client], monkeypatch: Any) -> None:
    def refuse(**told: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("needlepoint_clinic.patients.actions.add_patient", refuse)
    answer = browser_of(house.assistant).post("/patients/new/", form())
    assert answer.status_code == 507
    assert events_of_clinic(house.clinic.id)[0].detail == {"page": "add_patient", "status": 507}


def test_too_much_is_answered_with_a_page(house: House, browser_of: Callable[..., Client]) -> None:
    client = browser_of(house.assistant)
    words = client.post("/patients/new/", form(address="x" * 3_000_000))
    fields = client.post("/patients/new/", form() | {f"more{number}": "1" for number in range(1001)})
    whole = client.post("/patients/new/", form(), headers={"content-length": str(settings.LONGEST_BODY + 1)})
    for answer in (words, fields, whole):
        assert answer.status_code == 413
        assert "too big" in answer.content.decode()
    assert Patient.objects.filter(clinic=house.clinic).count() == 1


def test_a_form_that_is_too_old_is_said(house: House) -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    assert answer.status_code == 403
    assert "too old" in answer.content.decode()


def test_a_broken_page_says_so_without_the_database(
    house: House, browser_of: Callable[..., Client], monkeypatch: Any
) -> None:
    def broken(*args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("needlepoint_clinic.patients.selectors.search", broken)
    client = browser_of(house.assistant)
    client.raise_request_exception = False
    answer = client.get("/patients/")
    assert answer.status_code == 500
    assert "Nothing was lost" in answer.content.decode()
