"""Pages of staff: a patient's answers, the link for their phone, and the questionnaire on the clinic's tablet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..clinics.access import MemberRequest, actor_of, for_members
from ..core.forms import ClinicForm
from ..core.once import once
from ..core.refusals import Refused
from ..patients.actions import note_look
from ..patients.selectors import Known, patient_of
from . import actions, presenters, qr, selectors
from .links import FOR_A_PHONE, FOR_THIS_TABLET, secret_for
from .phototype import phototype, points
from .walk import Walk, show_check, show_or_take


@for_members()
@require_safe
def overview(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """What the patient answered, what is open, and the ways to fill it in."""
    clinic_id = request.member.clinic_id
    known = patient_of(clinic_id, patient_id)
    note_look(clinic_id=clinic_id, patient_id=patient_id, page="intake", actor=actor_of(request))
    with translation.override("en"):  # staff read English, as on every other page of theirs
        return render(request, "intake/overview.html", _overview(known, selectors.intakes_of(clinic_id, patient_id)))


def _overview(known: Known, intakes: Sequence[Any]) -> dict[str, object]:
    latest = intakes[0] if intakes else None
    answers = latest.answers if latest else {}
    live = latest is not None and bool(latest.link_digest) and latest.link_ended_at is None
    return {
        "known": known,
        "intake": latest,
        "earlier": intakes[1:],
        "told": presenters.summary(answers, selectors.person_of(known)) if latest else (),
        "phototype": phototype(answers),
        "points": points(answers),
        "link_open": live and latest.answered_at is None and latest.link_until > timezone.now(),
        "form": ClinicForm(),
        "tablet": ClinicForm(),
        "days": FOR_A_PHONE.days,
    }


@for_members()
@require_POST
def make_link(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """A link for the patient's phone, shown once. The same form sent twice shows the same link."""
    known = patient_of(request.member.clinic_id, patient_id)
    secret = _secret(request, patient_id, FOR_A_PHONE)
    address = request.build_absolute_uri(reverse("my_intake", args=[secret]))
    page = {"known": known, "address": address, "qr": qr.picture(address), "days": FOR_A_PHONE.days}
    return render(request, "intake/link.html", page)


@for_members()
@require_POST
def end_link(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """The link opens nothing any more."""
    clinic_id = request.member.clinic_id
    patient_of(clinic_id, patient_id)
    latest = selectors.latest_intake(clinic_id, patient_id)
    if latest is None:
        raise Refused("There is no link to end.")
    actions.end_link(clinic_id=clinic_id, intake_id=latest.id, actor=actor_of(request))
    messages.success(request, "The link opens nothing any more.")
    return redirect("intake", patient_id=patient_id)


@for_members()
@require_POST
def hand_over(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """This device goes into the patient's hands: the colleague is signed out here, the patient sees only questions."""
    patient_of(request.member.clinic_id, patient_id)
    secret = _secret(request, patient_id, FOR_THIS_TABLET)
    logout(request)
    return redirect("my_intake", secret=secret)


def _secret(request: MemberRequest, patient_id: UUID, lasts: object) -> str:
    form = ClinicForm(request.POST)
    if not form.is_valid():
        raise Refused("This form was not whole.", "Go back, load the page again and try once more.")
    key = form.cleaned_data["submission"]
    told = {"clinic_id": request.member.clinic_id, "patient_id": patient_id, "actor": actor_of(request)}

    def act() -> str:
        return str(actions.open_link(key=key, lasts=lasts, by=request.member.user, **told)[0].id)

    once(key, clinic_id=request.member.clinic_id, user_id=request.member.user_id, act=act)
    return secret_for(key)


@for_members()
@require_POST
def begin(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Fill it in here, the colleague beside the patient."""
    clinic_id, by = request.member.clinic_id, request.member.user
    known = patient_of(clinic_id, patient_id)
    intake = actions.begin(clinic_id=clinic_id, patient_id=patient_id, by=by, actor=actor_of(request))
    walk = Walk(intake, known, actor_of(request), by)
    return redirect(walk.step_url(walk.steps()[0]))


@for_members()
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: MemberRequest, patient_id: UUID, number: int) -> HttpResponse:
    """One page of questions."""
    walk, leave = _walk(request, patient_id), reverse("screening", args=[patient_id])
    with translation.override(walk.intake.language):
        return show_or_take(request, walk, number, leave)


@for_members()
@require_safe
def check(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """What is still open, and the button that ends it."""
    walk = _walk(request, patient_id)
    with translation.override(walk.intake.language):
        return show_check(request, walk, reverse("intake", args=[patient_id]))


@for_members()
@require_POST
def send(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Finished as it is."""
    walk = _walk(request, patient_id)
    actions.finish(clinic_id=walk.intake.clinic_id, intake_id=walk.intake.id, by_patient=False, actor=walk.actor)
    messages.success(request, "The answers are kept.")
    return redirect("intake", patient_id=patient_id)


@for_members()
@require_POST
def language(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """The same page in another language."""
    walk = _walk(request, patient_id)
    wanted = request.POST.get("language", "")
    actions.choose_language(
        clinic_id=walk.intake.clinic_id, intake_id=walk.intake.id, language=wanted, actor=walk.actor
    )
    number = request.POST.get("step", "")
    return redirect(walk.url("step", int(number)) if number.isdecimal() else walk.url("check"))


def _walk(request: MemberRequest, patient_id: UUID) -> Walk:
    clinic_id, by = request.member.clinic_id, request.member.user
    known = patient_of(clinic_id, patient_id)
    intake = selectors.latest_intake(clinic_id, patient_id)
    if intake is None:
        raise Refused("The questions were not begun.", "Open the patient and begin them there.")
    return Walk(intake, known, actor_of(request), by)
