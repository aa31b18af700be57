"""Pages of the patient: take photographs, see one's own and what was released, compare a released pair."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ..patients.actions import note_look
from ..portal.access import PortalRequest, by_portal, patient_actor
from ..portal.pages import show
from . import actions, presenters, selectors, serving
from .angles import BY_ID, number_of, view_number, zone_label
from .forms import TakeForm, WhereForm
from .uploading import as_json, form_as_json, take_all, wants_json


@require_http_methods(["GET", "HEAD", "POST"])
@by_portal
def photographs(request: PortalRequest) -> HttpResponse:
    """Take or choose photographs; below, one's own and what was released. A photograph goes with today's check-in."""
    clinic_id, patient_id = request.portal.clinic_id, request.portal.patient_id
    where = WhereForm(request.GET, first=selectors.course_zones(clinic_id, patient_id), every=False)
    form = TakeForm(request.POST or None, request.FILES or None, initial={"zone": where.zone, "view": where.view})
    arrived = None
    if request.method == "POST" and not form.is_valid() and wants_json(request):
        return form_as_json(form)
    if request.method == "POST" and form.is_valid():

        def keep(file: UploadedFile, key: UUID) -> actions.Taken:
            return actions.take(
                clinic_id=clinic_id,
                patient_id=patient_id,
                zone=form.cleaned_data["zone"],
                view=form.cleaned_data["view"],
                file=file,
                check_in_id=selectors.check_in_today(clinic_id, patient_id, timezone.localdate()),
                submission=key,
                actor=patient_actor(request),
            )

        arrived = take_all(request, form, keep)
        if wants_json(request):
            return as_json(arrived)
        if not arrived.problems:
            messages.success(request, arrived.words)
            return redirect(f"{request.path}?zone={number_of(where.zone)}&view={view_number(where.view)}")
    note_look(clinic_id=clinic_id, patient_id=patient_id, page="photographs", actor=patient_actor(request))
    last = selectors.last_photo(clinic_id, patient_id, where.zone, where.view, own=True)
    page = {
        "where": where,
        "angle": BY_ID[where.view],
        "zone": zone_label(where.zone),
        "last": presenters.shown(last) if last else None,
        "form": form,
        "arrived": arrived,
        "pairs": [(pair, presenters.shown(pair.after)) for pair in selectors.released_pairs(clinic_id, patient_id)],
        "photos": [presenters.shown(item) for item in selectors.own_photos(clinic_id, patient_id)],
    }
    bad = bool(form.errors) or arrived is not None
    return show(request, "photographs/me.html", page, here="more", status=422 if bad else 200)


@require_safe
@by_portal
def picture(request: PortalRequest, photo_id: UUID, kind: str) -> HttpResponse:
    """A picture that the patient sent, or that was released to them."""
    return serving.picture(selectors.own_photo(request.portal.clinic_id, request.portal.patient_id, photo_id), kind)


@require_safe
@by_portal
def guide(request: PortalRequest, photo_id: UUID) -> HttpResponse:
    """The outline of one of those."""
    return serving.guide(selectors.own_photo(request.portal.clinic_id, request.portal.patient_id, photo_id))


@require_safe
@by_portal
def pair(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Two photographs that a provider released, to be compared."""
    clinic_id, patient_id = request.portal.clinic_id, request.portal.patient_id
    found = selectors.own_pair(clinic_id, patient_id, pair_id)
    note_look(clinic_id=clinic_id, patient_id=patient_id, page="photograph pair", actor=patient_actor(request))
    page = {
        "pair": found,
        "mind": bool(presenters.verdict(found).mind),
        "before": presenters.shown(found.before),
        "after": presenters.shown(found.after),
    }
    return show(request, "photographs/me_pair.html", page, here="results")


@require_safe
@by_portal
def laid(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """The later picture in the earlier one's frame."""
    return serving.laid(selectors.own_pair(request.portal.clinic_id, request.portal.patient_id, pair_id))
