"""A figure with its interval, alone on a shared axis or step by step."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from needlepoint.report.charts import Step, interval_bar, step_chart

SVG = "{http://www.w3.org/2000/svg}"
NAN = float("nan")


def words(svg: str) -> list[str]:
    return [item.text for item in ET.fromstring(svg).iter() if item.text]


def test_bars_share_the_lower_end_of_their_axis_too() -> None:
    first, second = (interval_bar("i", "I", value, 2.0, bottom=-0.4) for value in ((0.5, -0.4, 1), (1, 0.1, 2)))
    ticks = [[text for text in words(svg) if "," not in text and text != "I"] for svg in (first, second)]
    assert ticks[0] == ticks[1]
    assert ticks[0][0] == "-1"


def test_steps_before_at_and_beyond_the_plan_look_different() -> None:
    steps = [Step("1", 0.3, 0.1, 0.5), Step("2", 0.5, 0.2, 0.9, planned=True), Step("3", 0.6, 0.2, 1.1, beyond=True)]
    bars = [item.attrib for item in ET.fromstring(step_chart("s", "Steps", steps, "visits")).iter(f"{SVG}rect")]
    looks = {(bar.get("fill"), bar.get("fill-opacity"), bar.get("stroke-dasharray")) for bar in bars if "stroke" in bar}
    assert len(looks) == 3


@pytest.mark.parametrize("steps", [[], [Step("1", NAN, NAN, NAN)], [Step("1", 1.0, NAN, 2.0)]])
def test_steps_without_figures_are_said_in_words(steps: list[Step]) -> None:
    assert "No figures to draw" in " ".join(words(step_chart("s", "Steps", steps, "visits")))


def test_a_step_without_a_figure_is_left_out() -> None:
    seen = words(step_chart("s", "Steps", [Step("one", 1, 0, 2), Step("two", NAN, 0, 1)], "visits"))
    assert "one" in seen
    assert "two" not in seen


def test_a_loss_hangs_below_zero() -> None:
    root = ET.fromstring(step_chart("s", "Steps", [Step("1", -0.5, -1.0, -0.2)], "visits"))
    bar = next(item for item in root.iter(f"{SVG}rect") if "stroke" in item.attrib)
    zero = next(item for item in root.iter(f"{SVG}line") if item.attrib.get("stroke") == "#1d2b36")
    assert float(bar.attrib["y"]) > float(zero.attrib["y1"])


def test_one_draw_still_shows() -> None:
    root = ET.fromstring(step_chart("s", "Steps", [Step("1", 0.5, 0.5, 0.5)], "visits"))
    assert any(float(item.attrib["height"]) >= 1.5 for item in root.iter(f"{SVG}rect") if "stroke" in item.attrib)
