"""The clock of recovery and the days to go back: each with a reason, none invented when it does not come."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.errors import InputError
from needlepoint.evidence import all_sources
from needlepoint.outcome import LABELS, central_signs, clock_days, recovery, recovery_signs, sample_days, standing
from needlepoint.outcome.recovery import CLOCK

DAYS = np.asarray(sample_days())


def fading(start: float, rate: float = 1.2) -> np.ndarray:
    return np.repeat(start * np.exp(-rate * DAYS)[None, :], 40, axis=0)


def test_every_sign_has_its_clock() -> None:
    assert set(CLOCK) == set(LABELS)
    for sign in LABELS:
        expected, tolerated = clock_days(sign)
        assert 0 < expected <= tolerated <= 14


@pytest.mark.parametrize(
    ("sign", "expected", "tolerated"),
    [
        ("redness", 2, 4),
        ("swelling", 1, 2),
        ("bruising", 7, 10),
        ("flaking", 3, 5),
        ("tightness", 7, 7),
        ("pain", 2, 3),
    ],
)
def test_the_clock_is_the_published_one(sign: str, expected: float, tolerated: float) -> None:
    assert clock_days(sign) == pytest.approx((expected, tolerated))
    assert standing(sign, expected) == "expected"
    assert standing(sign, tolerated) in ("expected", "tolerated")
    assert standing(sign, tolerated + 0.1) == "late"


def test_what_no_clock_knows_is_refused() -> None:
    with pytest.raises(InputError, match="Did you mean redness"):
        standing("rednes", 1)
    with pytest.raises(InputError, match="day of the session"):
        standing("redness", -1)


def test_bruises_fade_over_a_week_and_shallow_needling_leaves_none() -> None:
    deep, shallow = (central_signs(fading(start)).grades["bruising"][0] for start in (5.0, 0.3))
    assert deep[0] > 0.5
    assert deep[7] < 0.2 * deep[0]
    assert (np.diff(deep) < 0).all()
    assert shallow[0] < 0.05


def test_each_day_to_go_back_says_why_and_by_whom() -> None:
    found = recovery(recovery_signs(fading(5.0), seed=1))
    assert [item.id for item in found.back_to] == ["makeup", "work", "event_safe"]
    assert [item.day for item in found.back_to] == [found.makeup_day, found.work_day, found.event_safe_day]
    for item in found.back_to:
        assert item.why.endswith(".")
        assert item.sources
        assert set(item.sources) <= set(all_sources())


def test_light_redness_waits_a_day_for_makeup_because_of_the_holes() -> None:
    found = recovery(recovery_signs(fading(0.3), seed=1))
    assert found.makeup_day == 1
    assert "full day" in found.back_to[0].why


def test_the_last_sign_to_go_is_named() -> None:
    found = recovery(recovery_signs(fading(5.0), seed=1))
    highs = {name: np.asarray(found.signs[name].high) for name in LABELS}
    last = max(LABELS, key=lambda name: np.nonzero(highs[name] >= 0.75)[0].max(initial=-1))
    assert LABELS[last].lower() in found.back_to[2].why


def test_a_day_that_does_not_come_is_none_and_not_the_last_one() -> None:
    found = recovery(recovery_signs(fading(50.0, rate=0.0), seed=1))
    assert (found.makeup_day, found.work_day, found.event_safe_day) == (None, None, None)
    assert "too strong to cover" in found.back_to[0].why
    assert "Later than day 14" in found.back_to[2].why
    assert found.downtime.high == found.days[-1]
