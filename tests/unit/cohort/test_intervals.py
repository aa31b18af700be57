"""Intervals against scipy, closed forms and worked examples in print."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from needlepoint.cohort.intervals import (
    Worlds,
    mean_interval,
    needed_to_treat,
    newcombe,
    newcombe_paired,
    paired_worlds,
    parallel_worlds,
    welch,
    wilson,
    with_model,
    within_worlds,
)


def drawn(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=seed))


def test_a_mean_has_scipys_t_interval() -> None:
    values = drawn(1).normal(1.0, 2.0, 23)
    found = mean_interval(values, 0.9)
    wanted = stats.t.interval(0.9, 22, loc=values.mean(), scale=stats.sem(values))
    assert (found.low, found.high) == pytest.approx(wanted)


def test_a_difference_has_scipys_welch_interval() -> None:
    random = drawn(2)
    first, second = random.normal(1.0, 1.0, 30), random.normal(0.5, 3.0, 17)
    found = welch(first, second, 0.95)
    wanted = stats.ttest_ind(first, second, equal_var=False)
    interval = wanted.confidence_interval(0.95)
    assert (found.low, found.high, found.df) == pytest.approx((interval.low, interval.high, wanted.df))


@pytest.mark.parametrize(("successes", "people"), [(0, 10), (3, 10), (10, 10), (81, 263)])
def test_a_share_has_scipys_wilson_interval(successes: int, people: int) -> None:
    wanted = stats.binomtest(successes, people).proportion_ci(0.95, method="wilson")
    assert wilson(successes, people, 0.95) == pytest.approx((wanted.low, wanted.high), abs=1e-12)


def test_a_difference_of_shares_has_newcombes_printed_interval() -> None:
    value, low, high = newcombe((56, 70), (48, 80), 0.95)
    assert (value, low, high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_pairs_that_agree_narrow_the_interval_and_its_coverage_holds() -> None:
    random, held = drawn(3), []
    for _ in range(400):
        common = random.random(60) < 0.5
        first = np.where(common, random.random(60) < 0.8, random.random(60) < 0.3)
        second = np.where(common, random.random(60) < 0.6, random.random(60) < 0.1)
        _, low, high = newcombe_paired(first, second, 0.95)
        held.append(low <= 0.2 <= high)
    assert 0.92 <= np.mean(held) <= 0.985
    same = random.random(60) < 0.5
    paired = newcombe_paired(same, same, 0.95)
    plain = newcombe((int(same.sum()), 60), (int(same.sum()), 60), 0.95)
    assert paired[2] - paired[1] < plain[2] - plain[1]


def test_the_number_needed_to_treat_is_the_reciprocal_and_none_where_it_spans_infinity() -> None:
    assert needed_to_treat(0.25, 0.1, 0.5) == pytest.approx((4.0, 2.0, 10.0))
    assert needed_to_treat(-0.25, -0.5, -0.1) == pytest.approx((-4.0, -10.0, -2.0))
    assert needed_to_treat(0.1, -0.05, 0.2) is None
    assert needed_to_treat(0.1, 0.0, 0.2) is None
    assert needed_to_treat(math.nan, 0.1, 0.2) is None


def test_the_spread_between_worlds_is_found_again() -> None:
    random, count, each = drawn(4), 400, 25
    truth = random.normal(0.4, 0.3, count)
    worlds = np.repeat(np.arange(count), each)
    pairs = truth[worlds] + random.normal(0.0, 1.0, count * each)
    found = paired_worlds(pairs, worlds)
    assert found.tau == pytest.approx(0.3, rel=0.12)
    assert found.probability == pytest.approx(stats.norm.cdf(0.4 / 0.3), abs=0.04)
    first = truth[worlds] + random.normal(2.0, 1.0, count * each)
    second = random.normal(2.0, 1.5, count * each)
    assert parallel_worlds(first, worlds, second, worlds).tau == pytest.approx(0.3, rel=0.2)
    assert within_worlds(pairs, worlds) == pytest.approx(1.0, rel=0.03)


def test_without_model_uncertainty_the_spread_is_small_and_the_interval_that_of_the_people() -> None:
    random = drawn(5)
    worlds = np.repeat(np.arange(50), 40)
    found = paired_worlds(random.normal(1.0, 1.0, 2000), worlds)
    assert found.tau < 0.1
    narrow = with_model(1.0, 0.1, 60.0, Worlds(0.0, 50, 1.0), 0.95)
    wide = with_model(1.0, 0.1, 60.0, Worlds(0.3, 50, 1.0), 0.95)
    assert narrow.high == pytest.approx(1.0 + stats.t.ppf(0.975, 60) * 0.1)
    assert wide.high > narrow.high


def test_too_few_people_give_no_interval_and_no_fault() -> None:
    one = np.asarray([1.0])
    assert math.isnan(mean_interval(np.asarray([]), 0.95).value)
    assert mean_interval(one, 0.95).value == 1.0
    assert math.isnan(mean_interval(one, 0.95).low)
    assert math.isnan(welch(one, one, 0.95).low)
    assert math.isnan(wilson(0, 0, 0.95)[0])
    assert math.isnan(paired_worlds(one, np.asarray([0])).tau)
    assert math.isnan(with_model(1.0, 0.1, 5.0, Worlds(math.nan, 1, math.nan), 0.95).low)
