"""The library of topicals: found by any name, honest about what it does not know, strict about nonsense."""

from __future__ import annotations

import math

import pytest

from needlepoint.delivery import substance, topical, topicals
from needlepoint.errors import InputError

WANTED = (
    "hyaluronic_acid_5k", "hyaluronic_acid_50k", "hyaluronic_acid_1m", "vitamin_c", "lidocaine", "lidocaine_prilocaine",
    "minoxidil", "tranexamic_acid", "retinol", "tretinoin", "niacinamide", "glycolic_acid", "salicylic_acid",
    "ceramides", "peptides", "prp", "prp_tgf_beta1", "prp_pdgf_ab", "prp_igf_1", "mineral_filter", "clindamycin",
    "perfume",
)  # fmt: skip


def test_the_library_holds_what_people_ask_for() -> None:
    assert set(WANTED) <= set(topicals())


@pytest.mark.parametrize("key", list(topicals()))
def test_every_entry_is_whole(key: str) -> None:
    item = topicals()[key]
    assert item.weight_da > 18
    assert 0 < item.strength_percent <= 100
    assert item.sources
    assert len(item.safety) > 30
    assert item.verdict


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("Vitamin C", "vitamin_c"),
        ("l-ascorbic ACID", "vitamin_c"),
        ("EMLA", "lidocaine_prilocaine"),
        ("retin-a", "tretinoin"),
        ("PRP", "prp"),
        ("hyaluronic acid", "hyaluronic_acid_1m"),
        ("parfum", "perfume"),
    ],
)
def test_it_is_found_by_what_people_say(word: str, key: str) -> None:
    assert topical(word).id == key


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean niacinamide"):
        topical("niacinamid")


def test_platelet_payloads_are_the_measured_ones() -> None:
    assert [topical(name).payload["ng_ml"] for name in ("prp_tgf_beta1", "prp_pdgf_ab", "prp_igf_1")] == [169, 117, 84]
    for name in ("prp_tgf_beta1", "prp_pdgf_ab", "prp_igf_1"):
        item = topical(name)
        assert item.strength_percent == pytest.approx(item.payload["ng_ml"] * 1e-9 * 100)  # ng/ml of a gram per ml


def test_what_is_known_to_harm_is_never_allowed_on_open_channels() -> None:
    assert {topical(name).on_open for name in ("vitamin c", "retinol", "tretinoin", "glycolic acid", "perfume")} == {
        "no"
    }
    assert topical("lidocaine").on_open == "before"
    assert topical("vitamin c").granuloma == "reported"


@pytest.mark.parametrize(("weight", "logp"), [(0, 1), (-5, 1), (math.nan, 1), (1e12, 1), (200, 50), (200, math.inf)])
def test_nonsense_is_no_substance(weight: float, logp: float) -> None:
    with pytest.raises(InputError):
        substance(weight, logp)


@pytest.mark.parametrize("strength", [0, -1, 101, math.nan])
def test_nonsense_is_no_strength(strength: float) -> None:
    with pytest.raises(InputError, match="strength"):
        substance(200, 1, strength)


def test_plasma_is_a_mixture_of_what_was_measured_in_it() -> None:
    plasma = topical("platelet-rich plasma")
    parts = [topical(part) for part in plasma.parts]
    assert {part.payload["what"] for part in parts} == {"TGF-beta1", "PDGF-AB", "IGF-I"}
    assert plasma.strength_percent == pytest.approx(sum(part.strength_percent for part in parts))
    weighed = sum(part.weight_da * part.strength_percent for part in parts) / plasma.strength_percent
    assert plasma.weight_da == pytest.approx(weighed, rel=1e-4)
    assert {part.on_open for part in parts} == {plasma.on_open}
