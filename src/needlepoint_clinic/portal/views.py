"""The patient's days: today, another day, the whole calendar, "Can I ...?", and the list of everything else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.care import to_ics
from needlepoint.errors import InputError

from ..checkins import selectors as checkins
from ..core.forms import ClinicForm
from ..core.links import secret_for
from ..core.once import once
from . import actions, selectors
from .access import KEY, FeedRequest, PortalRequest, by_feed, by_portal, patient_actor
from .answers import answered, often
from .following import Following
from .pages import show
from .presenters import calls, caption, day_of, months_of, next_step

EARLIEST, LATEST = -400, 3660  # days from the first visit: as far as care speaks
LANDINGS = (("me_consent", "papers"), ("me_photographs", "photographs"), ("me_reminders", "reminders"))


@require_safe
@by_portal
def today(request: PortalRequest) -> HttpResponse:
    """Where the patient is today, and what this day holds."""
    found = _following(request)
    if found is None:
        return show(request, "portal/no_course.html", {"calls": calls()}, here="today")
    return _day(request, found, timezone.localdate())


@require_safe
@by_portal
def day(request: PortalRequest, number: int) -> HttpResponse:
    """Another day, counted from the first visit."""
    found = _following(request)
    if found is None or not EARLIEST <= number <= LATEST:
        raise Http404
    on = found.stops[0].on + timedelta(days=number)
    if on == timezone.localdate():
        return redirect("me_today")
    try:
        return _day(request, found, on)
    except InputError:
        raise Http404 from None


def _day(request: PortalRequest, found: Following, on: Any) -> HttpResponse:
    now = timezone.localdate()
    shown = day_of(found, on, now)
    visitor = request.portal
    last = found.last_done(now)
    page: dict[str, Any] = {"day": shown, "caption": caption(shown.after), "calls": calls(found), "found": found}
    page["next"] = next_step(found, now)
    if shown.todays:
        page["answers"] = checkins.answers_to_patient(visitor.clinic_id, visitor.patient_id)
        page["told"] = last and checkins.entry_on(visitor.clinic_id, last.treatment_id, now)
        page["may_check_in"] = last is not None and (now - last.on).days <= actions.CHECK_IN_DAYS
    return show(request, "portal/day.html", page, here="today")


@require_safe
@by_portal
def calendar(request: PortalRequest) -> HttpResponse:
    """The whole course by month, and the private address for a calendar program."""
    found = _following(request)
    visitor = request.portal
    page = {
        "months": months_of(found, timezone.localdate()) if found else (),
        "feed": selectors.has_feed(visitor.clinic_id, visitor.patient_id),
        "form": ClinicForm(),
    }
    return show(request, "portal/calendar.html", page, here="more")


@require_POST
@by_portal
def make_feed(request: PortalRequest) -> HttpResponse:
    """A calendar address, shown once; one made before gives nothing any more."""
    form, visitor = ClinicForm(request.POST), request.portal
    if not form.is_valid():
        return redirect("me_calendar")
    key = form.cleaned_data["submission"]

    def act() -> str:
        told = {"clinic_id": visitor.clinic_id, "patient_id": visitor.patient_id, "actor": patient_actor(request)}
        return str(actions.open_feed(key=key, **told)[0].id)

    once(key, clinic_id=visitor.clinic_id, user_id=None, act=act)
    address = request.build_absolute_uri(reverse("portal_feed", args=[secret_for(key, actions.FEED)]))
    return show(request, "portal/feed.html", {"address": address}, here="more")


@require_POST
@by_portal
def end_feed(request: PortalRequest) -> HttpResponse:
    """The calendar address gives nothing any more."""
    visitor = request.portal
    actions.end_feed(clinic_id=visitor.clinic_id, patient_id=visitor.patient_id, actor=patient_actor(request))
    return redirect("me_calendar")


@require_safe
@by_feed
def feed(request: FeedRequest, secret: str) -> HttpResponse:
    """The calendar itself: all-day, private, neutral titles. 404 where there is nothing to follow."""
    patient = request.feed.patient
    found = selectors.following(patient.clinic_id, patient.id, patient.language, timezone.localdate())
    if found is None or not found.care.calendar:
        raise Http404
    response = HttpResponse(to_ics(found.care), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="days.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@by_portal
def ask(request: PortalRequest) -> HttpResponse:
    """What a person may do, and any other question: the question travels in no address and is not kept."""
    found, words = _following(request), ""
    page: dict[str, Any] = {"often": often(request.portal.language)}
    if request.method == "POST":
        words = request.POST.get("question", "").strip()[:300]
        page |= {"answer": answered(words, found, request.portal.language, timezone.localdate()), "calls": calls(found)}
    shown = dict(page["often"]).get(words, words)
    return show(request, "portal/can_i.html", {**page, "words": shown}, here="ask")


@require_safe
@by_portal
def more(request: PortalRequest) -> HttpResponse:
    """Everything else: calendar, papers, photographs, reminders, language, where this page is open."""
    visitor = request.portal
    links = {name: _address(url) for url, name in LANDINGS}
    page = {"links": links, "entries": selectors.entries_of(visitor.clinic_id, visitor.patient_id)}
    return show(request, "portal/more.html", page, here="more")


@require_POST
@by_portal
def language(request: PortalRequest) -> HttpResponse:
    """The pages in the other language."""
    visitor, wanted = request.portal, request.POST.get("language", "")
    told = {"clinic_id": visitor.clinic_id, "patient_id": visitor.patient_id, "actor": patient_actor(request)}
    actions.choose_language(language=wanted, **told)
    return redirect("me_more")


@require_POST
@by_portal
def sign_out(request: PortalRequest) -> HttpResponse:
    """Out of here, or everywhere; the browser forgets what it held."""
    visitor = request.portal
    told = {"clinic_id": visitor.clinic_id, "actor": patient_actor(request)}
    if request.POST.get("everywhere"):
        actions.end_all(patient_id=visitor.patient_id, **told)
    else:
        actions.end_entry(entry_id=visitor.entry_id, **told)
    request.session.pop(KEY, None)
    request.session.flush()
    response = redirect("portal_out")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _following(request: PortalRequest) -> Following | None:
    visitor = request.portal
    return selectors.following(visitor.clinic_id, visitor.patient_id, visitor.language, timezone.localdate())


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
