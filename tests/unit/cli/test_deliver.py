"""`needlepoint deliver`: the safety note before any number, one JSON document, pictures, clear refusals."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from needlepoint.cli.app import run

QUICK = ["--draws", "8", "--zone", "cheek_left"]


def test_the_refusal_comes_before_any_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deliver", "--topical", "vitamin c", *QUICK]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Must not be put on open channels.")
    assert out.index("Must not") < re.search(r"\d", out).start()  # type: ignore[union-attr]


def test_json_is_one_document_with_every_hour(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["deliver", "--weight", "300", "--logp", "1", "--at", "2", "--follow", "4", "--json", *QUICK]
    assert run(arguments) == 0
    document = json.loads(capsys.readouterr().out)
    assert next(iter(document)) == "safety"
    assert [row["hour"] for row in document["by_hour"]] == [0.25, 0.5, 1, 2, 3, 4]
    assert document["safety"]["on_open"] == "unknown"


def test_plasma_is_told_part_by_part_behind_its_safety_note(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deliver", "--topical", "prp", "--follow", "2", *QUICK]) == 0
    out = capsys.readouterr().out
    assert out.startswith("On open channels only sterile")
    assert [out.count(name) for name in ("TGF-beta1 169 ng/ml", "PDGF-AB 117 ng/ml", "IGF-I 84 ng/ml")] == [1, 1, 1]
    assert "ng/cm2" in out
    assert run(["deliver", "--topical", "prp", "--follow", "2", "--json", *QUICK]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document) == ["safety", "topical", "parts"]
    assert [part["topical"]["id"] for part in document["parts"]] == document["topical"]["parts"]


def test_pictures_are_sound_svg(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("vitamin_c", "hyaluronic_acid_1m", "mineral_filter", "retinol"):
        folder = tmp_path / name
        assert run(["deliver", "--topical", name, "--out", str(folder), *QUICK]) == 0
        assert sorted(path.name for path in folder.iterdir()) == ["concentration.svg", "enhancement.svg", "window.svg"]
        for path in folder.iterdir():
            ElementTree.fromstring(path.read_text("utf-8"))
            assert "nan" not in path.read_text("utf-8").lower().replace("nano", "")


def test_the_library_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deliver", "--list"]) == 0
    assert "tranexamic_acid" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--topical", "vitamin_d"], "vitamin"),
        ([], "--topical"),
        (["--weight", "300"], "--logp"),
        (["--weight", "-3", "--logp", "1"], "weight"),
        (["--topical", "retinol", "--at", "-1"], "at hours"),
        (["--topical", "retinol", "--strength", "101"], "strength"),
        (["--topical", "retinol", "--dose", "lots"], "--dose"),
        (["--topical", "retinol", "--weight", "3"], "either"),
        (["--topical", "retinol", "--zone", "elbow"], "zone"),
    ],
)
def test_nonsense_ends_with_two(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deliver", *arguments]) == 2
    assert words in capsys.readouterr().err
