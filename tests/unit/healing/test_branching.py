"""Courses that begin alike, run once: the same tissue as the full solver's, session by session."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.device import Technique, device_library
from needlepoint.errors import InputError
from needlepoint.healing import OUTPUTS, Request, Tissue, ZoneCourse, branches, draw_parameters, tissues
from needlepoint.healing.branching import ends_of
from needlepoint.puncture import expected_field
from needlepoint.skin import layers

SKIN = layers("cheek_left", "female", 32)
PEN = device_library()["generic_pen"]
AFTER, EARLY = (7.0, 28.0, 56.0), (1.0, 3.0, 7.0)


def course(depth_mm: float, interval: float, sessions: int) -> ZoneCourse:
    field = expected_field(PEN, Technique(depth_mm, 4), "cheek_left", SKIN)
    return ZoneCourse("cheek_left", SKIN, tuple(interval * number for number in range(sessions)), (field,) * sessions)


def gain(result: Tissue) -> np.ndarray:
    return result.output("collagen_i", "papillary") + result.output("collagen_iii", "papillary") - 1.0


@pytest.fixture(scope="module")
def constants() -> list[dict[str, float]]:
    return list(draw_parameters(4, seed=1, phototype="III"))


def test_every_beginning_is_the_course_of_its_own(constants: list[dict[str, float]]) -> None:
    longest = [course(0.75, 28.0, 4), course(1.25, 42.0, 4)]
    found = branches(longest, constants, after=AFTER, early=EARLY)
    for at, whole in enumerate(longest):
        for sessions in (1, 2, 4):
            alone = ZoneCourse(whole.zone, SKIN, whole.session_days[:sessions], whole.fields[:sessions])
            shared = found.tissue(at, sessions)
            (full,) = tissues([Request((alone,), tuple(constants), tuple(shared.days), nodes=1)])
            assert np.abs(gain(shared)[:, :, 1:] / gain(full)[:, :, 1:] - 1.0).max() < 6e-3
            peak = np.abs(full.values).max(axis=(0, 1, 2))
            error = np.abs(shared.values - full.values).max(axis=(0, 1))
            assert (error[-1] / np.maximum(peak, 0.1)).max() < 6e-3


def test_the_error_is_small_beside_what_draws_differ(constants: list[dict[str, float]]) -> None:
    whole = course(1.0, 35.0, 3)
    shared = branches([whole], constants, after=AFTER, early=EARLY).tissue(0, 3)
    (full,) = tissues([Request((whole,), tuple(constants), tuple(shared.days), nodes=1)])
    assert np.abs(gain(shared) - gain(full)).max() < 0.02 * gain(full)[:, 0, -1].std()


def test_the_first_visit_is_read_early(constants: list[dict[str, float]]) -> None:
    whole = course(1.0, 28.0, 2)
    shared = branches([whole], constants, after=AFTER, early=EARLY).visit(0)
    (full,) = tissues([Request((whole,), tuple(constants), EARLY, nodes=1)])
    redness = full.output("erythema")
    assert np.abs(shared.output("erythema") - redness).max() < 0.02 * redness.max()


def test_the_peak_only_rises_with_sessions_and_is_at_least_what_any_day_shows(
    constants: list[dict[str, float]],
) -> None:
    found = branches([course(1.25, 28.0, 3)], constants, after=AFTER, early=EARLY)
    assert (np.diff(found.peak[:, 0]) >= 0).all()
    shown = found.values[..., OUTPUTS.index("myofibroblasts_peak")]
    assert (found.peak[..., None] >= shown - 1e-6).all()


def test_a_course_does_not_depend_on_its_company(constants: list[dict[str, float]]) -> None:
    one, other = course(1.0, 28.0, 2), course(0.5, 42.0, 5)
    alone = branches([one], constants, after=AFTER, early=EARLY)
    company = branches([other, one], constants, after=AFTER, early=EARLY)
    assert company.values[:, 1, :2] == pytest.approx(alone.values[:, 0], rel=1e-4, abs=1e-6)
    assert np.isnan(company.values[:, 1, 2:]).all()


def test_a_last_session_alone_is_read_late(constants: list[dict[str, float]]) -> None:
    late = (28.0, 200.0)
    whole = course(1.0, 28.0, 3)
    found = branches([whole], constants, after=late, early=(1.0,), last_only=True)
    (full,) = tissues([Request((whole,), tuple(constants), (0.0, 56.0 + 28.0, 56.0 + 200.0), nodes=1)])
    last = found.tissue(0, 3)
    assert gain(last)[:, :, -2:] == pytest.approx(gain(full)[:, :, 1:], rel=2e-2)
    assert np.isnan(found.values[:, 0, 0, 1]).all()  # the next session comes before the second reading


@pytest.mark.parametrize(
    ("gap", "until"), [(28.0, 56.0), (7.0, 56.0), (90.0, 56.0), (56.0, 56.0), (39.0, 40.0), (27.9, 56.0), (28.1, 421.0)]
)
def test_the_ladder_ends_where_it_must_without_short_pieces(gap: float, until: float) -> None:
    trunk, branch = ends_of(gap, until)
    assert trunk[-1] == pytest.approx(gap, abs=1e-6)
    assert (branch[-1] == pytest.approx(until)) if until > gap else not branch
    steps = np.diff([0.0, *trunk, *branch])
    assert (steps > 0).all()
    if len(branch) > 1:
        assert steps[1:].min() > 0.015
        assert (steps[1:] / steps[:-1]).max() < 6.0


def test_a_course_that_cannot_be_run_is_refused(constants: list[dict[str, float]]) -> None:
    broken = ZoneCourse("cheek_left", SKIN, (3.0,), course(1.0, 28.0, 1).fields)
    with pytest.raises(InputError, match="rising from 0"):
        branches([broken], constants, after=AFTER, early=EARLY)
