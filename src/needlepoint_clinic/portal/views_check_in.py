"""The patient's check-in: five signs, the red flags, words; and what it means, with the call first where it calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.errors import InputError

from ..checkins import actions as entries
from ..checkins import selectors as checkins
from ..core.once import once
from ..core.refusals import Refused
from . import photographs, selectors
from .access import PortalRequest, by_portal, patient_actor
from .actions import CHECK_IN_DAYS
from .following import Stop
from .forms import CheckInForm
from .meaning import charts_of, meaning_of
from .pages import show
from .presenters import calls

AGAIN = 3  # tries to correct the newest entry when another one came in between


@require_http_methods(["GET", "HEAD", "POST"])
@by_portal
def check_in(request: PortalRequest) -> HttpResponse:
    """How the skin is today. A second entry of a day corrects the first; both are kept."""
    visitor, today = request.portal, timezone.localdate()
    found = selectors.following(visitor.clinic_id, visitor.patient_id, visitor.language, today)
    last = found.last_done(today) if found else None
    if last is None or last.treatment_id is None or (today - last.on).days > CHECK_IN_DAYS:
        page = {"early": last is None, "calls": calls(found)}
        return show(request, "portal/no_check_in.html", page, here="check_in")
    most = (today - last.on).days
    old = checkins.entry_on(visitor.clinic_id, last.treatment_id, today)
    first: dict[str, Any] = {"day": most} | (CheckInForm.told(old.signs, old.flags, old.words) if old else {})
    form = CheckInForm(request.POST or None, most=most, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("me_told", check_in_id=_keep(request, form, last))
        except InputError as fault:
            form.add_problems(fault)
    page = {"form": form, "old": old, "most": most, "photographs": photographs.address()}
    return show(request, "portal/check_in.html", page, here="check_in", status=422 if form.errors else 200)


def _keep(request: PortalRequest, form: CheckInForm, last: Stop) -> UUID:
    visitor, day = request.portal, form.cleaned_data["day"]
    assert last.treatment_id is not None
    on = timezone.localdate() if day == form.most else last.on + timedelta(days=day)
    told: dict[str, Any] = {
        "clinic_id": visitor.clinic_id,
        "treatment_id": last.treatment_id,
        "day": day,
        "signs": form.signs(),
        "flags": form.cleaned_data["flags"],
        "words": form.cleaned_data["words"],
        "actor": patient_actor(request),
    }

    def act() -> str:
        old = checkins.entry_on(visitor.clinic_id, told["treatment_id"], on)
        return str(entries.check_in(corrects=old.id if old else None, **told).id)

    for again in range(AGAIN):
        try:
            key = form.cleaned_data["submission"]
            return UUID(once(key, clinic_id=visitor.clinic_id, user_id=None, act=act))
        except Refused:
            if again == AGAIN - 1:
                raise
    raise AssertionError


@require_safe
@by_portal
def told(request: PortalRequest, check_in_id: UUID) -> HttpResponse:
    """What an entry of the patient's own means: the call first where it calls, then the forecast it lies on."""
    visitor = request.portal
    opened = checkins.own_check_in(visitor.clinic_id, visitor.patient_id, check_in_id)
    page = {
        "item": opened.item,
        "meaning": meaning_of(opened, visitor.language),
        "charts": charts_of(opened),
        "photographs": photographs.address(),
    }
    return show(request, "portal/told.html", page, here="check_in")
