"""What an override was made for: the facts that fired its rule, so that new ones need a new decision; and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from needlepoint.screening import may_lift

from .models import Override

LEVELS = ("clinician", "specialist", "surgeon")


def fits(override: Override, facts: set[str]) -> bool:
    """Whether an override was made for all of these facts."""
    return bool(facts) and facts <= facts_of(override.screening.findings, override.rule)


def facts_of(document: Mapping[str, Any], rule: str) -> set[str]:
    """What fired a rule in a screening."""
    return {item["fact"] for item in document["findings"] if item["rule"] == rule}


def decides_as(level: str, needed: str) -> bool:
    """Whether a member of this level may lift what takes ``needed``."""
    return level in LEVELS and may_lift(level, needed)
