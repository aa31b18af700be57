"""People who sign in: users, second factor, sessions and their limits."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.accounts"

    def ready(self) -> None:
        """Listen to what allauth tells of accounts; name what is sealed here."""
        from ..core.sealed import sealed
        from .adapter import PLACE, stored_secret, with_secret
        from .trail import listen

        listen()
        sealed("mfa.Authenticator", "data", lambda row: PLACE, to_bytes=stored_secret, from_bytes=with_secret)
