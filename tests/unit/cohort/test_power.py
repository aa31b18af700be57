"""Patients needed: against the tables in print, closed forms and trials played out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from needlepoint.cohort.power import Question, assurance, limit, patients, power, response_mean


def test_the_numbers_of_cohens_tables() -> None:
    medium = Question("parallel", 0.5, 1.0)
    assert patients(medium, 0.8) == 64
    assert patients(medium, 0.9) == 86
    assert patients(Question("within_person", 0.5, 1.0), 0.8) == 34
    assert power(medium, 64) == pytest.approx(0.8015, abs=1e-4)


def test_power_is_what_played_trials_give() -> None:
    random = np.random.Generator(np.random.Philox(key=7))
    first, second = random.normal(0.6, 1.0, (4000, 20)), random.normal(0.0, 1.0, (4000, 20))
    tests = stats.ttest_ind(first, second, axis=1)
    shown = np.mean((tests.pvalue < 0.05) & (tests.statistic > 0))
    assert power(Question("parallel", 0.6, 1.0), 20) == pytest.approx(shown, abs=0.025)
    pairs = stats.ttest_1samp(first, 0.0, axis=1)
    shown = np.mean((pairs.pvalue < 0.05) & (pairs.statistic > 0))
    assert power(Question("within_person", 0.6, 1.0), 20) == pytest.approx(shown, abs=0.025)


def test_assurance_has_its_closed_form_and_is_what_played_worlds_give() -> None:
    asked = Question("parallel", 0.3, 1.0, tau=0.2)
    se = math.sqrt(2 / 400)
    closed = stats.norm.cdf((0.3 - stats.norm.ppf(0.975) * se) / math.hypot(se, 0.2))
    assert assurance(asked, 400) == pytest.approx(closed, abs=3e-3)
    random = np.random.Generator(np.random.Philox(key=8))
    truth = random.normal(0.3, 0.2, 20_000)
    z = random.normal(truth / se, 1.0)
    assert assurance(asked, 400) == pytest.approx(np.mean(z > stats.norm.ppf(0.975)), abs=0.012)


def test_assurance_never_passes_its_limit_and_is_power_without_a_spread() -> None:
    asked = Question("parallel", 0.3, 1.0, tau=0.3)
    assert limit(asked) == pytest.approx(stats.norm.cdf(1.0))
    assert assurance(asked, 100_000) == pytest.approx(limit(asked), abs=0.01)
    assert patients(asked, 0.9, model=True) is None
    assert patients(asked, 0.9) is not None
    plain = Question("parallel", 0.3, 1.0)
    assert assurance(plain, 150) == power(plain, 150)


@pytest.mark.parametrize("design", ["parallel", "within_person"])
def test_the_number_found_is_the_fewest(design: str) -> None:
    for difference in (0.2, 0.4, 1.5):
        asked = Question(design, difference, 1.0, tau=0.05)  # type: ignore[arg-type]
        for model in (False, True):
            chance = assurance if model else power
            found = patients(asked, 0.8, model=model)
            assert found is not None
            assert chance(asked, found) >= 0.8
            assert found == 2 or chance(asked, found - 1) < 0.8


def test_a_worse_first_arm_needs_as_many_as_a_better_one() -> None:
    assert patients(Question("parallel", -0.5, 1.0), 0.8) == 64


def test_no_difference_is_shown_by_no_number() -> None:
    assert patients(Question("parallel", 0.0, 1.0), 0.8) is None
    assert patients(Question("parallel", math.nan, 1.0), 0.8) is None
    assert power(Question("parallel", 1.0, 1.0), 1) == 0.0


def test_the_response_mean_and_its_error() -> None:
    ratio, error = response_mean(0.6, 0.5, 50)
    assert (ratio, error) == pytest.approx((1.2, math.sqrt(1 / 50 + 1.44 / 100)))
    assert math.isnan(response_mean(0.6, 0.0, 50)[0])
