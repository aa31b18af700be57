"""Refusals of the treat screen that its forms answer: a wrong password, a dose that passes a limit."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.refusals import Refused


class WrongPassword(Refused):
    """The password of a signature is not the signer's."""


class OverLimit(Refused):
    """A dose passes a limit, and nobody has said yet that this is meant. warnings: the limits, in words."""

    def __init__(self, warnings: Sequence[str]) -> None:
        self.warnings = tuple(warnings)
        super().__init__("The dose passes a limit: " + " ".join(warnings), "Change it, or say that it is meant.")


def in_words(text: str, least: int, most: int, *, lines: bool = False) -> str:
    """A text of a length; spaces in a row become one, but for texts of several lines. Raises Refused."""
    told = text.strip() if lines else " ".join(text.split())
    if not least <= len(told) <= most:
        raise Refused(f"This needs {least} to {most} letters.")
    return told
