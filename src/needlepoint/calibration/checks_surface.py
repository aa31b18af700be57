"""H8 and H9: the barrier closes again, and redness fades, both later after deeper needles.

Two clocks close a channel: its surface dries and seals (uncovered skin), and the wet pathway below it heals, which is
what electrical impedance sees under a cover.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..evidence import load_parameters
from ..healing import Tissue
from ..outcome.signs import graded_redness
from .check import Check, Figure, shown
from .scenes import SCENES, field, healed

Array = NDArray[np.float64]

HOURS = 24.0
SHALLOW, DEEP = 0, 2  # 0.5 and 1.5 mm among the visits by depth
OCCLUDED_CLOSURE_HOURS = 60.6
LONGER = "every step is longer than the one before, by an hour or a hundredth at least"


def below_from(days: Array, curve: Array, level: float) -> float:
    """Day from which a falling curve stays below a level; infinite when it does not."""
    above = np.nonzero(curve > level)[0]
    if not above.size:
        return 0.0
    last = int(above[-1])
    if last == len(curve) - 1:
        return float("inf")
    share = (curve[last] - level) / (curve[last] - curve[last + 1])
    return float(days[last] + share * (days[last + 1] - days[last]))


def _open_share(tissue: Tissue, name: str, scene: str) -> Array:
    """Share of the opening that is left (treatment, day)."""
    opened = np.asarray([field(treatment).area_fraction for treatment in SCENES[scene].treatments])
    left = tissue.output(name)[0] / opened[:, None]
    left[:, 0] = 1.0
    return np.asarray(left)


def _hours_to(days: Array, left: Array, level: float) -> Array:
    return np.asarray([HOURS * below_from(days, curve, level) for curve in left])


def barrier() -> Check:
    """H8."""
    scene = "visits by depth"
    tissue = healed(scene)
    surface = _hours_to(tissue.days, _open_share(tissue, "surface_gap", scene), 0.1)
    pathway = _open_share(tissue, "channel_gap", scene)
    halves = _hours_to(tissue.days, pathway, 0.5)
    remaining = float(np.interp(OCCLUDED_CLOSURE_HOURS / HOURS, tissue.days, pathway[SHALLOW]))
    return Check(
        id="H8",
        what=(
            "Roller of 0.5 to 2.5 mm, 15 passes. The surface of a channel dries and seals within hours; the wet "
            "pathway below, as impedance sees it under a cover, has a half-life of a day. The 0.5 mm roller, whose "
            "holes are 0.1 mm deep, stands for the short needles of those studies."
        ),
        figures=(
            Figure(
                "surface sealed to a tenth, uncovered, 0.5 mm, hours",
                "2 (people); 4 to 5 (rat); slightly leaky to 48 (people, 0.5 mm)",
                float(surface[SHALLOW]),
                2.0,
                48.0,
                "between the fastest and the slowest published",
            ),
            Figure(
                "half-life of the wet pathway, 0.5 mm, hours",
                "20.2 to 25.9 by place, each with a spread of 12 to 15",
                float(halves[SHALLOW]),
                20.2,
                25.9,
                "the means of three places",
            ),
            shown(
                "share of the pathway open at 58-63 h under a cover, 0.5 mm",
                "closed at 58 to 63 h",
                remaining,
                "what counted as closed was not read; at a half-life of a day a sixth is open then",
            ),
            Figure(
                "shortest ratio of half-lives from one depth to the next",
                "12 h and 18 h with needles of 0.37 and 0.77 mm (rat); leak longer at 1.5 than at 0.5 mm (people)",
                float((halves[1:] / halves[:-1]).min()),
                1.01,
                None,
                LONGER,
            ),
            shown(
                "half-life of the wet pathway, 1.5 mm, hours",
                "not measured so deep",
                float(halves[DEEP]),
                "carried on from two depths of needle in rats",
            ),
        ),
        source=("gupta2011", "kalluri2011", "ogunjimi2021", "sasaki2019"),
    )


def _days_red(scene: str) -> Array:
    """Days until nobody else would notice the redness (treatment,)."""
    recovery = load_parameters("recovery")
    tissue = healed(scene)
    grades = graded_redness(tissue.output("erythema")[0], recovery["redness_half"])
    return np.asarray([below_from(tissue.days, curve, recovery["settled_sign"]) for curve in grades])


def redness() -> Check:
    """H9."""
    by_depth, by_passes, pen = (_days_red(scene) for scene in ("visits by depth", "visits by passes", "pen visit"))
    band = "expected to 2 days, tolerated to 4 (the recovery bands); at least hours"
    return Check(
        id="H9",
        what=(
            "Days until nobody else would notice the redness (a grade under 0.75 of 4), after one visit: 1.5 mm with a "
            "roller (15 passes) and a pen (4 passes)."
        ),
        figures=(
            Figure("roller, days", "1 to 2 (people); 1 to 3 as a rule", float(by_depth[DEEP]), 0.25, 4.0, band),
            Figure("pen, days", "1 to 2 (a device's own sheet); to 3 or 4 elsewhere", float(pen[0]), 0.25, 4.0, band),
            Figure(
                "shortest added time from one depth to the next, days",
                "longer for deeper",
                float(np.diff(by_depth).min()),
                1 / HOURS,
                None,
                LONGER,
            ),
            Figure(
                "shortest added time from one density to the next, days",
                "longer for denser",
                float(np.diff(by_passes).min()),
                1 / HOURS,
                None,
                LONGER,
            ),
        ),
        source=("recovery_bands", "minh2019", "SKP"),
    )
