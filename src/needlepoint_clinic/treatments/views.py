"""Pages: a chart opened, and the steps before the treatment: identity, screening, consent, photographs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ..clinics.access import MemberRequest, actor_of, for_members
from ..consent.selectors import permissions_now, permits, standing
from ..consent.template import template
from ..core.once import once
from ..core.refusals import Refused
from ..screening.presenters import title_of, verdict_words
from ..screening.selectors import latest_screening
from . import actions, presenters, selectors, steps
from .forms import ConfirmForm, IdentityForm, PhotographsForm, ReasonForm
from .pages import SHOWN_AS_PAGES, chart_page, open_chart, take, who


@for_members()
@require_http_methods(["GET", "POST"])
def open_session(request: MemberRequest, session_id: UUID) -> HttpResponse:
    """Open the chart of a planned session; there already, it is shown."""
    clinic_id = request.member.clinic_id
    session = selectors.session_of(clinic_id, session_id)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def begin() -> str:
            by, actor = request.member.user, actor_of(request)
            return str(actions.open_treatment(clinic_id=clinic_id, session_id=session_id, by=by, actor=actor).id)

        id = once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=begin)
        return redirect("treatment", treatment_id=id)
    page = {"form": form, "session": session}
    return render(request, "treatments/open.html", page, status=422 if form.errors else 200)


@for_members()
@require_safe
def treatment(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """The first step that is not done; a signed chart as it is kept."""
    chart = open_chart(request, treatment_id)
    if chart is None:
        return redirect("treatment_record", treatment_id=treatment_id)
    first = next((item.id for item in presenters.step_row(chart, "") if not item.done), "sign")
    return redirect(f"treatment_{first}", treatment_id=treatment_id)


@for_members()
@require_http_methods(["GET", "POST"])
def identity(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """Two identifiers, said by the patient."""
    chart = open_chart(request, treatment_id)
    if chart is None:
        return redirect("treatment_record", treatment_id=treatment_id)
    version = steps.part_version(chart.treatment, "identity")
    form = IdentityForm(
        request.POST or None, initial={"identifiers": chart.treatment.identified_by, "version": version}
    )
    if request.method == "POST" and form.is_valid():
        told = who(request, treatment_id)
        given, shown = form.cleaned_data["identifiers"], form.cleaned_data["version"]
        if take(request, form, lambda: actions.confirm_identity(identifiers=given, shown=shown, **told).id):
            return redirect("treatment_screen", treatment_id=treatment_id)
    return chart_page(request, chart, "identity", {"form": form}, status=422 if form.errors else 200)


@for_members()
@require_http_methods(["GET", "POST"])
def screen(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """Nothing has changed since: the screening is run again for today."""
    chart = open_chart(request, treatment_id)
    if chart is None:
        return redirect("treatment_record", treatment_id=treatment_id)
    form = ConfirmForm(request.POST or None, initial={"version": steps.part_version(chart.treatment, "screen")})
    if request.method == "POST" and form.is_valid():
        told = who(request, treatment_id)

        def confirm() -> object:
            return actions.confirm_screening(shown=form.cleaned_data["version"], **told).id

        if _screened(form, told) and take(request, form, confirm):
            return redirect("treatment_consent", treatment_id=treatment_id)
    latest = latest_screening(request.member.clinic_id, chart.known.patient.id)
    findings = latest.findings["findings"] if latest else []
    page = {
        "form": form,
        "latest": latest,
        "verdict": verdict_words(latest.verdict) if latest else "",
        "findings": [(title_of(item["rule"]), item) for item in findings],
        "against": steps.blocking(latest) if latest else [],
        "today": bool(latest and selectors.is_of_today(latest, chart.treatment)),
    }
    return chart_page(request, chart, "screen", page, status=422 if form.errors else 200)


def _screened(form: ConfirmForm, told: dict[str, Any]) -> bool:
    """The screening of today is kept whatever it says; confirming it comes after."""
    try:
        actions.screen_today(**told)
    except SHOWN_AS_PAGES:
        raise
    except Refused as fault:
        form.add_error(None, f"{fault.reason} {fault.remedy}".strip())
        return False
    return True


@for_members()
@require_http_methods(["GET", "POST"])
def consent(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """The consent of this course, and that the patient still agrees."""
    chart = open_chart(request, treatment_id)
    if chart is None:
        return redirect("treatment_record", treatment_id=treatment_id)
    form = ConfirmForm(request.POST or None, initial={"version": steps.part_version(chart.treatment, "consent")})
    if request.method == "POST" and form.is_valid():
        told, shown = who(request, treatment_id), form.cleaned_data["version"]
        if take(request, form, lambda: actions.confirm_consent(shown=shown, **told).id):
            return redirect("treatment_photographs", treatment_id=treatment_id)
    found = standing(chart.treatment.course)
    words = template(found.consent.language) if found.consent else None
    now = permissions_now(found.consent) if found.consent else {}
    uses = [(use.label, now.get(use.id)) for use in words.photo_uses] if words else []
    page = {"form": form, "standing": found, "uses": uses}
    return chart_page(request, chart, "consent", page, status=422 if form.errors else 200)


@for_members()
@require_http_methods(["GET", "POST"])
def photographs(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """Taken, or declined."""
    chart = open_chart(request, treatment_id)
    if chart is None:
        return redirect("treatment_record", treatment_id=treatment_id)
    version = steps.part_version(chart.treatment, "photographs")
    form = PhotographsForm(
        request.POST or None, initial={"decided": chart.treatment.photographs_decided, "version": version}
    )
    if request.method == "POST" and form.is_valid():
        told = who(request, treatment_id)
        decided, shown = form.cleaned_data["decided"], form.cleaned_data["version"]
        if take(request, form, lambda: actions.decide_photographs(decided=decided, shown=shown, **told).id):
            return redirect("treatment_treat", treatment_id=treatment_id)
    patient_id = chart.treatment.patient_id
    allowed = permits(request.member.clinic_id, patient_id, "record") if chart.treatment.consent_id else None
    return chart_page(
        request, chart, "photographs", {"form": form, "allowed": allowed}, status=422 if form.errors else 200
    )


@for_members()
@require_http_methods(["GET", "POST"])
def abandon(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """Nothing was done, and why."""
    chart = open_chart(request, treatment_id)
    if chart is None:
        return redirect("treatment_record", treatment_id=treatment_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told, reason = who(request, treatment_id), form.cleaned_data["reason"]
        if take(request, form, lambda: actions.abandon_treatment(reason=reason, **told).id):
            messages.success(request, "Kept as not carried out.")
            return redirect("treatment_record", treatment_id=treatment_id)
    return chart_page(request, chart, "abandon", {"form": form}, status=422 if form.errors else 200)
