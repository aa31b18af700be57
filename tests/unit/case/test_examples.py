"""Every example is a case that reads, on the day for which they were written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from needlepoint.case import load_case, parse_case

ON = dt.date(2026, 11, 20)
EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))


def test_there_are_cases_for_every_kind_of_verdict() -> None:
    names = {path.stem for path in EXAMPLES}
    assert names >= {
        "acne-scars",
        "fine-lines",
        "melasma",
        "stretch-marks",
        "hair-loss",
        "pregnant",
        "isotretinoin",
        "home-roller",
    }


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_reads_and_survives_json(path: Path) -> None:
    case = load_case(path, ON)
    assert case.wanted_zones
    assert parse_case(case.model_dump_json(), on=ON) == case


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_opens_with_what_it_is(path: Path) -> None:
    assert path.read_text("utf-8").startswith("# ")
