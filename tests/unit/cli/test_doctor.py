"""`needlepoint doctor` says what it found, and what mends a fault."""

from __future__ import annotations

import importlib.metadata
import json
import sys
from pathlib import Path

import pytest

from needlepoint.cli import doctor
from needlepoint.cli.app import run


def test_a_fit_machine_is_exit_0(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NEEDLEPOINT_CACHE", str(tmp_path / "cache"))
    assert run(["doctor"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in out] == [
        f"ok     {name}" for name in ("Python", "packages", "evidence", "JAX", "cache")
    ]
    assert str(tmp_path / "cache") in out[-1]


def test_a_cache_that_cannot_be_written_is_exit_3_with_the_remedy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("NEEDLEPOINT_CACHE", str(tmp_path / "file"))
    assert run(["doctor", "--json"]) == 3
    streams = capsys.readouterr()
    document = json.loads(streams.out)
    assert document["fit"] is False
    assert [check["name"] for check in document["checks"] if not check["fit"]] == ["cache"]
    assert "export NEEDLEPOINT_CACHE=" in streams.err
    assert streams.err.count("\n") == 1


def test_a_missing_package_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    known = importlib.metadata.version

    def version(name: str) -> str:
        if name == "icalendar":
            raise importlib.metadata.PackageNotFoundError(name)
        return known(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    check = doctor.packages()
    assert (check.fit, check.found, check.remedy) == (False, "missing icalendar", "Run: pip install icalendar")


def test_an_old_python_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert doctor.python() == doctor.Check("Python", False, "3.10.4", "Install Python 3.11 or later.")


def test_a_check_that_breaks_is_a_fault_and_not_a_crash(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def arithmetic() -> doctor.Check:
        raise RuntimeError("no device")

    monkeypatch.setattr(doctor, "LOOKS", (doctor.python, arithmetic))
    assert run(["doctor"]) == 3
    streams = capsys.readouterr()
    assert "FAULT  arithmetic: RuntimeError: no device" in streams.out
    assert "Traceback" not in streams.err
