"""Headers that keep a patient's page private, and refusals as readable pages."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..audit.chain import Actor, note
from .refusals import Full, Refused, Stale, TooBig
from .trouble import DISK_FULL, disk_full

Respond = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)
PERMISSIONS = "camera=(self), microphone=(), geolocation=(), interest-cohort=()"
NOT_TAKEN = (400, 403, 404, 409, 413, 422, 507)


class PrivateResponses:
    """No page is kept by a browser or a proxy; static files, which hold nothing of a person, are."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        response.setdefault("Cache-Control", "no-store")
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.endswith("/logout/") and request.method == "POST":
            response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response


class Refusals:
    """A refused action, a full disk: a page that says what happened and what to do; nothing half-written is left.

    Whatever a member sent that was not taken is one line in the audit trail, without what they wrote.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.LONGEST_BODY:
            response = self.page(request, TooBig())
        else:
            response = self.respond(request)
        if request.method == "POST" and response.status_code in NOT_TAKEN:
            _tell(request, response.status_code)
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page for a refusal; None for faults that are bugs."""
        if disk_full(fault):
            log.error("the disk is full: %s", type(fault).__name__)
            fault = Full(*DISK_FULL)
        return self.page(request, fault) if isinstance(fault, Refused) else None

    def page(self, request: HttpRequest, refused: Refused) -> HttpResponse:
        """A refusal as a page."""
        page = "clinic/stale.html" if isinstance(refused, Stale) else "clinic/refused.html"
        return render(request, page, {"refused": refused}, status=refused.status)


def _tell(request: HttpRequest, status: int) -> None:
    member = getattr(request, "member", None)
    if member is None:
        return
    place = request.resolver_match.view_name if request.resolver_match else ""
    actor = Actor("staff", member.user_id, request.META.get("REMOTE_ADDR", ""))
    detail = {"page": place, "status": status}
    try:
        note("refused", clinic_id=member.clinic_id, actor=actor, subject_kind="page", detail=detail)
    except DatabaseError as fault:  # a full disk takes no line either; the log has it
        log.error("what was refused could not be noted: %s %s %s", place, status, type(fault).__name__)
