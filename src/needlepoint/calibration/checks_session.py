"""H3 and H4: after one session healing runs in three overlapping phases, and type III collagen comes and goes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..healing import Phase, activities, phase_windows
from ..outcome import collagen
from .check import Check, Figure
from .scenes import HALF_YEAR, healed

Array = NDArray[np.float64]

LEEWAY = 3.0
EARLY_DAY = 2.0
WHAT = "One session with a 1.5 mm roller, 15 passes, cheek"
ROUND = (
    "brief A gives round figures and no rule for when a phase is over; between half and a tenth of the peak the "
    "model's own bounds move by a factor of up to 2.7, so a factor of 3 is allowed"
)
STRONGEST = "brief A's window, as printed"
OVERLAP = "phases overlap, by half a day at least"


def _half_done(days: Array, activity: Array) -> float:
    """Day by which half of an activity is done."""
    parts = np.diff(days) * 0.5 * (activity[1:] + activity[:-1])
    done = np.concatenate([[0.0], np.cumsum(parts)]) / parts.sum()
    return float(np.interp(0.5, done, days))


def _strongest() -> tuple[Figure, ...]:
    tissue = healed("one session")
    curves = {name: curve[0, 0] for name, curve in activities(tissue).items()}
    peak = {name: float(tissue.days[np.argmax(curve)]) for name, curve in curves.items()}
    half = _half_done(tissue.days, curves["remodelling"])
    return (
        Figure("inflammation strongest, day", "days 0 to 2", peak["inflammation"], 0.0, 2.0, STRONGEST),
        Figure("proliferation strongest, day", "day 2 to week 4", peak["proliferation"], 2.0, 28.0, STRONGEST),
        Figure("remodelling half done, day", "week 4 to month 6 and on", half, 28.0, None, STRONGEST),
    )


def _bounds(found: dict[str, Phase]) -> tuple[Figure, ...]:
    inflammation, proliferation, remodelling = (
        found[name] for name in ("inflammation", "proliferation", "remodelling")
    )
    measured = "no lower bound: in rats more is made at 24 h and more of it is type III at 10 h, the first look taken"
    return (
        Figure("inflammation ends, day", "day 2", inflammation.end_day, 2 / LEEWAY, 2 * LEEWAY, ROUND),
        Figure("proliferation begins, day", "day 2", proliferation.start_day, 0.0, 2 * LEEWAY, f"{ROUND}; {measured}"),
        Figure("proliferation ends, day", "week 4", proliferation.end_day, 28 / LEEWAY, 28 * LEEWAY, ROUND),
        Figure("remodelling begins, day", "week 4", remodelling.start_day, 28 / LEEWAY, 28 * LEEWAY, ROUND),
        Figure("remodelling ends, day", "month 6 and on", remodelling.end_day, HALF_YEAR / LEEWAY, None, ROUND),
        Figure(
            "days of inflammation and proliferation at once",
            "some",
            inflammation.end_day - proliferation.start_day,
            0.5,
            None,
            OVERLAP,
        ),
        Figure(
            "days of proliferation and remodelling at once",
            "some",
            proliferation.end_day - remodelling.start_day,
            0.5,
            None,
            OVERLAP,
        ),
    )


def phases() -> Check:
    """H3."""
    found = {phase.name: phase for phase in phase_windows(healed("one session"))}
    return Check(
        id="H3",
        what=f"{WHAT}: three overlapping phases, their windows found on the curves (a fifth of each one's peak).",
        figures=(*_strongest(), *_bounds(found)),
        source=("A", "collagen_synthesis", "synthesis_iii"),
    )


def type_iii() -> Check:
    """H4."""
    tissue = healed("one session")
    share = 100.0 * (tissue.output("collagen_iii", "papillary") / collagen(tissue, "papillary"))[0, 0]
    rise = float(share.max() - share[0])

    def left(day: float) -> float:
        return float((np.interp(day, tissue.days, share) - share[0]) / rise)

    early = float(np.interp(EARLY_DAY, tissue.days, share) - share[0])
    return Check(
        id="H4",
        what=f"{WHAT}: the share of type III in papillary collagen rises early and falls back over months.",
        figures=(
            Figure(
                "rise by day 2, points of percent", "up at 10 h in what is newly made (rat)", early, 0.1, None, "a rise"
            ),
            Figure(
                "highest, day",
                "no day for the tissue; type I takes over from week 4",
                float(tissue.days[np.argmax(share)]),
                2.0,
                56.0,
                "while collagen is being made: proliferation, day 2 to week 4, and as long again",
            ),
            Figure(
                "share of the rise left after 6 months",
                "replaced by type I over months",
                left(HALF_YEAR),
                0.0,
                0.5,
                "most of it gone within brief A's 6 months",
            ),
        ),
        source=("synthesis_iii", "A"),
    )
