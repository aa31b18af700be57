"""The sampler: exact where the answer is known, deaf to what it may not move, the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.calibration.diagnostics import effective_size, learnt, rhat
from needlepoint.calibration.sampler import RUNS, begin, run_of, stream, walk

Array = np.ndarray
SD = 0.5


def level(scores: Array) -> Array:
    """One datum: the sum of the first two scores is 1, give or take SD."""
    return -0.5 * ((scores[:, 0] + scores[:, 1] - 1.0) / SD) ** 2


def drawn(walks: int = 2000, width: int = 4) -> Array:
    return stream(7, "test", 0).standard_normal((walks, width))


def test_a_posterior_that_is_known_is_found() -> None:
    ends = walk(level, drawn(), [0, 1, 2], rounds=80, seed=3, process="known").scores
    # z1 + z2 has prior variance 2: posterior mean 2/(2 + SD^2), and each takes half
    assert ends[:, :2].mean(axis=0) == pytest.approx([1.0 / 2.25] * 2, abs=0.06)
    assert (ends[:, 0] + ends[:, 1]).var() == pytest.approx(2.0 * SD**2 / (2.0 + SD**2), rel=0.12)
    assert ends[:, 2].std() == pytest.approx(1.0, abs=0.06)
    assert rhat(ends).max() < 1.02


def test_the_cut_leaves_earlier_constants_alone_and_answers_each_of_them() -> None:
    start = drawn()
    ends = walk(level, start, [1], rounds=80, seed=3, process="cut").scores
    assert (ends[:, [0, 2, 3]] == start[:, [0, 2, 3]]).all()
    # given z1 the posterior mean of z2 is (1 - z1)/(1 + SD^2)
    slope = np.polyfit(start[:, 0], ends[:, 1], 1)[0]
    assert slope == pytest.approx(-1.0 / (1.0 + SD**2), abs=0.06)


def test_without_data_the_prior_comes_back_from_every_beginning() -> None:
    done = walk(lambda scores: np.zeros(len(scores)), drawn(), [0, 1, 2, 3], rounds=80, seed=1, process="prior")
    assert done.accepted == pytest.approx(1.0)
    assert np.abs(done.scores.mean(axis=0)).max() < 0.1
    assert np.abs(done.scores.std(axis=0) - 1.0).max() < 0.08
    assert np.abs(done.memory).max() < 0.1


def test_the_runs_begin_apart() -> None:
    begun = begin(drawn(), [0], seed=1, process="begin")
    means = [begun[run_of(len(begun)) == run, 0].mean() for run in range(RUNS)]
    assert max(means) - min(means) > 1.5
    assert rhat(begun)[0] > 1.1


def test_a_walk_does_not_depend_on_how_many_walk_beside_it() -> None:
    few = walk(level, drawn(8), [0, 1], rounds=5, seed=2, process="few").scores
    many = walk(level, drawn(40), [0, 1], rounds=5, seed=2, process="few").scores
    assert (many[:8] == few).all()


def test_same_seed_same_walk_other_seed_another() -> None:
    one, two, other = (walk(level, drawn(16), [0, 1], rounds=5, seed=seed, process="s").scores for seed in (1, 1, 2))
    assert (one == two).all()
    assert (one != other).any()


def test_a_walk_that_begins_where_the_model_fails_gets_out_and_none_steps_in() -> None:
    def half(scores: Array) -> Array:
        return np.where(scores[:, 0] > 0.0, 0.0, -np.inf)

    ends = walk(half, drawn(), [0], rounds=250, seed=1, process="fails").scores
    assert (ends[:, 0] > 0.0).all()
    assert ends[:, 0].mean() == pytest.approx(np.sqrt(2.0 / np.pi), abs=0.06)


def test_progress_is_told_to_the_end() -> None:
    heard: list[float] = []
    walk(level, drawn(8), [0], rounds=4, seed=1, process="tell", tell=heard.append)
    assert heard == [0.25, 0.5, 0.75, 1.0]


def test_runs_that_disagree_show_in_r_hat_and_in_the_effective_size() -> None:
    scores = drawn(400, 2)
    apart = scores + 1.5 * run_of(len(scores))[:, None]
    assert rhat(scores).max() < 1.05
    assert rhat(apart).min() > 1.5
    assert effective_size(scores).min() > 100
    assert effective_size(apart).max() < 30


def test_a_constant_that_kept_its_prior_is_called_not_identified() -> None:
    scores = np.column_stack([drawn(400, 1)[:, 0], 0.3 * drawn(400, 2)[:, 1]])
    found = learnt(["kD", "kDN"], {"kD": "inflammation"}, {"kD": 1.0, "kDN": 1.0}, np.exp(scores), scores)
    assert [item.identified for item in found] == [False, True]
    assert [item.stage for item in found] == ["inflammation", ""]
