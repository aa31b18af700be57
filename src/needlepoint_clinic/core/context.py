"""What every page knows: whose clinic this is, and whether the people in it are invented."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """The member who looks, the clinic, whether this is a demonstration, whether passkeys can work at this address."""
    member = getattr(request, "member", None)
    return {
        "member": member,
        "clinic": member.clinic if member else None,
        "demo": settings.ENVIRONMENT.demo,
        "passkeys": _has_name(request.META.get("HTTP_HOST", "")),
    }


def _has_name(host: str) -> bool:
    """Whether the server was opened by a name: browsers bind a passkey to a name, never to a number."""
    try:
        ip_address(host.rsplit(":", 1)[0].strip("[]"))
    except ValueError:
        return True
    return False
