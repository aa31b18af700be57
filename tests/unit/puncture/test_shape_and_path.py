"""Outlines have their zone's area, strokes cover them, and a path that leaves them is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from needlepoint.errors import InputError
from needlepoint.puncture.path import DIRECTIONS, Stroke, check_strokes, planned_strokes
from needlepoint.puncture.shape import Shape, make_shape, zone_shape
from needlepoint.skin import zones

SHAPES = [make_shape("rectangle", 12.0, 2.0), make_shape("ellipse", 12.0, 0.7)]


def within(shape: Shape, count: int = 40_000) -> np.ndarray:
    rng = np.random.default_rng(5)
    places = rng.uniform(-1.0, 1.0, (count, 2)) * np.array(shape.half)
    return places[shape.contains(*places.T)]


@pytest.mark.parametrize("zone", list(zones().values()), ids=lambda zone: zone.id)
def test_every_zone_has_an_outline_of_its_own_area(zone: object) -> None:
    shape = zone_shape(zone.base, zone.area_cm2)  # type: ignore[attr-defined]
    assert shape.area_mm2 == pytest.approx(100.0 * zone.area_cm2)  # type: ignore[attr-defined]


@pytest.mark.parametrize("area", [0.1, 2000.0])
def test_small_and_large_areas(area: float) -> None:
    assert make_shape("ellipse", area, 1.5).area_mm2 == pytest.approx(100.0 * area)


@pytest.mark.parametrize(("area", "aspect"), [(0.0, 1.0), (float("nan"), 1.0), (1e9, 1.0), (10.0, 0.0)])
def test_what_is_no_outline(area: float, aspect: float) -> None:
    with pytest.raises(InputError):
        make_shape("rectangle", area, aspect)


def test_the_way_out_of_a_shape() -> None:
    square = make_shape("rectangle", 4.0, 1.0)
    assert square.outside_mm(3.0, 3.0) == 0.0
    assert square.outside_mm(13.0, 14.0) == pytest.approx(5.0)
    assert make_shape("ellipse", 100.0, 1.0).outside_mm(60.0, 0.0) == pytest.approx(60.0 - 56.419, abs=0.02)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("heading", DIRECTIONS["star"])
@pytest.mark.parametrize("first", [0.0, 0.37, 0.99])
def test_strokes_side_by_side_pass_over_every_place_once(shape: Shape, heading: float, first: float) -> None:
    places, times = within(shape), 0
    for stroke in planned_strokes(shape, heading, 6.0, 6.0, first):
        along = (places - [stroke.x, stroke.y]) @ [math.cos(stroke.heading), math.sin(stroke.heading)]
        across = (places - [stroke.x, stroke.y]) @ [-math.sin(stroke.heading), math.cos(stroke.heading)]
        times = times + ((np.abs(across) <= 3.0) & (along > 0.0) & (along < stroke.length_mm))
    assert (times == 1).mean() > 0.9999


def test_neighbouring_strokes_go_opposite_ways_and_the_plan_is_its_own_path() -> None:
    strokes = planned_strokes(SHAPES[0], 0.0, 6.0, 6.0, 0.5)
    assert [round(math.cos(item.heading)) for item in strokes[:3]] == [1, -1, 1]
    check_strokes(SHAPES[0], [strokes], 6.0)


@pytest.mark.parametrize(
    ("stroke", "words"),
    [
        (Stroke(-20.0, 0.0, 0.0, 80.0), "leaves the zone by"),
        (Stroke(0.0, 0.0, 0.0, 0.0), "length of 0 mm"),
        (Stroke(math.nan, 0.0, 0.0, 5.0), "no number"),
    ],
)
def test_a_path_that_cannot_be(stroke: Stroke, words: str) -> None:
    with pytest.raises(InputError, match=words):
        check_strokes(SHAPES[0], [[Stroke(-5.0, 0.0, 0.0, 10.0), stroke]], 6.0)


def test_a_pass_without_strokes() -> None:
    with pytest.raises(InputError, match="pass 2: found no stroke"):
        check_strokes(SHAPES[0], [[Stroke(-5.0, 0.0, 0.0, 10.0)], []], 6.0)
