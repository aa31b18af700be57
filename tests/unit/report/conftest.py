"""The invented plans, for every test of the report."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

NAMES = ("acne", "stop", "wait", "body", "scalp")


def _samples() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sample_plan", Path(__file__).with_name("sample_plan.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sample() -> Callable[[str], dict[str, Any]]:
    """A fresh sample plan by name."""
    makers = _samples().SAMPLES
    return lambda name: makers[name]()


@pytest.fixture(params=NAMES)
def plan(request: pytest.FixtureRequest, sample: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Each sample plan in turn."""
    return sample(request.param)
