"""Released strands over random fields: a share, more with density, depth, length and sessions, never less."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from needlepoint.device import Technique, device_library
from needlepoint.healing import release_parameters, released_share
from needlepoint.puncture import PunctureField, expected_field
from needlepoint.skin import layers

SKIN = layers("cheek_left", "male", 55)
PEN = device_library()["generic_pen"]
SLACK = 1e-9

depths = st.floats(0.2, 2.4)
passes = st.integers(1, 12)
constants = st.fixed_dictionaries(
    {
        "strand_length": st.floats(0.05, 3.0),
        "strand_cut": st.floats(0.0, 1.0),
        "strand_top": st.floats(0.0, 0.45),
        "strand_bottom": st.floats(0.5, 1.0),
    }
)


def made(depth: float, count: int) -> PunctureField:
    return expected_field(PEN, Technique(depth, count), "cheek_left", SKIN)


@given(depths, passes, constants)
def test_it_is_a_share_and_rises_with_density_and_sessions(depth: float, count: int, p: dict[str, float]) -> None:
    one = released_share([made(depth, count)], SKIN, p)
    assert 0.0 <= one <= 1.0
    assert released_share([made(depth, count + 1)], SKIN, p) >= one - SLACK
    assert released_share([made(depth, count), made(depth, 1)], SKIN, p) >= one - SLACK


@given(depths, st.floats(0.05, 1.0), passes)
def test_it_rises_with_depth(depth: float, more: float, count: int) -> None:
    p = release_parameters()
    shallow, deep = made(depth, count), made(min(depth + more, 2.5), count)
    still = dataclasses.replace(deep, drag_mm=shallow.drag_mm)
    assert released_share([still], SKIN, p) >= released_share([shallow], SKIN, p) - SLACK


@given(depths, passes, constants, st.floats(1.0, 3.0))
def test_longer_strands_are_cut_more_often(depth: float, count: int, p: dict[str, float], longer: float) -> None:
    field = made(depth, count)
    more = p | {"strand_length": p["strand_length"] * longer}
    assert released_share([field], SKIN, more) >= released_share([field], SKIN, p) - SLACK
