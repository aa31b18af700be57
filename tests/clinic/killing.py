"""A clinic's server that is killed while people write into it, started again, and asked for what it had kept."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from psycopg.rows import dict_row

from needlepoint_clinic.audit.chain import FIELDS, Break, _first_break
from needlepoint_clinic.audit.models import AuditHead

PASSWORD = "quite-a-long-one-7"
STARTS_IN, ANSWERS_IN = 60.0, 30.0


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer, not a way to go."""

    def redirect_request(self, *told: Any) -> None:
        return None


class Browser:
    """Cookies, the proof of origin that forms carry, and forms to send."""

    def __init__(self, base: str) -> None:
        self.base, self.token, self.jar = base, "", CookieJar()
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), _Stay()).open

    def cookie(self) -> str:
        """The cookies as a header."""
        return "; ".join(f"{item.name}={item.value}" for item in self.jar)

    def ask(self, path: str, told: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it leads, text."""
        data = None if told is None else urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **told}).encode()
        try:
            answer = self.open(
                urllib.request.Request(self.base + path, data, {"Referer": self.base}), timeout=ANSWERS_IN
            )
        except urllib.error.HTTPError as other:
            answer = other
        with answer:
            text = answer.read().decode()
        if found := re.search(r'csrfmiddlewaretoken" value="([^"]+)"', text):
            self.token = found[1]
        return answer.status, answer.headers.get("Location", ""), text

    def set_up(self) -> None:
        """The first run, the owner signed in with a second factor."""
        self.ask("/start/")
        first = {
            "submission": str(uuid4()), "name": "Praxis", "phone": "+49 30 1234", "time_zone": "UTC", "currency": "EUR",
            "owner_name": "Olga", "owner_email": "olga@praxis.example", "owner_password": PASSWORD,
        }  # fmt: skip
        assert self.ask("/start/", first)[0] == 302
        self.ask("/accounts/login/")
        assert self.ask("/accounts/login/", {"login": "olga@praxis.example", "password": PASSWORD})[0] == 302
        self.ask("/accounts/reauthenticate/")
        self.ask("/accounts/reauthenticate/", {"password": PASSWORD})
        secret = re.search(
            r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', self.ask("/accounts/2fa/totp/activate/")[2]
        )
        assert secret
        code = format_hotp_value(hotp_value(secret[1], int(time.time()) // 30))
        assert self.ask("/accounts/2fa/totp/activate/", {"code": code})[0] == 302
        assert self.ask("/patients/new/")[0] == 200


WITHOUT_A_PLAN = """
from needlepoint_clinic import serving
serving.WARM_AFTER = 3600.0
from needlepoint.cli import main
main()
"""
"""The server as it is, but for the engine's warm-up in the background: nobody plans here, and it takes memory."""


@dataclass
class Server:
    """``needlepoint serve`` in a process of its own."""

    data: Path
    url: str | None
    port: int = field(default_factory=lambda: _free_port())
    process: subprocess.Popen[bytes] | None = None
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """As an operator's shell: nothing of the tests' own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEEDLEPOINT_", "DJANGO_"))}
        return kept | {"DATABASE_URL": self.url or ""} | dict(self.told)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", WITHOUT_A_PLAN, *words, "--data", str(self.data)]

    def start(self) -> None:
        """Start, and wait until it answers."""
        log = (self.data.parent / "log").open("ab")
        told = {"stdout": log, "stderr": log, "env": self.environment(), "start_new_session": True}
        self.process = subprocess.Popen(self.command("serve", "--port", str(self.port)), **told)
        until = time.monotonic() + STARTS_IN
        while time.monotonic() < until:
            assert self.process.poll() is None, (self.data.parent / "log").read_text()[-2000:]
            try:
                with urllib.request.urlopen(self.base + "/health/", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """As a power cut: no word of warning."""
        assert self.process
        if self.process.poll() is not None:
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _free_port() -> int:
    with closing(socket.socket()) as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


class Writer(threading.Thread):
    """Somebody who adds patients without a pause. ``kept``: what the server said it kept; ``unsure``: the last form
    sent without an answer, to be sent again."""

    def __init__(self, browser: Browser, unsure: dict[str, str] | None) -> None:
        super().__init__(daemon=True)
        self.browser, self.unsure, self.kept = browser, unsure, set[UUID]()
        self.stop = threading.Event()
        self.fault = ""

    def run(self) -> None:
        while not self.stop.is_set():
            told = self.unsure or {
                "submission": str(uuid4()), "given_name": "Ida", "family_name": "Berg", "birth_date": "1980-02-29",
                "sex": "female", "language": "en",
            }  # fmt: skip
            self.unsure = told
            try:
                status, place, text = self.browser.ask("/patients/new/", told)
            except (OSError, urllib.error.URLError, ValueError, ConnectionError):
                return
            if status != 302 or "/patients/" not in place:
                self.fault = f"{status} {place} {text[:500]}"
                return
            self.kept.add(UUID(place.strip("/").split("/")[-1]))
            self.unsure = None


@dataclass(frozen=True)
class Found:
    """What the database holds after a kill."""

    patients: set[UUID]
    forms: int
    added: int
    broken: Break | None


def read(server: Server) -> Found:
    """Read the database itself, past the server."""
    if server.url is None:
        with closing(sqlite3.connect(server.data / "clinic.sqlite3")) as base:
            base.row_factory = sqlite3.Row
            assert base.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            return _found(lambda sql: [dict(row) for row in base.execute(sql)])
    with psycopg.connect(server.url, row_factory=dict_row) as base:
        # One moment for all questions: the database may still be finishing what the dead server had sent it.
        base.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return _found(lambda sql: base.execute(sql).fetchall())  # type: ignore[arg-type]


def _found(ask: Any) -> Found:
    events = [_event(row) for row in ask("SELECT * FROM audit_auditevent ORDER BY number")]
    [head] = ask("SELECT * FROM audit_audithead")
    clinic_id = _uuid(head["clinic_id"])
    end = AuditHead(clinic_id=clinic_id, number=head["number"], digest=head["digest"])
    return Found(
        patients={_uuid(row["id"]) for row in ask("SELECT id FROM patients_patient")},
        forms=len(ask("SELECT key FROM core_submission")),
        added=sum(event["action"] == "patient.add" for event in events),
        broken=_first_break(clinic_id, events, end),
    )


def _event(row: Mapping[str, Any]) -> dict[str, Any]:
    event = {name: row[name] for name in (*FIELDS, "previous", "digest")}
    event["actor_id"], event["patient_id"] = _uuid(row["actor_id"]), _uuid(row["patient_id"])
    if isinstance(row["at"], str):
        event["at"] = datetime.fromisoformat(row["at"]).replace(tzinfo=UTC)
    if isinstance(row["detail"], str):
        event["detail"] = json.loads(row["detail"])
    return event


def _uuid(value: Any) -> Any:
    return UUID(value) if isinstance(value, str) else value


@contextmanager
def database(url: str | None) -> Iterator[str | None]:
    """A database of its own on the PostgreSQL that is named; nothing for SQLite."""
    if url is None:
        yield None
        return
    name = f"kill_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as base:
        base.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
    parts = urllib.parse.urlsplit(url)
    try:
        yield urllib.parse.urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as base:
            base.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]
