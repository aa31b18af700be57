"""The model's own uncertainty as worlds: what a whole trial shares, drawn once a world.

A world is a row of the tissue model's fitted constants, a row of the outcome model's, the deviation of its study
(effect, drift, leniency) and its constants of released strands. The outcome model's unit is the reference course
(four monthly sessions, 1.5 mm roller, 15 passes), so each world's features are counted in those of the reference
course under the world's own tissue constants: worlds differ in what a course adds to another, while the level stays
that of the published trials. What differs between people of one world (constants with a prior only, age, layers, hand)
is drawn for each of them; how far that spreads the log of a course's strength is measured once, on ``PILOTS`` people
under the reference course, and taken off the fitted spread between people, as the forecast of one person does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from ..calibration.outcome.courses import REFERENCE
from ..case import CONCERNS
from ..device import Technique, device_library
from ..healing import Request, Tissue, ZoneCourse, draw_release
from ..healing.draws import central_for, draw_person, fitted_rows
from ..healing.forecast import tissues_here
from ..healing.release import release_by_day
from ..outcome.features import collagen_gains
from ..outcome.model import HALF_OF_THE_STRANDS, STRENGTH_DAY
from ..outcome.people import STUDY_SCORES, Studies, Treated, strength_of
from ..outcome.posterior import outcome_posterior
from ..puncture import expected_field
from ..randomness import scores
from ..skin import layers
from .people import Person, person, world_of
from .trial import Trial

Array = NDArray[np.float64]

PILOTS = 48
FIRST_PILOT = 2**31
READ = REFERENCE.session_days[-1] + STRENGTH_DAY
PROCESS = "cohort: worlds"


@dataclass(frozen=True)
class Worlds:
    """fitted: tissue constants by world; rows, reference: by name (W,); scores (STUDY_SCORES, W): of the study;
    release: constants of released strands by world; spread: of log strength between people."""

    fitted: tuple[Mapping[str, float], ...]
    rows: Mapping[str, Array]
    scores: Array
    reference: Mapping[str, Array]
    release: tuple[Mapping[str, float], ...]
    spread: float

    def studies(self, worlds: NDArray[np.int64]) -> Studies:
        """The worlds of some people (P,)."""
        return Studies(
            rows={name: values[worlds] for name, values in self.rows.items()},
            scores=self.scores[:, worlds],
            reference={name: values[worlds] for name, values in self.reference.items()},
            spread=self.spread,
        )


def make_worlds(trial: Trial) -> Worlds:
    """The worlds of a trial: a fraction of a second of the tissue model."""
    count, seed = trial.worlds, trial.seed
    fitted = tuple(fitted_rows(count, seed=seed, process=PROCESS))
    rows = outcome_posterior().drawn(count, seed=seed, person=0)
    study = evenly(scores(count, STUDY_SCORES, seed=seed, person=0, process=PROCESS).T)
    # one draw a world, so that a world keeps its constants whatever the number of worlds
    release = tuple(draw_release(1, seed=seed, person=world)[0] for world in range(count))
    reference = _reference(fitted)
    worlds = Worlds(fitted, rows, study, reference, release, 0.0)
    return Worlds(fitted, rows, study, reference, release, _spread(trial, worlds))


def evenly(drawn: Array) -> Array:
    """Normal scores (n, W) in the order of those drawn, but evenly spread, so that few worlds show the whole spread."""
    count = drawn.shape[1]
    even = np.asarray([NormalDist().inv_cdf((at + 0.5) / count) for at in range(count)])
    return even[np.argsort(np.argsort(drawn, axis=1), axis=1)]


def _reference(fitted: tuple[Mapping[str, float], ...]) -> dict[str, Array]:
    """Features of the reference course in a person of no stated age, sex or phototype, by world."""
    skin = layers(REFERENCE.zone, None, None)
    field = expected_field(device_library()[REFERENCE.device], _technique(), REFERENCE.zone, skin)
    course = ZoneCourse(REFERENCE.zone, skin, REFERENCE.session_days, (field,) * len(REFERENCE.session_days))
    gains = _gains([Request((course,), (central_for(row),), (0.0, READ)) for row in fitted])
    return gains | {"released": np.full(len(fitted), HALF_OF_THE_STRANDS)}


def _technique() -> Technique:
    return Technique(REFERENCE.depth_mm, REFERENCE.passes)


def _gains(requests: list[Request]) -> dict[str, Array]:
    found: list[Tissue] = tissues_here(requests)
    rows = [collagen_gains(tissue, [1.0]) for tissue in found]
    return {name: np.asarray([float(row[name][0, -1]) for row in rows]) for name in rows[0]}


def constants_of(trial: Trial, who: Person, worlds: Worlds) -> dict[str, float]:
    """The tissue model's constants of a person in their world."""
    return draw_person(
        worlds.fitted[world_of(trial, who.number)],
        seed=trial.seed,
        person=who.number,
        phototype=who.phototype,
        age=who.age,
        smoker=who.smoker,
    )


def _spread(trial: Trial, worlds: Worlds) -> float:
    """Standard deviation of the log strength of the reference course between people of the population."""
    pilots = [person(trial, FIRST_PILOT + number) for number in range(PILOTS)]
    device, requests, strands = device_library()[REFERENCE.device], [], []
    for who in pilots:
        skin = who.layers(REFERENCE.zone)
        field = expected_field(device, _technique(), REFERENCE.zone, skin)
        course = ZoneCourse(REFERENCE.zone, skin, REFERENCE.session_days, (field,) * len(REFERENCE.session_days))
        requests.append(Request((course,), (constants_of(trial, who, worlds),), (0.0, READ)))
        constants = worlds.release[world_of(trial, who.number)]
        strands.append(release_by_day([course], (READ,), (constants,))[0, 0, 0])
    features = {name: values[:, None] for name, values in _gains(requests).items()}
    if CONCERNS[trial.concern].scar:
        features["released"] = np.asarray(strands)[:, None]
    treated = Treated(np.asarray([READ]), features, np.full(PILOTS, REFERENCE.session_days[-1]))
    mine = worlds.studies(np.asarray([world_of(trial, who.number) for who in pilots]))
    strength = strength_of(treated, mine)[:, 0]
    return float(np.nanstd(np.log(np.maximum(strength, 1e-6))))
