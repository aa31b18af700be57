"""Zones: names a person writes, sides, codes, and what is never treated."""

from __future__ import annotations

import pytest

from needlepoint.errors import InputError
from needlepoint.skin import FACE_ZONES, expand_zone, zones
from needlepoint.skin.snomed import valid_snomed

SIDED = {
    "temple",
    "periorbital",
    "cheek",
    "nasolabial",
    "jawline",
    "hand",
    "upper_arm",
    "flank",
    "breast",
    "buttock",
    "thigh",
    "knee",
}
SINGLE = {"forehead", "glabella", "nose", "perioral", "chin", "neck", "decollete", "scalp", "abdomen", "back"}


def test_every_zone_of_the_case_file_is_there_with_its_sides() -> None:
    assert {zone.base for zone in zones().values() if zone.side} == SIDED
    assert {zone.base for zone in zones().values() if not zone.side} == SINGLE
    assert len(zones()) == 2 * len(SIDED) + len(SINGLE)


@pytest.mark.parametrize("name", ["cheek", "cheeks", "Cheek", " CHEEKS "])
def test_a_bare_name_means_both_sides(name: str) -> None:
    assert expand_zone(name) == ("cheek_left", "cheek_right")


@pytest.mark.parametrize("name", ["cheek_left", "left cheek", "Left-Cheek"])
def test_a_side_may_stand_first_or_last(name: str) -> None:
    assert expand_zone(name) == ("cheek_left",)


def test_a_zone_without_sides_has_no_left() -> None:
    assert expand_zone("forehead") == ("forehead",)
    with pytest.raises(InputError, match=r"Did you mean forehead\?"):
        expand_zone("forehead_left")


@pytest.mark.parametrize("zone", list(zones()))
def test_every_id_means_itself_once(zone: str) -> None:
    assert expand_zone(zone) == (zone,)


def test_an_unknown_zone_answers_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match=r"Did you mean cheek\?"):
        expand_zone("cheak")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("eyelid", "lies on the eye"),
        ("upper eyelids", "lies on the eye"),
        ("eyelid_left", "lies on the eye"),
        ("inside the orbital rim", "no bone"),
        ("lips", "no horny layer"),
        ("lip vermilion", "no horny layer"),
        ("mucosa", "not skin"),
    ],
)
def test_what_is_never_treated_says_why(name: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        expand_zone(name)


def test_face_zones_are_the_face_only() -> None:
    assert "cheek_left" in FACE_ZONES
    assert not {"neck", "scalp", "back"} & set(FACE_ZONES)


def test_each_zone_has_a_right_code_or_a_wider_one_never_both() -> None:
    for zone in zones().values():
        assert (zone.snomed is None) != (zone.nearest_parent is None), zone.id
        assert valid_snomed(zone.snomed or zone.nearest_parent or "")
        assert (zone.laterality is None) == (zone.side == "")


def test_codes_of_dicom_cid_4029() -> None:
    assert zones()["forehead"].snomed == "68698007"
    assert zones()["cheek_left"].snomed == "36141000"
    assert zones()["cheek_left"].laterality == "7771000"
    assert zones()["cheek_right"].laterality == "24028007"
    assert zones()["glabella"].nearest_parent == zones()["forehead"].snomed


def test_verhoeff_catches_a_wrong_digit_and_a_swap() -> None:
    code = "52795006"
    assert valid_snomed(code)
    for place in range(len(code)):
        for digit in "0123456789":
            changed = code[:place] + digit + code[place + 1 :]
            assert valid_snomed(changed) == (changed == code)
    swapped = ["".join((*code[:i], code[i + 1], code[i], *code[i + 2 :])) for i in range(len(code) - 1)]
    assert not any(valid_snomed(other) for other in swapped if other != code)


@pytest.mark.parametrize("code", ["", "12345", "052795006", "5279500x", "1" * 19, "٥٢٧٩٥٠٠٦"])
def test_what_is_no_identifier(code: str) -> None:
    assert not valid_snomed(code)


def test_areas_are_plausible_for_an_adult() -> None:
    assert 250 < sum(zones()[zone].area_cm2 for zone in FACE_ZONES) < 500
    assert sum(zone.area_cm2 for zone in zones().values()) < 18_000
