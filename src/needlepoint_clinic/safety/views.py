"""Pages: who got a lot (also as CSV), adverse events beside settings, overrides and what came of them, calibration."""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ..clinics.access import DECIDES, MemberRequest, actor_of, for_members
from ..core.once import once
from ..patients.selectors import known
from ..treatments.selectors import who_got_lot
from . import actions, selectors
from .forms import CloseForm, LotForm
from .presenters import held, lot_csv


@for_members()
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Everything on one page."""
    return _page(request, None, None)


def _page(request: MemberRequest, closing: UUID | None, form: CloseForm | None) -> HttpResponse:
    clinic_id = request.member.clinic_id
    events = selectors.adverse_events(clinic_id)
    decides = request.member.role in DECIDES
    rows = [(item, _closing(item.event, closing, form) if decides else None) for item in events]
    overrides = selectors.overrides(clinic_id)
    page = {
        "lot_form": LotForm(),
        "events": rows,
        "overrides": overrides,
        "rules": selectors.by_rule(overrides),
        "calibration": [held(row) for row in selectors.calibration(clinic_id)],
        "most": selectors.MOST,
    }
    return render(request, "safety/overview.html", page, status=422 if form and form.errors else 200)


def _closing(event: selectors.AdverseEvent, closing: UUID | None, form: CloseForm | None) -> CloseForm | None:
    """The form that closes an open event; the one that was sent, with its errors, where it is that one."""
    if event.closed_at is not None:
        return None
    if form is not None and closing == event.id:
        return form
    return CloseForm(initial={"version": event.version}, auto_id=f"id_{event.id}_%s")


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


@for_members(*DECIDES)
@require_POST
def close_event(request: MemberRequest, event_id: UUID) -> HttpResponse:
    """How an adverse event ended."""
    clinic_id = request.member.clinic_id
    selectors.event_of(clinic_id, event_id)
    form = CloseForm(request.POST, auto_id=f"id_{event_id}_%s")
    if not form.is_valid():
        return _page(request, event_id, form)

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
    return redirect("safety")
