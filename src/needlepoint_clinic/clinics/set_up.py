"""The set-up code: on a server that others can reach, only who reads its console may make the first clinic."""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings


def needs_code() -> bool:
    """Whether the first run asks for the code: yes, unless this is a laptop's own server."""
    return settings.ENVIRONMENT.https


def set_up_code() -> str:
    """Twelve letters and digits that follow from the secret key."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"first run", hashlib.sha256).digest()
    return base64.b32encode(digest)[:12].decode()


def is_code(text: str) -> bool:
    """Whether this is the code, spaces and case aside."""
    return hmac.compare_digest("".join(text.split()).upper().encode(), set_up_code().encode())
