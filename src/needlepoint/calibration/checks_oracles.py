"""H12: two published models of wound healing, run through our stepping, give their published figures.

The published figures come from the deposited files, run once and read off; an interval is the rounding of the printed
figure and, for the day of a sharp peak, half a step of the samples it was read from (not written down: 200 over a
fortnight are taken). The same equations also go through an independent stiff solver, scipy's Radau.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from . import cooper2015, waugh2006
from .check import Check, Figure
from .stepping import Rates

Array = NDArray[np.float64]

ROUNDING = "the printed figure's own rounding"
SAMPLED = "half a step of the samples that the day was read from (taken as 200 over a fortnight)"
HALF_SAMPLE = 0.035
FORTNIGHT = 14.0
SAMPLES = 1401


def _rounded(name: str, printed: float, predicted: float, half: float, why: str = ROUNDING) -> Figure:
    return Figure(name, f"{printed:g}", predicted, printed - half, printed + half, why)


def disagreement(rates: Rates, days: Array, ours: Array) -> float:
    """Largest difference from scipy's Radau on the same equations, as a share of each state's own peak."""
    from scipy.integrate import solve_ivp

    def change(_: float, y: Array) -> Array:
        made, loss = rates(y)
        return made - loss * y

    found = solve_ivp(change, (days[0], days[-1]), ours[0], "Radau", days, rtol=1e-8, atol=1e-10)
    return float((np.abs(found.y.T - ours) / np.abs(ours).max(axis=0)).max())


def _independent(name: str, rates: Rates, days: Array, ours: Array) -> Figure:
    why = "the agreement asked of the tissue model itself"
    return Figure(
        f"{name}: difference from Radau, share of the peak", "0", disagreement(rates, days, ours), 0.0, 1e-3, why
    )


def peak(days: Array, curve: Array) -> float:
    """Day of the highest value, by the parabola through it and its neighbours."""
    top = int(np.argmax(curve[1:-1])) + 1
    low, high, after = curve[top - 1 : top + 2]
    return float(days[top] + 0.5 * (days[1] - days[0]) * (low - after) / (low - 2.0 * high + after))


def _waugh() -> tuple[Figure, ...]:
    days = np.asarray([0.0, 1.0, 3.0, 7.0, FORTNIGHT, 50.0])
    heals = waugh2006.wound(waugh2006.HEALTHY, days.tolist())
    stays = waugh2006.wound(waugh2006.DIABETIC, (0.0, 200.0))[-1]
    return (
        _rounded("Waugh 2006, healing: TGF-beta on day 14, pg/mm3", 0.61, float(heals[4, 2]), 0.005),
        _rounded("Waugh 2006, healing: TGF-beta on day 50, pg/mm3", 0.06, float(heals[5, 2]), 0.005),
        _rounded("Waugh 2006, chronic: inflammatory macrophages, per mm3", 906.0, float(stays[0]), 0.5),
        _rounded("Waugh 2006, chronic: TGF-beta, pg/mm3", 7.0, float(stays[2]), 0.05),
        _independent("Waugh 2006", lambda y: waugh2006.rates(y, waugh2006.HEALTHY), days, heals),
    )


def _cooper() -> tuple[Figure, ...]:
    days = np.linspace(0.0, FORTNIGHT, SAMPLES)
    ours = cooper2015.wound(days.tolist())
    _, debris, macrophages, neutrophils = ours.T
    left = max(float(curve[-1] / curve.max()) for curve in (neutrophils, macrophages))
    return (
        _rounded("Cooper 2015: neutrophils highest, day", 0.77, peak(days, neutrophils), HALF_SAMPLE, SAMPLED),
        _rounded("Cooper 2015: macrophages highest, day", 4.1, peak(days, macrophages), 0.05),
        _rounded("Cooper 2015: debris halved, day", 0.85, float(np.interp(-1.0, -debris, days)), 0.005),
        Figure("Cooper 2015: cells left on day 14, share of their peak", "about 0", left, 0.0, 0.1, "under a tenth"),
        _independent("Cooper 2015", cooper2015.rates, days, ours),
    )


def oracles() -> Check:
    """H12."""
    return Check(
        id="H12",
        what="Published models written anew from their equations and run through the tissue model's own stepping.",
        figures=(*_waugh(), *_cooper()),
        source=("waugh2006", "cooper2015"),
    )
