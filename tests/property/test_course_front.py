"""The undominated set: nothing named is beaten, whatever the axes, and the order of the plans does not matter."""

from __future__ import annotations

import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from needlepoint.course import Axes, Candidate, Prediction, Schedule, ZoneTreatment, dominates, undominated
from needlepoint.course.choice import Weighed, choose, front_of
from needlepoint.device import Technique, device_library

PEN = device_library()["generic_pen"]
# few values, so that plans often tie
few = st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0])
axes = st.builds(Axes, few, few, few, few, st.integers(1, 4))


@given(st.lists(axes, max_size=25))
def test_the_front_holds_no_dominated_plan_and_every_other_one_is_beaten_by_it(plans: list[Axes]) -> None:
    kept = undominated(plans)
    front = [plan for plan, keep in zip(plans, kept, strict=True) if keep]
    assert not any(dominates(one, other) for one in plans for other in front)
    left = [plan for plan, keep in zip(plans, kept, strict=True) if not keep]
    assert all(any(dominates(one, plan) for one in front) for plan in left)
    assert bool(front) == bool(plans)


@given(st.lists(axes, max_size=15), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(plans: list[Axes], dice: random.Random) -> None:
    shuffled = list(range(len(plans)))
    dice.shuffle(shuffled)
    kept = undominated([plans[at] for at in shuffled])
    assert {at for at, keep in zip(shuffled, kept, strict=True) if keep} == {
        at for at, keep in enumerate(undominated(plans)) if keep
    }


@given(axes, axes, axes)
def test_to_dominate_is_a_strict_order(one: Axes, other: Axes, third: Axes) -> None:
    assert not dominates(one, one)
    assert not (dominates(one, other) and dominates(other, one))
    assert not (dominates(one, other) and dominates(other, third)) or dominates(one, third)


def test_what_is_no_number_loses_against_any_number() -> None:
    unknown, known = Axes(float("nan"), 1.0, 0.1, 100.0, 3), Axes(0.0, 1.0, 0.1, 100.0, 3)
    assert dominates(known, unknown)
    assert undominated([unknown, known]) == (False, True)


weighed = st.builds(
    lambda gain, downtime, risk, sessions, depth, refused: Weighed(
        Candidate(
            f"{sessions} x {depth}",
            PEN,
            Schedule(28, sessions),
            (ZoneTreatment(zone="chin", technique=Technique(depth, 4)),),
        ),
        Prediction(gain, downtime, False, 0.9, risk),
        (date(2026, 12, 1),),
        refused,
    ),
    st.floats(-0.1, 0.6),
    st.floats(0, 8),
    st.floats(0, 2),
    st.integers(1, 8),
    st.sampled_from([0.5, 0.75, 1.0, 1.25, 1.5]),
    st.sampled_from(["", "", "", "scar", "downtime", "event"]),
)


@given(st.lists(weighed, max_size=20, unique_by=lambda item: item.candidate))
def test_nothing_named_is_dominated_or_refused(items: list[Weighed]) -> None:
    named = choose(items)
    allowed = [item for item in items if not item.refused]
    assert bool(named) == bool(allowed)
    assert set(named.values()) <= set(front_of(items))
    for item in named.values():
        assert not any(dominates(other.axes, item.axes) for other in allowed)
    assert len(set(named.values())) == len(named)


@given(st.lists(weighed, max_size=12, unique_by=lambda item: item.candidate), st.randoms(use_true_random=False))
def test_the_names_do_not_depend_on_the_order(items: list[Weighed], dice: random.Random) -> None:
    shuffled = list(items)
    dice.shuffle(shuffled)
    assert [item.axes for item in choose(items).values()] == [item.axes for item in choose(shuffled).values()]
