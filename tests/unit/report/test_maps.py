"""The maps of a zone: what they say, what they stand, and that they look as they did (golden files).

After a wanted change, write the golden files anew with ``NEEDLEPOINT_GOLDEN=write`` and look at them.
"""

from __future__ import annotations

import copy
import math
import os
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from needlepoint.errors import MachineError
from needlepoint.report import sheet as sheets
from needlepoint.report.maps import BLUES, OCHRES, density_chart, field_charts, gap_chart, square_chart, steps
from needlepoint.report.sheet import sheet, size_of, to_png

SVG = "{http://www.w3.org/2000/svg}"
GOLDEN = Path(__file__).parent / "golden"


def sample(kind: str = "ellipse") -> dict[str, Any]:
    """A made-up zone of 60 x 80 mm."""
    rows, columns = 12, 9

    def inside(i: int, j: int) -> bool:
        return kind == "rectangle" or ((i - 5.5) / 6) ** 2 + ((j - 4) / 4.5) ** 2 <= 1.1

    density = [[400.0 + 25 * i + 12 * j if inside(i, j) else None for j in range(columns)] for i in range(rows)]
    gaps = [
        [0.2 + 0.03 * ((i * 7 + j * 5) % 11) if inside(i, j) else None for j in range(columns)] for i in range(rows)
    ]
    layers = ["stratum_corneum", "epidermis", "papillary", "reticular", "subcutis"]
    holes = [
        [(k * 0.618) % 1 * 10, (k * 0.755) % 1 * 10, 0.05 + 0.002 * (k % 9), 0.03 * (k % 3), 0.02, 1 + k % 4]
        for k in range(60)
    ]
    return {
        "schema": "needlepoint.field/1",
        "zone": "cheek_left",
        "label": "left cheek",
        "outline": {"kind": kind, "width_mm": 60.0, "height_mm": 80.0},
        "density": density,
        "gaps": gaps,
        "widest": {"radius_mm": 0.71, "x_mm": 10.0, "y_mm": -20.0},
        "square": {"side_mm": 10.0, "layers": layers, "holes": holes},
        "figures": {"density_per_cm2": 583.2, "gap_p95_mm": 0.44, "coverage": 0.55, "coverage_distance_mm": 0.18},
    }


def words(svg: str) -> str:
    return " ".join(item.text or "" for item in ET.fromstring(svg).iter(f"{SVG}text"))


@pytest.mark.parametrize("kind", ["ellipse", "rectangle"])
def test_the_pictures_are_the_golden_ones(kind: str) -> None:
    for name, svg in zip(("density", "gaps", "square"), field_charts("zone", sample(kind)), strict=True):
        path = GOLDEN / f"{name}-{kind}.svg"
        if os.environ.get("NEEDLEPOINT_GOLDEN") == "write":
            path.parent.mkdir(exist_ok=True)
            path.write_text(svg + "\n", "utf-8")
        assert svg + "\n" == path.read_text("utf-8"), f"{path.name} has changed: look at it, then write it anew"


def test_each_map_says_its_figures_and_numbers_its_steps() -> None:
    density, gaps, square = map(words, field_charts("zone", sample()))
    assert "mean 583" in density
    assert all(step in density for step in ("450", "500", "600", "700"))
    assert "within 0.44 mm" in gaps
    assert "0.71" in gaps
    assert "60 holes" in square
    assert "papillary dermis: 15" in square
    assert "2 cm" in density
    assert "2 mm" in square


def test_every_hole_is_drawn_once() -> None:
    root = ET.fromstring(square_chart("zone", sample()))
    drawn = [item for item in root.iter(f"{SVG}path") if item.attrib.get("stroke-linecap") == "round"]
    assert sum(item.attrib["d"].count("M") for item in drawn) == 60


def test_darker_means_more_in_both_scales() -> None:
    for colours in (BLUES, OCHRES):
        light = [
            0.2126 * int(c[1:3], 16) ** 2.2 + 0.7152 * int(c[3:5], 16) ** 2.2 + 0.0722 * int(c[5:], 16) ** 2.2
            for c in colours
        ]
        assert light == sorted(light, reverse=True)
        assert all(one > 1.15 * other for one, other in pairwise(light))


@pytest.mark.parametrize(
    "values", [[1.0] * 5, [0.0], [5.0, 5.0 + 1e-12], list(range(1000)), [0.01 * k**3 for k in range(300)]]
)
def test_steps_are_few_round_and_rising(values: list[float]) -> None:
    found = steps(sorted(map(float, values)), 7)
    assert len(found) <= 6
    assert found == sorted(set(found))
    assert all(values[0] < step < values[-1] for step in found)


def test_a_map_without_figures_says_so() -> None:
    empty = sample()
    empty["density"] = empty["gaps"] = [[None, math.nan]]
    assert "No figures" in words(density_chart("zone", empty))
    assert "No figures" in words(gap_chart("zone", empty))


def test_a_zone_of_one_density_and_a_square_without_holes() -> None:
    flat = sample()
    flat["density"] = [[500.0] * 4] * 4
    flat["square"]["holes"] = []
    assert "mean 583" in words(density_chart("zone", flat))
    assert "0 holes" in words(square_chart("zone", flat))


def test_words_are_escaped_and_ids_differ() -> None:
    odd = copy.deepcopy(sample())
    odd["label"] = "<script>alert(1)</script>"
    charts = field_charts("zone", odd)
    assert all("<script" not in chart for chart in charts)
    ids = [item.attrib["id"] for chart in charts for item in ET.fromstring(chart).iter() if "id" in item.attrib]
    assert len(ids) == len(set(ids))


def test_no_style_no_script_no_link() -> None:
    for chart in field_charts("zone", sample()):
        assert "style=" not in chart
        assert "href" not in chart


def test_a_sheet_holds_its_pictures_side_by_side() -> None:
    charts = field_charts("zone", sample())
    whole = ET.fromstring(sheet([charts, charts[:1]]))
    inner = whole.findall(f"{SVG}svg")
    assert len(inner) == 4
    assert len({item.attrib["x"] for item in inner[:3]}) == 3
    assert float(inner[3].attrib["y"]) > size_of(charts[0])[1]
    assert float(whole.attrib["width"]) > 3 * size_of(charts[0])[0]


def test_png_is_the_sheet_at_twice_its_size() -> None:
    picture = sheet([field_charts("zone", sample())])
    try:
        png = to_png(picture)
    except MachineError:
        pytest.skip("no font on this machine")
    assert png.startswith(b"\x89PNG")
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == pytest.approx(tuple(2 * side for side in size_of(picture)), abs=2)


def test_without_a_font_a_png_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "PROBE", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><!--{}--></svg>")
    with pytest.raises(MachineError, match="font"):
        to_png(sheet([field_charts("zone", sample())]))
