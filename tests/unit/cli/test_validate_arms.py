"""`needlepoint validate --arms` at the door: one JSON document; exit 2 and nothing on bad input; bad rows listed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from needlepoint.calibration.outcome.running import trials_text
from needlepoint.cli.app import run


def trials(tmp_path: Path, rows: int, change: tuple[str, str] = ("", "")) -> Path:
    path = tmp_path / "arms.csv"
    path.write_text("\n".join(trials_text().splitlines()[: rows + 1]).replace(*change), "utf-8")
    return path


def test_json_is_one_document_with_the_promised_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "--arms", str(trials(tmp_path, 8)), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"arms", "inside_fraction", "mean_error", "n"}
    assert len(found["arms"]) == 8
    assert set(found["arms"][0]) == {
        "arm_id", "scale", "predicted", "interval90", "observed", "inside", "why_not",
    }  # fmt: skip
    assert found["n"] == 7
    assert found["arms"][7]["predicted"] is None


def test_a_bad_cell_stops_everything_and_names_row_and_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = trials(tmp_path, 3, ("3.29,0.59,1.93", "three,0.59,1.93"))
    assert run(["validate", "--arms", str(path), "--json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "row 2" in captured.err
    assert "baseline_mean" in captured.err
    assert run(["validate", "--arms", str(path), "--json", "--keep-going"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [item["row"] for item in found["bad_rows"]] == [2]
    assert len(found["arms"]) == 2
