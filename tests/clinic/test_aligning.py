"""Laying photographs on each other: the transform is recovered, what cannot be compared is refused with the reason."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from needlepoint_clinic.photographs.aligning import Alignment, align, warp_to
from needlepoint_clinic.photographs.invented import Shot, between, shot_of
from needlepoint_clinic.photographs.measuring import colours

from .pictures import head

SIZE = (640, 800)


def front(**told: Any) -> Shot:
    return shot_of("front", size=SIZE, **told)


@pytest.fixture(scope="module")
def earlier() -> np.ndarray[Any, Any]:
    return head().photograph(front())


def off(found: Alignment, shot: Shot) -> float:
    """The worst corner, in widths."""
    assert found.transform is not None
    truth = between(front(), shot)
    corners = np.array([[0, 0], [1, 0], [0, 1.25], [1, 1.25]])
    gaps = corners @ (found.transform[:, :2] - truth[:, :2]).T + found.transform[:, 2] - truth[:, 2]
    return float(np.linalg.norm(gaps, axis=1).max())


def reasons(found: Alignment) -> set[str]:
    return {item.id for item in found.reasons if item.stops}


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"roll": 14.0, "scale": 1.18, "shift": (0.05, -0.04), "healed": 0.7},
        {"roll": -12.0, "scale": 0.84, "light": 0.0},
        {"shift": (-0.08, 0.08), "light": -35.0, "healed": 1.0},
    ],
    ids=["same", "turned and near", "far, light from the front", "shifted and healed"],
)
def test_the_transform_is_found_and_the_pair_is_comparable(earlier: Any, told: dict[str, Any]) -> None:
    shot = front(**told)
    found = align(earlier, head().photograph(shot, seed=2))
    assert found.comparable, found.reasons
    assert off(found, shot) < 0.01


def test_blur_and_cast_are_minded_or_refused(earlier: Any) -> None:
    later = head().photograph(front(), seed=2)
    warm = np.clip(later * np.array([1.12, 1.0, 0.9]), 0, 255).astype(np.uint8)
    found = align(earlier, cv2.GaussianBlur(warm, (0, 0), 1.6))
    assert found.comparable
    assert {"sharp", "cast"} <= {item.id for item in found.reasons}
    assert off(found, front()) < 0.01
    assert "sharp" in reasons(align(earlier, cv2.GaussianBlur(later, (0, 0), 5)))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: head(2).photograph(front(), seed=3), {"other_skin", "not_found"}),
        (lambda: head().photograph(shot_of("left_45", size=SIZE)), {"other_skin", "not_found"}),
        (lambda: head().photograph(shot_of("close_up", size=SIZE)), {"other_skin", "not_found", "scale", "overlap"}),
        (lambda: np.ascontiguousarray(head().photograph(front())[:, ::-1]), {"other_skin", "not_found"}),
        (lambda: head().photograph(front(roll=50)), {"turned"}),
        (lambda: head().photograph(front(yaw=10)), {"pose"}),
        (lambda: (head().photograph(front()) * 0.1).astype(np.uint8), {"dark_after"}),
        (lambda: cv2.GaussianBlur(head().photograph(front()), (0, 0), 8), {"sharp", "blurred_after", "not_found"}),
        (lambda: np.full((800, 640, 3), 128, np.uint8), {"not_found", "blurred_after"}),
    ],
    ids=[
        "another person",
        "another view",
        "another zone",
        "mirrored",
        "turned",
        "head turned",
        "dark",
        "blurred",
        "blank",
    ],
)
def test_what_cannot_be_compared_is_refused(earlier: Any, make: Any, why: set[str]) -> None:
    found = align(earlier, make())
    assert not found.comparable
    assert reasons(found) & why, found.reasons


def test_dark_skin_is_not_a_dark_picture() -> None:
    a = head(3, "V").photograph(front())
    assert align(a, head(3, "V").photograph(front(roll=5, light=-10), seed=1)).comparable


def test_one_pair_is_quick(earlier: Any) -> None:
    later = head().photograph(front(roll=5), seed=2)
    took = []
    for _ in range(3):
        start = time.thread_time()
        align(earlier, later)
        took.append(time.thread_time() - start)
    assert min(took) < 1.5


def test_pictures_of_other_sizes_and_shapes(earlier: Any) -> None:
    large = cv2.resize(earlier, (1600, 2000), interpolation=cv2.INTER_CUBIC)
    found = align(earlier, large)
    assert found.comparable
    assert found.transform == pytest.approx(np.array([[1, 0, 0], [0, 1, 0]]), abs=0.004)
    assert not align(earlier, np.zeros((16, 300, 3), np.uint8)).comparable


def test_laid_over_pictures_show_the_same_skin_in_the_same_place(earlier: Any) -> None:
    shot = replace(front(), roll=10, scale=1.1)
    later = head().photograph(shot, seed=2)
    laid, seen = warp_to(later, between(front(), shot), SIZE)
    apart = np.abs(laid.astype(int) - earlier.astype(int))[seen]
    assert np.median(apart) < 4
    found = colours(earlier, later, between(front(), shot))
    assert found is not None
    assert abs(found.before.redness - found.after.redness) < 1
    assert abs(found.before.ita - found.after.ita) < 2
