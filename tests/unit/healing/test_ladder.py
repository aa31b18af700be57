"""The ladder of steps: from minutes after a session to days, exactly from session to session."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.healing.ladder import make_ladder

COURSES = [((0.0,), 60.0), ((0.0, 28.0, 56.0), 240.0), ((0.0, 1.0), 1.5), ((0.0, 7.0, 14.0, 21.0), 22.0)]


@pytest.mark.parametrize(("days", "until"), COURSES)
def test_steps_join_without_gap(days: tuple[float, ...], until: float) -> None:
    ladder = make_ladder(days, until)
    ends = ladder.start + ladder.length
    assert ladder.start[0] == 0.0
    assert ends[:-1] == pytest.approx(ladder.start[1:])
    assert ends[-1] == pytest.approx(until)
    assert (ladder.length > 0).all()


@pytest.mark.parametrize(("days", "until"), COURSES)
def test_each_session_opens_once_on_its_day(days: tuple[float, ...], until: float) -> None:
    ladder = make_ladder(days, until)
    assert ladder.start[ladder.opens] == pytest.approx(days)
    assert ladder.session[ladder.opens].tolist() == list(range(len(days)))


def test_steps_grow_after_a_session_and_start_again() -> None:
    ladder = make_ladder((0.0, 60.0), 120.0)
    second = ladder.session == 1
    assert ladder.length[0] == pytest.approx(ladder.length[second][0])
    assert ladder.length[0] < 0.1
    assert ladder.length[second][:-1].max() >= 3.0


def test_refining_cuts_every_step() -> None:
    coarse, fine = make_ladder((0.0, 28.0), 60.0), make_ladder((0.0, 28.0), 60.0, 2)
    assert np.isin(np.round(coarse.start, 9), np.round(fine.start, 9)).all()
    assert len(fine.start) >= 2 * len(coarse.start) - 4
