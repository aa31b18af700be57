"""The chart of docs/outcome.md: how much of the change at two months is seen by when, after Minh's weekly course.

Band: 90 % of the posterior's draws of lag and weights, over one way the course may have been done (1.5 mm, 15 passes).
Dots: the two published scales, 0.1 either way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...outcome.model import FEATURES, lagged, signal
from ...outcome.posterior import OutcomeTable
from ...report.charts import Band, Look, band_chart
from .courses import Course, simulated_curves

Array = NDArray[np.float64]

WEEKLY = Course("generic_roller", 1.5, 15, "cheek_left", tuple(7.0 * number for number in range(13)), 84.0 + 120.0)
LAST, TWO_MONTHS = 84.0, 61.0
PUBLISHED = ((7.0, 0.66, 0.70), (30.0, 0.89, 0.93))
"""Days after the last session, and the share of the two-month change on the two scales."""
ERROR = 0.1


def shown_shares(table: OutcomeTable, after: Array) -> tuple[Array, Array]:
    """Share of the two-month change on these days after the last session (row, day): as seen, and of the tissue."""
    days, values = simulated_curves((WEEKLY,))[0]
    rows = {name: table.columns[name][:, None] for name in table.columns}
    found = []
    for lag in (table.columns["lag"], np.zeros(table.rows)):
        seen = {
            name: lagged(days, np.broadcast_to(curve, (table.rows, len(days))), lag) for name, curve in _named(values)
        }
        curves = signal(seen, table.reference, rows)
        at = np.asarray([np.interp(LAST + after, days, curve) for curve in curves])
        then = np.asarray([np.interp(LAST + TWO_MONTHS, days, curve) for curve in curves])
        found.append(at / then[:, None])
    return found[0], found[1]


def _named(values: Array) -> list[tuple[str, Array]]:
    return list(zip(FEATURES, values, strict=True))


def lag_chart(table: OutcomeTable) -> str:
    """The chart as SVG."""
    after = np.asarray(sorted({*np.arange(0.0, 110.0, 3.5).tolist(), *(day for day, _, _ in PUBLISHED)}))
    seen, tissue = shown_shares(table, after)
    bands = [_band("what people see", seen), _band("the tissue alone", tissue)]
    bands.append(_dots(after))
    look = Look(width=520.0, height=300.0, unit="share of the change at two months", since="the last session")
    return band_chart("outcome-lag", "A weekly course: how much is seen by when", after.tolist(), bands, look=look)


def _band(label: str, curves: Array) -> Band:
    low, median, high = np.quantile(curves, [0.05, 0.5, 0.95], axis=0)
    return Band(label, median.tolist(), low.tolist(), high.tolist())


def _dots(after: Array) -> Band:
    dots = {day: (0.5 * (low + high), low - ERROR, high + ERROR) for day, low, high in PUBLISHED}
    rows = [[dots[day][at] if day in dots else None for day in after.tolist()] for at in range(3)]
    return Band("published, two scales", rows[0], rows[1], rows[2])
