"""Who may look: a view is for members of the clinic, of certain roles. To everyone else it is not there (404)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from ..audit.chain import Actor
from ..core.refusals import NotAllowed
from .models import Membership, Role

DECIDES = (Role.OWNER, Role.PROVIDER)
EVERYONE = (Role.OWNER, Role.PROVIDER, Role.ASSISTANT)


class MemberRequest(HttpRequest):
    """A request whose member is known (type only)."""

    member: Membership


View = Callable[..., HttpResponse]


def for_members(*roles: Role) -> Callable[[View], View]:
    """Only members; only these roles when any are named. Nobody signed in: the sign-in page; no member: 404."""
    allowed = roles or EVERYONE

    def wrap(view: View) -> View:
        @functools.wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            member = getattr(request, "member", None)
            if member is None:
                raise Http404
            if member.role not in allowed:
                raise NotAllowed("Your role does not include this.", "Ask a provider or the owner of the clinic.")
            return view(request, *args, **kwargs)

        guarded.guarded = True  # type: ignore[attr-defined]
        return guarded

    return wrap


def actor_of(request: HttpRequest) -> Actor:
    """Who acts, for the audit trail."""
    address = request.META.get("REMOTE_ADDR", "")
    user = request.user
    return Actor("staff", user.pk, address) if user.is_authenticated else Actor("system", None, address)
