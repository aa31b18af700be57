"""Arms as the outcome model meets them: the share improved that an outcome stands for, and what it says how surely.

percent and points of a score: the share gone of what can go, from the start to the scale's best; a start that was not
printed is the instrument's usual one, with its spread. Ratings: the middle of a quartile, steps of global improvement
out of three.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...evidence import load_parameters
from ...outcome.instruments import GAIS_NO_CHANGE, GAIS_STEPS, Instrument, best_score
from .arms import Arm
from .treatment import MODELLED

Array = NDArray[np.float64]

NO_FIT = "unverified"
USUAL_ROOM = 2.1
"""Grades above the best of Goodman and Baron's scale, where an arm starts as most do."""
OTHER = Instrument("other", "another score", "score", "severity", None, None, None, None, (), (), "")
OTHER_RATING = Instrument("other_rating", "another rating", "rated", "rating", None, None, None, None, (), (), "")
SUBTYPES = re.compile(r"(rolling|boxcar|ice[ -]?pick)[a-z ]*(-\d+(?:\.\d+)?)\s*%")


def measured_with(arm: Arm) -> Instrument:
    """The arm's instrument; for a scale that is not known, one of its kind without a loading of its own."""
    if arm.instrument is not None:
        return arm.instrument
    rated = arm.kind == "rating" or (arm.kind == "percent" and arm.sign > 0) or arm.kind == "responders"
    return OTHER_RATING if rated else OTHER


def why_not(arm: Arm) -> str:
    """Why the model has nothing to say of the arm; empty where it has."""
    if arm.treatment.kind == "other":
        return arm.treatment.why
    instrument = measured_with(arm)
    if instrument.silent:
        return instrument.silent
    if arm.lesion not in MODELLED:
        return f"no trial of needling alone gives numbers for this ({arm.lesion})"
    if arm.kind == "responders" and arm.threshold is None:
        return "what counts as a responder cannot be told from its definition"
    if arm.kind == "points" and instrument.kind == "severity" and start(arm) is None:
        return "a change in points without a start above the scale's best, or a usual one"
    if arm.kind == "rating" and unit_share(arm) is None:
        return "the range of this rating is not known"
    return ""


def start(arm: Arm) -> tuple[float, float] | None:
    """Points from the start to the scale's best, and their spread as a share; None where neither printed nor known."""
    best, usual = _best(arm), measured_with(arm).typical
    if arm.baseline is not None:
        return (abs(arm.baseline - best), 0.0) if arm.sign * (best - arm.baseline) > 0 else None
    return (usual[0] - best, usual[1] / (usual[0] - best)) if usual else None


def _best(arm: Arm) -> float:
    """The score at which nothing is left; of an unknown scale where higher is better, twice the start."""
    if arm.sign > 0:
        return 2.0 * (arm.baseline or 0.0)
    return best_score(measured_with(arm))


def part_that_can_go(arm: Arm) -> float:
    """What can go as a share of the start: below 1 on scales whose best is not 0."""
    instrument = measured_with(arm)
    score = arm.baseline if arm.baseline is not None else instrument.typical[0] if instrument.typical else None
    known = start(arm)
    return known[0] / score if instrument.kind == "severity" and known and score else 1.0


def unit_share(arm: Arm) -> tuple[float, float] | None:
    """Points of a rating at share 0, and points from there to share 1."""
    instrument = measured_with(arm)
    if instrument.kind == "gais":
        return (GAIS_NO_CHANGE, -GAIS_STEPS) if arm.sign < 0 else (0.0, GAIS_STEPS)
    if arm.top is not None:
        return (0.5, 4.0) if arm.top == 4.0 and re.search(r"1\s*(?:_|-|to)\s*4", arm.scale) else (0.0, arm.top)
    if instrument.kind == "rating" and arm.observed is not None:
        return (
            (0.0, 4.0) if "quartile" in arm.scale.casefold() else (0.0, 10.0) if arm.observed <= 10.0 else (0.0, 100.0)
        )
    return None


def scaling(arm: Arm) -> tuple[float, float, float]:
    """(zero, unit, spread): the observation of share s is zero + unit s; spread: of the unit, as a share of it."""
    instrument = measured_with(arm)
    if arm.kind == "percent":
        return 0.0, 100.0 * arm.sign * part_that_can_go(arm), 0.0
    if arm.kind == "rating" or instrument.kind != "severity":
        zero, unit = unit_share(arm) or (0.0, 1.0)
        # points of change on a rating have their zero at no change
        return (zero if arm.kind == "rating" else 0.0), unit, 0.0
    known = start(arm)
    if known is None:  # nothing was printed, and no usual start is known: told in percent
        return 0.0, 100.0 * arm.sign, 0.0
    return 0.0, known[0] * arm.sign, known[1]


def printed(arm: Arm) -> tuple[float, float, float]:
    """The same with shares of the printed start, in which people count and in which models are scored."""
    zero, unit, spread = scaling(arm)
    part = 1.0 if arm.kind == "responders" else part_that_can_go(arm)
    return zero, unit / part, spread * part


def needed_share(arm: Arm) -> float:
    """The share that a responder must gain."""
    if arm.threshold is None:
        return 0.5
    if arm.threshold.unit == "share":
        return arm.threshold.least
    known = start(arm)
    room = known[0] if known and measured_with(arm).family == "grade" else USUAL_ROOM
    return min(arm.threshold.least / room, 1.0)


def fitted(arms: Sequence[Arm]) -> list[Arm]:
    """The arms that are fitted: needling alone, read on a page, with an outcome that the model speaks of."""
    return [
        arm
        for arm in arms
        if arm.treatment.kind == "needling" and arm.status != NO_FIT and arm.kind != "none" and not why_not(arm)
    ]


@dataclass(frozen=True)
class Observed:
    """Arms as columns (arm,). kind: 0 mean, 1 responders, 2 none significant, 3 significant; share: what was seen (of
    responders: the share of people); needed: for responders; spread: of the unit; blur: of a printed range; group:
    instrument within study."""

    arms: tuple[Arm, ...]
    kind: NDArray[np.int64]
    share: Array
    needed: Array
    spread: Array
    blur: Array
    n: Array
    study: NDArray[np.int64]
    group: NDArray[np.int64]
    family: NDArray[np.int64]
    lesion: NDArray[np.int64]
    instrument: NDArray[np.int64]
    type: NDArray[np.int64]
    studies: tuple[str, ...]
    instruments: tuple[str, ...]


FAMILIES = ("grade", "score", "objective", "rated", "gais", "patient")
KIND_FAMILIES = ("rated", "gais", "patient")
"""Somebody's word for the improvement, not a score."""
LESIONS = ("acne", "scar", "wrinkle", "striae", "burn", "mixed")
TYPES = (None, "rolling", "boxcar", "ice_pick")


def observe(arms: Sequence[Arm]) -> Observed:
    """The arms as columns."""
    instruments = tuple(dict.fromkeys(measured_with(arm).id for arm in arms))
    studies = tuple(dict.fromkeys(arm.study for arm in arms))
    groups = tuple(dict.fromkeys((arm.study, measured_with(arm).id) for arm in arms))
    rows = [_seen(arm) for arm in arms]
    return Observed(
        arms=tuple(arms),
        kind=np.asarray([row[0] for row in rows]),
        share=np.asarray([row[1] for row in rows]),
        needed=np.asarray([needed_share(arm) for arm in arms]),
        spread=np.asarray([scaling(arm)[2] for arm in arms]),
        blur=np.asarray([abs(arm.blur / scaling(arm)[1]) for arm in arms]),
        n=np.asarray([max(round(arm.n), 1) for arm in arms], float),
        study=np.asarray([studies.index(arm.study) for arm in arms]),
        group=np.asarray([groups.index((arm.study, measured_with(arm).id)) for arm in arms]),
        family=np.asarray([FAMILIES.index(measured_with(arm).family) for arm in arms]),
        lesion=np.asarray([LESIONS.index(arm.lesion) for arm in arms]),
        instrument=np.asarray([instruments.index(measured_with(arm).id) for arm in arms]),
        type=np.asarray([TYPES.index(arm.type) for arm in arms]),
        studies=studies,
        instruments=instruments,
    )


def _seen(arm: Arm) -> tuple[int, float]:
    if arm.kind == "direction":
        return (2 if arm.verdict == "none" else 3), 0.0
    assert arm.observed is not None
    if arm.kind == "responders":
        return 1, arm.observed / 100.0
    zero, unit, _ = scaling(arm)
    return 0, (arm.observed - zero) / unit


def worded(arm: Arm) -> bool:
    """Whether the outcome is a rating of improvement."""
    return measured_with(arm).family in KIND_FAMILIES


def counted(arm: Arm) -> bool:
    """Whether the outcome is the count of people who improved on a score."""
    return arm.kind == "responders" and not worded(arm)


def judged(arm: Arm) -> bool:
    """Whether the outcome is somebody's word or count, not a score."""
    return worded(arm) or counted(arm)


def loading_prior(family: str) -> tuple[float, float]:
    """Mean and spread of the loading of a family, or of "counted", before any trial (logit)."""
    p = load_parameters("outcome")
    if family in KIND_FAMILIES or family == "counted":
        return p["kindness"], p.parameter("kindness").prior.spread
    return 0.0, p["family_spread"]


def by_type(text: str) -> dict[str, float]:
    """Share improved by scar type, where a paper gives it beside the arm's own: "rolling -16.18%, boxcar -3.74%"."""
    names = {"rolling": "rolling", "boxcar": "boxcar"}
    return {names.get(name, "ice_pick"): -float(value) / 100.0 for name, value in SUBTYPES.findall(text.casefold())}
