"""Alternatives come by concern, each with its sources."""

from __future__ import annotations

import pytest

from needlepoint.case import CONCERNS, Money, parse_case
from needlepoint.case.constraints import Prices
from needlepoint.course import Alternative, alternatives_for
from needlepoint.errors import InputError
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


def by_id(concern: str, prices: Prices | None = None) -> dict[str, Alternative]:
    return {item.id: item for item in alternatives_for([concern], prices)}


def test_effects_are_those_of_the_concern_asked_for() -> None:
    scars, marks = by_id("atrophic_acne_scar"), by_id("stretch_marks")
    assert scars["fractional_co2_laser"].effects[0].than == "better"
    assert marks["fractional_co2_laser"].effects[0].than == "equal"
    nobody = by_id("surgical_scar")["fractional_co2_laser"].effects[0]
    assert (nobody.than, nobody.certainty) == ("unknown", "none")


def test_no_comparison_is_called_surer_than_its_trials() -> None:
    for item in alternatives_for(CONCERNS):
        assert (
            all(effect.certainty in ("low", "very_low", "none") for effect in item.effects) or item.id == "no_treatment"
        )


def test_the_published_price_stands_until_the_person_gives_their_own() -> None:
    published = by_id("atrophic_acne_scar")["fractional_co2_laser"].price
    assert published is not None
    assert (published.low, published.high, published.currency) == (2000, 4000, "USD")
    assert published.origin == "published"
    own = by_id("atrophic_acne_scar", Prices(fractional_co2_laser=Money(amount=30000, currency="INR")))
    price = own["fractional_co2_laser"].price
    assert price is not None
    assert (price.low, price.high, price.currency, price.origin) == (30000, 30000, "INR", "yours")
    assert price.course_low == 60000


def test_a_price_that_nobody_published_stays_unknown() -> None:
    assert by_id("atrophic_acne_scar")["tca_cross"].price is None
    own = by_id("atrophic_acne_scar", Prices(tca_cross=Money(amount=90, currency="EUR")))["tca_cross"].price
    assert own is not None
    assert own.course_high == 360


def test_radiofrequency_needling_is_out_of_scope_and_says_why() -> None:
    found = by_id("atrophic_acne_scar")
    assert "FDA" in found["radiofrequency_needling"].out_of_scope
    assert [item.id for item in found.values() if item.out_of_scope] == ["radiofrequency_needling"]


def test_every_alternative_can_be_priced_by_the_case() -> None:
    assert {item.id for item in alternatives_for(CONCERNS)} == set(Prices.model_fields)


def test_a_misspelled_treatment_is_refused_with_the_nearest_name() -> None:
    text = "goals: [{concern: glow, zones: [cheek]}]\nconstraints: {prices: {tca_cros: {amount: 1, currency: USD}}}"
    with pytest.raises(InputError, match="tca_cross"):
        parse_case(text)
