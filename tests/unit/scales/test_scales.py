"""The scales as data: whole, honest about what nobody checked, and strict about what they may grade."""

from __future__ import annotations

import pytest

from needlepoint.case import CONCERNS, SCALES
from needlepoint.errors import InputError
from needlepoint.evidence import all_sources
from needlepoint.scales import Score, change, check_concern, check_score, converted, scale, scales

WANTED = {
    "goodman_baron_qualitative",
    "goodman_baron_quantitative",
    "ecca",
    "masi",
    "mmasi",
    "lemperle",
    "glogau",
    "fitzpatrick_goldman",
    "gais_low_good",
    "gais_high_good",
    "vss",
    "jacob",
    "hair_density_cm2",
    "hair_density_in2",
    "pain_vas",
    "erythema_cea",
    "ita",
    "face_q",
    "dlqi",
    "posas_observer",
    "posas_patient",
}


def said(fault: pytest.ExceptionInfo[InputError]) -> str:
    return str(fault.value)


def test_every_scale_is_there() -> None:
    assert set(scales()) == WANTED


@pytest.mark.parametrize("id", sorted(WANTED))
def test_a_scale_is_whole(id: str) -> None:
    item = scale(id)
    assert item.low < item.high
    assert item.label
    assert item.rule
    assert item.licence
    assert item.mdc_note
    assert set(item.sources) <= set(all_sources())
    assert set(item.concerns) <= set(CONCERNS)
    assert all(item.low <= start <= item.high for start in item.bands)
    for asked in item.items.values():
        assert asked.low < asked.high
        assert all(asked.low <= grade <= asked.high for grade in asked.choices)


def test_forms_that_belong_to_others_come_without_their_questions() -> None:
    assert {id for id, item in scales().items() if item.totals_only} == {
        "face_q",
        "dlqi",
        "posas_observer",
        "posas_patient",
    }
    assert all(not item.items for item in scales().values() if item.totals_only)


def test_a_rule_that_nobody_checked_cites_a_source_that_says_so() -> None:
    for item in scales().values():
        defining = all_sources()[item.source]
        assert (item.checked == "unverified") == (defining.checked == "unverified"), item.id


def test_a_case_may_state_what_it_could_before() -> None:
    before = {"goodman_baron_qualitative", "goodman_baron_quantitative", "ecca", "lemperle", "glogau"}
    before |= {"fitzpatrick_goldman", "masi", "mmasi", "vss"}
    assert before <= set(SCALES)
    assert all(item is scale(id) for id, item in SCALES.items())


@pytest.mark.parametrize(
    ("id", "value", "words"),
    [
        ("vss", 14, "0 to 13"),
        ("vss", 6.5, "in steps of 1"),
        ("goodman_baron_qualitative", 0, "1 to 4"),
        ("ecca", 12, "in steps of 5"),
        ("masi", 9.65, "in steps of 0.1"),
        ("dlqi", -1, "0 to 30"),
        ("pain_vas", float("nan"), "a number"),
        ("pain_vas", "seven", "a number"),
        ("vss", True, "a number"),
    ],
)
def test_a_score_that_cannot_be_is_refused_with_what_can(id: str, value: object, words: str) -> None:
    with pytest.raises(InputError) as fault:
        check_score(id, value, "goals[0].severity.score")
    assert words in said(fault)
    assert "goals[0].severity.score" in said(fault)


@pytest.mark.parametrize(
    ("id", "value"), [("masi", 9.6), ("masi", 0.3), ("mmasi", 23.7), ("lemperle", 2 + 1 / 9), ("ecca", 95)]
)
def test_a_score_that_can_be_stands(id: str, value: float) -> None:
    assert check_score(id, value) == value


def test_an_unknown_scale_is_told_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean mmasi"):
        scale("mmassi")


def test_a_name_that_two_codings_share_asks_which() -> None:
    with pytest.raises(InputError, match="gais_low_good, gais_high_good"):
        scale("GAIS")


def test_a_scale_for_another_concern_names_the_ones_that_fit() -> None:
    with pytest.raises(InputError) as fault:
        check_concern("masi", "wrinkles", "goals[0].severity.scale")
    assert "lemperle" in said(fault)
    assert "MASI melasma score grades melasma" in said(fault)
    check_concern("masi", "melasma")
    check_concern("pain_vas", "wrinkles")


def test_the_two_codings_are_never_mixed() -> None:
    low, high = Score("gais_low_good", 2), Score("gais_high_good", 2)
    for first, second in ((low, high), (high, low)):
        with pytest.raises(InputError, match="one coding"):
            change(first, second)
        with pytest.raises(InputError, match="one coding"):
            converted(first, second.scale)


def test_improvement_is_positive_whichever_way_the_scale_runs() -> None:
    assert change(Score("vss", 9), Score("vss", 6)).improvement == 3
    assert change(Score("hair_density_cm2", 80), Score("hair_density_cm2", 100)).improvement == 20
    assert change(Score("gais_high_good", 2), Score("gais_high_good", 0)).improvement == -2


@pytest.mark.parametrize(("after", "signal"), [(36, False), (35, True), (45, True), (40, False)])
def test_four_points_are_no_signal_between_raters(after: int, signal: bool) -> None:
    assert change(Score("goodman_baron_quantitative", 40), Score("goodman_baron_quantitative", after)).signal is signal


def test_where_the_noise_is_not_known_nothing_is_called_a_signal() -> None:
    assert change(Score("ecca", 200), Score("ecca", 20)).signal is None


def test_inches_are_told_from_centimetres() -> None:
    found = converted(Score("hair_density_in2", 1000), "hair_density_cm2")
    assert found.value == pytest.approx(155.0, rel=1e-3)
    assert converted(found, "hair_density_in2").value == pytest.approx(1000)
    gain = change(Score("hair_density_in2", 1000), Score("hair_density_cm2", 165))
    assert gain.improvement == pytest.approx(10, abs=0.01)


def test_a_colour_does_not_improve() -> None:
    with pytest.raises(InputError, match="no better or worse"):
        change(Score("ita", 10), Score("ita", 20))
