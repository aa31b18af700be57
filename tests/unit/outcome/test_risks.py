"""Risks: a number only where somebody counted, reasons from the facts, help for each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from needlepoint.errors import InputError
from needlepoint.evidence import all_sources, recording
from needlepoint.outcome import Risk, RiskFacts, risks
from needlepoint.outcome.risks import WHEN, _data

PLAIN = RiskFacts(phototype="II", depth_mm=0.5, zones=("cheek_left",))
LOADED = RiskFacts(
    phototype="V",
    tanned=True,
    setting="home",
    depth_mm=1.5,
    passes=8,
    scar_level=0.8,
    drag_mm=0.3,
    hole_mm=0.12,
    zones=("forehead", "cheek_left"),
    topicals=("Vitamin C serum", "sterile saline"),
    allergies=("nickel",),
    herpes_history=True,
    open_hours=30.0,
    sessions=4,
)


def by_id(facts: RiskFacts) -> dict[str, Risk]:
    return {item.id: item for item in risks(facts)}


def test_six_risks_each_with_words_a_basis_and_help() -> None:
    for facts in (PLAIN, LOADED, RiskFacts()):
        found = by_id(facts)
        assert list(found) == ["pih", "infection", "scar", "granuloma", "allergy", "herpes"]
        for item in found.values():
            assert item.label
            assert item.words
            assert item.basis
            assert item.lowers
            assert set(item.sources) <= set(all_sources())
            assert "{" not in item.words + "".join(item.lowers)


def test_only_dark_marks_have_a_number() -> None:
    for facts in (PLAIN, LOADED):
        assert {id for id, item in by_id(facts).items() if item.low is not None} == {"pih"}
        assert by_id(facts)["pih"].kind == "assumed"


@pytest.mark.parametrize(
    ("types", "rate"), [(("I", "II", "III"), (0, 2)), (("IV", "V", "VI"), (2, 7)), ((None,), (0, 7))]
)
def test_phototype_counts_in_two_groups_and_no_finer(types: tuple[str | None, ...], rate: tuple[float, float]) -> None:
    found = [by_id(replace(LOADED, phototype=kind))["pih"] for kind in types]
    assert {(item.low, item.high) for item in found} == {rate}
    assert len({item.words for item in found}) == 1


def test_no_fact_but_phototype_moves_the_number() -> None:
    loaded, plain = by_id(LOADED)["pih"], by_id(replace(PLAIN, phototype="V"))["pih"]
    assert (loaded.low, loaded.high) == (plain.low, plain.high)
    assert len(loaded.words) > len(plain.words)


@pytest.mark.parametrize(
    ("risk", "changed", "words"),
    [
        ("pih", {"tanned": True}, "wait until the tan has gone"),
        ("pih", {"depth_mm": 1.5}, "Deeper needles"),
        ("infection", {"setting": "home"}, "At home"),
        ("infection", {"open_hours": 26.4}, "about 26 hours"),
        ("scar", {"scar_level": 0.7}, "70 % of the level"),
        ("scar", {"scar_level": 1.2}, "should not be done"),
        ("scar", {"drag_mm": 0.3, "hole_mm": 0.12}, "dragged"),
        ("scar", {"depth_mm": 1.5, "zones": ("forehead",)}, "under the forehead"),
        ("granuloma", {"topicals": ("L-ascorbic acid 15 %",)}, "Vitamin C"),
        ("granuloma", {"topicals": ("copper peptide",)}, "copper peptide"),
        ("allergy", {"allergies": ("nickel",)}, "Known here: nickel"),
        ("herpes", {"herpes_history": True}, "Cold sores in the past"),
    ],
)
def test_a_fact_is_named_where_it_raises_a_risk(risk: str, changed: dict[str, object], words: str) -> None:
    assert words not in by_id(PLAIN)[risk].words
    assert words in by_id(replace(PLAIN, **changed))[risk].words  # type: ignore[arg-type]


def test_bone_counts_only_where_it_is_close() -> None:
    assert "bone" not in by_id(replace(PLAIN, depth_mm=1.5))["scar"].words


def test_salt_water_is_nothing() -> None:
    assert "nothing on" in by_id(PLAIN)["granuloma"].words
    assert "nothing on" in by_id(replace(PLAIN, topicals=("sterile saline",)))["granuloma"].words


def test_nobody_is_told_to_stop_a_medicine() -> None:
    for item in risks(LOADED):
        assert "stop" not in " ".join(item.lowers)


def test_every_condition_of_the_data_is_known_and_every_known_one_used() -> None:
    used = {
        entry["when"]
        for item in _data().values()
        for part in ("rates", "raised", "lowers")
        for entry in item[part]
        if "when" in entry
    }
    assert used == set(WHEN)


def test_sources_are_noted() -> None:
    with recording() as used:
        found = risks(PLAIN)
    assert {id for item in found for id in item.sources} <= used.sources


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"phototype": "VII"}, "phototype"),
        ({"setting": "spa"}, "clinic, home"),
        ({"depth_mm": -1.0}, "depth_mm"),
        ({"scar_level": float("nan")}, "scar_level"),
        ({"zones": ("cheek_lft",)}, "cheek_left"),
    ],
)
def test_facts_that_cannot_be_are_refused(changed: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        risks(replace(PLAIN, **changed))  # type: ignore[arg-type]
