"""Units are converted once, at the door: what papers and clinicians write becomes mm, day, mg."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from needlepoint.errors import InputError
from needlepoint.evidence import all_parameters
from needlepoint.units import KNOWN, engine_factor, factor_by_pint


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("", 1.0),
        ("1", 1.0),
        ("share", 1.0),
        ("percent", 0.01),
        ("mm", 1.0),
        ("um", 1e-3),
        ("cm2", 100.0),
        ("hole/cm2", 0.01),
        ("1/hour", 24.0),
        ("mm2/hour", 24.0),
        ("um**2/s", 86400e-6),
        ("week", 7.0),
        ("g/cm3", 1.0),
        ("ug/ml", 1e-6),
        ("mm/s", 86400.0),
    ],
)
def test_a_unit_in_engine_units(unit: str, factor: float) -> None:
    assert engine_factor(unit) == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize("unit", ["furlongs per fortnight per", "mmm2", "1.5 mm x", "💉"])
def test_what_is_no_unit_is_refused(unit: str) -> None:
    with pytest.raises(InputError, match="a unit such as mm"):
        engine_factor(unit)


def test_a_home_that_cannot_be_written_does_not_matter() -> None:
    environment = os.environ | {"HOME": "/dev/null", "XDG_CACHE_HOME": "/dev/null"}
    script = "from needlepoint.units import factor_by_pint; print(factor_by_pint('hole/cm2'))"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("0.01\n", "")


@pytest.mark.parametrize("unit", sorted(set(KNOWN) - {"1", "", "percent"}))
def test_a_known_factor_is_pints(unit: str) -> None:
    assert KNOWN[unit] == pytest.approx(factor_by_pint(unit), rel=1e-12)


def test_shipped_data_need_no_pint() -> None:
    assert {item.unit for group in all_parameters().values() for item in group} <= set(KNOWN)
