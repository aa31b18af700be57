"""Arms as the outcome model meets them: the share improved that an outcome stands for, and what it says how surely.

percent and points of a score: the share of the start that is gone, +1 all of it; a start that was not printed is the
instrument's usual one, with its spread. Ratings: the middle of a quartile, steps of global improvement out of three.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...outcome.instruments import GAIS_NO_CHANGE, GAIS_STEPS, Instrument
from .arms import Arm
from .treatment import MODELLED

Array = NDArray[np.float64]

NO_FIT = "unverified"
USUAL_GRADE = 3.1
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
        return "a change in points without a start, on a scale whose usual start is not known"
    if arm.kind == "rating" and unit_share(arm) is None:
        return "the range of this rating is not known"
    return ""


def start(arm: Arm) -> tuple[float, float] | None:
    """Starting score and its spread as a share; None where neither printed nor known."""
    if arm.baseline is not None:
        return (arm.baseline, 0.0) if arm.baseline > 0 else None
    usual = measured_with(arm).typical
    return (usual[0], usual[1] / usual[0]) if usual else None


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
        return 0.0, 100.0 * arm.sign, 0.0
    if arm.kind == "rating" or instrument.kind != "severity":
        zero, unit = unit_share(arm) or (0.0, 1.0)
        # points of change on a rating have their zero at no change
        return (zero if arm.kind == "rating" else 0.0), unit, 0.0
    known = start(arm)
    if known is None:  # nothing was printed, and no usual start is known: told in percent
        return 0.0, 100.0 * arm.sign, 0.0
    return 0.0, known[0] * arm.sign, known[1]


def needed_share(arm: Arm) -> float:
    """The share that a responder must gain."""
    if arm.threshold is None:
        return 0.5
    if arm.threshold.unit == "share":
        return arm.threshold.least
    known = start(arm)
    level = known[0] if known and measured_with(arm).family == "grade" else USUAL_GRADE
    return min(arm.threshold.least / level, 1.0)


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


FAMILIES = ("grade", "score", "objective", "rated", "gais")
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


def judged(seen: Observed) -> Array:
    """1 where an outcome is a rater's own word (responders; ratings of improvement), 0 where it is a score (arm,)."""
    worded = np.isin(seen.family, [FAMILIES.index("rated"), FAMILIES.index("gais")])
    return np.asarray((seen.kind == 1) | worded, float)


def by_type(text: str) -> dict[str, float]:
    """Share improved by scar type, where a paper gives it beside the arm's own: "rolling -16.18%, boxcar -3.74%"."""
    names = {"rolling": "rolling", "boxcar": "boxcar"}
    return {names.get(name, "ice_pick"): -float(value) / 100.0 for name, value in SUBTYPES.findall(text.casefold())}
