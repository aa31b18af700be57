"""A signature on the phone: the full name as it was typed, sealed; and whether it is this patient's.

Rule: what was typed holds the first word of the given name and one word of the family name, accents and capitals aside;
people leave out second names and write them in either order.
"""

from __future__ import annotations

from uuid import UUID

from ..core.sealing import folded, seal, unseal
from ..patients.identity import Identity


def place_of(consent_id: UUID) -> str:
    """Where a signature belongs."""
    return f"consent.signature:{consent_id}"


def sealed_name(consent_id: UUID, name: str) -> bytes:
    """The typed name as it is stored."""
    return seal(name.encode(), place_of(consent_id))


def opened_name(consent_id: UUID, stored: bytes | None) -> str:
    """The name that was typed; empty where none was. Raises SealError."""
    return unseal(bytes(stored), place_of(consent_id)).decode() if stored else ""


def is_own_name(typed: str, identity: Identity) -> bool:
    """Whether a typed name is that of this patient."""
    words, family = set(_words(typed)), set(_words(identity.family_name))
    return set(_words(identity.given_name)[:1]) <= words and bool(family & words)


def _words(name: str) -> list[str]:
    return folded(name).replace("-", " ").replace("'", " ").split()
