"""H7: more gives more, each addition less than the one before, depth saturates, and too much scars.

Gain: papillary collagen 8 weeks after four monthly sessions; for depth that of the whole dermis, which a deeper needle
reaches. No trial has measured this shape: what is asked of the model is that it has no turn which nobody has seen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..healing import central_parameters, large_wound_peak, scar_level, scar_shares
from .check import Check, Figure
from .scenes import (
    PEN_DEPTHS,
    PHOTOTYPE,
    ROLLER_DEPTHS,
    ROLLER_PASSES,
    SCENES,
    SESSION_COUNTS,
    dermal_gain,
    field,
    healed,
    papillary_gain,
)

Array = NDArray[np.float64]

RISES = "every step up adds something"
DIMINISHES = "every step adds less for its size than the one before"
NOTHING = "nothing measured; expected"
SATURATED = 0.5
LEAST_STEP = 0.1  # points of percent; less would be no more than noise of the grid


def slopes(dose: Array, gain: Array) -> Array:
    """Gain added per unit of dose, step by step; dose 0 gives nothing."""
    return np.diff(gain, prepend=0.0) / np.diff(dose, prepend=0.0)


def _diminishing(what: str, dose: Array, gain: Array) -> tuple[Figure, Figure]:
    steps = slopes(dose, gain)
    ratio = float((steps[1:] / steps[:-1]).max())
    return (
        Figure(f"smallest step with {what}, points of percent", NOTHING, _least(gain), LEAST_STEP, None, RISES),
        Figure(f"largest ratio of one step to the one before, {what}", NOTHING, ratio, None, 1.0, DIMINISHES),
    )


def _least(gain: Array) -> float:
    return float(np.diff(gain, prepend=0.0).min())


def _by_density() -> tuple[Figure, ...]:
    scene = "roller by passes"
    density = np.asarray([field(treatment).density_per_cm2 for treatment in SCENES[scene].treatments])
    name = f"{density[0]:.0f} to {density[-1]:.0f} holes per cm2"
    return _diminishing(name, density, papillary_gain(healed(scene))[:, -1])


def _by_sessions() -> tuple[Figure, ...]:
    gain = np.asarray([papillary_gain(healed(f"{count} sessions"))[0, -1] for count in SESSION_COUNTS])
    return _diminishing("1 to 10 sessions", np.asarray(SESSION_COUNTS, float), gain)


def _by_depth(device: str, depths: tuple[float, ...]) -> tuple[Figure, ...]:
    gain = dermal_gain(healed(f"{device} by depth"))[:, -1]
    steps = slopes(np.asarray(depths), gain)
    last = float(steps[-1] / steps.max())
    why = "saturating: past its steepest, and the last step adds less than half as much per mm"
    return (
        Figure(f"smallest step with {device} depth, points of percent", NOTHING, _least(gain), LEAST_STEP, None, RISES),
        Figure(f"last step per mm of {device} depth, share of the steepest", NOTHING, last, None, SATURATED, why),
    )


def first_crossing(dose: Array, curve: Array, level: float) -> float:
    """Dose at which a curve first passes a level, by a straight line; infinite when it never does."""
    above = np.nonzero(curve > level)[0]
    if not above.size:
        return float("inf")
    at = int(above[0])
    if at == 0:
        return float(dose[0])
    return float(np.interp(level, curve[at - 1 : at + 1], dose[at - 1 : at + 1]))


def _scars() -> tuple[Figure, ...]:
    wound = large_wound_peak([central_parameters(PHOTOTYPE)])
    routine = float(scar_shares(healed("roller by passes"), wound)[0, ROLLER_PASSES.index(15)])
    scene = "pen by passes"
    covered = np.asarray([field(treatment).coverage_share for treatment in SCENES[scene].treatments])
    flagged = first_crossing(covered, scar_shares(healed(scene), wound)[0], scar_level())
    level = f"the flag stands at {scar_level():.0%} of a large wound's peak"
    return (
        Figure("myofibroblasts, routine roller, share of large wound", "no scars", routine, 0.0, scar_level(), level),
        Figure(
            "coverage at which the scar flag is raised (1.5 mm pen)",
            "routine pen use (coverage 0.8) does not scar",
            flagged,
            0.8,
            1.0,
            "above routine use, to which the constant KTY was set, and before the skin is covered",
        ),
    )


def dose() -> Check:
    """H7."""
    depth = (*_by_depth("roller", ROLLER_DEPTHS), *_by_depth("pen", PEN_DEPTHS))
    return Check(
        id="H7",
        what="Dose: rising with density and sessions, ever less for more; saturating in depth; harmful when crowded.",
        figures=(*_by_density(), *_by_sessions(), *depth, *_scars()),
        source=("needlepoint", "derived"),
    )
