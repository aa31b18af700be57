"""The door: a link's page with one button, the page where a code is typed, the way out.

Opening the link uses nothing up (messengers and mail scanners look at links before people do); the button does. Who
comes in gets a new session: whatever this browser was before, a member of the clinic too, is signed out.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from ..core.forms import ClinicForm
from ..core.refusals import Refused
from . import actions, passkeys
from .access import KEY, EntranceRequest, by_entrance
from .pages import browser_of, show
from .selectors import codes_locked, entrance_with_code, entry_in_use, passkey_with, state_of

LANDING = {"portal": "me_today", "consent": "me_consent", "photographs": "me_photographs", "reminder": "me_reminders"}
LANGUAGE = "portal_language"


@require_http_methods(["GET", "HEAD", "POST"])
@by_entrance
def door(request: EntranceRequest, secret: str) -> HttpResponse:
    """One button; in the browser that is in already by this link, the page itself."""
    entrance = request.entrance
    assert entrance is not None
    entry = entry_in_use(request.session.get(KEY))
    if entry is not None and entry.entrance_id == entrance.id:
        return redirect(_landing(entrance))
    if request.method != "POST":
        return _door(request, entrance)
    try:
        return _come_in(request, entrance)
    except Refused:
        entrance.refresh_from_db()
        return _door(request, entrance)


@require_http_methods(["GET", "HEAD", "POST"])
@by_entrance
def code(request: EntranceRequest) -> HttpResponse:
    """The page where a code is typed. Wrong ones are counted; after some, none is taken for a while."""
    address = request.META.get("REMOTE_ADDR", "")
    if request.POST.get("language") in ("en", "es"):
        request.session[LANGUAGE] = request.POST["language"]
        return redirect("portal_code")
    language = _language(request)
    with translation.override(language):
        if codes_locked(address):
            return show(request, "portal/code.html", {"locked": True, "lang": language}, status=429)
        if request.method != "POST":
            return show(request, "portal/code.html", {"lang": language})
        entrance = entrance_with_code(request.POST.get("code", ""))
        if entrance is not None:
            try:
                return _come_in(request, entrance)
            except Refused:
                pass
        actions.count_wrong_code(address=address)
        return show(request, "portal/code.html", {"wrong": True, "lang": language}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@by_entrance
def passkey(request: EntranceRequest) -> HttpResponse:
    """In by a passkey that was added from inside; the page needs a script, the way by code does not."""
    language, wrong = _language(request), False
    with translation.override(language):
        if request.method == "POST":
            answer = request.POST.get("credential", "")
            held = passkey_with(passkeys.id_in(answer))
            if held is not None and passkeys.holds(request, bytes(held.credential), answer):
                told = {"clinic_id": held.clinic_id, "passkey_id": held.id, **_how(request)}
                return _let_in(request, actions.enter_by_passkey(**told), "me_today")
            wrong = True
        page = {"asked": passkeys.ask_for_held(request), "wrong": wrong, "lang": language}
        return show(request, "portal/passkey_door.html", page, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD"])
@by_entrance
def out(request: EntranceRequest) -> HttpResponse:
    """Signed out."""
    return show(request, "portal/out.html", {"lang": translation.get_language()})


def _come_in(request: HttpRequest, entrance: Any) -> HttpResponse:
    entry = actions.enter(clinic_id=entrance.clinic_id, entrance_id=entrance.id, **_how(request))
    return _let_in(request, entry, _landing(entrance))


def _how(request: HttpRequest) -> dict[str, Any]:
    return {
        "own_device": request.POST.get("own") == "1",
        "browser": browser_of(request),
        "address": request.META.get("REMOTE_ADDR", ""),
    }


def _let_in(request: HttpRequest, entry: Any, landing: str) -> HttpResponse:
    logout(request)  # a new session under a new key: nothing that was planted before lives on
    request.session.cycle_key()
    request.session[KEY] = {"entry": str(entry.id)}
    request.session.set_expiry(int(actions.ON_OWN_DEVICE.total_seconds()) if entry.own_device else 0)
    return redirect(landing)


def _door(request: EntranceRequest, entrance: Any) -> HttpResponse:
    state = state_of(entrance)
    page = {"state": state, "form": ClinicForm(), "staff": request.user.is_authenticated}
    return show(request, "portal/door.html", page, status=200 if state == "open" else 410)


def _landing(entrance: Any) -> str:
    try:
        return reverse(LANDING.get(entrance.purpose, "me_today"))
    except NoReverseMatch:
        return reverse("me_today")


def _language(request: HttpRequest) -> str:
    return str(request.session.get(LANGUAGE) or translation.get_language() or "en")
