"""The analysis of an invented trial: every figure against arithmetic, scipy or what was put in."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

sys.path.insert(0, str(Path(__file__).parent))
from invented import invented_results, invented_trial

from needlepoint.cohort import run_trial
from needlepoint.cohort.analysis import analyse
from needlepoint.cohort.document import Analysis
from needlepoint.cohort.results import Results
from needlepoint.cohort.trial import Trial

NOISE = np.random.Generator(np.random.Philox(key=5)).normal(0.0, 0.4, (240, 2, 2))
LIFT = np.random.Generator(np.random.Philox(key=6)).normal(0.0, 0.3, 24)


def gain(twin: int, world: int, arm: str, visit: int) -> float:
    """0.8 of a grade (0.4 at one month) better in the treated arm, by a world's own share; nothing in the other."""
    other = int(arm == "nothing")
    return (0.0 if other else (0.4 + 0.4 * visit) * (1.0 + LIFT[world])) + float(NOISE[twin, other, visit])


def gone(twin: int, arm: str, visit: int) -> bool:
    return twin % 6 == 0 and visit == 1 and arm == "deep"


@pytest.fixture(scope="module")
def parallel() -> tuple[Results, Analysis]:
    trial = invented_trial(patients=240, worlds=24)
    results = invented_results(trial, gain, unseen=gone)
    return results, analyse(trial, results)


def changes(results: Results, arm: str, visit: str) -> np.ndarray:
    held = {name: results.column("scores", name) for name in ("arm", "visit", "scale", "change")}
    mine = (held["arm"] == arm) & (held["visit"] == visit) & (held["scale"] == "goodman_baron_qualitative")
    return held["change"][mine].astype(float)


def test_the_flow_counts_everybody(parallel: tuple[Results, Analysis]) -> None:
    deep, nothing = parallel[1].flow
    assert (deep.assigned, deep.treated, deep.complete, deep.missed_sessions) == (240, 240, 240, 0)
    assert [item.people for item in deep.seen] == [240, 200]
    assert [item.day for item in deep.seen] == [112.0, 252.0]
    assert (deep.dropped, deep.analysed) == (40, 200)
    assert (nothing.planned_sessions, nothing.treated, nothing.analysed) == (0, 0, 240)


def test_the_baseline_table_is_of_the_people(parallel: tuple[Results, Analysis]) -> None:
    rows = {item.name: item for item in parallel[1].baseline}
    ages = 20.0 + np.arange(240) % 11
    assert rows["age"].value == pytest.approx(ages.mean(), rel=1e-5)
    assert rows["age"].spread == pytest.approx(ages.std(ddof=1), rel=1e-5)
    assert (rows["sex: male"].value, rows["sex: male"].spread) == (60, 0.25)
    assert (rows["smoker"].value, rows["smoker"].spread) == (24, 0.1)
    assert rows["start: Goodman-Baron grade"].value == 3.0


def test_an_outcome_is_that_of_the_people_seen_and_beside_it_of_all(parallel: tuple[Results, Analysis]) -> None:
    results, found = parallel
    item = next(o for o in found.outcomes if o.arm == "deep" and o.visit == "six months")
    values = changes(results, "deep", "six months")
    seen = values[np.isfinite(values)]
    assert (item.seen.people, item.full.people, item.missing) == (200, 240, 40)
    assert item.seen.mean == pytest.approx(seen.mean(), rel=1e-5)
    assert item.seen.median == pytest.approx(np.median(seen), rel=1e-5)
    wanted = stats.t.interval(0.95, 199, loc=seen.mean(), scale=stats.sem(seen))
    assert (item.seen.mean_interval.low, item.seen.mean_interval.high) == pytest.approx(wanted, rel=1e-4)
    everybody = [gain(twin, twin % 24, "deep", 1) for twin in range(240)]
    assert item.full.mean == pytest.approx(np.mean(everybody), rel=1e-5)
    assert item.tau is not None
    assert item.tau == pytest.approx(0.8 * LIFT.std(ddof=1), rel=0.25)
    assert item.with_model.low < item.seen.mean_interval.low


def test_a_parallel_difference_is_welchs(parallel: tuple[Results, Analysis]) -> None:
    results, found = parallel
    item = next(d for d in found.differences if d.visit == "six months" and d.scale == "goodman_baron_qualitative")
    first, second = (changes(results, arm, "six months") for arm in ("deep", "nothing"))
    wanted = stats.ttest_ind(first[np.isfinite(first)], second, equal_var=False)
    interval = wanted.confidence_interval(0.95)
    assert (item.method, item.people) == ("welch", (200, 240))
    assert (item.interval.low, item.interval.high) == pytest.approx((interval.low, interval.high), rel=1e-4)
    assert item.p_value == pytest.approx(wanted.pvalue, rel=1e-3)
    assert item.with_model.low < item.interval.low < item.interval.high < item.with_model.high
    assert item.probability is not None
    assert item.probability > 0.97


def test_a_within_person_difference_is_paired() -> None:
    trial = invented_trial("within_person", patients=240, worlds=24)
    results = invented_results(trial, gain, unseen=gone)
    found = analyse(trial, results)
    item = next(d for d in found.differences if d.visit == "six months" and d.scale == "goodman_baron_qualitative")
    first, second = (changes(results, arm, "six months") for arm in ("deep", "nothing"))
    both = np.isfinite(first) & np.isfinite(second)
    wanted = stats.ttest_rel(first[both], second[both])
    interval = wanted.confidence_interval(0.95)
    assert (item.method, item.people) == ("paired", (200, 200))
    assert (item.interval.low, item.interval.high) == pytest.approx((interval.low, interval.high), rel=1e-4)
    assert item.full_value == pytest.approx(np.mean([gain(t, t % 24, "deep", 1) - gain(t, t % 24, "nothing", 1)
                                                     for t in range(240)]), rel=1e-5)  # fmt: skip


def test_responders_have_wilsons_interval_and_treating_a_number(parallel: tuple[Results, Analysis]) -> None:
    results, found = parallel
    deep, nothing = found.responders
    values = changes(results, "deep", "six months")
    met = int(np.sum(values[np.isfinite(values)] >= 0.5))
    wanted = stats.binomtest(met, 200).proportion_ci(0.95, method="wilson")
    assert (deep.responders, deep.people) == (met, 200)
    assert (deep.interval.low, deep.interval.high) == pytest.approx((wanted.low, wanted.high), rel=1e-4)
    assert sum(deep.grades.values()) == pytest.approx(1.0, abs=1e-5)
    treat = found.needed_to_treat
    assert treat is not None
    assert treat.number == pytest.approx(1.0 / (deep.share - nothing.share), rel=1e-4)
    assert treat.number_interval.low <= treat.number <= treat.number_interval.high
    assert "one more responder" in treat.words


def test_no_difference_is_no_benefit_shown() -> None:
    trial = invented_trial(patients=40, worlds=4)
    found = analyse(trial, invented_results(trial, lambda twin, world, arm, visit: (twin // 4) % 2 * 0.6))
    treat = found.needed_to_treat
    assert treat is not None
    assert treat.number is None
    assert treat.words.startswith("no benefit shown")
    assert found.power is not None
    assert found.power.sized[0].analysed is None
    assert "No number" in found.power.words[0]


def test_recovery_is_of_those_who_were_treated(parallel: tuple[Results, Analysis]) -> None:
    (item,) = parallel[1].recovery
    assert (item.arm, item.people) == ("deep", 240)
    assert (item.downtime_days.median, item.worst_redness.mean) == (3.0, 2.0)


def test_the_next_trial_is_sized_and_says_what_shows_most(parallel: tuple[Results, Analysis]) -> None:
    power = parallel[1].power
    assert power is not None
    eighty = power.sized[0]
    assert eighty.analysed is not None
    assert eighty.enrolled == int(np.ceil(eighty.analysed / (200 / 240) - 1e-9))
    assert eighty.assured is not None
    assert eighty.assured >= eighty.analysed
    assert power.most.endswith("six months")
    six = next(item for item in power.shows if item.visit == "six months")
    assert six.response["deep"] is not None
    assert six.response["deep"] > 1.0


def test_the_document_is_json_the_same_twice_whatever_order_rows_came_in(
    parallel: tuple[Results, Analysis],
) -> None:
    results, found = parallel
    text = json.dumps(found.to_json(), allow_nan=False)
    assert text == json.dumps(analyse(results.trial, results).to_json(), allow_nan=False)
    assert found.to_json()["schema"] == "needlepoint.trial-results/1"
    assert Analysis.model_validate(found.to_json()) == found
    block = 4 * 3 * 2  # of two people
    order = np.argsort(-(np.arange(len(results.scores)) // block), kind="stable")
    shuffled = Results(
        results.trial, results.patients, results.people.take(people_order(results)), results.scores.take(order),
        sources=results.sources,
    )  # fmt: skip
    assert json.dumps(analyse(results.trial, shuffled).to_json()) == text


def people_order(results: Results) -> np.ndarray:
    return np.argsort(-(np.arange(len(results.people)) // 4), kind="stable")


def test_few_people_one_world_and_one_arm_are_no_fault() -> None:
    trial = invented_trial(patients=1, worlds=1)
    found = analyse(trial, invented_results(trial, lambda twin, world, arm, visit: 0.5))
    assert found.differences[0].interval.low is None
    json.dumps(found.to_json(), allow_nan=False)
    single = trial.replace(arms=trial.arms[:1], patients=12, analysis={})
    alone = analyse(single, invented_results(single, lambda twin, world, arm, visit: 0.5 + 0.01 * twin))
    assert (alone.differences, alone.power, alone.needed_to_treat) == ((), None, None)
    assert alone.headline


def test_nobody_seen_is_no_fault() -> None:
    trial = invented_trial(patients=6, worlds=2)
    found = analyse(trial, invented_results(trial, gain, unseen=lambda twin, arm, visit: True))
    assert found.flow[0].analysed == 0
    json.dumps(found.to_json(), allow_nan=False)


def test_runs_without_a_number_are_counted_aloud() -> None:
    trial = invented_trial(patients=12, worlds=2)
    found = analyse(trial, invented_results(trial, gain, failed=lambda twin, arm: twin == 3))
    assert found.flow[0].analysed == 11
    assert "Of 2 the tissue model gave no number" in found.missing


def test_sources_and_assumptions_are_told(parallel: tuple[Results, Analysis]) -> None:
    found = parallel[1]
    assert {item.id for item in found.sources} >= {"minh2019", "needlepoint"}
    assert any("virtual patients" in text for text in found.assumptions)
    assert any("one world" in text for text in found.assumptions)


def test_the_analysis_is_the_same_for_any_block(trial: Trial, plain: Results) -> None:
    again = run_trial(trial, patients=40, block=16)
    assert json.dumps(analyse(trial, again).to_json()) == json.dumps(analyse(trial, plain).to_json())


def test_too_few_people_for_the_worlds_is_said() -> None:
    trial = invented_trial(patients=6, worlds=6)
    found = analyse(trial, invented_results(trial, gain))
    assert any("6 worlds need 12 people" in text for text in found.assumptions)
    primary = next(d for d in found.differences if d.visit == "six months")
    assert primary.with_model.low is None
    assert primary.interval.low is not None
