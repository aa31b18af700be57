"""By link: a patient sees their own questions and nothing else, in the browser that opened the link."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from ..audit.chain import Actor
from .selectors import Link, link_in_use, link_of

KEY = "intake_link"
View = Callable[..., HttpResponse]


class LinkRequest(HttpRequest):
    """A request whose link is known (type only)."""

    link: Link


def by_link(view: View) -> View:
    """The link in the address, or the one that this browser opened; else 404. Speaks the patient's language."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        secret = kwargs.get("secret")
        link = link_in_use(request.session.get(KEY)) if secret is None else link_of(secret)
        request.link = link  # type: ignore[attr-defined]
        request.member = None  # type: ignore[attr-defined]
        zone = ZoneInfo(link.intake.clinic.time_zone)
        with timezone.override(zone), translation.override(link.intake.language):
            return view(request, *args, **kwargs)

    return guarded


def patient_of_link(request: HttpRequest) -> Actor:
    """The patient as the one who acts, for the audit trail."""
    link: Link = request.link  # type: ignore[attr-defined]
    return Actor("patient", link.intake.patient_id, request.META.get("REMOTE_ADDR", ""))
