"""Choices on two axes: each finite one is a mark, the named carry their name inside the picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from needlepoint.report.charts import Spot, spot_chart

SVG = "{http://www.w3.org/2000/svg}"
NAN = float("nan")


def test_named_spots_are_diamonds_and_others_rings() -> None:
    root = ET.fromstring(
        spot_chart("f", "Front", [Spot(1, 2), Spot(2, 3), Spot(3, 4, "gentle", True), Spot(4, 5, "strong")], ("x", "y"))
    )
    assert len(list(root.iter(f"{SVG}circle"))) == 2
    diamonds = list(root.iter(f"{SVG}path"))
    assert len(diamonds) == 2
    assert diamonds[0].attrib["fill"] != diamonds[1].attrib["fill"]


@pytest.mark.parametrize("spots", [[], [Spot(NAN, 1.0, "a")], [Spot(1.0, float("inf"))]])
def test_nothing_finite_is_said_in_words(spots: list[Spot]) -> None:
    assert "No figures to draw" in spot_chart("f", "Front", spots, ("x", "y"))


def test_one_spot_has_an_axis() -> None:
    ET.fromstring(spot_chart("f", "Front", [Spot(0.0, 0.0, "only")], ("x", "y")))


def test_more_is_further_up_and_right() -> None:
    root = ET.fromstring(spot_chart("f", "Front", [Spot(1, 1), Spot(2, 2)], ("x", "y")))
    first, second = root.iter(f"{SVG}circle")
    assert float(first.attrib["cx"]) < float(second.attrib["cx"])
    assert float(first.attrib["cy"]) > float(second.attrib["cy"])


def test_names_do_not_lie_on_each_other() -> None:
    spots = [Spot(10.0, 1.0, "gentle"), Spot(10.0, 1.001, "standard"), Spot(10.01, 1.0, "intensive")]
    root = ET.fromstring(spot_chart("f", "Front", [*spots, Spot(0, 0), Spot(20, 2)], ("x", "y")))
    places = [
        (float(t.attrib["x"]), float(t.attrib["y"]))
        for t in root.iter(f"{SVG}text")
        if t.text in {s.name for s in spots}
    ]
    assert len(places) == 3
    for at, (x, y) in enumerate(places):
        assert all(abs(y - other) > 10 or abs(x - across) > 40 for across, other in places[at + 1 :])


def test_a_long_name_at_the_right_edge_stays_in_the_picture() -> None:
    root = ET.fromstring(spot_chart("f", "Front", [Spot(10.0, 1.0, "standard", True), Spot(2.0, 0.9)], ("x", "y")))
    name = next(item for item in root.iter(f"{SVG}text") if item.text == "standard")
    assert float(name.attrib["x"]) + 7.6 * len("standard") / 2 <= 378
