"""The charts say what they show, stand any data, and escape every word."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import pytest

from needlepoint.report.charts import (
    Band,
    Look,
    Window,
    band_chart,
    day_ticks,
    finite,
    interval_bar,
    message_chart,
    nice_ticks,
    phase_strip,
)

SVG = "{http://www.w3.org/2000/svg}"
NAN = float("nan")


def paths(svg: str) -> list[str]:
    return [item.attrib["d"] for item in ET.fromstring(svg).iter(f"{SVG}path")]


def words(svg: str) -> str:
    return " ".join(item.text or "" for item in ET.fromstring(svg).iter() if item.text)


@pytest.mark.parametrize(
    ("days", "median", "low", "high"),
    [
        ([], [], [], []),
        ([0, 1, 2], [None, None, None], [None] * 3, [None] * 3),
        ([0, 1, 2], [NAN, math.inf, -math.inf], [NAN] * 3, [NAN] * 3),
        ([NAN, NAN], [1.0, 2.0], [0.0, 1.0], [2.0, 3.0]),
    ],
)
def test_nothing_to_draw_is_said_in_words(
    days: list[float], median: list[float], low: list[float], high: list[float]
) -> None:
    svg = band_chart("x", "Gain", days, [Band("gain", median, low, high)])
    assert "No figures to draw" in words(svg)


def test_one_point_is_a_dot_with_its_whisker() -> None:
    svg = band_chart("x", "Gain", [3], [Band("gain", [2.0], [1.0], [4.0])])
    root = ET.fromstring(svg)
    assert len(list(root.iter(f"{SVG}circle"))) == 1
    assert any(item.attrib.get("stroke-opacity") == "0.6" for item in root.iter(f"{SVG}line"))


def test_a_missing_value_breaks_the_line_and_never_reaches_the_page() -> None:
    svg = band_chart(
        "x", "Gain", [0, 1, 2, 3, 4], [Band("gain", [1, 2, None, 2, NAN], [0, 1, None, 1, 1], [2, 3, None, 3, 3])]
    )
    assert "nan" not in svg.lower().replace("finance", "")
    assert sum('stroke-width="2.2"' in part for part in svg.split("<path")) == 1


def test_lists_of_unequal_length_are_cut_to_the_shortest() -> None:
    assert "<svg" in band_chart("x", "Gain", [0, 1, 2, 3], [Band("gain", [1.0, 2.0], [0.5], [3.0, 4.0, 5.0, 6.0, 7.0])])


def test_a_flat_curve_and_a_huge_one_have_an_axis() -> None:
    for value in (0.0, 5.0, 1e9, -1e-9):
        ET.fromstring(band_chart("x", "Flat", [0, 10], [Band("flat", [value] * 2, [value] * 2, [value] * 2)]))


def test_the_band_lies_around_the_median() -> None:
    svg = band_chart("x", "Gain", [0, 10], [Band("gain", [1.0, 2.0], [0.0, 1.0], [3.0, 4.0])])
    fill = next(item for item in ET.fromstring(svg).iter(f"{SVG}path") if item.attrib.get("fill-opacity") == "0.16")
    heights = [float(pair.split(",")[1]) for pair in fill.attrib["d"].strip("MZ").split(" L")]
    line = next(item for item in ET.fromstring(svg).iter(f"{SVG}path") if item.attrib.get("stroke-width") == "2.2")
    start = float(line.attrib["d"].strip("M").split(" L")[0].split(",")[1])
    assert heights[0] < start < heights[-1]


def test_sessions_are_numbered_and_those_off_the_axis_left_out() -> None:
    svg = band_chart("x", "Gain", [0, 50], [Band("gain", [0, 1], [0, 1], [0, 1])], sessions=[0, 28, 400])
    assert svg.count('font-weight="600">2</text>') == 1
    assert 'font-weight="600">3</text>' not in svg


def test_two_curves_differ_by_dash_and_are_named() -> None:
    svg = band_chart("x", "Two", [0, 9], [Band("upper", [0, 1], [0, 0], [1, 2]), Band("deep", [0, 2], [0, 1], [1, 3])])
    assert "stroke-dasharray" in svg
    assert "upper" in words(svg)
    assert "deep" in words(svg)


def test_hostile_words_are_escaped_everywhere() -> None:
    evil = "<script>alert('x')</script>\"&"
    drawings = (
        band_chart(
            evil,
            evil,
            [0, 1],
            [Band(evil, [0, 1], [0, 1], [0, 1])] * 2,
            desc=evil,
            look=Look(unit=evil),
            windows=[Window(evil, 0, 1)],
        ),
        phase_strip(evil, evil, [Window(evil, 0, 3)], desc=evil),
        interval_bar(evil, evil, (1, 0, 2), 3, unit=evil),
        message_chart(evil, evil, evil),
    )
    for svg in drawings:
        assert "<script" not in svg
        ET.fromstring(svg)


def test_no_chart_carries_a_style_attribute_or_a_script() -> None:
    svg = band_chart(
        "x", "Gain", [0, 1], [Band("gain", [0, 1], [0, 1], [0, 1])], windows=[Window("w", 0, 1)], sessions=[0]
    )
    assert " style=" not in svg + phase_strip("p", "P", [Window("w", 0, 3)]) + interval_bar("i", "I", (1, 0, 2), 3)


def test_every_chart_has_a_title_and_a_description() -> None:
    for svg in (
        band_chart("a", "T", [0], [], desc="D"),
        phase_strip("b", "T", []),
        interval_bar("c", "T", (NAN, 0, 1), 1),
    ):
        root = ET.fromstring(svg)
        assert root.attrib["role"] == "img"
        ids = root.attrib["aria-labelledby"].split()
        assert [root[0].attrib["id"], root[1].attrib["id"]] == ids


def test_phases_without_an_end_are_left_out() -> None:
    svg = phase_strip("p", "P", [Window("good", 1, 4), Window("endless", 2, NAN), Window("backwards", 5, 4)])
    assert "good" in svg
    assert "endless" not in svg
    assert "backwards" not in svg


def test_interval_bars_with_one_top_share_one_axis() -> None:
    first, second = (interval_bar("i", "I", value, 50.0) for value in ((10, 5, 20), (30, 20, 50)))
    assert [t for t in words(first).split() if t.isdigit()][-3:] == [t for t in words(second).split() if t.isdigit()][
        -3:
    ]


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 37.2), (-4, 9), (0.001, 0.002), (0, 1e7), (17, 31)])
def test_nice_ticks_span_the_values_in_few_steps(low: float, high: float) -> None:
    ticks = nice_ticks(low, high)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert 2 <= len(ticks) <= 8


@pytest.mark.parametrize(
    ("last", "unit", "count"),
    [(7, "days", 8), (14, "days", 8), (28, "days", 5), (84, "weeks", 7), (364, "months", 13), (728, "months", 8)],
)
def test_time_is_told_in_the_unit_that_fits(last: float, unit: str, count: int) -> None:
    name, ticks = day_ticks(last)
    assert name == unit
    assert len(ticks) == count


def test_finite_takes_numbers_only() -> None:
    assert finite(2) == 2.0
    assert [finite(value) for value in (None, NAN, math.inf, "2", True)] == [None] * 5
