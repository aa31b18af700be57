"""Skin type from ten answers of 0 to 4 points each (Fitzpatrick's quiz, the version whose bands do not overlap).

Sums: 0-6 I, 7-13 II, 14-20 III, 21-27 IV, 28-34 V, 35-40 VI. People place themselves within one type of what an
examination finds nine times in ten, so an examination goes before it. One answer missing: no type.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BANDS = ((6, "I"), (13, "II"), (20, "III"), (27, "IV"), (34, "V"), (40, "VI"))
QUESTIONS = tuple(
    f"quiz.{name}" for name in ("eyes", "hair", "skin", "freckles", "burns", "tans", "hours", "face", "since", "place")
)


def points(answers: Mapping[str, Any]) -> int | None:
    """The sum of the ten answers; None when one is missing or not known."""
    told = [answers.get(id) for id in QUESTIONS]
    if any(not isinstance(item, int) or isinstance(item, bool) for item in told):
        return None
    return sum(item for item in told if isinstance(item, int))


def phototype(answers: Mapping[str, Any]) -> str | None:
    """The type that the answers give, I to VI; None when one is missing or not known."""
    total = points(answers)
    return None if total is None else next(type for highest, type in BANDS if total <= highest)
