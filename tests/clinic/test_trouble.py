"""Trouble of the machine: a disk that takes no more, 200 MB at once, a clock that was set back, two at one record."""

from __future__ import annotations

import http.client
import os
import re
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from needlepoint_clinic.audit.chain import SYSTEM, check, note
from needlepoint_clinic.audit.models import AuditEvent
from needlepoint_clinic.audit.selectors import events_of_clinic
from needlepoint_clinic.core.upkeep import look_at_the_data
from needlepoint_clinic.patients.models import Patient
from needlepoint_clinic.patients.selectors import known

from .conftest import House
from .killing import Browser, Server, read
from .test_databases import on_sqlite, together
from .test_patients import form

UPLOAD = 200 * 1024 * 1024
PIECE = bytes(1024 * 1024)
ADD = {"given_name": "Ida", "family_name": "Berg", "birth_date": "1980-02-29", "sex": "female", "language": "en"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "clinic", None)
    server.start()
    yield server
    server.kill()


def most_memory(process: int) -> int:
    """The most that a process has held, in bytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    assert found
    return 1024 * int(found[1])


def send_much(server: Server, cookie: str) -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    line.putrequest("POST", "/patients/new/")
    told = {"Cookie": cookie, "Content-Length": str(UPLOAD), "Content-Type": "multipart/form-data; boundary=x"}
    for name, value in told.items():
        line.putheader(name, value)
    line.endheaders()
    for _ in range(UPLOAD // len(PIECE)):
        line.send(PIECE)
    answer = line.getresponse()
    return answer.status, answer.read().decode()


@on_sqlite
@pytest.mark.slow
def test_too_big_an_upload_and_a_full_disk_at_a_running_server(server: Server) -> None:
    """Both are answered with a page; what was sent is taken when there is room again; nothing is half-written."""
    assert server.process
    browser = Browser(server.base)
    browser.set_up()
    before = most_memory(server.process.pid)
    status, text = send_much(server, browser.cookie())
    assert status == 413
    assert "too big" in text
    assert most_memory(server.process.pid) - before < UPLOAD // 2

    no_limit = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    room = max(path.stat().st_size for path in server.data.glob("clinic.sqlite3*")) + 40_000
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (room, no_limit[1]))
    kept, status, told = 0, 302, {}
    while status == 302 and kept < 2000:
        told = ADD | {"submission": str(uuid4()), "address": "x" * 290}
        status, _, text = browser.ask("/patients/new/", told)
        kept += status == 302
    assert status == 507, kept
    assert "The disk is full" in text
    assert len(read(server).patients) == kept
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, no_limit)
    assert browser.ask("/patients/new/", told)[0] == 302, "the same page sent again is taken"
    found = read(server)
    assert len(found.patients) == found.added == kept + 1
    assert found.broken is None
    assert "the disk is full" in (server.data.parent / "log").read_text()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_one_patient_at_once_one_is_taken(house: House, browser_of: Callable[..., Client]) -> None:
    cookies, patient = browser_of(house.assistant).cookies, house.patient

    def change(number: int) -> tuple[int, str]:
        client = Client()
        client.cookies = cookies
        told = form(
            submission=str(uuid4()), version=patient.version, given_name=f"Name{'abcdefghijklmnopqrstuvwxyz'[number]}"
        )
        answer = client.post(f"/patients/{patient.id}/details/", told)
        return answer.status_code, answer.content.decode()

    answers = together(change)
    assert sorted({status for status, _ in answers}) == [302, 409]
    assert sum(status == 302 for status, _ in answers) == 1
    assert all("Nothing was overwritten" in text for status, text in answers if status == 409)
    fresh = Patient.objects.get(id=patient.id)
    assert fresh.version == patient.version + 1
    assert known(fresh).identity.given_name.startswith("Name")
    assert AuditEvent.objects.filter(clinic_id=house.clinic.id, action="patient.change").count() == 1
    assert check(house.clinic.id) is None


def test_a_clock_set_back_leaves_the_chain_in_order(house: House, monkeypatch: Any) -> None:
    """Events are in the order of their numbers, whatever the clock says; the chain holds."""
    told: dict[str, Any] = {"clinic_id": house.clinic.id, "actor": SYSTEM, "subject_kind": "clinic"}
    first = note("one", **told)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.now(UTC) - timedelta(hours=3))
    second = note("two", **told)
    assert second.at < first.at
    assert [event.action for event in events_of_clinic(house.clinic.id)[:2]] == ["two", "one"]
    assert check(house.clinic.id) is None


@pytest.mark.parametrize(("hours", "stays"), [(0.0, True), (0.05, True), (-1.0, False), (-24.0, False)])
def test_a_clock_set_back_lengthens_no_session(
    house: House, browser_of: Callable[..., Client], monkeypatch: Any, hours: float, stays: bool
) -> None:
    client = browser_of(house.assistant)
    assert client.get("/").status_code == 200
    real = time.time
    monkeypatch.setattr("needlepoint_clinic.accounts.middleware.time.time", lambda: real() + hours * 3600)
    answer = client.get("/")
    assert (answer.status_code == 200) == stays
    if not stays:
        assert "/accounts/login/" in answer["Location"]


@on_sqlite
def test_sqlite_knows_its_rows(house: House) -> None:
    """Without it the index on the practice, which every row has in common, looks as good as any other."""
    from django.db import connection

    look_at_the_data()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'patients_patient'")
        assert cursor.fetchone()[0] > 1


def test_a_form_is_never_longer_than_the_server_takes() -> None:
    from needlepoint_clinic.serving import MOST_BODY

    assert settings.LONGEST_BODY < UPLOAD < MOST_BODY
    assert os.environ["NEEDLEPOINT_HTTPS"] == "0"
