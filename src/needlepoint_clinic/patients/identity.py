"""Identity: what is sealed of a patient, and the keyed hashes by which they are found without a name in clear.

Every word of a name is found by its first two to twelve letters, the birth date whole. Accents and case do not matter.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from json import dumps, loads
from uuid import UUID

from ..core.sealing import folded, seal, search_token, unseal

SHORTEST, LONGEST = 2, 12


@dataclass(frozen=True)
class Identity:
    """Who a patient is."""

    given_name: str
    family_name: str
    birth_date: date
    email: str = ""
    phone: str = ""
    address: str = ""

    @property
    def name(self) -> str:
        """Family name first, as lists have it."""
        return f"{self.family_name}, {self.given_name}"


def sealed_identity(patient_id: UUID, identity: Identity) -> bytes:
    """The identity as it is stored."""
    told = asdict(identity) | {"birth_date": identity.birth_date.isoformat()}
    return seal(dumps(told, ensure_ascii=False).encode(), place_of(patient_id))


def opened_identity(patient_id: UUID, stored: bytes) -> Identity:
    """The identity that was stored for this patient. Raises SealError."""
    told = loads(unseal(bytes(stored), place_of(patient_id)))
    return Identity(**(told | {"birth_date": date.fromisoformat(told["birth_date"])}))


def place_of(patient_id: UUID) -> str:
    """Where an identity belongs."""
    return f"patient.identity:{patient_id}"


def tokens_of(clinic_id: UUID, identity: Identity) -> set[str]:
    """Everything that finds this patient."""
    words = folded(f"{identity.given_name} {identity.family_name}").replace("-", " ").split()
    starts = {word[:size] for word in words for size in range(SHORTEST, min(len(word), LONGEST) + 1)}
    starts |= {word for word in words if len(word) < SHORTEST}
    tokens = {search_token(clinic_id, "name", start) for start in starts}
    return tokens | {search_token(clinic_id, "birth", identity.birth_date.isoformat())}


def name_token(clinic_id: UUID, word: str) -> str:
    """The token of a searched word."""
    return search_token(clinic_id, "name", folded(word)[:LONGEST])


def birth_token(clinic_id: UUID, day: date) -> str:
    """The token of a searched birth date."""
    return search_token(clinic_id, "birth", day.isoformat())
