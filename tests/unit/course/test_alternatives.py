"""Alternatives come by concern, each with its sources."""

from __future__ import annotations

from needlepoint.case import CONCERNS
from needlepoint.course import alternatives_for
from needlepoint.evidence import all_sources, recording


def test_every_concern_has_an_alternative_beside_doing_nothing() -> None:
    for concern in CONCERNS:
        names = [item.name for item in alternatives_for([concern])]
        assert len(names) >= 2
        assert names[-1] == "no treatment"


def test_alternatives_are_named_once_for_several_concerns() -> None:
    names = [item.name for item in alternatives_for(["atrophic_acne_scar", "melasma", "androgenetic_alopecia"])]
    assert len(names) == len(set(names))
    assert {"fractional CO2 laser", "minoxidil alone", "tranexamic acid by small injections"} <= set(names)


def test_alternatives_fit_the_concern() -> None:
    hair = {item.name for item in alternatives_for(["androgenetic_alopecia"])}
    assert "dermabrasion" not in hair
    assert "minoxidil alone" in hair


def test_every_alternative_has_registered_sources() -> None:
    with recording() as used:
        rows = alternatives_for(CONCERNS)
    assert all(row.sources for row in rows)
    assert used.sources == {id for row in rows for id in row.sources} <= set(all_sources())
