"""The parameter store refuses what it cannot vouch for, and the record holds what a run used and nothing else."""

from __future__ import annotations

import pytest
import yaml

from needlepoint.errors import InputError
from needlepoint.evidence import all_parameters, all_sources, load_parameters, recording, remembered, source
from needlepoint.evidence.parameters import parse_parameters

ENTRY = {
    "value": 250,
    "unit": "um",
    "kind": "measured",
    "sources": ["needlepoint"],
    "locator": "table 1",
    "meaning": "a thickness",
    "prior": {"shape": "lognormal", "spread": 0.2},
    "range": [100, 400],
}


def parsed(**changes: object) -> object:
    entry = {key: value for key, value in (ENTRY | changes).items() if value is not None}
    return parse_parameters("test", yaml.safe_dump({"thickness": entry}))


def test_a_value_is_kept_as_stated_and_given_in_engine_units() -> None:
    parameters = parse_parameters("test", yaml.safe_dump({"thickness": ENTRY}))
    entry = parameters.parameter("thickness")
    assert (entry.stated, entry.unit, entry.value) == (250.0, "um", pytest.approx(0.25))
    assert parameters["thickness"] == pytest.approx(0.25)
    assert parameters.names() == ("thickness",)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"unit": "umm"}, "unit"),
        ({"kind": "guessed"}, "measured, fitted, literature, assumed, setting"),
        ({"value": 500}, "100.0 to 400.0 um"),
        ({"sources": []}, "at least one source id"),
        ({"sources": ["needlepont"]}, "Did you mean needlepoint?"),
        ({"prior": {"shape": "flat"}}, "fixed, lognormal, normal, uniform, loguniform"),
        ({"meaning": None}, "no meaning"),
        ({"range": None, "unit": None}, "no unit, range"),
    ],
)
def test_an_entry_that_cannot_be_vouched_for_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        parsed(**changes)


def test_unknown_names_get_the_nearest() -> None:
    (name, known), *_ = all_parameters().items()
    with pytest.raises(InputError, match=f"Did you mean {name}"):
        load_parameters(name + "x")
    first = known.names()[-1]
    with pytest.raises(InputError, match="a name of this set"):
        known[first + "_not_there"]
    with pytest.raises(InputError, match="Did you mean needlepoint"):
        source("needlepont")


def test_the_record_holds_what_was_read_inside_it_and_nests() -> None:
    name, known = next(iter(all_parameters().items()))
    first, second, *_ = known.names()
    with recording() as outer:
        known[first]
        with recording() as inner:
            known[second]
        source("A")
    known[first]
    assert inner.parameters == {f"{name}.{second}"}
    assert outer.parameters == {f"{name}.{first}", f"{name}.{second}"}
    assert "A" in outer.sources - inner.sources


def test_every_source_says_how_well_it_was_checked() -> None:
    assert all_sources()["needlepoint"].checked == "assumption"
    unverified = [entry for entry in all_sources().values() if entry.checked == "unverified"]
    assert all(entry.label.endswith("[unverified]") for entry in unverified)


def test_a_remembered_result_tells_again_what_it_used() -> None:
    worked_out: list[str] = []

    @remembered(4)
    def found(name: str) -> float:
        worked_out.append(name)
        return load_parameters("delivery")[name]

    with recording() as first:
        value = found("pore_radius")
    with recording() as second:
        assert found("pore_radius") == value
    assert worked_out == ["pore_radius"]
    assert first == second
    assert "delivery.pore_radius" in first.parameters
