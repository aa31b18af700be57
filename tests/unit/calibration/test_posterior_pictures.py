"""The predictive charts: bands beside published dots, which stand alone with their whiskers."""

from __future__ import annotations

import re

import numpy as np
import pytest

from needlepoint.calibration.likelihood import Traces
from needlepoint.calibration.predictive import PICTURES, Picture, picture
from needlepoint.calibration.targets import load_targets
from needlepoint.healing import OUTPUTS

DAYS = np.linspace(0.0, 60.0, 61)


def traces() -> Traces:
    rise = 1.0 + np.linspace(0.5, 2.0, 5)[:, None] * (1.0 - np.exp(-DAYS / 10.0))
    return Traces(DAYS, np.repeat(rise[:, :, None], len(OUTPUTS), axis=2), np.array([False] * 4 + [True]))


@pytest.mark.parametrize("plan", PICTURES, ids=lambda plan: plan.name)
def test_every_picture_is_drawn_with_its_names(plan: Picture) -> None:
    svg = picture(plan, load_targets(), traces())
    assert svg.startswith("<svg")
    assert "NaN" not in svg
    for _, label in plan.outputs:
        assert label in svg
    assert "after wounding" in svg or "after the first session" in svg


def test_neighbouring_dots_are_not_joined() -> None:
    (plan,) = [item for item in PICTURES if item.name == "leukocytes"]
    series = load_targets().series["dankwa_neutrophils"]
    svg = picture(plan, load_targets(), traces())
    assert len(re.findall("<circle", svg)) == sum(day <= plan.until for day, _, _ in series.rows)


def test_a_target_that_is_open_on_one_side_cannot_be_drawn() -> None:
    plan = Picture("x", "x", "wound", (("synthesis", "model"),), 50.0, "1", dots=("capillary_fold", "published"))
    with pytest.raises(ValueError, match="capillary_fold is open"):
        picture(plan, load_targets(), traces())
