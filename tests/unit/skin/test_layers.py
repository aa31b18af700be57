"""Layer thicknesses: the published table, sex, age, and honest spreads."""

from __future__ import annotations

import math

import pytest

from needlepoint.errors import InputError
from needlepoint.evidence import recording
from needlepoint.skin import layers, zones


def test_the_dermis_of_the_face_is_the_published_table_at_the_reference_age() -> None:
    assert layers("forehead", "female", 40).dermis_mm == pytest.approx(0.86)
    assert layers("forehead", "male", 40).dermis_mm == pytest.approx(1.17)
    assert layers("neck", "male", None).dermis_sd == pytest.approx(0.22)


def test_the_epidermis_is_histology_not_the_echo() -> None:
    for zone in zones():
        assert layers(zone, "female", 30).epidermis_mm < 0.15, zone


@pytest.mark.parametrize("zone", list(zones()))
@pytest.mark.parametrize("sex", ["female", "male", "other", None])
@pytest.mark.parametrize("age", [0, 18, 50, 95, 130, None])
def test_layers_nest_in_every_zone(zone: str, sex: str | None, age: float | None) -> None:
    found = layers(zone, sex, age)
    edges = found.depths_mm
    assert 0 < edges[0] < edges[1] < edges[2] < edges[3]
    assert min(found.stratum_corneum_sd, found.epidermis_sd, found.papillary_sd, found.dermis_sd) > 0
    assert len(found.basis) == 4


def test_unknown_sex_is_the_mean_with_a_wider_spread() -> None:
    woman, man, other = (layers("forehead", sex, 40) for sex in ("female", "male", "other"))
    assert other.dermis_mm == pytest.approx((woman.dermis_mm + man.dermis_mm) / 2)
    assert other.dermis_sd > math.sqrt((woman.dermis_sd**2 + man.dermis_sd**2) / 2)
    assert layers("forehead", None, 40) == other


def test_age_thins_only_where_that_was_published() -> None:
    assert layers("cheek_left", "male", 70).dermis_mm < layers("cheek_left", "male", 30).dermis_mm
    assert layers("forehead", "female", 70).dermis_mm < layers("forehead", "female", 30).dermis_mm
    assert layers("forehead", "male", 70).dermis_mm == layers("forehead", "male", 30).dermis_mm
    assert layers("neck", "female", 70).dermis_mm == layers("neck", "female", 30).dermis_mm
    assert layers("cheek_left", "male", 70).epidermis_mm == layers("cheek_left", "male", 30).epidermis_mm


def test_a_zone_that_nobody_measured_says_so_and_spreads_wider() -> None:
    cheek, fold = layers("cheek_left", "male", 40), layers("nasolabial_left", "male", 40)
    assert fold.dermis_mm == cheek.dermis_mm
    assert fold.dermis_sd == pytest.approx(1.5 * cheek.dermis_sd)
    assert any("assumed" in line for line in fold.basis)
    assert not any("assumed" in line for line in cheek.basis)


def test_the_papillary_dermis_stays_thin_in_thick_skin() -> None:
    assert layers("hand_left", "female", 40).papillary_mm == pytest.approx(0.4)


def test_reading_layers_notes_their_sources() -> None:
    with recording() as used:
        layers("forehead", "female", 40)
    assert {"meng2022", "chopra2015", "egawa2007"} <= used.sources
    assert "skin.papillary_share" in used.parameters


@pytest.mark.parametrize("age", [-1, 131, float("nan"), float("inf")])
def test_an_impossible_age_is_an_error(age: float) -> None:
    with pytest.raises(InputError, match="0 to 130"):
        layers("forehead", "female", age)


def test_a_zone_without_its_side_is_an_error_with_help() -> None:
    with pytest.raises(InputError, match="Did you mean cheek_"):
        layers("cheek", "female", 40)
