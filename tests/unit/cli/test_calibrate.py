"""`needlepoint calibrate tissue`: writes the posterior's files, says what was not learnt, names bad options."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from needlepoint.cli.app import run


def test_a_trial_writes_the_files_and_says_what_was_not_learnt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "posterior"
    assert run(["calibrate", "tissue", "--out", str(out), "--draws", "8", "--rounds", "1", "--seed", "3"]) == 0
    said = capsys.readouterr().out
    assert "8 draws of" in said
    assert "Not identified by these data: " in said
    assert f"Posterior: {out}" in said
    document = yaml.safe_load((out / "posterior.yaml").read_text("utf-8"))
    assert (document["seed"], document["draws"]) == (3, 8)
    with np.load(out / "posterior.npz") as held:
        assert held["values"].shape == (8, len(held["names"]))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["calibrate"], "WHAT"),
        (["calibrate", "tissues"], "tissue"),
        (["calibrate", "tissue", "--draws", "3"], "--draws"),
        (["calibrate", "tissue", "--rounds", "0"], "--rounds"),
        (["calibrate", "tissue", "--seed", "-1"], "--seed"),
    ],
)
def test_bad_options_are_named(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert words in capsys.readouterr().err
