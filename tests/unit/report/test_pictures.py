"""The zone chart and the section (right views, every zone drawn and numbered, depth to scale); calendar and words."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from needlepoint.report import section, words
from needlepoint.report.calendar import agenda, month_grids
from needlepoint.report.face import needed_views, zone_views
from needlepoint.report.present import span_words, stages
from needlepoint.skin import zones as known_zones

SVG = "{http://www.w3.org/2000/svg}"


def treated(name: str, depth: float = 1.0) -> dict[str, Any]:
    return {"zone": name, "label": words.zone_words(name), "depth_mm": depth}


def names(zones: list[str]) -> list[str]:
    return [view.name for view in needed_views(zones)]


@pytest.mark.parametrize(
    ("zones", "views"),
    [
        (["forehead"], ["front"]),
        (["cheek_left"], ["front", "left"]),
        (["cheek_left", "cheek_right"], ["right", "front", "left"]),
        (["neck"], ["front"]),
        (["neck", "decollete"], ["body_front"]),
        (["scalp"], ["scalp"]),
        (["abdomen", "thigh_left"], ["body_front"]),
        (["back"], ["body_back"]),
        (["abdomen", "buttock_left"], ["body_front", "body_back"]),
        (["unheard_of"], []),
    ],
)
def test_only_the_views_that_are_needed(zones: list[str], views: list[str]) -> None:
    assert names(zones) == views


def test_every_zone_of_the_skin_package_can_be_drawn_with_its_number() -> None:
    for name in known_zones():
        chart = zone_views("z", [treated(name)])
        numbered = [view for view in chart["views"] if re.search(r'font-weight="700">1</text>', view["svg"])]
        assert numbered, name


def test_equal_depths_share_one_hatching_and_the_key_names_it() -> None:
    chart = zone_views("z", [treated("cheek_left", 1.5), treated("cheek_right", 1.5), treated("forehead", 0.5)])
    assert [item["words"] for item in chart["key"]] == ["0.5 mm", "1.5 mm"]
    front = next(view["svg"] for view in chart["views"] if view["title"] == "Front")
    assert front.count('fill="url(#z-front-h1)"') == 2
    assert front.count('fill="url(#z-front-h0)"') == 1


def test_a_zone_left_out_is_drawn_dashed_and_told_in_the_description() -> None:
    chart = zone_views("z", [treated("cheek_left")], ["cheek_right"])
    front = next(view["svg"] for view in chart["views"] if view["title"] == "Front")
    assert 'stroke-dasharray="4 3"' in front
    assert "Left out: right cheek." in front
    assert chart["key"][-1]["words"] == "left out"


def test_the_left_cheek_lies_on_the_readers_right_in_the_front_view() -> None:
    front = next(v["svg"] for v in zone_views("z", [treated("cheek_left")])["views"] if v["title"] == "Front")
    badge = next(item for item in ET.fromstring(front).iter(f"{SVG}text") if item.text == "1")
    assert float(badge.attrib["x"]) > 0


def test_from_behind_the_left_lies_on_the_readers_left() -> None:
    back = zone_views("z", [treated("buttock_left")])["views"][-1]["svg"]
    badge = next(item for item in ET.fromstring(back).iter(f"{SVG}text") if item.text == "1")
    assert float(badge.attrib["x"]) < 0


def test_hole_depths_follow_the_quantiles(sample: Any) -> None:
    zone = sample("acne")["options"][1]["sessions"][0]["zones"][0]
    depths = section.hole_depths(zone, 1001)
    spread = zone["depth_reached_mm"]
    assert depths[500] == pytest.approx(spread["median"])
    assert depths[50] == pytest.approx(spread["p5"], abs=0.01)
    assert depths[950] == pytest.approx(spread["p95"], abs=0.01)
    assert depths == sorted(depths)


def test_the_section_draws_depth_and_width_to_one_scale(sample: Any) -> None:
    zone = sample("acne")["options"][1]["sessions"][0]["zones"][0]
    zone["depth_reached_mm"] = {"p5": 1.0, "median": 1.0, "p95": 1.0}
    root = ET.fromstring(section.section_chart("s", zone))
    holes = [item.attrib["d"] for item in root.iter(f"{SVG}path") if item.attrib.get("fill") == "#fffdfb"]
    numbers = [float(value) for value in re.findall(r"-?\d+\.?\d*", holes[0])]
    width = max(numbers[0::2]) - min(numbers[0::2])
    assert max(numbers[1::2]) - section.TOP == pytest.approx(section.PIXELS_PER_MM, abs=0.02)
    assert width == pytest.approx(2 * zone["hole_radius_mm"] * section.PIXELS_PER_MM, abs=0.02)


@pytest.mark.parametrize("density", [0.0, 1.0, 250.0, 1e6])
def test_the_number_of_holes_stays_readable(sample: Any, density: float) -> None:
    zone = sample("acne")["options"][0]["sessions"][0]["zones"][0] | {"density_per_cm2": density}
    assert 3 <= section.hole_count(zone) <= section.MOST_HOLES
    ET.fromstring(section.section_chart("s", zone))


def test_the_agenda_is_in_order_and_has_every_session(sample: Any) -> None:
    plan = sample("acne")
    events = agenda(plan["options"][1], plan["care"])
    assert [event["iso"] for event in events] == sorted(event["iso"] for event in events)
    assert [e["iso"] for e in events if e["kind"] == "session"] == [
        "2026-12-01",
        "2026-12-29",
        "2027-01-26",
        "2027-02-23",
    ]
    assert events[0]["kind"] == "prepare"
    assert events[0]["after"] == "2 weeks before"


def test_the_month_grids_mark_sessions_and_days_off(sample: Any) -> None:
    grids = month_grids(sample("acne")["options"][1])
    assert [grid["title"] for grid in grids] == ["December 2026", "January 2027", "February 2027"]
    december = {cell["day"]: cell["mark"] for week in grids[0]["weeks"] for cell in week if cell["day"]}
    assert (december[1], december[2], december[5], december[29]) == ("1", "off", "", "2")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (0, 0, "Day 0"),
        (0, 3, "Days 0 to 3"),
        (-7, -1, "7 days to 1 day before"),
        (8, None, "From day 8"),
        (None, None, "Any day"),
        (-14, 0, "2 weeks before to day 0"),
        (None, 5, "Up to day 5"),
        (-1, -1, "1 day before"),
    ],
)
def test_spans_of_days_in_words(first: int | None, last: int | None, said: str) -> None:
    assert span_words(first, last) == said


def test_aftercare_stands_in_the_stage_where_it_begins_and_says_how_long(sample: Any) -> None:
    days = sample("acne")["care"]["days"]
    days[2] |= {"back_to": "mineral makeup", "sessions": [1]}
    found = {group["span"]: group["items"] for group in stages(days, 4)}
    assert list(found) == ["On the day", "Days 1 to 3", "Days 4 to 7", "Days 8 to 14"] or "Days 4 to 7" not in found
    first = next(item for item in found["On the day"] if item["text"].startswith("No makeup"))
    assert first["more"] == "Only after session 1. From day 1: mineral makeup"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1.5, "1.5"),
        (2.0, "2"),
        (-3.25, "\N{MINUS SIGN}3.2"),
        (None, "not given"),
        (float("nan"), "not given"),
        (-0.01, "0"),
    ],
)
def test_figures_in_words(value: float | None, said: str) -> None:
    assert words.figure(value) == said


def test_a_curve_is_read_aloud() -> None:
    assert words.fading_sentence([0, 1, 2], [2.0, 0.6, 0.1], "Redness") == (
        "Redness is strongest on day 0 (2 of 4) and is barely there from day 2."
    )
    assert words.fading_sentence([0, 1], [0.1, 0.1], "Pain") == "Pain stays below 0.5 of 4 throughout."
    assert "no forecast" in words.fading_sentence([], [], "Pain")
