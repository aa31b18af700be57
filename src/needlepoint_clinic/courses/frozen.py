"""What is frozen when a proposal is accepted, and its hash.

Canonical JSON: keys sorted, no blanks, numbers as their shortest decimal with whole ones without a point, so that the
same document has the same text whichever database kept it. The hash also stands in the audit chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

LARGEST_WHOLE = 2**53


def canonical(value: Any) -> str:
    """The canonical text of plain data."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest(value: Any) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def frozen_digest(
    *, plan: Mapping[str, Any], option: str, protocol: str, case: Mapping[str, Any], engine_version: str
) -> str:
    """The hash of an accepted proposal: the forecast, which option, the protocol as run, its inputs, the version."""
    told = {"plan": plan, "option": option, "protocol": protocol, "case": case, "engine_version": engine_version}
    return digest(told)


def _plain(value: Any) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    return str(value)


def _number(value: float) -> float:
    if abs(value) >= LARGEST_WHOLE:
        return float(value)
    return int(value) if value == int(value) else value
