"""How allauth behaves here: nobody signs up alone, a message that cannot be sent tells nothing, secrets are sealed."""

from __future__ import annotations

import base64
import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from ..core.sealing import seal, unseal

PLACE = "factor.secret"
log = logging.getLogger(__name__)


def stored_secret(data: dict[str, Any]) -> bytes | None:
    """The sealed secret among a second factor's data; None for a passkey, which has none."""
    text = data.get("secret") or data.get("seed")
    return base64.b64decode(text) if isinstance(text, str) else None


def with_secret(stored: bytes, data: dict[str, Any]) -> dict[str, Any]:
    """The same data with the secret sealed anew."""
    return data | {"secret" if "secret" in data else "seed": base64.b64encode(stored).decode()}


class ClinicAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed to sign-ups; the rest as allauth does it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an owner invites."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, or log that it failed. The page stays the same: it must not tell whether the address is known here."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as fault:
            log.error("a message (%s) could not be sent: %s", template_prefix, type(fault).__name__)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets under seal, the QR code as a picture that stands in the page itself."""

    def encrypt(self, text: str) -> str:
        """The sealed form, as text."""
        return base64.b64encode(seal(text.encode(), PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises SealError."""
        return unseal(base64.b64decode(encrypted_text), PLACE).decode()

    def build_totp_svg(self, url: str) -> str:
        """The QR code without its XML heading."""
        drawn: str = super().build_totp_svg(url)
        return drawn[drawn.index("<svg") :].replace("<svg", '<svg role="img" aria-labelledby="qr-what"', 1)
