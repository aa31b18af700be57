"""The real server: from an empty folder to Today, behind a proxy, and what it refuses to do."""

from __future__ import annotations

import http.client
import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from .killing import Browser, Server, database

HTTPS = {"NEEDLEPOINT_HTTPS": "1", "NEEDLEPOINT_HOSTS": "clinic.example.org,localhost,127.0.0.1"}
FORWARDED = {"Host": "clinic.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with database(os.environ.get("TEST_POSTGRES_URL")) as url:
        server = Server(tmp_path / "clinic", url)
        yield server
        if server.process:
            server.kill()


def ask(server: Server, path: str, headers: dict[str, str], method: str = "GET") -> http.client.HTTPResponse:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    line.request(method, path, headers=headers)
    answer = line.getresponse()
    answer.read()
    return answer


def test_from_an_empty_folder_to_today(server: Server) -> None:
    server.start()
    browser = Browser(server.base)
    assert browser.ask("/")[1] == "/start/"
    browser.set_up()
    status, _, text = browser.ask("/")
    assert status == 200
    assert "Praxis" in text
    keys = server.data / "clinic.env"
    assert keys.stat().st_mode & 0o077 == 0
    assert server.data.stat().st_mode & 0o077 == 0
    page = ask(server, "/accounts/login/", {})
    assert "no-store" in str(page.headers["Cache-Control"])
    assert page.headers["Server"] is None
    script = ask(server, "/static/django_htmx/htmx-2.min.js", {})
    assert script.status == 200
    whole = ask(server, "/", {"Content-Length": str(10**12)}, "POST")
    assert whole.status == 413


def test_behind_a_proxy_that_does_https(server: Server) -> None:
    server.told = HTTPS
    server.start()
    page = ask(server, "/start/", FORWARDED)
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    plain = ask(server, "/start/", {"Host": "clinic.example.org"})
    assert (plain.status, plain.headers["Location"]) == (301, "https://clinic.example.org/start/")
    assert ask(server, "/start/", FORWARDED | {"Host": "evil.example"}).status == 400
    assert ask(server, "/health/", {}).status == 200
    assert "The set-up code is" in (server.data.parent / "log").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [(["--host", "0.0.0.0"], "without HTTPS would send"), (["--port", "{taken}"], "cannot be used")],
)
def test_what_cannot_be_served_is_said(server: Server, words: list[str], said: str) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        words = [word.replace("{taken}", str(taken.getsockname()[1])) for word in words]
        done = subprocess.run(
            server.command("serve", *words), env=server.environment(), capture_output=True, text=True, timeout=120
        )
    assert done.returncode == 3
    assert said in done.stderr


@pytest.fixture
def tool() -> ModuleType:
    """tools/with_postgres.py."""
    place = Path(__file__).parents[2] / "tools/with_postgres.py"
    spec = importlib.util.spec_from_file_location("with_postgres", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_without_a_postgresql_ci_fails_and_people_are_told(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, code: int
) -> None:
    monkeypatch.delenv("TEST_POSTGRES_URL", raising=False)
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(tool, "binaries", lambda: None)
    monkeypatch.setattr(sys, "argv", ["with_postgres", "false"])
    assert tool.main() == code
    assert "was not tested on it" in capsys.readouterr().err


def test_a_postgresql_that_is_named_is_used_as_it_is(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_POSTGRES_URL", "postgresql://there")
    monkeypatch.setattr(tool, "server", None)
    see = "import os, sys; sys.exit(7 if os.environ['TEST_POSTGRES_URL'] == 'postgresql://there' else 1)"
    monkeypatch.setattr(sys, "argv", ["with_postgres", sys.executable, "-c", see])
    assert tool.main() == 7
