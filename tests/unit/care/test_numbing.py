"""The dose check of numbing creams: the arithmetic, the time on, and each warning on its own."""

from __future__ import annotations

import pytest

from needlepoint.care import dose_check, products
from needlepoint.errors import InputError

PLAIN, MIXED = "lidocaine_4", "lidocaine_prilocaine"


def warned(check, words: str) -> bool:
    return any(words in warning for warning in check.warnings)


def test_grams_follow_the_area_and_milligrams_the_strength():
    check = dose_check(PLAIN, area_cm2=50, weight_kg=60)
    assert check.grams == pytest.approx(5)
    assert check.mg == pytest.approx(5 * 4 * 10)
    assert check.mg_per_kg == pytest.approx(200 / 60)


def test_a_mixture_counts_both_drugs():
    assert dose_check(MIXED, area_cm2=100).mg == pytest.approx(10 * 5 * 10)


def test_the_cream_really_used_goes_before_the_one_by_area():
    assert dose_check(PLAIN, area_cm2=100, grams=3).mg == pytest.approx(120)


@pytest.mark.parametrize(("grams", "warns"), [(6.7, False), (6.75, False), (6.8, True)])
def test_warns_above_the_injected_ceiling_and_says_that_it_is_one(grams, warns):
    check = dose_check(PLAIN, area_cm2=50, weight_kg=60, grams=grams)
    assert warned(check, "4.5 mg per kg") is warns
    assert warned(check, "injected") is warns


@pytest.mark.parametrize(("strength", "warns"), [(3.9, False), (4, False), (4.1, True), (23, True)])
def test_warns_above_four_percent(strength, warns):
    assert warned(dose_check(PLAIN, area_cm2=10, weight_kg=60, strength_percent=strength), "FDA warns") is warns


def test_a_mixture_of_two_and_a_half_percent_each_is_not_above_four_percent_lidocaine():
    assert not warned(dose_check(MIXED, area_cm2=10, weight_kg=60), "Above 4 % lidocaine")


def test_without_a_weight_it_says_that_the_dose_cannot_be_checked():
    check = dose_check(PLAIN, area_cm2=50)
    assert check.mg_per_kg is None
    assert warned(check, "cannot be checked")
    assert not warned(dose_check(PLAIN, area_cm2=50, weight_kg=60), "cannot be checked")


@pytest.mark.parametrize(
    ("depth", "minutes", "reached"), [(1.5, 60, 2.9), (2.9, 60, 2.9), (3.0, 120, 4.5), (4.0, 120, 4.5)]
)
def test_deeper_needling_needs_longer_on(depth, minutes, reached):
    check = dose_check(MIXED, area_cm2=50, depth_mm=depth)
    assert (check.minutes_on, check.depth_reached_mm) == (minutes, reached)
    assert not warned(check, "was measured to")


def test_says_when_no_time_is_deep_enough():
    assert warned(dose_check(MIXED, area_cm2=50, depth_mm=4.6), "4.5 mm only")


def test_plain_lidocaine_is_half_an_hour_without_a_measured_depth():
    check = dose_check(PLAIN, area_cm2=50, depth_mm=1.5)
    assert (check.minutes_on, check.depth_reached_mm) == (30, None)
    assert warned(check, "No measured depth")


@pytest.mark.parametrize(("area", "warns"), [(600, False), (601, True)])
def test_warns_above_the_leaflets_area_and_grams(area, warns):
    check = dose_check(MIXED, area_cm2=area, weight_kg=60)
    assert warned(check, "600 cm²") is warns
    assert warned(check, "60 g") is warns
    assert warned(dose_check(PLAIN, area_cm2=area, weight_kg=60), "large areas: numb and treat a part") is warns


@pytest.mark.parametrize(
    "wrong",
    [
        {"area_cm2": 0},
        {"area_cm2": -5},
        {"area_cm2": float("nan")},
        {"area_cm2": 50, "weight_kg": 0},
        {"area_cm2": 50, "grams": -1},
        {"area_cm2": 50, "strength_percent": 120},
    ],
)
def test_impossible_amounts_are_refused(wrong):
    with pytest.raises(InputError):
        dose_check(PLAIN, **wrong)


def test_an_unknown_cream_is_named_with_its_nearest():
    with pytest.raises(InputError, match="Did you mean lidocaine_4"):
        dose_check("lidocaine4", area_cm2=50)


@pytest.mark.parametrize("product", products())
def test_every_figure_has_its_source(product):
    assert dose_check(product, area_cm2=50).sources
