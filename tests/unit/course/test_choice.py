"""Which candidate becomes which proposal, on predictions made up so that the answer is known."""

from __future__ import annotations

from datetime import date

import pytest

from needlepoint.course import Candidate, Prediction, Schedule, ZoneTreatment
from needlepoint.course.choice import Weighed, burdens, choose, weigh
from needlepoint.device import Technique, device_library

PEN = device_library()["generic_pen"]
DAY = (date(2026, 12, 1),)


def plan(sessions: int = 3, depth: float = 1.0, passes: int = 4) -> Candidate:
    treatment = ZoneTreatment(zone="chin", technique=Technique(depth, passes))
    return Candidate(f"{sessions} x {depth}", PEN, Schedule(28, sessions), (treatment,))


def seen(gain: float, downtime: float, sessions: int = 3, depth: float = 1.0, refused: str = "") -> Weighed:
    return Weighed(plan(sessions, depth), Prediction(gain, downtime, False, 0.9), DAY, refused)


def test_gentle_knee_and_strongest() -> None:
    weak = seen(0.05, 1.0, depth=0.5)
    gentle = seen(0.12, 1.0, depth=0.75)
    knee = seen(0.19, 2.0, depth=1.0)
    poor = seen(0.15, 3.0, depth=1.1)
    strongest = seen(0.20, 4.0, sessions=6, depth=1.5)
    chosen = choose([strongest, poor, weak, knee, gentle])
    assert chosen == {"gentle": gentle, "standard": knee, "intensive": strongest}
    assert list(chosen) == ["gentle", "standard", "intensive"]


def test_gentle_keeps_at_least_half_of_the_gain() -> None:
    below, at = seen(0.0999, 0.5, depth=0.5), seen(0.1, 1.0, depth=0.75)
    assert choose([below, at, seen(0.2, 3.0, depth=1.5)])["gentle"] == at


def test_gains_that_nobody_could_tell_apart_do_not_cost_more() -> None:
    cheap, dear = seen(0.200, 2.0, sessions=4), seen(0.204, 2.0, sessions=6)
    assert choose([cheap, dear]) == {"standard": cheap}


def test_two_that_differ_are_gentle_and_standard() -> None:
    light, strong = seen(0.15, 1.0, depth=0.5), seen(0.20, 3.0, depth=1.5)
    assert choose([light, strong]) == {"gentle": light, "standard": strong}


def test_the_standard_never_asks_more_than_the_strongest() -> None:
    light, strong = seen(0.10, 1.0, depth=0.5), seen(0.20, 2.0, sessions=4, depth=1.5)
    worse = seen(0.15, 3.0, sessions=6)
    assert choose([light, worse, strong]) == {"gentle": light, "standard": strong}


def test_refused_plans_are_never_chosen() -> None:
    strong, good = seen(0.5, 1.0, depth=2.0, refused="scar"), seen(0.2, 2.0)
    assert choose([strong, good]) == {"standard": good}
    assert choose([strong]) == {}
    assert choose([]) == {}


def test_order_of_the_candidates_does_not_matter() -> None:
    items = [seen(0.05 * depth * n, depth, n, depth) for depth in (0.5, 1.0, 1.5) for n in (3, 4, 6)]
    assert choose(items) == choose(items[::-1])


def test_no_gain_at_all_still_gives_one_plan() -> None:
    assert list(choose([seen(0.0, 1.0), seen(0.0, 2.0, depth=1.5)])) == ["standard"]
    assert list(choose([seen(-0.02, 1.0), seen(-0.05, 2.0, depth=1.5)])) == ["standard"]


def test_burden_is_half_recovery_and_half_visits() -> None:
    light, heavy = seen(0.1, 1.0, sessions=3), seen(0.2, 2.0, sessions=6, depth=1.5)
    found = burdens([light, heavy])
    assert found[heavy.candidate] == 1.0
    assert found[light.candidate] == pytest.approx((3 / 12 + 3 / 6) / 2)


def test_burden_without_any_recovery_days() -> None:
    found = burdens([seen(0.1, 0.0, sessions=3), seen(0.2, 0.0, sessions=6)])
    assert sorted(found.values()) == [0.25, 0.5]


@pytest.mark.parametrize(
    ("prediction", "dates", "refused"),
    [
        (Prediction(0.2, 3.0, False, 0.9), DAY, ""),
        (Prediction(0.2, 3.01, False, 0.9), DAY, "downtime"),
        (Prediction(0.2, 1.0, True, 0.9), DAY, "scar"),
        (Prediction(0.2, 1.0, False, 0.9), None, "event"),
        (Prediction(0.2, 1.0, False, 0.9), (), ""),
    ],
)
def test_why_a_plan_is_out(prediction: Prediction, dates: tuple[date, ...] | None, refused: str) -> None:
    (found,) = weigh([plan()], [prediction], lambda *_: dates, 3)
    assert found.refused == refused


def test_without_a_limit_downtime_refuses_nothing() -> None:
    (found,) = weigh([plan()], [Prediction(0.2, 30.0, False, 0.9)], lambda *_: DAY, None)
    assert found.refused == ""


def test_every_candidate_needs_a_prediction() -> None:
    with pytest.raises(ValueError, match="zip"):
        weigh([plan()], [], lambda *_: DAY, None)
