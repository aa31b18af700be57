"""A band with a hatched one beneath and levels to read it against; a single draw has no width."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from needlepoint.report.charts import Band, Level, band_chart

SVG = "{http://www.w3.org/2000/svg}"
DAYS = [0.0, 50.0, 100.0]
TREATED = Band("with needling", [0, 0.4, 0.6], [0, -0.1, 0.0], [0, 0.9, 1.3])
CONTROL = Band("without", [0, 0.1, 0.1], [0, -0.4, -0.4], [0, 0.5, 0.5], hatched=True)


def test_the_untreated_band_lies_beneath_and_is_hatched() -> None:
    svg = band_chart("x", "Fan", DAYS, [TREATED, CONTROL])
    assert svg.index("url(#x-b)") < svg.index('fill-opacity="0.16"')
    assert 'id="x-b"' in svg


def test_a_chart_without_a_hatched_band_defines_no_hatching() -> None:
    assert "pattern" not in band_chart("x", "Fan", DAYS, [TREATED])


def test_a_level_is_on_the_axis_and_named_even_beyond_every_curve() -> None:
    root = ET.fromstring(band_chart("x", "Fan", DAYS, [TREATED], levels=[Level(3.0, "three better")]))
    assert any(item.text == "three better" for item in root.iter(f"{SVG}text"))
    lines = [item for item in root.iter(f"{SVG}line") if item.attrib.get("stroke-dasharray") == "5 3"]
    assert len(lines) == 1
    assert 0 < float(lines[0].attrib["y1"]) < 260


def test_the_name_of_a_level_keeps_off_the_curve() -> None:
    flat = Band("flat", [0.5] * 41, [0.4] * 41, [0.6] * 41)
    root = ET.fromstring(band_chart("x", "Fan", [5.0 * k for k in range(41)], [flat], levels=[Level(0.5, "half")]))
    name = next(item for item in root.iter(f"{SVG}text") if item.text == "half")
    level = next(item for item in root.iter(f"{SVG}line") if item.attrib.get("stroke-dasharray") == "5 3")
    assert abs(float(name.attrib["y"]) - float(level.attrib["y1"])) >= 5


def test_one_draw_is_a_band_without_width() -> None:
    one = Band("one", [0, 0.4, 0.6], [0, 0.4, 0.6], [0, 0.4, 0.6])
    ET.fromstring(band_chart("x", "Fan", DAYS, [one, CONTROL], levels=[Level(0.0, "as today")]))


def test_a_control_that_is_not_known_leaves_the_treated_band() -> None:
    svg = band_chart("x", "Fan", DAYS, [TREATED, Band("without", [], [], [], hatched=True)])
    assert 'fill-opacity="0.16"' in svg
    assert "url(#x-b)" not in svg


def test_a_band_without_a_middle_is_drawn_and_named_by_its_colour() -> None:
    wide = Band("with needling", [], [0, -0.1, 0.0], [0, 0.9, 1.3])
    root = ET.fromstring(band_chart("x", "Fan", DAYS, [wide, CONTROL]))
    assert sum(item.attrib.get("stroke-width") == "2.2" for item in root.iter(f"{SVG}path")) == 1
    assert len(list(root.iter(f"{SVG}rect"))) == 1
