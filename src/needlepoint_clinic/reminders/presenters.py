"""How an address is shown to its owner on a page that others may see: the first letter and the part after the @."""

from __future__ import annotations


def masked(address: str) -> str:
    """``a…@example.org``; empty where there is none."""
    name, at, host = address.strip().partition("@")
    return f"{name[:1]}…@{host}" if at else ""
