"""Pages: choose a scale, record a score, look at one, release it to the patient."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.errors import InputError
from needlepoint.outcome import scales

from ..clinics.access import DECIDES, MemberRequest, actor_of, for_members
from ..core.once import once
from ..patients.actions import note_look
from ..patients.selectors import patient_of
from . import actions, selectors
from .forms import ReleaseForm, ScaleForm, ScoreForm
from .presenters import draft, shown


@for_members()
@require_safe
def choose(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Which scale. The choice travels in the address: it says nothing of a patient."""
    clinic_id = request.member.clinic_id
    known = patient_of(clinic_id, patient_id)
    chosen = request.GET.get("scale")
    form = ScaleForm(request.GET if chosen else None, first=selectors.scales_in_use(clinic_id, patient_id))
    if chosen and form.is_valid():
        return redirect("record_outcome", patient_id=patient_id, scale=chosen)
    page = {"known": known, "form": form}
    return render(request, "outcomes/choose.html", page, status=422 if form.errors else 200)


@for_members()
@require_http_methods(["GET", "POST"])
def record(request: MemberRequest, patient_id: UUID, scale: str) -> HttpResponse:
    """The items of one scale, or its total."""
    clinic_id = request.member.clinic_id
    known = patient_of(clinic_id, patient_id)
    if scale not in scales():
        raise Http404
    courses = [(str(item.id), item.title) for item in selectors.courses_to_score(clinic_id, patient_id)]
    form = ScoreForm(request.POST or None, scale=scales()[scale], courses=courses)
    if request.method == "POST" and form.is_valid():

        def make() -> str:
            kept = actions.record_outcome(
                clinic_id=clinic_id,
                patient_id=patient_id,
                scale=scale,
                answers=form.answers(),
                on=form.cleaned_data["on"],
                course_id=form.course_id(),
                blinded=form.cleaned_data["blinded"],
                by=request.member.user,
                actor=actor_of(request),
            )
            return str(kept.id)

        try:
            id = once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=make)
            return redirect("outcome", outcome_id=id)
        except InputError as fault:
            form.add_problems(fault)
    note_look(clinic_id=clinic_id, patient_id=patient_id, page="score", actor=actor_of(request))
    page = {"known": known, "form": form, "scale": scales()[scale]}
    return render(request, "outcomes/record.html", page, status=422 if form.errors else 200)


@for_members()
@require_safe
def show(request: MemberRequest, outcome_id: UUID) -> HttpResponse:
    """One score: its items, the forecast of its day, whether the patient sees it."""
    clinic_id = request.member.clinic_id
    item = selectors.outcome_of(clinic_id, outcome_id)
    known = patient_of(clinic_id, item.patient_id)
    note_look(clinic_id=clinic_id, patient_id=item.patient_id, page="score", actor=actor_of(request))
    decides = request.member.role in DECIDES
    words = item.to_patient or (draft(item, known.patient.language) if decides and not item.released_at else "")
    form = ReleaseForm(initial={"version": item.version, "to_patient": words}) if decides else None
    return render(request, "outcomes/show.html", {"known": known, "item": item, "told": shown(item), "form": form})


@for_members(*DECIDES)
@require_POST
def release(request: MemberRequest, outcome_id: UUID) -> HttpResponse:
    """Show it to the patient, or no longer."""
    clinic_id = request.member.clinic_id
    selectors.outcome_of(clinic_id, outcome_id)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return redirect("outcome", outcome_id=outcome_id)

    def act() -> str:
        actions.release_outcome(
            clinic_id=clinic_id,
            outcome_id=outcome_id,
            version=form.cleaned_data["version"] or 0,
            released=form.cleaned_data["released"] == "yes",
            to_patient=form.cleaned_data["to_patient"] if form.cleaned_data["released"] == "yes" else None,
            member=request.member,
            actor=actor_of(request),
        )
        return str(outcome_id)

    once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=act)
    return redirect("outcome", outcome_id=outcome_id)
