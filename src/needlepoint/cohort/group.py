"""A group of people through every arm: the piece of work that nothing outside it can change.

People are run in groups of ``GROUP`` whose numbers follow one another, one person a lane of the compiled tissue solver,
each in a lane of their own. A group is always whole, with people beyond the trial's size where there are not enough, so
that a person's numbers are the same to the last bit whatever the size of the trial, of a block, or the number of
workers. Everything random is keyed by (seed, person, process).

    tissue of each person (own constants, layers, sessions held)          healing
    share improved without rater noise                                    outcome.people
    written = score(share + rater / sqrt(raters))                         scoring

A rating's noise has the outcome model's rater part of the spread between people. Where a change is the difference of
two ratings, each has half of that variance; a rating of the change itself has all of it. Twins of a parallel trial are
rated with the same noise; the sides of one person each with their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..case import CONCERNS
from ..healing import Request, Tissue, ZoneCourse
from ..healing.forecast import tissues_here
from ..healing.kernel import LANES
from ..healing.release import release_by_day
from ..outcome import downtime_days, sample_days, zone_mean
from ..outcome.features import collagen_gains
from ..outcome.instruments import spoken
from ..outcome.people import Treated, drifts, rater_spread, share_improved
from ..outcome.signs import draw_signs, signs_of
from ..randomness import scores
from .people import Person, person, world_of
from .protocol import ArmPlan, zone_courses
from .trial import BASELINE, Trial
from .worlds import Worlds, constants_of

Array = NDArray[np.float64]

GROUP = LANES
EFFECT = "cohort: effect"


@dataclass(frozen=True)
class ArmOutcome:
    """What became of the people in one arm. share: improved, without rater noise (scale, person, visit); written: the
    same as raters saw it; came: sessions held before a visit (person, visit); downtime, redness, failed: (person,)."""

    share: Array
    written: Array
    came: NDArray[np.int64]
    downtime: Array
    redness: Array
    failed: NDArray[np.bool_]


@dataclass(frozen=True)
class Group:
    """People with what became of them in every arm, in the order of the trial's arms."""

    people: tuple[Person, ...]
    worlds: NDArray[np.int64]
    arms: tuple[ArmOutcome, ...]


def run_group(trial: Trial, worlds: Worlds, plans: Sequence[ArmPlan], number: int) -> Group:
    """Group ``number`` (people from ``number * GROUP`` on) through every arm of a trial. plans: of its arms."""
    who = tuple(person(trial, number * GROUP + at) for at in range(GROUP))
    mine = np.asarray([world_of(trial, one.number) for one in who])
    constants = [constants_of(trial, one, worlds) for one in who]
    shared = _Shared(trial, worlds, who, constants, mine)
    return Group(who, mine, tuple(shared.arm(plan, at) for at, plan in enumerate(plans)))


class _Shared:
    """What every arm of one group needs."""

    def __init__(
        self,
        trial: Trial,
        worlds: Worlds,
        who: tuple[Person, ...],
        constants: Sequence[dict[str, float]],
        mine: NDArray[np.int64],
    ) -> None:
        self.trial, self.worlds, self.who, self.constants, self.mine = trial, worlds, who, constants, mine
        self.studies = worlds.studies(mine)
        self.effect = np.asarray([self._score(one, EFFECT) for one in who])
        self.signs = [draw_signs(1, seed=trial.seed, person=one.number)[0] for one in who]
        self.item = spoken()[trial.concern]
        self.subtypes = [one.subtype for one in who]

    def _score(self, one: Person, process: str) -> float:
        return float(scores(1, 1, seed=self.trial.seed, person=one.number, process=process)[0, 0])

    def arm(self, plan: ArmPlan, at: int) -> ArmOutcome:
        """Every person in one arm. at: the arm's place in the trial."""
        came = np.asarray([plan.attended(one) for one in self.who]).reshape(len(self.who), len(plan.planned))
        done = (came[:, None, :] & (np.asarray(plan.planned) < plan.visits[:, None])).sum(axis=2)
        if not plan.cells:
            gone = drifts(self.studies, plan.visits)
            share, none = np.stack([gone] * len(self.trial.scales)), np.full(len(self.who), np.nan)
            return ArmOutcome(share, self._written(share, at), done, none, none, np.zeros(len(self.who), bool))
        courses = [zone_courses(plan, one, row) for one, row in zip(self.who, came, strict=True)]
        tissue = self._tissue(plan, courses)
        share = self._share(plan, tissue, courses)
        redness = self._redness(tissue, courses)
        until = np.minimum(downtime_days(redness), sample_days()[-1])
        failed = np.asarray(~np.isfinite(tissue.values).all(axis=(1, 2, 3)))
        until, worst = (np.where(failed, np.nan, values) for values in (until, redness.max(axis=1)))
        return ArmOutcome(share, self._written(share, at), done, until, worst, failed)

    def _tissue(self, plan: ArmPlan, courses: Sequence[tuple[ZoneCourse, ...]]) -> Tissue:
        """Tissue (person, cell, day, output) and strands released (person, cell, day), where there is a scar."""
        requests = [Request(mine, (own,), plan.days) for mine, own in zip(courses, self.constants, strict=True)]
        values = np.concatenate([found.values for found in tissues_here(requests)])
        released = None
        if CONCERNS[self.trial.concern].scar:
            strands = [self.worlds.release[world_of(self.trial, one.number)] for one in self.who]
            released = np.concatenate(
                [release_by_day(mine, plan.days, (own,)) for mine, own in zip(courses, strands, strict=True)]
            )
        return Tissue(values, np.asarray(plan.days), tuple(cell.zone for cell in plan.cells), (), (), released)

    def _share(self, plan: ArmPlan, tissue: Tissue, courses: Sequence[tuple[ZoneCourse, ...]]) -> Array:
        """Share improved on every scale (scale, person, visit)."""
        features = collagen_gains(tissue, plan.areas)
        if tissue.released is not None:
            features["released"] = zone_mean(tissue.released, plan.areas)
        last = np.asarray([max(course.session_days[-1] for course in mine) for mine in courses])
        treated = Treated(tissue.days, features, last)
        studies = replace(self.studies, own=plan.own[self.mine])
        at = np.searchsorted(tissue.days, plan.visits)
        found = [
            share_improved(
                treated,
                studies,
                lesion=self.item.lesion,
                instrument=reading.measure.instrument,
                subtypes=self.subtypes,
                effect=self.effect,
            )[:, at]
            for reading in self.trial.scales
        ]
        return np.stack(found)

    def _redness(self, tissue: Tissue, courses: Sequence[tuple[ZoneCourse, ...]]) -> Array:
        """Redness (person, day) of the reddest cell at the days after the first session, up to the next one."""
        days = np.asarray(sample_days())
        erythema = tissue.output("erythema")[..., np.searchsorted(tissue.days, days)]
        worst = np.argmax(np.nan_to_num(erythema[..., 0]), axis=1)
        mine = np.take_along_axis(erythema, worst[:, None, None], axis=1)[:, 0]
        grades = signs_of(mine, self.signs).grades["redness"]
        following = [
            min([*(course.session_days[1:2] for course in row if len(course.session_days) > 1)], default=())
            for row in courses
        ]
        until = np.asarray([day[0] if day else np.inf for day in following])
        return np.where(days[None, :] < until[:, None], grades, 0.0)

    def _written(self, share: Array, at: int) -> Array:
        """What raters write of these shares (scale, person, visit), the baseline first; ``at``: place of the arm."""
        visits = [BASELINE, *(visit.name for visit in self.trial.visits)]
        side = f", side {at}" if self.trial.design == "within_person" else ""
        spread = rater_spread(self.studies.rows) / np.sqrt(self.trial.raters.count)
        written = share.copy()
        for number, reading in enumerate(self.trial.scales):
            differs = reading.measure.start is None
            for place, visit in enumerate(visits):
                if place == 0 and not differs:
                    continue  # a rating of the change itself has no rating before
                process = f"cohort: rater, {reading.scale}, {visit}{side}"
                noise = np.asarray([self._score(one, process) for one in self.who])
                written[number, :, place] += noise * spread * (np.sqrt(0.5) if differs else 1.0)
        return written
