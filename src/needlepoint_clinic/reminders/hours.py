"""Quiet hours of the day: from one hour to another, over midnight or not; the same hour twice means none."""

from __future__ import annotations


def is_quiet(hour: int, quiet_from: int, quiet_until: int) -> bool:
    """Whether an hour of the day is quiet. from == until: none is."""
    if quiet_from <= quiet_until:
        return quiet_from <= hour < quiet_until
    return hour >= quiet_from or hour < quiet_until
