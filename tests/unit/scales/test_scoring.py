"""Scores from answers: the authors' arithmetic at its ends and in between."""

from __future__ import annotations

import pytest

from needlepoint.errors import InputError
from needlepoint.evidence import recording
from needlepoint.scales import band_of, scale, scales, score

BY_ITEMS = ("goodman_baron_quantitative", "ecca", "masi", "mmasi", "lemperle", "vss")


def all_at(id: str, end: str) -> dict[str, float]:
    return {name: getattr(item, end) for name, item in scale(id).items.items()}


@pytest.mark.parametrize("id", BY_ITEMS)
def test_the_highest_and_lowest_answers_give_the_ends_of_the_scale(id: str) -> None:
    assert score(id, all_at(id, "low")) == scale(id).low
    assert score(id, all_at(id, "high")) == pytest.approx(scale(id).high)


@pytest.mark.parametrize("id", [id for id, item in scales().items() if item.scoring in ("grade", "total")])
def test_a_single_grade_is_the_score(id: str) -> None:
    name = "total" if scale(id).totals_only else "grade"
    assert score(id, {name: scale(id).high}) == scale(id).high


def test_goodman_baron_counts_lesions_in_steps() -> None:
    none = all_at("goodman_baron_quantitative", "low")
    for count, points in ((1, 2), (10, 2), (11, 4), (20, 4), (21, 6)):
        assert score("goodman_baron_quantitative", none | {"punched_shallow": count}) == points
    for area, points in ((0.5, 6), (5, 12), (20, 12), (20.5, 18)):
        assert score("goodman_baron_quantitative", none | {"raised_area": area}) == points


def test_ecca_weighs_shapes() -> None:
    none = all_at("ecca", "low")
    assert score("ecca", none | {"v_shaped": 1, "m_shaped": 2}) == 15 + 50


def test_masi_of_one_face() -> None:
    answers = all_at("masi", "low") | {"forehead_area": 2, "forehead_darkness": 2, "forehead_evenness": 1}
    answers |= {"chin_area": 6, "chin_darkness": 4, "chin_evenness": 3}
    assert score("masi", answers) == pytest.approx(0.3 * 2 * 3 + 0.1 * 6 * 7)
    modified = {name: value for name, value in answers.items() if not name.endswith("evenness")}
    assert score("mmasi", modified) == pytest.approx(0.3 * 2 * 2 + 0.1 * 6 * 4)


def test_lemperle_is_the_mean_of_nine_sites() -> None:
    answers = all_at("lemperle", "low") | {"forehead": 3, "chin": 3}
    assert len(answers) == 9
    assert score("lemperle", answers) == pytest.approx(6 / 9)


@pytest.mark.parametrize(
    ("width", "depth", "edges", "name"),
    [
        (1.0, 2.0, None, "ice-pick"),
        (1.8, 2.0, 1, "ice-pick"),
        (1.8, 0.3, 2, "shallow boxcar"),
        (3.0, 0.5, None, "shallow boxcar"),
        (3.0, 0.6, None, "deep boxcar"),
        (4.0, 0.6, None, "deep boxcar"),
        (5.0, 0.6, None, "rolling"),
    ],
)
def test_scar_types_by_size(width: float, depth: float, edges: int | None, name: str) -> None:
    found = score("jacob", {"width_mm": width, "depth_mm": depth, "edges": edges})
    assert band_of("jacob", found) == name


def test_a_scar_that_may_be_either_type_asks_for_its_edges() -> None:
    with pytest.raises(InputError, match="narrowing to a point"):
        score("jacob", {"width_mm": 1.8, "depth_mm": 1.0})


def test_hair_is_counted_per_area() -> None:
    assert score("hair_density_cm2", {"hairs": 150, "area_cm2": 1.5}) == 100
    assert score("hair_density_in2", {"hairs": 150, "area_in2": 0.15}) == pytest.approx(1000)
    with pytest.raises(InputError, match="area_in2"):
        score("hair_density_cm2", {"hairs": 150, "area_in2": 0.2})
    with pytest.raises(InputError, match="at most 600"):
        score("hair_density_cm2", {"hairs": 5000, "area_cm2": 1})


@pytest.mark.parametrize(
    ("lightness", "yellowness", "band"),
    [
        (75, 12, "very light"),
        (65, 15, "light"),
        (60, 15, "intermediate"),
        (55, 20, "tan"),
        (48, 15, "brown"),
        (35, 10, "dark"),
    ],
)
def test_skin_tone_bands(lightness: float, yellowness: float, band: str) -> None:
    assert band_of("ita", score("ita", {"lightness": lightness, "yellowness": yellowness})) == band


def test_a_middle_tone_is_flat() -> None:
    assert score("ita", {"lightness": 50, "yellowness": 18}) == 0.0
    assert score("ita", {"lightness": 68, "yellowness": 18}) == pytest.approx(45.0)


@pytest.mark.parametrize(
    ("points", "band"),
    [(0, "no effect on life"), (1, "no effect on life"), (2, "small effect"), (21, "very large effect")],
)
def test_bands_begin_where_they_say(points: int, band: str) -> None:
    assert band_of("dlqi", points) == band


def test_every_fault_of_the_answers_is_told_at_once() -> None:
    with pytest.raises(InputError) as fault:
        score("vss", {"vascularity": 4, "pigmentation": 1.5, "hieght": 1, "pliability": 2})
    text = str(fault.value)
    assert "Did you mean height?" in text
    assert "no height" in text
    assert "vss.vascularity: found 4; allowed: 0 to 3" in text
    assert "vss.pigmentation: found 1.5" in text


def test_a_score_notes_where_its_rule_comes_from() -> None:
    with recording() as used:
        score("pain_vas", {"grade": 3})
    assert "pain_vas2017" in used.sources
