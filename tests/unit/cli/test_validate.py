"""`needlepoint validate`: a table for people, one document with --json, exit 0 whatever comes out."""

from __future__ import annotations

import json

import pytest

from needlepoint.calibration import validating
from needlepoint.calibration.check import Check, Figure, shown
from needlepoint.cli.app import run
from needlepoint.cli.validate import interval, mark, number

GOOD = Figure("first, day", "day 1", 1.25, 0.5, 1.5, "as printed")
BAD = Figure("second, share", "0.66", 0.8271, 0.56, 0.8, "two scales")
SEEN = shown("third, %", "+400", 46.8, "a claim")


def holding() -> Check:
    return Check("H1", "It holds.", (GOOD,), ("kim2008",))


def failing() -> Check:
    return Check("H2", "It fails.", (BAD, SEEN), ("minh2019", "D"))


@pytest.fixture(autouse=True)
def two_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validating, "CHECKS", (holding, failing))


def test_a_failing_check_is_a_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate"]) == 0
    out = capsys.readouterr().out
    assert "1 of 2 checks hold." in out
    assert "H1  ok" in out
    assert "H2  FAILS" in out
    assert "H2 fails: second, share: 0.827, where 0.56 to 0.8 would agree. Why that: two scales." in out
    assert "Sources: minh2019, D" in out


def test_every_figure_is_on_a_line_with_what_was_published(capsys: pytest.CaptureFixture[str]) -> None:
    run(["validate"])
    lines = capsys.readouterr().out.splitlines()
    for figure in (GOOD, BAD, SEEN):
        (line,) = (line for line in lines if figure.name in line and "would agree" not in line)
        assert line.startswith(mark(figure))
        assert figure.observed in line
        assert number(figure.predicted) in line


def test_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document) == ["checks"]
    assert [check["id"] for check in document["checks"]] == ["H1", "H2"]
    assert [check["ok"] for check in document["checks"]] == [True, False]
    assert document["checks"][1] == failing().to_json()


def test_all_hold_when_all_hold(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validating, "CHECKS", (holding,))
    assert run(["validate"]) == 0
    assert capsys.readouterr().out.rstrip().endswith("1 of 1 checks hold.")


def test_intervals_in_words() -> None:
    assert interval(GOOD) == "0.5 to 1.5"
    assert interval(Figure("a", "b", 1.0, 2.0, None, "c")) == "at least 2"
    assert interval(Figure("a", "b", 1.0, None, 2.0, "c")) == "at most 2"
    assert interval(SEEN) == ""


def test_numbers_keep_what_tells_them_apart() -> None:
    assert [number(value) for value in (905.5, 906.5, 0.06, 1.3e-7, -2.42)] == [
        "905.5",
        "906.5",
        "0.06",
        "1.3e-07",
        "-2.42",
    ]
