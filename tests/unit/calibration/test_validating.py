"""All checks in order, told as they are done, their sources noted."""

from __future__ import annotations

import pytest

from needlepoint.calibration import validating
from needlepoint.calibration.check import Check, Figure
from needlepoint.errors import InputError
from needlepoint.evidence import recording


def check(id: str, *sources: str) -> Check:
    return Check(id, "What.", (Figure("a", "b", 1.0, 0.0, 2.0, "c"),), sources)


def test_each_is_told_and_its_sources_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validating, "CHECKS", (lambda: check("H1", "kim2008"), lambda: check("H2", "D", "minh2019")))
    told: list[tuple[str, float]] = []
    with recording() as used:
        found = validating.validate(lambda what, share: told.append((what, share)))
    assert [item.id for item in found] == ["H1", "H2"]
    assert told == [("H1", 0.5), ("H2", 1.0)]
    assert used.sources == {"kim2008", "D", "minh2019"}


def test_a_source_that_is_not_in_the_registry_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validating, "CHECKS", (lambda: check("H1", "kim2009"),))
    with pytest.raises(InputError, match="kim2008"):
        validating.validate()
