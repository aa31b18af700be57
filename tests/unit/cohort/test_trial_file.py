"""TRIAL.yaml: what is read, and what is refused with the place and what may stand there."""

from __future__ import annotations

import pickle

import pytest

from needlepoint.cohort import Trial, find_population, parse_trial, populations
from needlepoint.cohort.writing import trial_to_yaml
from needlepoint.errors import InputError

NEEDLED = 'course: {device: {kind: pen}, schedule: "every 4 weeks, 2 times", treat: ["cheeks: 1.5 mm, 4 passes"]}'


def test_a_trial_is_read_with_its_courses_days_and_defaults(trial: Trial) -> None:
    needled, untreated = trial.arms
    assert needled.course is not None
    assert needled.course.days == (0, 28)
    assert trial.visit_days(needled) == {"baseline": 0.0, "early": 28.0, "late": 84.0}
    assert trial.visit_days(untreated) == trial.visit_days(needled)  # waits as long as the course
    assert (trial.primary.scale, trial.primary.visit) == ("goodman_baron_qualitative", "late")
    assert trial.compared == ("needled", "untreated")
    assert trial.dropping_out == find_population("acne_scars").drop_out.value


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        (NEEDLED, "control: [none]", "arms[0].control", "none"),
        ("{name: untreated, control: none}", "{name: untreated}", "arms[1]", "an arm needs one of them"),
        ("days_after_first: 28", "days_after_first: -3", "visits[0]", "before the first session"),
        ("days_after_last: 56", "days_after_last: -28", "visits[1]", "on the day of the first session"),
        ("patients: 40", "patients: 0", "patients", "1 to"),
        ("gais_low_good", "gais_lowgood", "scales[1]", "gais_low_good"),
        ("gais_low_good", "lemperle", "scales[1]", "a scale for atrophic_acne_scar"),
        ("concern: atrophic_acne_scar", "concern: melasma", "concern", "not known"),
        ("population: acne_scars", "population: acne_scar", "population", "did you mean acne_scars"),
        (
            "population: acne_scars",
            "population: {from: acne_scars, sex: {female: 0.5, male: 0.3}}",
            "population.sex",
            "shares that sum to 1",
        ),
        ("population: acne_scars", "population: {from: acne_scars, agee: 3}", "population", "age"),
        ("population: acne_scars", "population: {from: 5}", "population", "a shipped population"),
        ("concern: atrophic_acne_scar", "concern: 5", "concern", "text"),
        ("1.5 mm, 4 passes", "9.5 mm, 4 passes", "arms[0].course", "mm"),
        ("gais_low_good", "{scale: ecca, baseline: {mean: 900, sd: 5}}", "scales[1]", "a start of 900"),
        ("name: late", "name: early", "visits[1]", "each once"),
        ("patients: 40", "patients: 40\nanalysis: {compare: [needled, nothing]}", "analysis.compare[1]", "untreated"),
        ("patients: 40", "patients: 40\nanalysis: {primary: {scale: ecca, visit: late}}", "analysis.primary", "gais"),
    ],
)
def test_what_is_wrong_is_refused_at_its_place(trial_text: str, old: str, new: str, place: str, words: str) -> None:
    assert old in trial_text
    with pytest.raises(InputError) as caught:
        parse_trial(trial_text.replace(old, new))
    told = str(caught.value).casefold()
    assert any(problem.place.startswith(place) for problem in caught.value.problems), told
    assert words in told


def test_a_scale_needs_a_start(trial_text: str) -> None:
    with pytest.raises(InputError, match="baseline"):
        parse_trial(trial_text.replace("gais_low_good", "posas_observer"))
    given = trial_text.replace("gais_low_good", "{scale: posas_observer, baseline: {mean: 30, sd: 5}}")
    assert parse_trial(given).scales[1].baseline is not None


def test_a_trial_written_reads_back_as_itself(trial: Trial, trial_text: str) -> None:
    assert parse_trial(trial_to_yaml(trial)).key == trial.key
    assert pickle.loads(pickle.dumps(trial)) == trial
    own = parse_trial(trial_text.replace("population: acne_scars", "population: {from: acne_scars, smoker: 0.5}"))
    assert own.population.smoker.value == 0.5
    assert parse_trial(trial_to_yaml(own)) == own


def test_the_key_follows_what_the_results_depend_on(trial: Trial) -> None:
    assert trial.replace(title="Another title").key == trial.key
    assert trial.replace(seed=8).key != trial.key
    assert trial.replace(drop_out=0.3).key != trial.key


def test_shipped_populations_name_their_sources_and_say_what_is_assumed() -> None:
    assert {"acne_scars", "photoaged_neck"} <= set(populations())
    for population in populations().values():
        for item in population.distributions.values():
            assert item.kind == "assumed" or item.locator
