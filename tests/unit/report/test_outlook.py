"""What people will see: the words lead, the untreated level is beside every figure, what is unknown stays unknown."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
import textstat

from needlepoint.report import render_html
from needlepoint.report.outlook import groups_of, in_ten, outlook_view, signed, threshold
from needlepoint.report.present import chosen_option

LABELS = ("with needling", "without treatment")


def section(page: str, name: str = "expect") -> str:
    found = re.search(rf'<section id="{name}".*?</section>', page, re.S)
    assert found
    return found[0]


def seen(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))


def test_the_words_come_first_then_table_then_pictures(sample: Any) -> None:
    part = section(render_html(sample("acne")))
    places = [
        part.index(mark)
        for mark in ("About 6 in 10 people like you", "grades better with the standard course", "<figure")
    ]
    assert places == sorted(places)


def test_the_untreated_level_is_named_beside_every_forecast(sample: Any) -> None:
    plan = sample("acne")
    for option in plan["options"]:
        for goal in outlook_view(option, "x"):
            assert "Untreated" in goal["table"]["head"]
            assert "Without treatment: +" in goal["fan"]["svg"]
            assert all(label in goal["fan"]["svg"] for label in LABELS)
            assert "half a grade better" in goal["fan"]["svg"]
            assert "as today (3)" in goal["fan"]["svg"]


def test_the_claim_of_400_percent_stands_beside_the_forecast_with_its_source(sample: Any) -> None:
    part = section(render_html(sample("acne")))
    claim = part[part.index("statement claim") :]
    assert "400 %" in claim[:400]
    assert 'href="#source-' in claim[:600]


def test_chances_are_groups_that_do_not_overlap(sample: Any) -> None:
    groups = groups_of(chosen_option(sample("acne"))["outcomes"][0])  # type: ignore[index]
    assert sum(group.share for group in groups) == pytest.approx(1.0)
    assert next(group.label for group in groups if group.share > 0) == "a whole grade better, or more"


@pytest.mark.parametrize("part", [None, math.nan])
def test_unknown_chances_are_no_people(sample: Any, part: object) -> None:
    plan = sample("acne")
    option = chosen_option(plan)
    assert option
    option["outcomes"][0]["chances"] |= {"half_grade": part}
    assert outlook_view(option, "x")[0]["people"] is None
    render_html(plan)


def test_what_cannot_be_told_apart_says_so_and_counts_no_people(sample: Any) -> None:
    plan = sample("scalp")
    part = section(render_html(plan))
    assert "Nobody can tell yet" in part
    assert "only ever tried together with a cream" in part
    assert "100 people like you" not in part


def test_a_direction_without_a_scale_shows_no_figure(sample: Any) -> None:
    option = chosen_option(sample("body"))
    assert option
    goal = outlook_view(option, "x")[1]
    assert (goal["fan"], goal["table"], goal["people"], goal["scale"]) == (None, None, None, "")
    assert goal["headline"] == "Pores may look a little smaller."


def test_every_goal_of_a_plan_has_its_own_part(sample: Any) -> None:
    part = section(render_html(sample("body")))
    assert seen(part).index("Acne scars") < seen(part).index("Pores")


def test_one_draw_and_missing_figures_still_draw(sample: Any) -> None:
    plan = sample("acne")
    option = chosen_option(plan)
    assert option
    item = option["outcomes"][0]
    item["by_day"]["low"] = item["by_day"]["high"] = item["by_day"]["median"]
    item["by_day"]["control_median"] = [None] * len(item["by_day"]["days"])
    item["at"][-1] |= {"median": None, "low": None, "high": None, "control_median": None}
    assert "nan" not in render_html(plan).lower().replace("finance", "")


def test_a_plan_of_an_earlier_file_still_renders(sample: Any) -> None:
    plan = sample("acne")
    plan.pop("front")
    for option in plan["options"]:
        for name in ("outcomes", "risks", "axes", "stop_rule"):
            option.pop(name)
    page = render_html(plan)
    assert "collagen by month 6" in page
    assert not {'id="risks"', 'id="visits"'} & set(re.findall(r'id="\w+"', page))


def test_the_pages_own_words_are_easy_to_read(sample: Any) -> None:
    page = render_html(sample("acne"))
    leads = [
        lead
        for name in ("expect", "risks", "visits", "alternatives")
        for lead in re.findall(r'<p class="lead">(.*?)</p>', section(page, name), re.S)
    ]
    assert leads
    assert textstat.automated_readability_index(" ".join(map(seen, leads))) <= 7.0


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (None, "not known"),
        (math.nan, "not known"),
        (0.0, "fewer than 1 in 20"),
        (0.07, "about 1 in 15"),
        (0.62, "6 in 10"),
    ],
)
def test_shares_are_told_as_people(share: object, words: str) -> None:
    assert in_ten(share) == words


def test_signs_are_shown_and_nothing_is_no_sign() -> None:
    assert [signed(value) for value in (0.72, -0.1, 0.001, None)] == ["+0.7", "\N{MINUS SIGN}0.1", "0", "not given"]


def test_the_line_to_read_against_is_the_scales_own() -> None:
    assert threshold({"unit": "grade"}) == (0.5, "half a grade better")
    assert threshold({"unit": "points", "mdc": 4}) == (4.0, "4 points better")
    assert threshold({"unit": "points", "mdc": 4, "visible": 1.5}) == (1.5, "1.5 points better")
    assert threshold({"unit": "points", "mdc": None}) is None
