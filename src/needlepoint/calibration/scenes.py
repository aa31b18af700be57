"""The courses that the checks look at, all healed at the stated constants and in one batch.

A cheek of unknown age and sex, phototype III, under the generic roller and pen. One published course, one sweep of the
dose, or one visit make a scene; every treatment of a scene is done alike on the same session days. Holes are run at the
depths of a forecast (``healing.injury.DEPTH_NODES``). Days count from the first session.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..device import Technique, device_library
from ..healing import Request, Tissue, ZoneCourse, central_parameters, tissues
from ..outcome import collagen
from ..puncture import PunctureField, expected_field
from ..skin import layers

Array = NDArray[np.float64]

ZONE, PHOTOTYPE = "cheek_left", "III"
READ_AFTER = 56.0
HALF_YEAR = 182.0
MYOFIBROBLAST_DAYS = (4.0, 7.0, 10.0, 13.0, 16.0, 20.0)


@dataclass(frozen=True)
class Treatment:
    """What is done in every session of a course."""

    device: str
    technique: Technique


def roller(depth_mm: float = 1.5, passes: int = 15) -> Treatment:
    """The generic roller; 15 passes give the published 250 holes per cm2."""
    return Treatment("generic_roller", Technique(depth_mm, passes))


def pen(depth_mm: float = 1.5, passes: int = 4) -> Treatment:
    """The generic pen."""
    return Treatment("generic_pen", Technique(depth_mm, passes))


@dataclass(frozen=True)
class Scene:
    """Treatments, each alike in every session; the session days; the days that are read."""

    treatments: tuple[Treatment, ...]
    session_days: tuple[float, ...]
    days: tuple[float, ...]


def every(interval: float, sessions: int) -> tuple[float, ...]:
    """Session days."""
    return tuple(interval * number for number in range(sessions))


FOUR_MONTHLY = every(28.0, 4)
FIVE_MONTHLY = every(28.0, 5)
SIX_TWO_WEEKLY = every(14.0, 6)
TWELVE_WEEKLY = every(7.0, 12)

ROLLER_PASSES = (1, 2, 4, 8, 15, 30, 60)
PEN_PASSES = (1, 2, 4, 8, 12, 16)
ROLLER_DEPTHS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5)
PEN_DEPTHS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5)
SESSION_COUNTS = (1, 2, 3, 4, 6, 8, 10)

VISIT_DAYS = tuple(float(day) for day in np.concatenate([np.arange(0, 72) / 24.0, np.arange(3, 15.01, 0.25)]))
PHASE_DAYS = tuple(
    float(day) for day in np.concatenate([np.arange(0, 14, 0.125), np.arange(14, 60, 0.5), np.arange(60, 401, 2)])
)


def _dose_days(session_days: tuple[float, ...]) -> tuple[float, ...]:
    """Day 0, the days on which myofibroblasts peak, and eight weeks after the last session."""
    after = {day + later for day in session_days for later in MYOFIBROBLAST_DAYS}
    return tuple(sorted({0.0, session_days[-1] + READ_AFTER} | after))


def _followed(session_days: tuple[float, ...], *days: float) -> tuple[float, ...]:
    """Day 0 and these days after the last session."""
    return (0.0, *(session_days[-1] + day for day in days))


def _dose(*treatments: Treatment) -> Scene:
    return Scene(treatments, FOUR_MONTHLY, _dose_days(FOUR_MONTHLY))


SCENES: Mapping[str, Scene] = {
    "one session": Scene((roller(),), (0.0,), PHASE_DAYS),
    "visits by depth": Scene(tuple(map(roller, (0.5, 1.0, 1.5, 2.0, 2.5))), (0.0,), VISIT_DAYS),
    "visits by passes": Scene(tuple(roller(passes=n) for n in (4, 8, 15, 30)), (0.0,), VISIT_DAYS),
    "pen visit": Scene((pen(),), (0.0,), VISIT_DAYS),
    "lotfi2013": Scene((roller(), roller(passes=4)), FIVE_MONTHLY, _followed(FIVE_MONTHLY, READ_AFTER)),
    "eldomyati2015": Scene((roller(),), SIX_TWO_WEEKLY, (0.0, 30.0, 91.0)),
    "minh2019": Scene((roller(),), TWELVE_WEEKLY, _followed(TWELVE_WEEKLY, 7.0, 28.0, READ_AFTER, HALF_YEAR)),
    "claim": Scene((roller(),), FOUR_MONTHLY, _followed(FOUR_MONTHLY, HALF_YEAR)),
    "roller by passes": _dose(*(roller(passes=n) for n in ROLLER_PASSES)),
    "roller by depth": _dose(*map(roller, ROLLER_DEPTHS)),
    "pen by depth": _dose(*map(pen, PEN_DEPTHS)),
    "pen by passes": _dose(*(pen(passes=n) for n in PEN_PASSES)),
} | {
    f"{count} sessions": Scene((roller(),), every(28.0, count), _followed(every(28.0, count), READ_AFTER))
    for count in SESSION_COUNTS
}


@functools.cache
def field(treatment: Treatment) -> PunctureField:
    """The holes of one session."""
    return expected_field(device_library()[treatment.device], treatment.technique, ZONE, layers(ZONE, None, None))


@functools.cache
def _healed() -> Mapping[str, Tissue]:
    skin, central = layers(ZONE, None, None), (central_parameters(PHOTOTYPE),)
    requests = []
    for scene in SCENES.values():
        fields = [(field(treatment),) * len(scene.session_days) for treatment in scene.treatments]
        courses = tuple(ZoneCourse(ZONE, skin, scene.session_days, each) for each in fields)
        requests.append(Request(courses, central, scene.days))
    return dict(zip(SCENES, tissues(requests), strict=True))


def healed(scene: str) -> Tissue:
    """The tissue of a scene: one draw, one "zone" a treatment. Solves every scene when it is first asked."""
    return _healed()[scene]


def papillary_gain(tissue: Tissue) -> Array:
    """Change of papillary collagen from the start in percent (treatment, day)."""
    total = collagen(tissue, "papillary")[0]
    return np.asarray(100.0 * (total / total[:, :1] - 1.0))


def dermal_gain(tissue: Tissue) -> Array:
    """The same over the whole dermis, its layers weighed by their thickness (treatment, day)."""
    skin = layers(ZONE, None, None)
    upper = skin.papillary_mm / skin.dermis_mm
    reticular = 0.5 * (collagen(tissue, "upper_reticular") + collagen(tissue, "lower_reticular"))[0]
    total = upper * collagen(tissue, "papillary")[0] + (1.0 - upper) * reticular
    return np.asarray(100.0 * (total / total[:, :1] - 1.0))
