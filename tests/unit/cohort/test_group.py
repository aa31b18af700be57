"""People through arms: arms differ by the treatment alone, and what is missing is missing."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.case import DeviceSpec, Goal
from needlepoint.cohort import Results, Trial, parse_trial, run_trial
from needlepoint.cohort.worlds import _reference, make_worlds
from needlepoint.course import AboutPerson
from needlepoint.device import Technique, find_device
from needlepoint.healing import tissue, with_release
from needlepoint.outcome import expected, forecast_days
from needlepoint.outcome.posterior import outcome_posterior
from needlepoint.plan.cells import Skin, cell_of, drawn_constants


def test_tables_hold_every_reading_once(plain: Results) -> None:
    assert plain.people.num_rows == 80  # a parallel trial: a person an arm
    assert plain.scores.num_rows == 40 * 2 * 3 * 2
    person, twin, arm = (plain.column("people", name) for name in ("person", "twin", "arm"))
    assert person.tolist() == list(range(80))
    assert twin.tolist() == [number // 2 for number in range(80)]
    assert arm.tolist()[:2] == ["needled", "untreated"]
    found = plain.to_dataset()
    assert found.score.sizes == {"twin": 40, "arm": 2, "visit": 3, "scale": 2}
    assert not bool(found.failed.any())
    assert found.sessions_done.sel(visit="early", arm="needled").max() == 1  # the session of that day comes after
    assert found.sessions_done.sel(visit="late", arm="needled").max() == 2


def test_needled_people_gain_more_than_untreated_twins(plain: Results) -> None:
    share = plain.to_dataset().share.sel(scale="goodman_baron_qualitative", visit="late")
    gain = (share.sel(arm="needled") - share.sel(arm="untreated")).values
    assert 0.05 < gain.mean() < 0.8
    assert (gain >= -1e-6).all()  # the same person, drift and world: nobody fares worse for one small course
    downtime = plain.to_dataset().downtime_days
    assert float(downtime.sel(arm="needled").min()) >= 0.0
    assert np.isnan(downtime.sel(arm="untreated")).all()


def test_change_is_counted_from_the_written_baseline_and_missing_where_nobody_looked(plain: Results) -> None:
    found = plain.to_dataset()
    grade = found.sel(scale="goodman_baron_qualitative")
    expected = (grade.score.sel(visit="baseline") - grade.score).values
    assert np.allclose(grade.change.values, expected, atol=1e-6, equal_nan=True)
    assert (np.isnan(found.score) == ~found.seen).all()
    assert np.isfinite(found.true).all()
    gone = found.sel(visit="late", scale="gais_low_good", arm="needled")
    assert 0 < int(gone.dropped.sum()) < 20
    assert (found.score.sel(scale="gais_low_good", visit="baseline") == 4.0).all()


def test_alike_arms_are_alike_to_the_last_bit_and_an_arm_more_moves_no_other(trial: Trial, plain: Results) -> None:
    needled, untreated = trial.arms
    twice = (needled, needled.model_copy(update={"name": "again"}), untreated)
    found = run_trial(trial.replace(arms=twice), patients=20).to_dataset()
    first, again = (found.score.sel(arm=name).values for name in ("needled", "again"))
    assert np.array_equal(first, again, equal_nan=True)
    before = plain.to_dataset().score.sel(arm="needled").values[:20]
    assert np.array_equal(before, first, equal_nan=True)


def test_sides_of_one_person_share_the_person_but_not_the_raters_error(trial: Trial) -> None:
    needled, _ = trial.arms
    arms = (needled, needled.model_copy(update={"name": "other side"}))
    found = run_trial(trial.replace(arms=arms, design="within_person", drop_out=0.0), patients=16)
    assert found.people.num_rows == 16
    assert found.column("people", "arm").tolist() == [None] * 16
    data = found.to_dataset().sel(scale="goodman_baron_qualitative", visit="late")
    assert np.array_equal(data.share.sel(arm="needled"), data.share.sel(arm="other side"))
    assert (data.score.sel(arm="needled") != data.score.sel(arm="other side")).any()


def test_more_raters_err_less_and_missed_sessions_cost_gain(trial: Trial) -> None:
    one = run_trial(trial.replace(missed_sessions=0.0, drop_out=0.0), patients=32).to_dataset()
    raters = trial.raters.model_copy(update={"count": 9})
    nine = run_trial(trial.replace(raters=raters, missed_sessions=0.9, drop_out=0.0), patients=32).to_dataset()
    at = {"scale": "gais_low_good", "visit": "late", "arm": "untreated"}
    error = [float((item.score - item.true).sel(at).std()) for item in (one, nine)]
    assert error[1] == pytest.approx(error[0] / 3.0, rel=0.02)
    late = {"visit": "late", "arm": "needled"}
    assert float(one.sessions_done.sel(late).min()) == 2
    assert float(nine.sessions_done.sel(late).mean()) < 1.4
    assert float(nine.share.sel(late).mean()) < float(one.share.sel(late).mean())


def test_the_reference_course_is_the_outcome_models_unit_in_every_world(trial: Trial) -> None:
    stated = outcome_posterior().reference
    for name, values in _reference(({},)).items():
        assert values[0] == pytest.approx(stated[name], rel=2e-3)
    worlds = make_worlds(trial)
    assert len(worlds.fitted) == 8
    assert np.std(worlds.reference["papillary"]) > 0.02
    assert 0.02 < worlds.spread < 1.0


def test_a_trial_says_on_average_what_one_persons_forecast_says(trial_text: str) -> None:
    alike = "{from: acne_scars, smoker: 0, thickness: {spread: 0}, age: {mean: 27, sd: 0, low: 27, high: 27}}"
    asked = parse_trial(trial_text.replace("acne_scars", alike)).replace(worlds=40, drop_out=0.0, missed_sessions=0.0)
    found = run_trial(asked, patients=160).to_dataset().sel(scale="goodman_baron_qualitative", visit="late")
    skin = Skin(find_device(DeviceSpec(kind="pen")), AboutPerson(age=27, phototype="IV", smoker=False))
    course = skin.course(cell_of("cheek_left", [Technique(1.5, 4)] * 2, [0.0, 28.0]))
    healed = tissue([course], drawn_constants(skin.about, 48, seed=1), forecast_days([0.0, 28.0], 56.0))
    goal = Goal(concern="atrophic_acne_scar", zones=("cheek_left",), severity={"scale": found.scale.item(), "score": 3})
    one = expected([goal], with_release(healed, [course], seed=1), [1.0], [0.0, 28.0], seed=1, draws=1000)[0]
    engine = one.mean_change[:, -1] / 2.0  # two grades can go
    virtual = found.share.sel(arm="needled").values
    assert virtual.mean() == pytest.approx(engine.mean(), abs=0.06)
    between = np.std([virtual[found.world.values == world].mean() for world in range(40)])
    assert between == pytest.approx(engine.std(), rel=0.35)  # the model's own uncertainty is that of a new study
    control = one.control[:, -1] / 2.0
    assert found.share.sel(arm="untreated").values.mean() == pytest.approx(control.mean(), abs=0.04)


def test_scales_run_their_own_way(trial_text: str) -> None:
    text = trial_text.replace("[goodman_baron_qualitative, gais_low_good]", "[gais_high_good, gais_low_good, quartile]")
    found = run_trial(parse_trial(text), patients=16).to_dataset().true.sel(visit="late", arm="needled")
    high, low, percent = (found.sel(scale=name).values for name in ("gais_high_good", "gais_low_good", "quartile"))
    assert np.allclose(high, 4.0 - low, atol=1e-5)
    assert (percent > 0.0).all()
