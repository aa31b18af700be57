"""Whose clinic a request is about; and, before there is any, the first-run screen."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from .selectors import any_clinic, membership_for

Respond = Callable[[HttpRequest], HttpResponse]


class FirstRun:
    """Until there is a clinic, every page leads to the one that makes it."""

    known = False

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not FirstRun.known and not request.path.startswith(("/start/", "/static/", "/health/")):
            FirstRun.known = any_clinic()
            if not FirstRun.known:
                return redirect("first_run")
        return self.respond(request)


class CurrentMembership:
    """``request.member``: the membership in use, or None. Times are shown in the clinic's zone."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.member = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            request.member = membership_for(request.user.pk, request.session.get("clinic"))  # type: ignore[attr-defined]
        member = request.member  # type: ignore[attr-defined]
        if member is None:
            return self.respond(request)
        with timezone.override(ZoneInfo(member.clinic.time_zone)):
            return self.respond(request)
