"""Who signs: somebody who has just typed their own password, for one chart or, in a demonstration, once for thirty."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from ..clinics.models import Membership
from .refusals import WrongPassword


@dataclass(frozen=True)
class Proven:
    """That this user typed their password; made by ``prove`` only."""

    user_id: UUID


def prove(member: Membership, password: str | Proven) -> Proven:
    """Raises WrongPassword unless this is the member's own password, or the proof of having typed it."""
    if isinstance(password, Proven):
        proven = password.user_id == member.user_id
    else:
        proven = member.user.check_password(password)
    if not proven:
        raise WrongPassword("This is not your password.", "Type the password that you sign in with.")
    return Proven(member.user_id)
