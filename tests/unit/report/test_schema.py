"""The published contract: it is a valid JSON Schema, the samples keep it, and what breaks it is named."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from needlepoint.errors import InputError
from needlepoint.report import SCHEMA_NAME, check_plan, plan_schema


def errors(plan: dict[str, Any]) -> list[str]:
    return [error.json_path for error in jsonschema.Draft202012Validator(plan_schema()).iter_errors(plan)]


def test_the_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(plan_schema())


def test_every_sample_keeps_the_schema(plan: dict[str, Any]) -> None:
    assert errors(plan) == []
    check_plan(plan)


def test_plan_schema_gives_a_fresh_copy() -> None:
    plan_schema()["properties"].clear()
    assert "screening" in plan_schema()["properties"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("screening", "verdict"), "maybe"),
        (("screening", "findings", 0, "effect"), "clear"),
        (("options", 0, "name"), "heroic"),
        (("options", 0, "sessions", 0, "date"), "next week"),
        (("options", 0, "sessions", 0, "zones", 0, "coverage"), 1.2),
        (("case", "phototype"), "VII"),
        (("recommended",), 3),
    ],
)
def test_a_wrong_value_is_found_at_its_place(sample: Any, path: tuple[Any, ...], value: object) -> None:
    plan = sample("acne")
    target = plan
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    assert errors(plan) != []


def test_a_name_in_the_plan_breaks_the_schema(sample: Any) -> None:
    assert errors(sample("acne") | {"patient_name": "X"}) != []


def test_check_plan_names_the_missing_part(sample: Any) -> None:
    plan = sample("acne")
    del plan["screening"]
    with pytest.raises(InputError, match="screening"):
        check_plan(plan)


def test_check_plan_refuses_another_version(sample: Any) -> None:
    with pytest.raises(InputError, match=SCHEMA_NAME):
        check_plan(sample("acne") | {"schema": "needlepoint.plan/2"})


def test_check_plan_offers_the_nearest_name_for_an_unknown_part(sample: Any) -> None:
    with pytest.raises(InputError, match="Did you mean screening"):
        check_plan(sample("acne") | {"screenings": {}})
