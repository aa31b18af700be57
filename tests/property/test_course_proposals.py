"""Whatever the limits and the forecast, no proposal leaves its bounds or breaks a limit."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.case import CONCERNS, Case, Constraints, DeviceSpec, Goal, Money, Patient
from needlepoint.course import Bounds, Candidate, Prediction, bounds_for, propose
from needlepoint.course.bounds import combine
from needlepoint.device import device_library
from needlepoint.screening import Screening
from needlepoint.skin import zones

ON = dt.date(2026, 11, 20)
phototypes = st.sampled_from(["I", "II", "III", "IV", "V", "VI", None])
soon = st.none() | st.integers(0, 400).map(lambda days: ON + dt.timedelta(days=days))
goals = st.sampled_from(sorted(CONCERNS)).flatmap(
    lambda concern: st.builds(
        Goal,
        concern=st.just(concern),
        zones=st.lists(
            st.sampled_from(
                [zone.id for zone in zones().values() if zone.base in (CONCERNS[concern].only or (zone.base,))]
            ),
            min_size=1,
            max_size=3,
            unique=True,
        ),
    )
)
devices = st.sampled_from(
    [
        DeviceSpec(kind="pen"),
        DeviceSpec(kind="pen", name="SkinPen Precision"),
        DeviceSpec(kind="roller"),
        DeviceSpec(kind="roller", needle_length_mm=0.5),
        DeviceSpec(kind="stamp"),
    ]
)
limits = st.builds(
    lambda event, downtime, most, budget: Constraints(
        event=event,
        max_downtime_days=downtime,
        max_sessions=most,
        budget=Money(amount=budget, currency="USD"),
        price_per_session=Money(amount=400, currency="USD"),
    ),
    event=soon,
    downtime=st.none() | st.integers(0, 7),
    most=st.none() | st.integers(1, 12),
    budget=st.integers(0, 4000),
)


def noise(seed: int) -> Prediction:
    """A forecast without any order in it: the limits have to hold all the same."""
    dice = random.Random(seed)
    return Prediction(dice.uniform(-0.1, 0.6), dice.uniform(0, 8), dice.random() < 0.2, dice.random())


@settings(max_examples=120, deadline=None)
@given(st.lists(goals, min_size=1, max_size=3), devices, phototypes, limits, soon, st.integers(0, 10**6))
def test_no_proposal_breaks_a_limit(
    wanted: list[Goal],
    device: DeviceSpec,
    phototype: str | None,
    constraints: Constraints,
    earliest: dt.date | None,
    seed: int,
) -> None:
    case = Case(
        patient=Patient(age=40, sex="male", phototype=phototype),  # type: ignore[arg-type]
        goals=tuple(wanted),
        setting="clinic",
        device=device,
        constraints=constraints,
    )
    screening = Screening(
        verdict="caution",
        earliest_date=earliest,
        excluded_zones=(),
        open_zones=case.wanted_zones,
        findings=(),
        on=ON,
        rules_version="test",
    )

    def predict(candidates: Sequence[Candidate]) -> list[Prediction]:
        return [noise(seed + place) for place, _ in enumerate(candidates)]

    found = propose(case, screening, predict)
    assert bool(found.options) == (found.recommended is not None)
    assert found.options or found.notes
    for option in found.options:
        assert not option.prediction.scar_flag
        assert option.prediction.downtime_days <= (
            constraints.max_downtime_days or (8 if constraints.max_downtime_days is None else 0)
        )
        assert option.candidate.schedule.sessions <= (constraints.max_sessions or 52)
        assert option.cost is not None
        assert option.cost.within_budget
        assert option.dates[0] >= max(ON, earliest or ON)
        assert len(option.dates) == option.candidate.schedule.sessions
        for item in option.candidate.treatments:
            (bounds,) = [bounds for bounds in option.bounds if bounds.zone == item.zone]
            assert bounds.depth_low_mm - 1e-9 <= item.technique.depth_mm <= bounds.depth_high_mm + 1e-9
            assert item.technique.depth_mm <= min(cap.mm for cap in bounds.caps) + 1e-9


@given(
    st.sampled_from(sorted(CONCERNS)),
    st.sampled_from(sorted(zones())),
    st.sampled_from(sorted(device_library())),
    st.sampled_from(["clinic", "home"]),
)
def test_a_stricter_person_never_gets_a_deeper_envelope(concern: str, zone: str, name: str, setting: str) -> None:
    device = device_library()[name]
    light, dark = (bounds_for(concern, zone, phototype, setting, device) for phototype in ("II", "V"))
    assert dark.depth_high_mm <= light.depth_high_mm
    assert dark.interval_days_low >= light.interval_days_low
    assert bounds_for(concern, zone, "II", "home", device).depth_high_mm <= light.depth_high_mm


@given(
    st.lists(st.sampled_from(sorted(CONCERNS)), min_size=1, max_size=4, unique=True), st.sampled_from(sorted(zones()))
)
def test_concerns_together_go_no_deeper_than_the_shallowest_alone(concerns: list[str], zone: str) -> None:
    alone: list[Bounds] = [bounds_for(item, zone, "II", "clinic", device_library()["generic_pen"]) for item in concerns]
    together = combine(alone)
    assert together.depth_high_mm == min(item.depth_high_mm for item in alone)
    assert together.depth_low_mm <= together.depth_high_mm
    assert together.sessions_high <= min(item.sessions_high for item in alone)
    assert together.interval_days_high >= max(item.interval_days_low for item in alone)
