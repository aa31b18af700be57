"""Refusals: what an action says when it will not do a thing. The middleware turns each into a page that says so."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):
    """Not done, and why. status: the HTTP status; remedy: what to do instead."""

    status = 400

    def __init__(self, reason: str, remedy: str = "") -> None:
        self.reason, self.remedy = reason, remedy
        super().__init__(reason)


class NotAllowed(Refused):
    """The role may not do this."""

    status = 403


class Stale(Refused):
    """Somebody else changed the record since this form was shown. ``theirs``, ``yours``: field to value, to compare."""

    status = 409

    def __init__(self, reason: str, *, theirs: Mapping[str, str], yours: Mapping[str, str]) -> None:
        self.theirs, self.yours = theirs, yours
        super().__init__(reason, "Nothing was overwritten. Compare both, then open the record again and enter yours.")


class Signed(Refused):
    """The record is signed and no longer changes; an addendum can be added."""

    status = 409


class TooBig(Refused):
    """More was sent than a page takes."""

    status = 413

    def __init__(self) -> None:
        super().__init__("This is too big to be taken.", "Send a smaller file, or shorter words. Nothing was saved.")


class Full(Refused):
    """The disk or the database takes no more."""

    status = 507
