"""Reads: who has an account."""

from __future__ import annotations

from uuid import UUID

from .models import User


def user_with(email: str) -> UUID | None:
    """The account with this address."""
    return User.objects.filter(email=email.strip().lower()).values_list("id", flat=True).first()
