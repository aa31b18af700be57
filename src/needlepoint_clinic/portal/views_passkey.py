"""A passkey, added and ended from inside the portal."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from . import actions, passkeys, selectors
from .access import PortalRequest, by_portal, patient_actor
from .pages import browser_of, show


@require_http_methods(["GET", "HEAD", "POST"])
@by_portal
def passkey(request: PortalRequest) -> HttpResponse:
    """What a passkey is, the button that adds one, those that are there."""
    visitor, wrong = request.portal, False
    told = (visitor.clinic_id, visitor.patient_id)
    if request.method == "POST":
        found = passkeys.new_one(request, request.POST.get("credential", ""))
        if found is not None:
            actions.add_passkey(
                clinic_id=visitor.clinic_id,
                patient_id=visitor.patient_id,
                credential=found[0],
                id=found[1],
                browser=browser_of(request),
                actor=patient_actor(request),
            )
            return redirect("me_passkey")
        wrong = True
    held = selectors.passkeys_of(*told)
    kept = [bytes(item.credential) for item in held]
    asked = passkeys.ask_for_new(request, visitor.patient_id, request.practice.name, kept)
    page = {"held": held, "asked": asked, "wrong": wrong}
    return show(request, "portal/passkey.html", page, here="more", status=422 if wrong else 200)


@require_POST
@by_portal
def end_passkeys(request: PortalRequest) -> HttpResponse:
    """No passkey of the patient opens anything any more."""
    visitor = request.portal
    actions.end_passkeys(clinic_id=visitor.clinic_id, patient_id=visitor.patient_id, actor=patient_actor(request))
    return redirect("me_more")
