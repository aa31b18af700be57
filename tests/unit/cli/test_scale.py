"""`needlepoint scale`: lists, explains, scores, compares; refuses what cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from needlepoint.cli.app import run
from needlepoint.scales import scales


def test_without_a_name_every_scale_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scale"]) == 0
    out = capsys.readouterr().out
    assert [id for id in scales() if f"{id}: " not in out] == []
    assert "ecca: ECCA acne scar score, 0 to 540 in steps of 5, lower is better [unverified]" in out


def test_the_list_and_a_scale_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scale", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["scales"]) == len(scales())
    assert run(["scale", "vss", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [item["id"] for item in shown["items"]] == ["vascularity", "pigmentation", "pliability", "height"]
    assert shown["mdc"] is None


def test_a_scale_shows_its_items_its_licence_and_its_doubts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scale", "goodman_baron_quantitative"]) == 0
    out = capsys.readouterr().out
    assert "Nobody has checked this rule" in out
    assert "over 4 (two raters" in out
    assert "raised_area" in out
    assert run(["scale", "dlqi"]) == 0
    out = capsys.readouterr().out
    assert "the questions are not here" in out
    assert "total:" in out


def test_answers_on_the_line_and_in_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("vascularity: 2\npigmentation: 1\npliability: 2\n")
    assert run(["scale", "vss", "height=1", "--answers", str(tmp_path / "a.yaml"), "--before", "9", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["score"], shown["unit"], shown["better"]) == (6, "points", "lower")
    assert shown["change"]["improvement"] == 3
    assert shown["change"]["more_than_noise"] is None


def test_the_change_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scale", "hair_density_cm2", "hairs=120", "area_cm2=1", "--before", "hair_density_in2=1000"]) == 0
    assert "35 hair/cm2 worse" in capsys.readouterr().out.replace("34.9998 ", "35 ").replace("35.0003 ", "35 ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["gais"], "never mixed"),
        (["vss", "height=1"], "no vascularity, pigmentation, pliability"),
        (["vss", "height"], "item=value"),
        (["vss", "height=high"], "a number"),
        (["vss", "height=1", "height=2"], "two answers"),
        (["gais_low_good", "grade=3", "--before", "gais_high_good=1"], "one coding"),
        (["vss", "--before", "3"], "the later visit"),
        (["--before", "3"], "needlepoint scale NAME"),
        (["vss", "--answers", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_what_cannot_be_is_refused(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scale", *arguments]) == 2
    found = capsys.readouterr()
    assert words in found.err
    assert found.out == ""
