"""`needlepoint trial`: what it prints and writes, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from needlepoint.cli.app import run


@pytest.fixture
def file(trial_text: str, tmp_path: Path) -> Path:
    """The small trial as a file."""
    path = tmp_path / "trial.yaml"
    path.write_text(trial_text)
    return path


def test_it_writes_a_folder_and_prints_a_page(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "results"
    assert run(["trial", str(file), "--patients", "24", "--workers", "1", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "A small trial" in said
    assert "needled" in said
    assert "Assumed of the population" in said
    held = {item.name for item in out.iterdir() if not item.name.startswith(".")}
    assert {"trial.yaml", "manifest.json", "people.parquet", "scores.parquet", "results.json"} <= held
    written = (out / "results.json").read_text()
    assert run(["trial", str(file), "--patients", "24", "--workers", "1", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(written)  # no timings, no paths: the same in the folder and without one
    again = tmp_path / "again"
    assert run(["trial", str(out / "trial.yaml"), "--patients", "24", "--workers", "1", "--out", str(again)]) == 0
    assert (again / "results.json").read_text() == written


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--patients", "0"], 2, "whole number"),
        (["--workers", "0"], 2, "whole number"),
        (["--workers", "2", "--scheduler", "tcp://127.0.0.1:9"], 2, "one of them"),
        (["--scheduler", "tcp://127.0.0.1:9", "--patients", "16"], 3, "No scheduler answers"),
    ],
)
def test_it_refuses_plainly(
    file: Path, options: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["trial", str(file), *options]) == code
    assert words in capsys.readouterr().err


def test_another_trials_folder_is_refused_and_left_alone(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "results"
    assert run(["trial", str(file), "--patients", "16", "--workers", "1", "--out", str(out)]) == 0
    before = (out / "results.json").read_bytes()
    assert run(["trial", str(file), "--patients", "16", "--workers", "1", "--seed", "3", "--out", str(out)]) == 2
    assert "another trial" in capsys.readouterr().err
    assert (out / "results.json").read_bytes() == before
