"""The command line keeps its promises: exit codes, one paragraph for a fault, clean streams."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from needlepoint.cli import faults
from needlepoint.cli.app import run
from needlepoint.errors import InputError, Problem

COMMANDS = ("plan", "screen", "simulate", "puncture", "care", "cite", "doctor")


def say(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of one command line."""
    code = run(arguments)
    streams = capsys.readouterr()
    return code, streams.out, streams.err


def test_alone_it_lists_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = say(capsys)
    assert (code, err) == (0, "")
    assert [name for name in COMMANDS if f"│ {name} " not in out] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, out, err = say(capsys, name, "--help")
    assert (code, err) == (0, "")
    assert f"Usage: needlepoint {name}" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pln"], "Did you mean 'plan'?"),
        (["plan"], "Missing argument 'CASE'"),
        (["plan", "x.yaml", "--optoin", "gentle"], "--option"),
        (["plan", "x.yaml", "--option", "fierce"], "'gentle', 'standard', 'intensive'"),
        (["plan", "x.yaml", "--draws", "0"], "--draws"),
        (["plan", "x.yaml", "--draws", "many"], "--draws"),
        (["plan", "x.yaml", "--seed", "-1"], "--seed"),
        (["screen", "x.yaml", "--on", "2026-02-30"], "'2026-02-30'"),
        (["screen", "x.yaml", "--on", "20.11.2026"], "written as 2026-11-20"),
        (["screen", "x.yaml", "--on", "9999-12-31"], "to 2100-12-31"),
        (["screen", "x.yaml", "--on", ""], "written as 2026-11-20"),
        (["screen", "no-such-file.yaml"], "no-such-file.yaml"),
        (["plan", "no-such-file.yaml"], "no-such-file.yaml"),
        (["simulate", "no-such-file.yaml"], "no-such-file.yaml"),
        (["simulate", "x.yaml", "--out", "x.csv"], "ends in .nc"),
        (["puncture", "no-such-file.yaml"], "no-such-file.yaml"),
        (["puncture", "x.yaml", "--out", "x.gif"], "ends in .svg, .png, .json"),
        (["care", "no-such-file.yaml"], "no-such-file.yaml"),
        (["care", "x.yaml", "--day", "soon"], "--day"),
        (["cite", "no-such-file.json"], "no-such-file.json"),
        (["doctor", "please"], "please"),
    ],
)
def test_a_mistake_is_one_paragraph_and_exit_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    code, out, err = say(capsys, *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.startswith("needlepoint: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err


def fail_with(monkeypatch: pytest.MonkeyPatch, fault: BaseException) -> None:
    def broken() -> None:
        raise fault

    monkeypatch.setattr("needlepoint.cli.cite.registry", broken)


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (InputError(Problem("here", "that", "this")), 2, "here: found that; allowed: this."),
        (OSError(errno.ENOSPC, "No space left on device"), 3, "disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "/cache"), 3, "may not write to /cache"),
        (MemoryError(), 3, "memory"),
        (ModuleNotFoundError("No module named 'jax'", name="jax"), 3, "jax is missing"),
        (KeyboardInterrupt(), 130, "stopped"),
        (ZeroDivisionError("division by zero"), 1, "ZeroDivisionError: division by zero"),
        (RecursionError("too deep"), 1, "report it"),
        (ModuleNotFoundError("No module named", name="needlepoint.x"), 1, "fault in Needlepoint itself"),
    ],
)
def test_a_fault_has_its_exit_code_and_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, fault: BaseException, code: int, words: str
) -> None:
    monkeypatch.delenv("NEEDLEPOINT_DEBUG", raising=False)
    fail_with(monkeypatch, fault)
    found, out, err = say(capsys, "cite")
    assert (found, out) == (code, "")
    assert words in err
    assert "Traceback" not in err


def test_the_traceback_is_there_when_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEEDLEPOINT_DEBUG", "1")
    fail_with(monkeypatch, ZeroDivisionError("division by zero"))
    code, _, err = say(capsys, "cite")
    assert code == 1
    assert "Traceback" in err


def start(*arguments: str, **more: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "needlepoint", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)  # type: ignore[call-overload]


def test_a_reader_that_goes_away_hears_nothing() -> None:
    process = start("cite", "--json")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=30) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [("cite",), ("cite", "--json"), ("--version",)])
def test_a_full_disk_behind_stdout_is_exit_3(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "needlepoint", *arguments]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=30)
    assert done.returncode == 3, done.stderr
    assert "disk is full" in done.stderr
    assert done.stderr.count("\n") == 1


def test_ctrl_c_is_130_in_a_word(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "plan.json")
    # a job that a shell put into the background ignores it, and so would the child
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = start("cite", str(tmp_path / "plan.json"))
    signal.signal(signal.SIGINT, before)
    with (tmp_path / "plan.json").open("wb"):  # opens when the command opens it, which then reads for ever
        time.sleep(0.5)  # Python itself loses a signal that comes between its last look and the read
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == b"needlepoint: stopped. Nothing half-written was left.\n"


def test_closed_streams_do_not_matter() -> None:
    command = f"'{sys.executable}' -m needlepoint cite >&- 2>&-"
    assert subprocess.run(command, shell=True, timeout=30).returncode == 0


def test_json_is_one_document_in_any_locale() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    process = start("cite", "--json", env=environment)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, b"")
    assert set(json.loads(out)) == {"parameters", "sources"}


def test_markup_in_the_users_words_is_only_words(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = say(capsys, "screen", "[bold]x[/nothing].yaml")
    assert code == 2
    assert "[bold]x[/nothing].yaml" in err


def test_saying_so_on_a_closed_stderr_still_returns_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed:
        def write(self, text: str) -> int:
            raise BrokenPipeError

        def flush(self) -> None: ...

    monkeypatch.setattr(faults, "hush", lambda: 0)
    monkeypatch.setattr(sys, "stderr", Closed())
    assert faults.say("anything", 3) == 3
