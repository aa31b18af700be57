"""Sealing: AES-256-GCM with named keys. What is stored is ``version.key id.nonce+ciphertext``, bound to its place.

The place (model, field and row) is authenticated with the text, so that a sealed value moved to another row does not
open. A key that is missing is an error with its id, never a silent blank. New values use the first key of the
environment; older keys still open what they sealed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = b"1"
NONCE_BYTES = 12
TOKEN_BYTES = 12


class SealError(Exception):
    """A sealed value that cannot be opened: its key is gone, or it is not what was sealed here."""


def current_key_id() -> str:
    """The id of the key that seals new values."""
    return next(iter(settings.ENVIRONMENT.identity_keys))


def seal(plain: bytes, place: str) -> bytes:
    """The sealed form of some bytes for one place."""
    id = current_key_id()
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(settings.ENVIRONMENT.identity_keys[id]).encrypt(nonce, plain, place.encode())
    return b".".join((VERSION, id.encode(), nonce + sealed))


def unseal(sealed: bytes, place: str) -> bytes:
    """The bytes that were sealed for this place. Raises SealError."""
    version, id, body = _parts(sealed)
    key = settings.ENVIRONMENT.identity_keys.get(id)
    if version != VERSION or key is None:
        raise SealError(f"{place}: sealed with key {id!r}, which NEEDLEPOINT_IDENTITY_KEYS does not hold")
    try:
        return AESGCM(key).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], place.encode())
    except InvalidTag:
        raise SealError(f"{place}: what is stored is not what was sealed here with key {id!r}") from None


def key_id(sealed: bytes) -> str:
    """Which key sealed this."""
    return _parts(sealed)[1]


def _parts(sealed: bytes) -> tuple[bytes, str, bytes]:
    parts = bytes(sealed).split(b".", 2)
    if len(parts) != 3:
        raise SealError("what is stored is not sealed")
    return parts[0], parts[1].decode("ascii", "replace"), parts[2]


def folded(text: str) -> str:
    """Text as it is searched: no accents, no case, single spaces."""
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(kept.casefold().split())


def search_token(clinic_id: object, kind: str, text: str) -> str:
    """What stands in the database for a searched word: a keyed hash, of use to nobody without the search key."""
    message = f"{clinic_id}\x1f{kind}\x1f{folded(text)}".encode()
    digest = hmac.new(settings.ENVIRONMENT.search_key, message, hashlib.sha256).digest()[:TOKEN_BYTES]
    return base64.urlsafe_b64encode(digest).decode()
