"""Reads the data files of this package."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any

from ..evidence.sources import load_data


@functools.cache
def read_data(name: str) -> Any:
    """The content of ``data/NAME.yaml``. One shared object: do not change it."""
    return load_data((resources.files("needlepoint.care") / "data" / f"{name}.yaml").read_text("utf-8"))
