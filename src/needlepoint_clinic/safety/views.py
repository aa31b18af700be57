"""Pages: who got a lot (also as CSV), adverse events and their follow-up, overrides, forecasts held."""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ..clinics.access import DECIDES, MemberRequest, actor_of, for_members
from ..core.once import once
from ..patients.actions import note_look
from ..patients.selectors import known
from ..treatments.selectors import who_got_lot
from . import actions, selectors
from .forms import CloseForm, FollowUpForm, LotForm
from .presenters import held, lot_csv, settings_in_words


@for_members()
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Everything on one page."""
    clinic_id = request.member.clinic_id
    overrides = selectors.overrides(clinic_id)
    page = {
        "lot_form": LotForm(),
        "events": [(item, settings_in_words(item.zones)) for item in selectors.adverse_events(clinic_id)],
        "overrides": overrides,
        "rules": selectors.by_rule(overrides),
        "calibration": [held(row) for row in selectors.calibration(clinic_id)],
        "most": selectors.MOST,
    }
    return render(request, "safety/overview.html", page)


@for_members()
@require_safe
def recall(request: MemberRequest) -> HttpResponse:
    """Who got a lot."""
    form = LotForm(request.GET if "lot" in request.GET else None)
    lot = form.cleaned_data["lot"] if form.is_bound and form.is_valid() else ""
    clinic_id = request.member.clinic_id
    found = [(got, known(got.treatment.patient)) for got in who_got_lot(clinic_id, lot)] if lot else []
    people = len({got.treatment.patient_id for got, _ in found})
    if lot:
        actions.note_recall(clinic_id=clinic_id, lot=lot, people=people, exported=False, actor=actor_of(request))
    page = {"form": form, "lot": lot, "found": found, "people": people, "decides": request.member.role in DECIDES}
    return render(request, "safety/recall.html", page, status=422 if form.errors else 200)


@for_members(*DECIDES)
@reauthentication_required
@require_safe
def recall_csv(request: MemberRequest) -> HttpResponse:
    """The same as a file with names and phone numbers: whoever takes it away proves again who they are."""
    form = LotForm(request.GET)
    if not form.is_valid():
        return redirect("recall")
    lot, clinic_id = form.cleaned_data["lot"], request.member.clinic_id
    found = who_got_lot(clinic_id, lot)
    people = len({got.treatment.patient_id for got in found})
    actions.note_recall(clinic_id=clinic_id, lot=lot, people=people, exported=True, actor=actor_of(request))
    response = HttpResponse(lot_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="recall.csv"'
    return response


@for_members()
@require_safe
def event(request: MemberRequest, event_id: UUID) -> HttpResponse:
    """One adverse event: settings, what was done since, and how it ended."""
    found = selectors.event_of(request.member.clinic_id, event_id)
    note_look(
        clinic_id=request.member.clinic_id,
        patient_id=found.event.patient_id,
        page="adverse event",
        actor=actor_of(request),
    )
    return _event_page(request, found)


def _event_page(
    request: MemberRequest,
    found: selectors.Happened,
    *,
    more: FollowUpForm | None = None,
    close: CloseForm | None = None,
) -> HttpResponse:
    open_to = request.member.role in DECIDES and found.event.closed_at is None
    page = {
        "found": found,
        "settings": settings_in_words(found.zones),
        "more": more or FollowUpForm(auto_id="more_%s"),
        "close": close
        or (CloseForm(initial={"version": found.event.version}, auto_id="close_%s") if open_to else None),
    }
    return render(request, "safety/event.html", page, status=422 if more or close else 200)


@for_members()
@require_POST
def follow_up(request: MemberRequest, event_id: UUID) -> HttpResponse:
    """What was seen or done since."""
    clinic_id = request.member.clinic_id
    found = selectors.event_of(clinic_id, event_id)
    form = FollowUpForm(request.POST, auto_id="more_%s")
    if not form.is_valid():
        return _event_page(request, found, more=form)

    def act() -> str:
        told = {"clinic_id": clinic_id, "event_id": event_id, "text": form.cleaned_data["text"]}
        return str(actions.follow_up(member=request.member, actor=actor_of(request), **told).id)

    once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=act)
    return redirect("adverse_event", event_id=event_id)


@for_members(*DECIDES)
@require_POST
def close_event(request: MemberRequest, event_id: UUID) -> HttpResponse:
    """How an adverse event ended."""
    clinic_id = request.member.clinic_id
    found = selectors.event_of(clinic_id, event_id)
    form = CloseForm(request.POST, auto_id="close_%s")
    if not form.is_valid():
        return _event_page(request, found, close=form)

    def act() -> str:
        actions.close_adverse_event(
            clinic_id=clinic_id,
            event_id=event_id,
            version=form.cleaned_data["version"] or 0,
            outcome=form.cleaned_data["outcome"],
            member=request.member,
            actor=actor_of(request),
        )
        return str(event_id)

    once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=act)
    messages.success(request, "The adverse event is closed.")
    return redirect("adverse_event", event_id=event_id)
