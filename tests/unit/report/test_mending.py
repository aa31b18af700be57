"""The picture of healing skin: it follows the day and the forecast redness, and stands any data."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import pytest

from needlepoint.report import mending_picture


def drawn(day: float | None, redness: float | None = None) -> str:
    svg = mending_picture("skin", day, redness=redness, title="Skin <1>", desc="")
    ET.fromstring(svg)
    assert "style=" not in svg
    assert "Skin &lt;1&gt;" in svg
    return svg


def classes(svg: str) -> set[str]:
    return {part.get("class", "") for part in ET.fromstring(svg).iter() if part.get("class")}


def opacity(svg: str, name: str) -> float:
    return sum(float(p.get("fill-opacity", 0)) for p in ET.fromstring(svg).iter() if p.get("class") == name)


def test_it_follows_the_order_of_healing() -> None:
    assert {"hole", "glow"} <= classes(drawn(0, 4.0))
    assert "fresh" not in classes(drawn(0, 4.0))
    assert {"hole", "fresh"} <= classes(drawn(2, 1.0))
    assert "hole" not in classes(drawn(5, 0.3))
    assert "flake" in classes(drawn(5, 0.3))
    late = classes(drawn(90, 0.0))
    assert "fibre new" in late
    assert late.isdisjoint({"hole", "glow", "fresh", "flake"})


def test_the_tint_is_as_strong_as_the_forecast() -> None:
    tints = [opacity(drawn(1, grade), "glow") for grade in (0.0, 0.5, 2.0, 4.0, 40.0)]
    assert tints[0] == 0
    assert tints == sorted(tints)
    assert tints[-1] == tints[-2] < 0.7
    assert opacity(drawn(0), "hole") > opacity(drawn(1), "hole") > opacity(drawn(2), "hole")


@pytest.mark.parametrize("day", [None, -3.0, math.nan, math.inf, 1e9])
@pytest.mark.parametrize("redness", [None, math.nan, -1.0])
def test_it_stands_any_data(day: float | None, redness: float | None) -> None:
    found = classes(drawn(day, redness))
    assert "skin" in found
    assert "glow" not in found
