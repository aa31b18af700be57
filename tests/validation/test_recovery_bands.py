"""Recovery after usual sessions, from the tissue model to the signs: inside the published bands.

Expected: by its end the middle person's sign has fallen. Tolerated: by its end nobody else would notice it in the
middle person, and makeup would cover it in 19 of 20.
"""

from __future__ import annotations

import functools

import numpy as np
import pytest

from needlepoint.device import Technique, device_library
from needlepoint.evidence import load_parameters
from needlepoint.healing import Tissue, ZoneCourse, draw_parameters, tissue
from needlepoint.outcome import LABELS, Recovery, clock_days, recovery, recovery_signs, sample_days, worst_erythema
from needlepoint.puncture import expected_field
from needlepoint.skin import layers

SKIN = layers("cheek_left", "female", 40)
DRAWS = 48
USUAL = {
    "glow": ("generic_pen", 0.25, 3),
    "fine lines": ("generic_pen", 0.5, 4),
    "scars": ("generic_pen", 1.5, 4),
    "roller": ("generic_roller", 1.5, 15),
}


@functools.cache
def after_all() -> Tissue:
    """Every usual session, as zones of one run."""
    visits = [
        ZoneCourse(
            name, SKIN, (0.0,), (expected_field(device_library()[key], Technique(depth, passes), "cheek_left", SKIN),)
        )
        for name, (key, depth, passes) in USUAL.items()
    ]
    return tissue(visits, draw_parameters(DRAWS, seed=1, phototype="II"), sample_days(), nodes=1)


@functools.cache
def after(name: str) -> Recovery:
    whole = after_all()
    at = whole.zones.index(name)
    one = Tissue(whole.values[:, at : at + 1], whole.days, (name,), (), ())
    return recovery(recovery_signs(worst_erythema(one), seed=1))


@pytest.mark.parametrize("name", USUAL)
@pytest.mark.parametrize("sign", LABELS)
def test_a_sign_has_gone_by_the_end_of_what_is_tolerated(name: str, sign: str) -> None:
    parameters, found = load_parameters("recovery"), after(name)
    _, tolerated = clock_days(sign)
    middle, high = (np.interp(tolerated, found.days, getattr(found.signs[sign], edge)) for edge in ("median", "high"))
    assert middle < parameters["settled_sign"]
    assert high < parameters["coverable_redness"]


@pytest.mark.parametrize("name", USUAL)
@pytest.mark.parametrize("sign", LABELS)
def test_a_sign_is_past_its_peak_by_the_end_of_what_is_expected(name: str, sign: str) -> None:
    found = after(name)
    curve = np.asarray(found.signs[sign].median)
    expected, _ = clock_days(sign)
    assert np.interp(expected, found.days, curve) < curve.max()


@pytest.mark.parametrize("name", USUAL)
def test_every_day_to_go_back_comes_within_the_two_weeks(name: str) -> None:
    found = after(name)
    assert found.makeup_day is not None
    assert found.work_day is not None
    assert found.event_safe_day is not None
    assert found.work_day <= found.makeup_day + 1 <= found.event_safe_day + 1
    assert found.makeup_day <= 3
    assert found.event_safe_day <= 10


def test_deeper_and_denser_takes_longer() -> None:
    downtimes = [float(after(name).downtime.median) for name in ("glow", "fine lines", "scars")]
    assert downtimes == sorted(downtimes)
    assert downtimes[0] < downtimes[-1]
    assert float(after("roller").downtime.median) < float(after("scars").downtime.median)
