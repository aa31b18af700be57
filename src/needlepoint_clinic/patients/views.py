"""Pages: find a patient, add one, change details. The patient's own page is the timeline."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ..clinics.access import MemberRequest, actor_of, for_members
from ..core.once import once
from . import actions, selectors
from .forms import PatientForm

REST = ("sex", "phototype", "phototype_found_by", "language")


@for_members()
@require_http_methods(["GET", "POST"])
def find(request: MemberRequest) -> HttpResponse:
    """Find by name, birth date or record number. What is typed travels in the body, never in the address."""
    text = request.POST.get("q", "")[:80]
    found = selectors.search(request.member.clinic_id, text)
    page = "patients/_found.html" if getattr(request, "htmx", False) else "patients/find.html"
    return render(request, page, {"found": found, "q": text})


@for_members()
@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """A new patient."""
    form = PatientForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        clinic_id, actor = request.member.clinic_id, actor_of(request)
        rest = {name: form.cleaned_data[name] for name in REST}

        def make() -> str:
            by = request.member.user
            return str(
                actions.add_patient(clinic_id=clinic_id, identity=form.identity(), by=by, actor=actor, **rest).id
            )

        id = once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=make)
        return redirect("patient", patient_id=id)
    return render(request, "patients/edit.html", {"form": form, "new": True}, status=422 if form.errors else 200)


@for_members()
@require_http_methods(["GET", "POST"])
def change(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Change details; a stale form is told so."""
    known = selectors.patient_of(request.member.clinic_id, patient_id)
    before = asdict(known.identity) | {name: getattr(known.patient, name) for name in REST}
    form = PatientForm(request.POST or None, initial=before | {"version": known.patient.version})
    if request.method == "POST" and form.is_valid():
        rest = {name: form.cleaned_data[name] for name in REST}
        clinic_id, actor = request.member.clinic_id, actor_of(request)

        def save() -> str:
            version = form.cleaned_data["version"] or 0
            actions.change_patient(
                clinic_id=clinic_id,
                patient_id=patient_id,
                version=version,
                identity=form.identity(),
                actor=actor,
                **rest,
            )
            return str(patient_id)

        once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=save)
        return redirect("patient", patient_id=patient_id)
    actions.note_look(
        clinic_id=request.member.clinic_id, patient_id=patient_id, page="details", actor=actor_of(request)
    )
    page = {"form": form, "known": known}
    return render(request, "patients/edit.html", page, status=422 if form.errors else 200)
