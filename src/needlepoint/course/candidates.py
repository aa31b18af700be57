"""The plans worth comparing: a small grid inside the bounds, made before anything is simulated.

Depth: the shallow end, the middle and the deep end of each zone's range, all zones together. Passes: the fewest of
the zone, and the most that still matter, the last pass that adds at least ``pass_gain`` of what the first one covered
(a pen's passes soon cover what is covered already, a roller's hardly do). Sessions: the least, the middle and the
most that the limits allow. Interval: the shortest and the longest. At most 36 plans, and at most six techniques a
zone, so that one batched simulation answers them all. A search takes a far finer grid (``search_grid``): every count of
sessions from one on, every count of passes, intervals by the week, and as many depths as it takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from ..case import Constraints
from ..device import Device, Technique
from ..device.technique import Pattern
from ..evidence import load_parameters
from ..puncture import expected_field
from ..skin import Layers
from .bounds import Bounds, floor_to_step
from .cost import affordable_sessions
from .schedule import Window, most_sessions, sessions_to_try
from .types import Schedule, ZoneTreatment

DEPTH_LEVELS = (0.0, 0.5, 1.0)
MAX_CANDIDATES = 48
MOST_PASS_LEVELS = 4
INTERVAL_STEPS = (7, 3, 1)


@dataclass(frozen=True)
class Candidate:
    """One plan to compare. name: its settings in short; treatments: one a zone, the same in every session."""

    name: str
    device: Device
    schedule: Schedule
    treatments: tuple[ZoneTreatment, ...]

    @property
    def depth_mm(self) -> float:
        """Mean depth setting over the zones, mm."""
        return sum(item.technique.depth_mm for item in self.treatments) / len(self.treatments)

    @property
    def passes(self) -> int:
        """Passes over all zones together."""
        return sum(item.technique.passes for item in self.treatments)


@dataclass(frozen=True)
class Limit:
    """The largest session count that something allows, and what that is, in the patient's words."""

    sessions: int
    why: str


def session_limits(
    shared: Bounds, constraints: Constraints, open_days: Window, interval_days: int
) -> tuple[Limit, ...]:
    """Everything that limits the number of sessions at this interval, tightest first."""
    limits = [Limit(shared.sessions_high, f"no more than {shared.sessions_high} visits have been published for this")]
    if constraints.max_sessions is not None:
        limits.append(Limit(constraints.max_sessions, f"your limit of {_visits(constraints.max_sessions)}"))
    if (paid := affordable_sessions(constraints)) is not None:
        limits.append(Limit(paid, f"your budget, which pays for {_visits(paid)}"))
    if (fitting := most_sessions(open_days, interval_days)) is not None:
        limits.append(Limit(fitting, f"the day of your event, before which {_visits(fitting)} fit"))
    if shared.span_days_high is not None:
        within = shared.span_days_high // interval_days + 1
        limits.append(Limit(within, f"the {shared.span_days_high} days that such courses have lasted"))
    return tuple(sorted(limits, key=lambda limit: limit.sessions))


def make_candidates(
    by_zone: Mapping[str, Bounds],
    shared: Bounds,
    device: Device,
    layers: Mapping[str, Layers],
    constraints: Constraints,
    open_days: Window,
) -> tuple[Candidate, ...]:
    """Every distinct plan of the grid, shallow and short first. Empty when not one session is possible.

    by_zone: non-empty bounds of each zone; shared: the sessions and interval that suit them all; layers: of each zone.
    """
    schedules = _schedules(shared, constraints, open_days)
    found: dict[tuple[Schedule, tuple[ZoneTreatment, ...]], Candidate] = {}
    for treatments, schedule in product(_treatments(by_zone, device, layers), schedules):
        found.setdefault((schedule, treatments), Candidate(_name(treatments, schedule), device, schedule, treatments))
    return tuple(found.values())[:MAX_CANDIDATES]


def search_grid(
    by_zone: Mapping[str, Bounds],
    shared: Bounds,
    device: Device,
    constraints: Constraints,
    open_days: Window,
    wanted: int,
) -> tuple[Candidate, ...]:
    """A fine grid of at least ``wanted`` plans where the bounds leave room for so many, shallow and short first.

    Sessions from one on (fewer than were ever published, too); depths on the steps that devices have, all zones
    together; intervals by the week, closer where that is needed to reach ``wanted``.
    """
    passes = min(max(item.passes_high - item.passes_low for item in by_zone.values()) + 1, MOST_PASS_LEVELS)
    finest = max(_depth_steps(item) for item in by_zone.values())
    for step_days in INTERVAL_STEPS:
        schedules = _every_schedule(shared, constraints, open_days, step_days)
        depths = min(finest, max(-(-wanted // max(len(schedules) * passes, 1)), 2))
        if len(schedules) * passes * depths >= wanted:
            break
    found: dict[tuple[Schedule, tuple[ZoneTreatment, ...]], Candidate] = {}
    for depth, count in product(_levels(depths), _levels(passes)):
        treatments = tuple(
            ZoneTreatment(zone=zone, technique=_at_level(bounds, depth, count, device))
            for zone, bounds in by_zone.items()
        )
        for schedule in schedules:
            name = _name(treatments, schedule)
            found.setdefault((schedule, treatments), Candidate(name, device, schedule, treatments))
    return tuple(found.values())


def _every_schedule(
    shared: Bounds, constraints: Constraints, open_days: Window, step_days: int
) -> tuple[Schedule, ...]:
    low, high = shared.interval_days_low, shared.interval_days_high
    found: dict[Schedule, None] = {}
    for interval in sorted({*range(low, high + 1, step_days), high}):
        most = min(item.sessions for item in session_limits(shared, constraints, open_days, interval))
        for sessions in range(1, most + 1):
            found[Schedule(interval if sessions > 1 else 1, sessions)] = None
    return tuple(found)


def _depth_steps(bounds: Bounds) -> int:
    step = load_parameters("course")["depth_step"]
    return round((bounds.depth_high_mm - bounds.depth_low_mm) / step) + 1


def _levels(count: int) -> tuple[float, ...]:
    return tuple(at / (count - 1) for at in range(count)) if count > 1 else (1.0,)


def _at_level(bounds: Bounds, depth: float, passes: float, device: Device) -> Technique:
    count = bounds.passes_low + round(passes * (bounds.passes_high - bounds.passes_low))
    return Technique(_depth(bounds, depth), count, pattern_for(device))


def useful_passes(bounds: Bounds, device: Device, layers: Layers) -> tuple[int, ...]:
    """The fewest passes, and the most that still matter: each adds ``pass_gain`` of what the first one covered."""
    depth = floor_to_step((bounds.depth_low_mm + bounds.depth_high_mm) / 2) or bounds.depth_low_mm
    worth = load_parameters("course")["pass_gain"]

    def coverage(passes: int) -> float:
        technique = Technique(min(depth, device.max_depth_mm), passes, pattern_for(device))
        return expected_field(device, technique, bounds.zone, layers).coverage_share

    least = worth * coverage(1)
    most, before = bounds.passes_low, coverage(bounds.passes_low)
    for passes in range(bounds.passes_low + 1, bounds.passes_high + 1):
        after = coverage(passes)
        if after - before < least:
            break
        most, before = passes, after
    return tuple(sorted({bounds.passes_low, most}))


def pattern_for(device: Device) -> Pattern:
    """The even pattern of a device: a stamp is set down, everything else crosses its own lines."""
    return "stamp" if device.kind == "stamp" else "crosshatch"


def _treatments(
    by_zone: Mapping[str, Bounds], device: Device, layers: Mapping[str, Layers]
) -> Sequence[tuple[ZoneTreatment, ...]]:
    passes = {zone: useful_passes(bounds, device, layers[zone]) for zone, bounds in by_zone.items()}
    return tuple(
        tuple(
            ZoneTreatment(zone=zone, technique=Technique(_depth(bounds, level), passes[zone][end], pattern_for(device)))
            for zone, bounds in by_zone.items()
        )
        for level, end in product(DEPTH_LEVELS, (0, -1))
    )


def _depth(bounds: Bounds, level: float) -> float:
    """A depth (mm) of the range, on a step that devices have; the ends are kept as they are."""
    span = bounds.depth_high_mm - bounds.depth_low_mm
    if level in (0.0, 1.0):
        return bounds.depth_low_mm + level * span
    return max(floor_to_step(bounds.depth_low_mm + level * span), bounds.depth_low_mm)


def _schedules(shared: Bounds, constraints: Constraints, open_days: Window) -> tuple[Schedule, ...]:
    found: dict[Schedule, None] = {}
    for interval in dict.fromkeys((shared.interval_days_low, shared.interval_days_high)):
        limits = session_limits(shared, constraints, open_days, interval)
        for sessions in sessions_to_try(shared.sessions_low, shared.sessions_high, [item.sessions for item in limits]):
            found[Schedule(interval if sessions > 1 else 1, sessions)] = None
    return tuple(found)


def _name(treatments: tuple[ZoneTreatment, ...], schedule: Schedule) -> str:
    settings = dict.fromkeys(f"{item.technique.depth_mm:g} mm x {item.technique.passes}" for item in treatments)
    times = f"{schedule.sessions} x {schedule.interval_days} d" if schedule.sessions > 1 else "1 visit"
    return f"{', '.join(settings)}; {times}"


def _visits(count: int) -> str:
    return "1 visit" if count == 1 else f"{count} visits"
