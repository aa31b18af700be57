"""Pages: the audit trail of the practice, for its owner; the check of its chain."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ..clinics.access import MemberRequest, actor_of, for_members
from ..clinics.models import Role
from ..clinics.selectors import names_of
from ..patients.selectors import patient_numbered, patient_of
from . import actions, selectors
from .forms import PatientFilter
from .presenters import lines


@for_members(Role.OWNER)
@require_http_methods(["GET", "POST"])
def trail(request: MemberRequest) -> HttpResponse:
    """The latest events; of one patient when asked for (the number typed travels in the body)."""
    clinic_id = request.member.clinic_id
    form = PatientFilter(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = patient_numbered(clinic_id, form.cleaned_data["number"])
        if found is not None:
            return redirect(f"{reverse('audit')}?patient={found}")
        form.add_error("number", "No patient has this record number.")
    patient_id = _uuid(request.GET.get("patient"))
    events, older = selectors.page_of_events(
        clinic_id, patient_id=patient_id, before=_number(request.GET.get("before"))
    )
    number, digest = selectors.head_of(clinic_id)
    page = {
        "form": form,
        "lines": lines(events, names_of(clinic_id)),
        "older": older,
        "patient": patient_of(clinic_id, patient_id).patient if patient_id else None,
        "head": f"{number}:{digest}",
    }
    return render(request, "audit/trail.html", page, status=422 if form.errors else 200)


@for_members(Role.OWNER)
@require_POST
def check(request: MemberRequest) -> HttpResponse:
    """Check every event of the practice."""
    found = actions.check_chain(clinic_id=request.member.clinic_id, actor=actor_of(request))
    if found is None:
        messages.success(request, "The chain is whole: every event is there and as it was written.")
    else:
        messages.error(request, f"The chain does not hold: {found.what}. Keep this server as it is and get help.")
    return redirect("audit")


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
