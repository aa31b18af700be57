"""The ladder of steps: minutes after a session, a day or more in remodelling.

Time is cut into macro steps, each of ``SUBSTEPS`` equal steps; results are kept at the ends of macro steps. After every
session the ladder starts again from its first rung. Unit: days.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SUBSTEPS = 6
# (until this day after a session, macro step in days); set so that every phase adds a like share of the error, measured
# on 164 drawn courses
RUNGS: tuple[tuple[float, float], ...] = (
    (0.02, 0.02),
    (0.2, 0.09),
    (0.5, 0.3),
    (5.0, 0.375),
    (10.0, 0.625),
    (16.0, 1.2),
    (28.0, 2.0),
    (40.0, 2.4),
    (100.0, 3.0),
    (float("inf"), 6.0),
)


@dataclass(frozen=True)
class Ladder:
    """Macro steps of one course. start, length (m,): days; since (m,): days since the session in force at the start;
    session (m,): its index; opens (m,): True where the step begins with that session."""

    start: Array
    length: Array
    since: Array
    session: NDArray[np.int32]
    opens: NDArray[np.bool_]


def _rungs(span: float, refine: int) -> list[float]:
    """Ends of macro steps from 0 to ``span`` days after a session."""
    ends, at = [], 0.0
    for until, step in RUNGS:
        while at < min(until, span) - 1e-9:
            for _ in range(refine):
                at = min(at + step / refine, span)
                ends.append(at)
                if at >= span - 1e-9:
                    return ends
    return ends


@functools.cache
def make_ladder(session_days: tuple[float, ...], until_day: float, refine: int = 1) -> Ladder:
    """The ladder for sessions on the given days (rising, the first at 0) up to ``until_day``.

    refine: cut every macro step into so many, for convergence tests.
    """
    starts, lengths, since, session, opens = [], [], [], [], []
    bounds = [*session_days, until_day]
    for index, day in enumerate(session_days):
        before = 0.0
        for end in _rungs(bounds[index + 1] - day, refine):
            starts.append(day + before)
            lengths.append(end - before)
            since.append(before)
            session.append(index)
            opens.append(before == 0.0)
            before = end
    return Ladder(
        start=np.asarray(starts),
        length=np.asarray(lengths),
        since=np.asarray(since),
        session=np.asarray(session, np.int32),
        opens=np.asarray(opens, bool),
    )
