"""Cells of an arms file: numbers, the words papers use instead, and text that is neither."""

from __future__ import annotations

import pytest

from needlepoint.calibration.outcome import cells
from needlepoint.calibration.outcome.cells import Choice, Unreadable
from needlepoint.calibration.outcome.responders import Threshold, threshold
from needlepoint.calibration.outcome.treatment import lesion, scar_type, treatment


@pytest.mark.parametrize(
    ("text", "value"),
    [("", None), ("n/a", None), ("-9.3", -9.3), ("about 40", 40.0), ("~12.5 %", 12.5), ("60-80", 70.0), ("−3", -3.0)],
)
def test_a_number_may_be_about_a_value_or_between_two(text: str, value: float | None) -> None:
    assert cells.number(text) == value


@pytest.mark.parametrize("text", ["plenty", "3.2 grades or so", "12 of 40", "1.2.3"])
def test_text_is_no_number(text: str) -> None:
    with pytest.raises(Unreadable):
        cells.number(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("40", (40.0, False)),
        ("120 total", (120.0, True)),
        ("120 total (about 40 an arm, DERIVED)", (40.0, False)),
        ("15 (30 total)", (15.0, False)),
        ("about 40", (40.0, False)),
    ],
)
def test_people_of_the_arm_are_told_from_those_of_the_trial(text: str, found: tuple[float, bool]) -> None:
    assert cells.count(text) == found


def test_courses_in_words_are_counted() -> None:
    assert cells.sessions("weekly for 3 months (as printed)") == Choice((13.0,))
    assert cells.interval_weeks("", "weekly for 3 months") == Choice((1.0,))
    assert cells.sessions("6 or more") == Choice((6.0,))
    assert cells.sessions("3-5") == Choice((3.0, 4.0, 5.0))
    assert cells.interval_weeks("20 days").middle == pytest.approx(20 / 7)  # type: ignore[union-attr]
    assert cells.interval_weeks("monthly") == Choice((4.345,))
    assert cells.needle("") is None
    assert max(cells.needle("0.25-2.0 (registry); max 1.5 face").values) == 1.5  # type: ignore[union-attr]
    with pytest.raises(Unreadable):
        cells.sessions("a few")


def test_the_day_of_reading_is_read_from_words() -> None:
    assert cells.followup("8 weeks after last").days == Choice((56.0,))
    assert cells.followup("week 22 (10 wk after last)").days == Choice((70.0,))
    assert cells.followup("1 and 6 months after last").days.middle == pytest.approx(106.4)  # type: ignore[union-attr]
    assert cells.followup("month 4").from_start
    assert cells.followup("end of course").end
    assert cells.followup("").days is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (">=1 grade improvement", Threshold("grades", 0.5)),
        ("reduction by 1 or 2 grades, 34/36 (DERIVED percent)", Threshold("grades", 0.5)),
        ("improved 2 grades (19% by 1)", Threshold("grades", 1.5)),
        (">75% improvement", Threshold("share", 0.75)),
        ("at least 50 % improvement", Threshold("share", 0.5)),
        ("excellent 20% + good 70% (sum DERIVED)", Threshold("share", 0.5)),
        ("excellent; good 42/50; poor 3/50", Threshold("share", 0.75)),
        ("moderate improvement or better", Threshold("share", 0.25)),
        ("satisfied patients", Threshold("share", 0.1)),
        ("", None),
    ],
)
def test_the_least_that_counts_as_a_response(text: str, found: Threshold | None) -> None:
    assert threshold(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("very good 73% + excellent 20% (sum DERIVED)", Threshold("grades", 1.0)),
        ("excellent; good 42/50; poor 3/50", Threshold("grades", 1.5)),
        ("good or excellent", Threshold("grades", 0.5)),
        (">50% improvement", Threshold("share", 0.5)),
        ("satisfied patients", Threshold("share", 0.1)),
    ],
)
def test_good_and_excellent_on_a_graded_scale_count_grades(text: str, found: Threshold) -> None:
    assert threshold(text, graded=True) == found


@pytest.mark.parametrize(
    ("alone", "arm", "kind"),
    [
        ("yes", "MN", "needling"),
        ("yes (saline)", "MN + saline injection", "needling"),
        ("no (control)", "untreated side", "control"),
        ("no", "no treatment", "control"),
        ("no (control)", "5% minoxidil", "other"),
        ("no (RF)", "RF microneedling", "other"),
        ("no", "MN + PRP", "other"),
    ],
)
def test_controls_are_told_from_other_treatments(alone: str, arm: str, kind: str) -> None:
    found = treatment({"is_microneedling_alone": alone, "arm": arm})
    assert found is not None
    assert found.kind == kind


def test_indications_and_scar_types() -> None:
    assert lesion("acne_scar_with_PIH") == "acne"
    assert lesion("burn_scar") == "burn"
    assert lesion("wrinkles_scars_laxity_striae") == "mixed"
    assert lesion("androgenetic_alopecia") == "hair"
    assert scar_type("rolling") == "rolling"
    assert scar_type("rolling + boxcar") is None
