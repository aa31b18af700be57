"""Virtual people: their own keys, the population's distributions, their layers."""

from __future__ import annotations

import numpy as np

from needlepoint.cohort import Trial, people
from needlepoint.cohort.people import person
from needlepoint.skin import layers


def test_a_person_depends_on_seed_and_number_alone(trial: Trial) -> None:
    other = trial.replace(patients=9, arms=trial.arms[:1], visits=trial.visits[:1], drop_out=0.1)
    same = person(trial, 5), person(other, 5)
    assert (same[0].age, same[0].severity, same[0].phototype) == (same[1].age, same[1].severity, same[1].phototype)
    assert person(trial.replace(seed=8), 5).age != same[0].age


def test_people_follow_the_population(trial: Trial) -> None:
    found, who = people(trial.replace(drop_out=0.4), range(1500)), trial.population
    assert abs(float(found.age.mean()) - who.age.mean) < 1.0
    assert who.age.low <= float(found.age.min())
    assert abs(float((found.sex == "female").mean()) - who.sex.shares["female"]) < 0.05
    assert abs(float((found.phototype == "IV").mean()) - who.phototype.shares["IV"]) < 0.05
    assert abs(float(np.isfinite(found.drop_out_day).mean()) - 0.6) > 0.1  # 40 % leave, 60 % stay
    assert abs(float(np.isfinite(found.drop_out_day).mean()) - 0.4) < 0.05
    grade = found.severity.sel(scale="goodman_baron_qualitative")
    assert float(grade.min()) >= 2.0
    assert float(grade.max()) <= 4.0
    assert np.bincount(found.world).tolist() == [188, 188, 188, 188, 187, 187, 187, 187]  # equal groups


def test_thickness_differs_between_people_within_what_skin_can_be(trial: Trial) -> None:
    who = [person(trial, number) for number in range(200)]
    dermis = np.asarray([one.layers("cheek_left").dermis_mm for one in who])
    mean = np.asarray([layers("cheek_left", one.sex, one.age).dermis_mm for one in who])
    assert np.std(dermis - mean) > 0.1
    for one in who:
        skin = one.layers("cheek_left")
        assert 0 < skin.stratum_corneum_mm < skin.epidermis_mm
        assert 0 < skin.papillary_mm < skin.dermis_mm
