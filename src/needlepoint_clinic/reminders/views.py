"""Pages: what a practice sent and what waits; what a patient wants; the end of messages by a link."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ..clinics.access import MemberRequest, actor_of, for_members
from ..clinics.models import Role
from ..core.forms import ClinicForm
from ..core.once import once
from ..patients.selectors import patient_of
from ..portal.access import PortalRequest, by_portal, patient_actor
from ..portal.pages import show
from . import actions, selectors
from .access import StopRequest, by_link
from .forms import SendingForm, WishForm
from .presenters import masked


@for_members()
@require_http_methods(["GET", "POST"])
def board(request: MemberRequest) -> HttpResponse:
    """What was sent, what waits, what went wrong; the owner changes how it is sent."""
    clinic_id, owner = request.member.clinic_id, request.member.role == Role.OWNER
    found = selectors.board(clinic_id)
    form = SendingForm(request.POST or None, initial=SendingForm.first(found.sending))
    if request.method == "POST" and owner and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("sender", "quiet_from", "quiet_until", "paused")}
        told |= {"version": form.cleaned_data["version"] or 1, "by": request.member.user, "actor": actor_of(request)}

        def act() -> str:
            return str(actions.change_sending(clinic_id=clinic_id, **told).id)

        once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=act)
        messages.success(request, "Kept.")
        return redirect("reminders")
    page = {"board": found, "form": form, "owner": owner, "blank": ClinicForm()}
    return render(request, "reminders/board.html", page, status=422 if form.errors else 200)


@for_members()
@require_POST
def settle(request: MemberRequest, reminder_id: UUID) -> HttpResponse:
    """A colleague saw that a message did not go, or that it came back."""
    selectors.reminder_of(request.member.clinic_id, reminder_id)
    told = {"clinic_id": request.member.clinic_id, "by": request.member.user, "actor": actor_of(request)}
    act = actions.bounced if request.POST.get("what") == "bounced" else actions.handle
    act(reminder_id=reminder_id, **told)
    return redirect("reminders")


@require_http_methods(["GET", "HEAD", "POST"])
@by_portal
def mine(request: PortalRequest) -> HttpResponse:
    """The messages of a patient in plain words, and what they want to be reminded of."""
    visitor = request.portal
    wishes = selectors.wishes_of(visitor.clinic_id, visitor.patient_id)
    form = WishForm(request.POST or None, wishes=wishes)
    if request.method == "POST" and form.is_valid():
        off, days = form.off(), form.days()

        def act() -> str:
            told = {"clinic_id": visitor.clinic_id, "patient_id": visitor.patient_id, "actor": patient_actor(request)}
            return str(actions.wish(off=off, none=False, check_in_days=days, **told).id)

        once(form.cleaned_data["submission"], clinic_id=visitor.clinic_id, user_id=None, act=act)
        messages.success(request, _("We have noted it."))
        return redirect("me_reminders")
    page = {
        "form": form,
        "sent": selectors.messages_of(visitor.clinic_id, visitor.patient_id),
        "address": masked(patient_of(visitor.clinic_id, visitor.patient_id).identity.email),
    }
    return show(request, "reminders/mine.html", page, here="more", status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def stop(request: StopRequest, secret: str) -> HttpResponse:
    """No more messages: one button, or the one click of a mail program. Looking changes nothing."""
    reminder = request.reminder
    done = ""
    if request.method == "POST":
        done = "kind" if request.POST.get("what") == "kind" else "all"
        told = {"clinic_id": reminder.clinic_id, "reminder_id": reminder.id}
        actions.stop(everything=done == "all", address=request.META.get("REMOTE_ADDR", ""), **told)
    page = {"done": done, "lang": reminder.patient.language}
    return show(request, "reminders/stop.html", page)
