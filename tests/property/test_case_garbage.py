"""Whatever comes in, a case or an InputError comes out: no other exception, and no endless work."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.case import CONCERNS, CONDITIONS, Case, Document, parse_case, parse_document, validate
from needlepoint.errors import InputError
from needlepoint.skin import zones

ON = dt.date(2026, 11, 20)
WHOLE: dict[str, Any] = parse_document(
    (Path(__file__).parents[2] / "examples" / "blood-thinner-filler.yaml").read_text("utf-8")
).data

KEYS = (
    st.sampled_from([*Case.model_fields, "age", "zones", "name", "last", "conditions", "kind", "concern"]) | st.text()
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates().map(str)
    | st.sampled_from([*CONCERNS, *CONDITIONS, *zones(), "IV", "pen", "clinic"])
)
GARBAGE = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20)


def attempt(action: Callable[[], Any]) -> Any:
    """What an action gives, or the InputError that it ends in; anything else goes up and fails the test."""
    try:
        return action()
    except InputError as refused:
        return refused


def outcome(data: Any) -> Any:
    return attempt(lambda: validate(Case, Document("garbage", data, {}), on=ON))


def sound(result: Any) -> bool:
    if isinstance(result, InputError):
        return bool(result.problems) and all(problem.found and problem.allowed for problem in result.problems)
    return isinstance(result, Case)


def paths(data: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [at, *(path for key, value in entries for path in paths(value, (*at, key)))]


def replaced(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    if not path:
        return value
    changed = dict(data) if isinstance(data, dict) else list(data)
    changed[path[0]] = replaced(data[path[0]], path[1:], value)  # type: ignore[index]
    return changed


def in_both(value: Any) -> bool:
    """JSON has no infinity, and YAML 1.1 folds three line ends that are plain characters in JSON."""
    if isinstance(value, str):
        return not set(value) & set("\x85\u2028\u2029")
    return not isinstance(value, float) or math.isfinite(value)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(KEYS, GARBAGE))
def test_any_object_is_a_case_or_an_input_error(data: dict[str, Any]) -> None:
    assert sound(outcome(data))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(paths(WHOLE)[1:]), GARBAGE)
def test_one_spoiled_entry_is_a_case_or_an_input_error(path: tuple[str | int, ...], value: Any) -> None:
    result = outcome(replaced(WHOLE, path, value))
    assert sound(result)
    if isinstance(result, Case):
        assert validate(Case, Document("again", result.model_dump(mode="json"), {}), on=ON) == result


@settings(max_examples=150, deadline=None)
@given(st.text() | GARBAGE.map(json.dumps))
def test_any_text_is_a_case_or_an_input_error(text: str) -> None:
    assert sound(attempt(lambda: parse_case(text, on=ON)))


@settings(max_examples=100, deadline=None)
@given(st.recursive(SCALARS.filter(in_both), lambda inner: st.lists(inner), max_leaves=15))
def test_json_comes_back_as_it_went_in(value: Any) -> None:
    text = json.dumps({"key": value}, ensure_ascii=False)
    found = attempt(lambda: parse_document(text))
    if isinstance(found, InputError):
        assert "not YAML" in str(found)
    else:
        assert json.loads(json.dumps(found.data)) == json.loads(text)
