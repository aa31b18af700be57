"""H1 and H2: skin at rest stays at rest, and a large wound heals in the order and on the days that were published."""

from __future__ import annotations

from ..healing import central_parameters
from ..healing.solver import solve
from .check import Check, Figure, shown
from .scenes import PHOTOTYPE
from .wounds import curve, drift, large_wound_healed, margin_synthesis, peak_day, settled_day, untouched

BACK_TO_REST = 1.2


def rest() -> Check:
    """H1."""
    run = solve([untouched(central_parameters(PHOTOTYPE))])[0]
    why = "rest is an exact fixed point of the equations; single precision may add up to 1e-4 over thousands of steps"
    return Check(
        id="H1",
        what="Ten years without an injury: no output drifts (the model has no ageing of its own).",
        figures=(Figure("largest drift of any output, share", "none but ageing", drift(run), 0.0, 1e-4, why),),
        source=("babraj2005", "kruglikov2013"),
    )


def _cells() -> tuple[Figure, ...]:
    wound = large_wound_healed()
    return (
        Figure(
            "neutrophils highest, day",
            "day 0.75 (mouse); day 1 (people)",
            peak_day(wound, "neutrophils"),
            0.5,
            1.5,
            "between the two, and half a day more, because wounds were looked at once a day",
        ),
        Figure(
            "macrophages highest, day",
            "day 2 (people); about day 3 in mice, second hand",
            peak_day(wound, "macrophages"),
            2.0,
            4.0,
            "day 2 to 4; on day 4 other cells had taken their place",
        ),
        Figure(
            "myofibroblasts highest, day",
            "days 12 to 15, first seen on days 4 to 6 (rat, second hand)",
            peak_day(wound, "myofibroblasts"),
            10.0,
            15.0,
            "published days and the two days between looks; loose, since the days were read second hand",
        ),
    )


def _matrix() -> tuple[Figure, ...]:
    wound, margin = large_wound_healed(), margin_synthesis()
    after_a_day = float(curve(wound, "synthesis")[wound.days.searchsorted(1.0)])
    return (
        Figure(
            "collagen made at the living margin after 24 h, times rest",
            "raised at 24 h (rat, open skin)",
            margin,
            1.1,
            None,
            "a rise of a tenth would have been seen; margin = within reach of TGF-beta of the edge",
        ),
        shown(
            "the same over the whole wound after 24 h, times rest",
            "not measured apart from the margin",
            after_a_day,
            "the model's core is dead at 24 h, so its mean falls while each surviving cell makes more",
        ),
        Figure(
            "collagen made, highest, day",
            "day 7 (rat); its enzyme on days 5 to 15",
            peak_day(wound, "synthesis"),
            7.0,
            10.0,
            "rats run ahead of people, so a little later is allowed",
        ),
    )


def _vessels() -> tuple[Figure, ...]:
    wound = large_wound_healed()
    return (
        Figure(
            "capillaries at their most, times rest",
            "at least 3 (mouse); 2 to 3 elsewhere",
            float(curve(wound, "capillaries").max()),
            2.0,
            None,
            "two to three times or more",
        ),
        Figure(
            "capillaries back, day",
            "day 12 (mouse ear) to day 28 (graft, by leakiness)",
            settled_day(wound, "capillaries", BACK_TO_REST),
            12.0,
            56.0,
            "back within weeks: under a fifth above rest, at most twice the slowest published",
        ),
    )


def large() -> Check:
    """H2."""
    return Check(
        id="H2",
        what="A wound 10 mm wide through the whole dermis heals in the published order and on the published days.",
        figures=(*_cells(), *_matrix(), *_vessels()),
        source=("kim2008", "engelhardt1998", "collagen_synthesis", "skibidy", "dipietro2013"),
    )
