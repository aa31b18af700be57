"""Age and smoking: what was read changes the making of collagen; what was not changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.device import Technique, device_library
from needlepoint.errors import InputError
from needlepoint.healing import (
    ZoneCourse,
    central_parameters,
    draw_modifiers,
    draw_parameters,
    person_modifiers,
    tissue,
)
from needlepoint.puncture import expected_field
from needlepoint.skin import layers

SKIN = layers("cheek_left", "female", 40)


@pytest.mark.parametrize(("age", "smoker"), [(None, None), (None, False), (18, False), (29, None), (0, None)])
def test_a_person_of_whom_nothing_is_known_keeps_every_constant(age: float | None, smoker: bool | None) -> None:
    assert person_modifiers(age=age, smoker=smoker) == {}
    assert central_parameters("II", age=age, smoker=smoker) == central_parameters("II")
    assert draw_parameters(3, seed=2, phototype="II", age=age, smoker=smoker) == draw_parameters(
        3, seed=2, phototype="II"
    )


def test_smokers_make_less_by_the_measured_share() -> None:
    assert person_modifiers(smoker=True) == {"s0": pytest.approx(1 - (0.9 * 0.18 + 0.1 * 0.22), abs=0.01)}


def test_age_slows_in_a_straight_line_between_the_two_groups_that_were_compared() -> None:
    factors = [person_modifiers(age=age).get("s0", 1.0) for age in (25, 29, 54.5, 80, 95)]
    assert factors == pytest.approx([1.0, 1.0, 0.92, 0.84, 0.84])


def test_both_together_multiply() -> None:
    both = person_modifiers(age=80, smoker=True)["s0"]
    assert both == pytest.approx(person_modifiers(age=80)["s0"] * person_modifiers(smoker=True)["s0"])


def test_draws_hold_both_sides_of_the_disagreement_on_age() -> None:
    found = np.asarray([item["s0"] for item in draw_modifiers(200, seed=3, age=85)])
    assert found.min() == pytest.approx(0.68, abs=0.01)
    assert found.max() == pytest.approx(1.0, abs=0.01)
    assert draw_modifiers(2, seed=3, age=85) == draw_modifiers(9, seed=3, age=85)[:2]


def test_only_the_making_of_collagen_changes() -> None:
    plain, own = central_parameters("IV"), central_parameters("IV", age=70, smoker=True)
    assert {name for name in plain if plain[name] != own[name]} == {"s0"}


def test_resting_skin_stays_at_rest_and_a_session_adds_less() -> None:
    field = expected_field(device_library()["generic_pen"], Technique(1.0, 3), "cheek_left", SKIN)
    untouched = expected_field(device_library()["generic_pen"], Technique(0.05, 1), "cheek_left", SKIN)
    sets = [central_parameters("II"), central_parameters("II", age=80, smoker=True)]
    courses = [ZoneCourse("cheek_left", SKIN, (0.0,), (each,)) for each in (field, untouched)]
    result = tissue(courses, sets, (0.0, 180.0))
    total = result.output("collagen_i", "papillary") + result.output("collagen_iii", "papillary")
    gain = total[..., -1] / total[..., 0] - 1.0
    assert 0.6 * gain[0, 0] < gain[1, 0] < 0.95 * gain[0, 0]
    assert abs(gain[1, 1]) <= abs(gain[0, 1]) + 1e-4 < 5e-3


@pytest.mark.parametrize("age", [-1.0, 131.0])
def test_an_age_that_cannot_be_is_refused(age: float) -> None:
    with pytest.raises(InputError, match="age"):
        person_modifiers(age=age)
