"""What more sessions would add: courses that stop after one, two, three ... sessions, and a visit months later.

One batch holds every option: its course goes on to the largest published number of sessions at its own interval, and is
read after each (``healing.branching``); what people would see of that is the outcome model's, six months after the last
visit, when it has settled. Maintenance: one more visit six or twelve months after the last, against none, six months
later, at the stated constants of the tissue (the interval is the outcome model's). Days from the first session,
outcomes in points of the goal's scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..case import Case, Goal
from ..course import Course, ZoneTreatment, about_person, alternatives_for
from ..course.bounds import combine
from ..course.proposals import zone_bounds
from ..course.stopping import Ahead, Figure, OneMore, figure, one_more
from ..device import find_device
from ..errors import InputError, Problem
from ..healing import large_wound_peak, plan_level
from ..outcome import FORECAST_AFTER_DAYS, Expected, expected
from ..outcome.instruments import spoken
from ..scales import scales
from ..skin import zones
from .cells import Cell, Skin, cell_of, drawn_constants, stated_constants
from .predicting import Strands
from .trunks import Constants, Grown, grow, prefix

Array = NDArray[np.float64]

TISSUE_DRAWS = 8
PEOPLE = 400
LOOKED_AFTER_DAYS = 56.0
MAINTENANCE_MONTHS = (6, 12)
DAYS_A_MONTH = 365.25 / 12
CERTAINTY = ("moderate", "low", "very_low", "none")
DEFAULT_GAP_DAYS = 28.0
CURVE = (7.0, 14.0, 28.0, 42.0, 56.0, 84.0, 126.0)


@dataclass(frozen=True)
class Road:
    """A course that could go on. cells: of every zone, as far as is looked; done: sessions planned or had."""

    named: tuple[str, ...]
    cells: tuple[Cell, ...]
    done: int

    @property
    def days(self) -> tuple[float, ...]:
        """Days of all sessions that are looked at."""
        return self.cells[0].session_days

    @property
    def areas(self) -> list[float]:
        """Areas of the zones, cm2."""
        return [zones()[zone].area_cm2 for zone in self.named]


@dataclass(frozen=True)
class Outlook:
    """What lies ahead of one course. goal: whose scale the points are of, None when no goal has figures; ahead: None
    then; maintenance: months after the last visit, and what one more visit then adds."""

    goal: Goal | None
    ahead: Ahead | None
    maintenance: tuple[tuple[int, Figure], ...] = ()


def road(treatments: Sequence[ZoneTreatment], session_days: Sequence[float], interval_days: float, up_to: int) -> Road:
    """A course with one technique a zone, carried on at this interval to ``up_to`` sessions, one beyond it at least."""
    done = len(session_days)
    days = [*session_days]
    while len(days) < max(up_to, done + 1):
        days.append(days[-1] + interval_days)
    cells = tuple(cell_of(item.zone, [item.technique] * len(days), days) for item in treatments)
    return Road(tuple(item.zone for item in treatments), cells, done)


def told_goal(goals: Sequence[Goal], treated: Sequence[str]) -> Goal | None:
    """The first goal with a zone among those treated, of which needling alone has figures."""
    return next((goal for goal in goals if spoken()[goal.concern].speaks == "yes" and {*goal.zones} & {*treated}), None)


def look_ahead(
    roads: Sequence[Road], goals: Sequence[Goal], skin: Skin, constants: Constants, wound: Array, *, seed: int
) -> list[Outlook]:
    """What lies ahead of every road. constants: sets of the tissue model's, wound: their large wound's peaks."""
    chosen = [told_goal(goals, item.named) for item in roads]
    told = [(item, goal) for item, goal in zip(roads, chosen, strict=True) if goal is not None]
    if not told:
        return [Outlook(None, None) for _ in roads]
    after = sorted({*CURVE, FORECAST_AFTER_DAYS, *(_gap(item) + FORECAST_AFTER_DAYS for item, _ in told)})
    grown = grow((cell for item, _ in told for cell in item.cells), skin, constants, after, (1.0,))
    strands = Strands(skin)
    kept = iter(_kept_up(told, skin, strands, seed))
    return [
        Outlook(goal, _ahead(item, goal, grown, strands, wound, seed), next(kept)) if goal else Outlook(None, None)
        for item, goal in zip(roads, chosen, strict=True)
    ]


def _gap(item: Road) -> float:
    return item.days[-1] - item.days[-2]


def _ahead(item: Road, goal: Goal, grown: Grown, strands: Strands, wound: Array, seed: int) -> Ahead:
    days = np.asarray(item.days)
    courses = [_after(item, count, goal, grown, strands, seed) for count in range(1, len(days) + 1)]
    ends = days + FORECAST_AFTER_DAYS
    own = [_on(seen, seen.change, day) for seen, day in zip(courses, ends, strict=True)]
    typical = [_on(seen, seen.mean_change, day) for seen, day in zip(courses, ends, strict=True)]
    early = [_on(seen, seen.mean_change, day + LOOKED_AFTER_DAYS) for seen, day in zip(courses, days, strict=True)]
    without = [_on(seen, seen.mean_change, day) for seen, day in zip(courses[:-1], ends[1:], strict=True)]
    risky = [
        count
        for count in range(1, len(days) + 1)
        if np.median(grown.peak([prefix(cell, count) for cell in item.cells]) / wound) > plan_level()
    ]
    scale = courses[0].scale
    return Ahead(
        change=np.asarray(own),
        gain=np.asarray(typical[1:]) - np.asarray(without),
        to_come=np.asarray(typical) - np.asarray(early),
        visible=courses[0].half_step,
        unit=scales()[scale].unit if scale else "points",
        scars=min(risky, default=None),
    )


def _after(item: Road, count: int, goal: Goal, grown: Grown, strands: Strands, seed: int) -> Expected:
    cells = [prefix(cell, count) for cell in item.cells]
    tissue = grown.tissue(cells, item.named)
    released = released_by_session(cells, item.areas, strands) if goal.words.scar else None
    return expected([goal], tissue, item.areas, item.days[:count], released, seed=seed, draws=PEOPLE)[0]


def released_by_session(cells: Sequence[Cell], areas: Sequence[float], strands: Strands) -> list[float]:
    """Share of the strands released after each session, zones averaged by area (cm2)."""
    count = len(cells[0].session_days)
    return [
        float(np.average([strands.share(prefix(cell, number)) for cell in cells], weights=areas))
        for number in range(1, count + 1)
    ]


def _on(item: Expected, change: Array, day: float) -> Array:
    """One of the item's changes on one day (draw,), between its days."""
    at = int(np.clip(np.searchsorted(item.days, day), 1, len(item.days) - 1))
    share = (day - item.days[at - 1]) / (item.days[at] - item.days[at - 1])
    return np.asarray(change[:, at - 1] * (1.0 - share) + change[:, at] * share)


def _kept_up(
    told: Sequence[tuple[Road, Goal]], skin: Skin, strands: Strands, seed: int
) -> list[tuple[tuple[int, Figure], ...]]:
    """By road, what one visit so many months after the last adds."""
    gaps = [months * DAYS_A_MONTH for months in MAINTENANCE_MONTHS]
    courses = [_upkeep(item, gap) for item, _ in told for gap in (None, *gaps)]
    after = sorted({*CURVE, FORECAST_AFTER_DAYS, *gaps, *(gap + FORECAST_AFTER_DAYS for gap in gaps)})
    central = (stated_constants(skin.about),)
    grown = grow((cell for item in courses for cell in item.cells), skin, central, after, (1.0,), last_only=True)
    found = []
    for at, (item, goal) in enumerate(told):
        mine = courses[at * (1 + len(gaps)) : (at + 1) * (1 + len(gaps))]
        seen = [_after(one, len(one.days), goal, grown, strands, seed) for one in mine]
        ends = [item.days[item.done - 1] + gap + FORECAST_AFTER_DAYS for gap in gaps]
        figures = tuple(
            (months, figure(_on(more, more.mean_change, day) - _on(seen[0], seen[0].mean_change, day)))
            for months, day, more in zip(MAINTENANCE_MONTHS, ends, seen[1:], strict=True)
        )
        found.append(figures)
    return found


def _upkeep(item: Road, gap: float | None) -> Road:
    """The planned course alone, or with one visit ``gap`` days after its last."""
    days = item.days[: item.done] + (() if gap is None else (item.days[item.done - 1] + gap,))
    cells = tuple(Cell(cell.base, cell.techniques[: len(days)], days) for cell in item.cells)
    return Road(item.named, cells, item.done)


def next_session(
    course: Course,
    case: Case,
    *,
    done: int,
    observed: float | None = None,
    error: float | None = None,
    settled: bool = True,
    seed: int = 1,
    draws: int = TISSUE_DRAWS,
) -> OneMore:
    """What one more session would add to a course in progress, after ``done`` of its sessions.

    observed: improvement seen so far on the scale of the first goal with figures (points, positive is better), with its
    measurement ``error``; settled: whether two months have passed since the last session. Beyond the course's own
    sessions its last interval and settings go on. Raises InputError when ``done`` is no number of sessions of it.
    """
    if not 1 <= done <= len(course.sessions):
        raise InputError(Problem("done", str(done), f"1 to {len(course.sessions)}, the sessions of this course"))
    skin = Skin(find_device(course.device), about_person(case, course.start))
    goal = told_goal(case.goals, course.zones)
    if goal is None:
        return one_more(None, done, most=done)
    most = most_sessions(case, skin, course.zones)
    days = [float(day) for day in course.days]
    gap = days[-1] - days[-2] if len(days) > 1 else DEFAULT_GAP_DAYS
    treatments = course.sessions[done - 1].treatments
    item = road(treatments, days[:done], days[done] - days[done - 1] if done < len(days) else gap, max(most, done + 1))
    constants = drawn_constants(skin.about, draws, seed=seed)
    (found,) = look_ahead([item], [goal], skin, constants, large_wound_peak(constants), seed=seed)
    return one_more(
        found.ahead, done, most=most, better=better_treatment(goal), observed=observed, error=error, settled=settled
    )


def most_sessions(case: Case, skin: Skin, zone_ids: Sequence[str]) -> int:
    """The largest published number of sessions for what these zones are treated for."""
    by_zone, _ = zone_bounds(case, zone_ids, skin.device)
    return combine(tuple(by_zone.values())).sessions_high if by_zone else 1


def better_treatment(goal: Goal) -> str:
    """The best known treatment that was better than needling alone for this goal and is in scope; "" when none is."""
    found = [
        item for item in alternatives_for([goal.concern]) if not item.out_of_scope and item.effects[0].than == "better"
    ]
    return min(found, key=lambda item: CERTAINTY.index(item.effects[0].certainty)).name if found else ""
