"""The contract of plan.json: its JSON Schema (2020-12), published with the package, and a light check at the door.

The full check with a JSON Schema validator belongs to tests and to readers of the file; :func:`check_plan` only
assures what the drawing relies on, without a further dependency.
"""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from ..errors import InputError, Problem, did_you_mean

SCHEMA_NAME = "needlepoint.plan/1"


@functools.cache
def _schema() -> dict[str, Any]:
    text = (resources.files("needlepoint.report") / "plan.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def plan_schema() -> dict[str, Any]:
    """The JSON Schema of plan.json as a dict; a fresh copy at each call."""
    return copy.deepcopy(_schema())


def check_plan(plan: Mapping[str, Any]) -> None:
    """Assure that ``plan`` is a plan of this version with every part. Raises InputError saying what is not."""
    if not isinstance(plan, Mapping):
        raise InputError(Problem("plan", type(plan).__name__, "a JSON object", ""))
    if plan.get("schema") != SCHEMA_NAME:
        raise InputError(
            Problem("schema", repr(plan.get("schema")), SCHEMA_NAME, "Make the plan again with this version.")
        )
    known = _schema()["properties"]
    problems = [Problem(name, "nothing", "a part of every plan") for name in _schema()["required"] if name not in plan]
    problems += [
        Problem(str(name), "an unknown part", ", ".join(known), did_you_mean(str(name), known))
        for name in plan
        if name not in known
    ]
    if problems:
        raise InputError(problems)
