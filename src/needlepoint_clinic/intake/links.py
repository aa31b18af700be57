"""The secret of a patient's link: made from a form's key, so that a form sent twice shows the same link.

The database holds only its SHA-256; without the server's key nobody makes a secret from a form's key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from uuid import UUID

from django.conf import settings

FOR_A_PHONE = timedelta(days=7)
FOR_THIS_TABLET = timedelta(hours=2)


def secret_for(key: UUID) -> str:
    """The secret that belongs to a form's key: 43 letters, 256 bits."""
    made = hmac.new(settings.SECRET_KEY.encode(), b"intake link\x1f" + key.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def digest_of(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
