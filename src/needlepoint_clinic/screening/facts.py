"""What an override was made for: the facts that had fired its rule. New facts need a new decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .models import Override


def fits(override: Override, facts: set[str]) -> bool:
    """Whether an override was made for all of these facts."""
    return bool(facts) and facts <= facts_of(override.screening.findings, override.rule)


def facts_of(document: Mapping[str, Any], rule: str) -> set[str]:
    """What fired a rule in a screening."""
    return {item["fact"] for item in document["findings"] if item["rule"] == rule}
