"""The secret of a patient's link to the questions, and how long such links last."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from ..core.links import digest_of
from ..core.links import secret_for as made_for

__all__ = ["FOR_A_PHONE", "FOR_THIS_TABLET", "digest_of", "secret_for"]

FOR_A_PHONE = timedelta(days=7)
FOR_THIS_TABLET = timedelta(hours=2)


def secret_for(key: UUID) -> str:
    """The secret that belongs to a form's key."""
    return made_for(key, "intake link")
