"""Reads the data of the questions: answers by topic, the words of each language, the fixed lines."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any

from ...evidence.sources import load_data

TOPICS = ("basics", "course", "concerns", "health", "medicines", "products", "activities", "skin", "home", "choices")


@functools.cache
def read_data(name: str) -> Any:
    """The content of ``data/NAME.yaml``. One shared object: do not change it."""
    return load_data((resources.files("needlepoint.care.questions") / "data" / f"{name}.yaml").read_text("utf-8"))
