"""By portal: a patient sees their own course and nothing else, in a browser that came in by a link or a code.

To everyone else the pages are not there: the answer is 404 with a page that says how to ask for a new link.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from ..audit.chain import Actor
from ..clinics.models import Clinic
from ..core.refusals import Refused
from . import actions
from .models import Entrance, Feed
from .selectors import entrance_of, entry_in_use, feed_of

KEY = "portal"
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class PortalVisitor:
    """Who is in: one patient of one clinic, by one session."""

    clinic_id: UUID
    patient_id: UUID
    entry_id: UUID
    language: str


class PortalRequest(HttpRequest):
    """A request of a patient who is in (type only). practice: the clinic whose pages these are."""

    portal: PortalVisitor
    practice: Clinic


class EntranceRequest(HttpRequest):
    """A request at the door (type only). entrance: of the link in the address; None where a code is typed."""

    entrance: Entrance | None
    practice: Clinic | None


class FeedRequest(HttpRequest):
    """A calendar program that asks (type only)."""

    feed: Feed


def by_portal(view: View) -> View:
    """The browser holds a live session of one patient; else 404 with the way to a new link. Speaks their language.

    A refusal, and what is not there, is answered on a page of the portal, never on one of the staff's.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        entry = entry_in_use(request.session.get(KEY))
        request.member = None  # type: ignore[attr-defined]
        if entry is None:
            request.session.pop(KEY, None)
            return render(request, "portal/ask.html", {"lang": translation.get_language()}, status=404)
        language = entry.patient.language
        request.portal = PortalVisitor(entry.clinic_id, entry.patient_id, entry.id, language)  # type: ignore[attr-defined]
        request.practice = entry.clinic  # type: ignore[attr-defined]
        if entry.seen_at < timezone.now() - actions.SEEN_EVERY:
            with contextlib.suppress(DatabaseError):  # a full disk must not close a page that only reads
                actions.note_seen(clinic_id=entry.clinic_id, entry_id=entry.id)
        with timezone.override(ZoneInfo(entry.clinic.time_zone)), translation.override(language):
            return _answered(request, view, *args, **kwargs)

    return guarded


def _answered(request: HttpRequest, view: View, *args: Any, **kwargs: Any) -> HttpResponse:
    from .pages import show

    try:
        return view(request, *args, **kwargs)
    except Http404:
        return show(request, "portal/not_here.html", {}, status=404)
    except Refused as refused:
        said = {"reason": translation.gettext(refused.reason), "remedy": refused.remedy}
        said["remedy"] = translation.gettext(refused.remedy) if refused.remedy else ""
        return show(request, "portal/refused.html", said, status=refused.status)


def by_entrance(view: View) -> View:
    """At the door: the entrance of the link in the address (404 when there is none); none where a code is typed."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.member = None  # type: ignore[attr-defined]
        request.entrance = request.practice = None  # type: ignore[attr-defined]
        if "secret" not in kwargs:
            return view(request, *args, **kwargs)
        try:
            found = entrance_of(kwargs["secret"])
        except Http404:
            return render(request, "portal/ask.html", {"lang": translation.get_language()}, status=404)
        request.entrance, request.practice = found, found.clinic  # type: ignore[attr-defined]
        with timezone.override(ZoneInfo(found.clinic.time_zone)), translation.override(found.patient.language):
            return view(request, *args, **kwargs)

    return guarded


def by_feed(view: View) -> View:
    """The address of a private calendar; else 404. In the patient's language and the clinic's zone."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.member = None  # type: ignore[attr-defined]
        request.feed = feed = feed_of(kwargs["secret"])  # type: ignore[attr-defined]
        with timezone.override(ZoneInfo(feed.clinic.time_zone)), translation.override(feed.patient.language):
            return view(request, *args, **kwargs)

    return guarded


def patient_actor(request: HttpRequest) -> Actor:
    """The patient as the one who acts, for the audit trail."""
    visitor: PortalVisitor = request.portal  # type: ignore[attr-defined]
    return Actor("patient", visitor.patient_id, request.META.get("REMOTE_ADDR", ""))
