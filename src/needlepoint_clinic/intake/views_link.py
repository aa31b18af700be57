"""Pages of a patient who answers with a link: nothing here shows a name, and each shows one patient's own questions.

Opening the link uses nothing up (messengers look at links before people do); pressing the button does.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..core.forms import ClinicForm
from ..core.once import once
from ..core.refusals import Refused
from . import actions
from .access import KEY, LinkRequest, by_link, patient_of_link
from .selectors import ENDED, OPEN, SENT
from .walk import Walk, frame, show_check, show_or_take


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def start(request: LinkRequest, secret: str) -> HttpResponse:
    """What this is, and the buttons that begin, one for each language."""
    intake = request.link.intake
    mine = request.session.get(KEY, {}).get("digest") == intake.link_digest
    if request.method != "POST":
        return redirect(_walk(request).step_url(_walk(request).steps()[0])) if mine else _first_page(request)
    form = ClinicForm(request.POST)
    if not form.is_valid():
        return _first_page(request, status=422)

    def act() -> str:
        told = {"clinic_id": intake.clinic_id, "intake_id": intake.id, "actor": patient_of_link(request)}
        return str(actions.start(secret=secret, language=request.POST.get("language", ""), **told).id)

    try:
        once(form.cleaned_data["submission"], clinic_id=intake.clinic_id, user_id=None, act=act)
    except Refused:
        return _end(request)
    request.session.cycle_key()
    request.session[KEY] = {"intake": str(intake.id), "digest": intake.link_digest}
    return redirect(_walk(request).step_url(_walk(request).steps()[0]))


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def step(request: LinkRequest, number: int) -> HttpResponse:
    """One page of questions."""
    return _over(request) or show_or_take(request, _walk(request), number)


@require_safe
@by_link
def check(request: LinkRequest) -> HttpResponse:
    """What is still open, and the button that sends."""
    return _over(request) or show_check(request, _walk(request))


@require_POST
@by_link
def send(request: LinkRequest) -> HttpResponse:
    """The answers go to the clinic; nothing can be changed by this link afterwards."""
    intake = request.link.intake
    if request.link.state == OPEN:
        told = {"clinic_id": intake.clinic_id, "intake_id": intake.id, "actor": patient_of_link(request)}
        actions.finish(by_patient=True, **told)
    return redirect("my_intake_check")


@require_POST
@by_link
def language(request: LinkRequest) -> HttpResponse:
    """The same page in another language."""
    intake = request.link.intake
    if request.link.state == OPEN:
        told = {"clinic_id": intake.clinic_id, "intake_id": intake.id, "actor": patient_of_link(request)}
        actions.choose_language(language=request.POST.get("language", ""), **told)
    number = request.POST.get("step", "")
    return redirect("my_intake_step", number=int(number)) if number.isdecimal() else redirect("my_intake_check")


def _walk(request: LinkRequest) -> Walk:
    return Walk(request.link.intake, request.link.known, patient_of_link(request))


def _first_page(request: LinkRequest, status: int = 200) -> HttpResponse:
    if request.link.state != OPEN:
        return _end(request)
    return render(request, "intake/start.html", {"form": ClinicForm(), **frame(_walk(request))}, status=status)


def _over(request: LinkRequest) -> HttpResponse | None:
    return None if request.link.state == OPEN else _end(request)


def _end(request: HttpRequest) -> HttpResponse:
    link = request.link  # type: ignore[attr-defined]
    page = {"state": link.state, "sent": link.state == SENT, "taken_back": link.state == ENDED, **frame(_walk(request))}
    with override(link.intake.language):
        return render(request, "intake/end.html", page, status=200 if link.state == SENT else 410)
