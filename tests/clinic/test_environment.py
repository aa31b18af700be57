"""Settings: each is read, checked, refused with its name, and written down for who runs a server."""

from __future__ import annotations

import base64
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from needlepoint.cli import serve
from needlepoint.errors import MachineError
from needlepoint_clinic import environment
from needlepoint_clinic.environment import Environment, database, read_environment

ROOT = Path(__file__).parents[2]
KEY = base64.b64encode(bytes(32)).decode()
TOLD = {
    "NEEDLEPOINT_SECRET_KEY": "s" * 50, "NEEDLEPOINT_IDENTITY_KEYS": f"k1:{KEY}", "NEEDLEPOINT_SEARCH_KEY": KEY,
    "NEEDLEPOINT_DATA_DIR": "/nowhere",
}  # fmt: skip


def names_read() -> set[str]:
    text = inspect.getsource(environment)
    found = re.findall(r'(?:told, |PREFIX \+ |get\(PREFIX \+ )"([A-Z_]+)"', text)
    return {f"NEEDLEPOINT_{name}" for name in found} | {"DATABASE_URL"}


def test_every_setting_is_in_the_table_and_only_those() -> None:
    table = (ROOT / "deploy/README.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == names_read()
    assert len(names_read()) == len(Environment.__dataclass_fields__)


def test_the_help_of_serve_names_every_setting_but_its_own_options() -> None:
    told = set(re.findall(r"(?:NEEDLEPOINT_|DATABASE_)[A-Z_]+", inspect.getdoc(serve.run) or ""))
    assert told == names_read() - {"NEEDLEPOINT_DATA_DIR", "NEEDLEPOINT_DEMO"}


@pytest.mark.parametrize("name", TOLD)
def test_what_is_needed_and_missing_is_named(name: str) -> None:
    with pytest.raises(MachineError, match=f"{name} is not set"):
        read_environment({key: value for key, value in TOLD.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEEDLEPOINT_SECRET_KEY", "x"), ("NEEDLEPOINT_SEARCH_KEY", "no base64"), ("NEEDLEPOINT_SEARCH_KEY", "AAAA"),
        ("NEEDLEPOINT_IDENTITY_KEYS", KEY), ("NEEDLEPOINT_IDENTITY_KEYS", f"k1:{KEY},k1:{KEY}"),
        ("NEEDLEPOINT_IDENTITY_KEYS", f"{'k' * 17}:{KEY}"), ("NEEDLEPOINT_IDENTITY_KEYS", "k1:AAAA"),
        ("NEEDLEPOINT_HTTPS", "yes"), ("NEEDLEPOINT_DEMO", "true"), ("NEEDLEPOINT_IDENTITY_KEYS", f"k.1:{KEY}"),
        ("NEEDLEPOINT_TIME_ZONE", "Mars/Base"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(name: str, value: str) -> None:
    with pytest.raises(MachineError, match=name):
        read_environment(TOLD | {name: value})


def test_the_database_is_sqlite_in_the_folder_or_what_is_named() -> None:
    assert database(read_environment(TOLD))["NAME"] == "/nowhere/clinic.sqlite3"
    other = database(
        read_environment(TOLD | {"DATABASE_URL": "postgresql://ann:p%40ss@db:5433/clinic?sslmode=require"})
    )
    assert (other["NAME"], other["USER"], other["PASSWORD"]) == ("clinic", "ann", "p@ss")
    assert (other["HOST"], other["PORT"], other["OPTIONS"]) == ("db", "5433", {"sslmode": "require"})
    with pytest.raises(MachineError, match="mysql"):
        database(read_environment(TOLD | {"DATABASE_URL": "mysql://x"}))


def tend(folder: Path, *words: str, **told: str) -> subprocess.CompletedProcess[str]:
    """``needlepoint clinic`` as an operator calls it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEEDLEPOINT_", "DJANGO_"))}
    command = [
        sys.executable,
        "-c",
        "from needlepoint.cli import main; main()",
        "clinic",
        *words,
        "--data",
        str(folder),
    ]
    return subprocess.run(command, env=kept | {"DATABASE_URL": ""} | told, capture_output=True, text=True)


def test_behind_https_the_settings_are_fit_for_the_open_net(tmp_path: Path) -> None:
    told = {"NEEDLEPOINT_HTTPS": "1", "NEEDLEPOINT_HOSTS": "clinic.example.org"}
    done = tend(tmp_path / "data", "ready", **told)
    assert (done.returncode, done.stdout) == (0, "The settings are fit for the open net.\n"), done.stderr
    assert tend(tmp_path / "data", "code", **told).stdout.startswith("The set-up code is ")
    without = tend(tmp_path / "data", "ready")
    assert without.returncode == 1
    assert "NEEDLEPOINT_HTTPS is not 1" in without.stdout
    assert "security.W" in without.stdout


def test_what_the_console_cannot_do_is_said(tmp_path: Path) -> None:
    assert tend(tmp_path / "none", "check").returncode == 3
    assert tend(tmp_path, "free").returncode == 2
    assert tend(tmp_path, "check", "olga@praxis.example").returncode == 2


def test_the_unit_and_the_container_use_what_there_is() -> None:
    unit = (ROOT / "deploy/needlepoint.service").read_text("utf-8")
    container = (ROOT / "deploy/Containerfile").read_text("utf-8")
    assert "needlepoint serve --data /var/lib/needlepoint" in unit
    for option in ("--host", "--port", "--data"):
        assert option in container
    assert set(re.findall(r"NEEDLEPOINT_[A-Z_]+", unit + container)) <= names_read()
    for guard in ("NoNewPrivileges=yes", "ProtectSystem=strict", "DynamicUser=yes", "CapabilityBoundingSet=\n"):
        assert guard in unit
    assert "\nUSER needlepoint\n" in container
