"""Secrets of links and codes: made from a form's key, so that a form sent twice shows the same link.

secret = base64url(HMAC-SHA-256(server's key, what + key)): 43 letters, 256 bits. The database holds only its SHA-256;
without the server's key nobody makes a secret from a form's key. A code is eight letters that a person can type, made
from a secret: 23 letters without I, L and O (taken for 1 and 0), 36 bits; what is stored of it is keyed, since a plain
hash of so few could be tried through.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

from django.conf import settings

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


def secret_for(key: UUID, what: str) -> str:
    """The secret that belongs to a form's key; ``what`` keeps the secrets of different things apart."""
    return base64.urlsafe_b64encode(_keyed(what, key.bytes)).rstrip(b"=").decode()


def digest_of(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_of(secret: str) -> str:
    """The code that opens what the secret opens: eight letters."""
    rest, letters = int.from_bytes(_keyed("code", secret.encode()), "big"), ""
    for _ in range(CODE_LENGTH):
        rest, at = divmod(rest, len(LETTERS))
        letters += LETTERS[at]
    return letters


def typed_code(text: str) -> str | None:
    """A code as somebody typed it, small letters, spaces and dashes forgiven; None when it is no code."""
    letters = "".join(letter for letter in text.upper() if not letter.isspace() and letter not in "-–—.")
    return letters if len(letters) == CODE_LENGTH and set(letters) <= set(LETTERS) else None


def code_digest(code: str) -> str:
    """What the database keeps of a code."""
    return _keyed("typed code", code.encode()).hex()


def place_digest(address: str) -> str:
    """What is kept of where somebody tried from: the address of the net, keyed; an IPv6 home is one place."""
    place = ":".join(address.split(":")[:4]) if address.count(":") > 1 else address
    return _keyed("place", place.encode()).hex()[:32]


def _keyed(what: str, told: bytes) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), what.encode() + b"\x1f" + told, hashlib.sha256).digest()
