"""Sessions that end by themselves, and a second factor before anything of a patient is shown."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

Respond = Callable[[HttpRequest], HttpResponse]
FREE_OF_FACTOR = ("/accounts/", "/static/", "/health/")
SEEN_EVERY = 30  # seconds between two writes of when a session was last seen
CLOCKS_DIFFER = 60  # seconds that a clock may be set back without ending sessions, as NTP does


class SessionLimits:
    """Idle for a quarter of an hour, or twelve hours old: signed out, and told so."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            why = _over(request)
            if why:
                logout(request)
                messages.info(request, why)
                return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
        response = self.respond(request)
        if getattr(request, "htmx", False) and response.status_code == 302 and _leads_to_sign_in(response):
            whole = HttpResponse(status=204)  # the whole page goes there, not the part that was asked for
            whole["HX-Redirect"] = response["Location"]
            return whole
        return response


def _over(request: HttpRequest) -> str:
    """Why this session has ended, in words; empty while it goes on."""
    now = time.time()
    began = request.session.setdefault("began", now)
    seen = request.session.get("seen", now)
    if max(began, seen) > now + CLOCKS_DIFFER:
        return "You were signed out because the clock of the server was set back."
    if now - began > settings.SESSION_ABSOLUTE_SECONDS:
        return "You were signed out because you signed in more than twelve hours ago."
    if now - seen > settings.SESSION_IDLE_SECONDS:
        return "You were signed out because nobody used this page for a while."
    if now - seen > SEEN_EVERY or "seen" not in request.session:
        request.session["seen"] = now
        UserSession.objects.create_from_request(request)
    return ""


def _leads_to_sign_in(response: HttpResponse) -> bool:
    return str(response.headers.get("Location", "")).startswith(reverse("account_login"))


class SecondFactor:
    """Staff without a second factor are sent to set one up. A demonstration with invented people does without."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        free = settings.ENVIRONMENT.demo or request.path.startswith(FREE_OF_FACTOR)
        if not free and request.user.is_authenticated and not is_mfa_enabled(request.user):
            messages.info(request, "Before you go on, set up a second factor: an app with codes, or a passkey.")
            return redirect("mfa_index")
        return self.respond(request)
