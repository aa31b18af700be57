"""Findings told once for several zones, and zones in words."""

from __future__ import annotations

from typing import Any

import pytest

from needlepoint.report import findings_view, zones_in_words
from needlepoint.screening import Finding


def finding(zones: tuple[str, ...], fact: str, **other: Any) -> dict[str, Any]:
    told = {
        "rule": "depth_bound", "effect": "clinician", "fact": fact, "reason": "Deeper than was published.",
        "zones": zones, "sources": (), "override": "clinician",
    }  # fmt: skip
    return Finding.model_validate(told | other).model_dump(mode="json")


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        (("cheek_left", "cheek_right"), "cheek (both sides)"),
        (("cheek_right", "chin", "cheek_left", "temple_left"), "cheek (both sides), chin and left temple"),
        (("cheek_right",), "right cheek"),
        ((), ""),
    ],
)
def test_a_pair_of_zones_is_one_with_both_sides(ids: tuple[str, ...], words: str) -> None:
    assert zones_in_words(ids) == words


def test_the_same_of_several_zones_is_told_once_where_it_first_stood() -> None:
    told = findings_view(
        [
            finding(("cheek_left",), "2 mm on the left cheek; 1.5 mm is the most", sources=("a",)),
            finding(("chin",), "2 mm on the chin; 1 mm is the most"),
            finding(("cheek_right",), "2 mm on the right cheek; 1.5 mm is the most", sources=("a", "b")),
        ]
    )
    assert [item["fact"] for item in told] == [
        "2 mm on the cheek (both sides); 1.5 mm is the most",
        "2 mm on the chin; 1 mm is the most",
    ]
    assert told[0]["sources"] == ("a", "b")


@pytest.mark.parametrize(
    "other",
    [
        {"effect": "stop", "override": "none"},
        {"reason": "Another reason."},
        {"fact": "1 mm on the right cheek; 1.5 mm is the most"},
        {"rule": "another"},
    ],
)
def test_what_differs_in_more_than_the_zone_stays_apart(other: dict[str, Any]) -> None:
    first = finding(("cheek_left",), "2 mm on the left cheek; 1.5 mm is the most")
    second = finding(("cheek_right",), "2 mm on the right cheek; 1.5 mm is the most") | other
    assert len(findings_view([first, second])) == 2


def test_findings_without_a_zone_are_never_merged() -> None:
    twice = [finding((), "9 visits; 6 are the most")] * 2
    assert len(findings_view(twice)) == 2
