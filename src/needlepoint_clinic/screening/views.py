"""Pages of screening: what stands against a treatment, what is planned, overrides and their end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint import InputError

from ..clinics.access import DECIDES, MemberRequest, actor_of, for_members
from ..core.forms import ClinicForm
from ..core.once import once
from ..core.refusals import Refused
from ..intake import case as cases
from ..intake.selectors import latest_intake
from ..patients.actions import note_look
from ..patients.selectors import Known, patient_of
from . import actions, presenters, selectors
from .facts import decides_as
from .forms import CaseForm, EndForm, OverrideForm, case_initial


@for_members()
@require_safe
def latest(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """The latest screening; before the first, an invitation to run one."""
    return _show(request, patient_id, selectors.latest_screening(request.member.clinic_id, patient_id))


@for_members()
@require_safe
def earlier(request: MemberRequest, patient_id: UUID, screening_id: UUID) -> HttpResponse:
    """A screening as it was on its day."""
    clinic_id = request.member.clinic_id
    return _show(request, patient_id, selectors.screening_of(clinic_id, patient_id, screening_id))


def _show(request: MemberRequest, patient_id: UUID, screening: Any) -> HttpResponse:
    clinic_id = request.member.clinic_id
    known = patient_of(clinic_id, patient_id)
    note_look(clinic_id=clinic_id, patient_id=patient_id, page="screening", actor=actor_of(request))
    intake = latest_intake(clinic_id, patient_id)
    all_of_them = selectors.screenings_of(clinic_id, patient_id)
    newest = bool(screening and all_of_them and all_of_them[0].id == screening.id)
    decides = request.member.role in DECIDES
    page = {
        "known": known,
        "intake": intake,
        "screening": screening,
        "newest": newest,
        "screenings": all_of_them,
        "verdict": presenters.verdict_words(screening.verdict) if screening else "",
        "findings": presenters.shown_findings(screening, patient_id, may_decide=decides and newest)
        if screening
        else (),
        "excluded": presenters.zone_labels(screening.findings["excluded_zones"]) if screening else (),
        "overrides": presenters.standing(selectors.overrides_of(clinic_id, patient_id), screening),
        "assumed": cases.assumed(intake.answers) if intake else (),
        "may_decide": decides,
        "form": ClinicForm(),
    }
    return render(request, "screening/screening.html", page)


@for_members()
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """What is planned: goals, device, setting, limits; then the screening runs."""
    clinic = request.member.clinic
    known = patient_of(clinic.id, patient_id)
    if request.method != "POST":
        note_look(clinic_id=clinic.id, patient_id=patient_id, page="case", actor=actor_of(request))
        draft = _draft(clinic.id, patient_id)
        form = CaseForm(
            goals=max(len(draft.get("goals", ())), 1), initial=case_initial(draft, clinic, 1), currency=clinic.currency
        )
        return render(request, "screening/case.html", {"form": form, "known": known})
    form = CaseForm(request.POST, currency=clinic.currency)
    if "more" in request.POST:
        form = _with_one_more(request.POST, clinic.currency)
        return render(request, "screening/case.html", {"form": form, "known": known})
    if form.is_valid():
        try:
            _screen_once(request, known, form)
        except InputError as fault:
            for problem in fault.problems:
                form.add_error(None, f"{problem.place}: {problem.found}. Allowed: {problem.allowed}. {problem.remedy}")
        else:
            return redirect("screening", patient_id=patient_id)
    return render(request, "screening/case.html", {"form": form, "known": known}, status=422)


def _with_one_more(sent: QueryDict, currency: str) -> CaseForm:
    """The page as it was sent, with room for one more goal; nothing is checked or kept yet."""
    data = sent.copy()
    data.setdefault(f"goal-{CaseForm(sent, currency=currency).goal_count}-concern", "")
    return CaseForm(data, currency=currency, checks=False)


def _draft(clinic_id: UUID, patient_id: UUID) -> Mapping[str, Any]:
    last = selectors.latest_screening(clinic_id, patient_id)
    intake = latest_intake(clinic_id, patient_id)
    if last is not None:
        return dict(last.case)
    return {"goals": cases.wished_goals(intake.answers)} if intake else {}


def _screen_once(request: MemberRequest, known: Known, form: CaseForm) -> None:
    clinic_id = request.member.clinic_id
    intake = latest_intake(clinic_id, known.patient.id)
    setting = form.cleaned_data["setting"] or None
    told = cases.case_document(known, intake, form.goals(), form.device(), setting, form.constraints())

    def act() -> str:
        return _screen(request, known, told)

    once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=act)


@for_members()
@require_POST
def again(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """The same plan, with the answers and overrides as they are today."""
    clinic_id = request.member.clinic_id
    known = patient_of(clinic_id, patient_id)
    form, last = ClinicForm(request.POST), selectors.latest_screening(clinic_id, patient_id)
    if last is None:
        return redirect("screening_case", patient_id=patient_id)
    if not form.is_valid():
        raise Refused("This form was not whole.", "Go back, load the page again and try once more.")

    def act() -> str:
        return _screen_as(request, known, last.case)

    once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=act)
    return redirect("screening", patient_id=patient_id)


@for_members(*DECIDES)
@require_http_methods(["GET", "HEAD", "POST"])
def override(request: MemberRequest, patient_id: UUID, screening_id: UUID, rule: str) -> HttpResponse:
    """Set a finding aside, with a reason; the patient is screened again at once."""
    clinic_id = request.member.clinic_id
    known = patient_of(clinic_id, patient_id)
    screening = selectors.screening_of(clinic_id, patient_id, screening_id)
    finding = selectors.finding_of(screening, rule)
    form = OverrideForm(request.POST or None)
    enough = decides_as(request.member.level, finding["override"])
    if request.method == "POST" and form.is_valid():
        _decide(request, known, screening, rule, form)
        messages.success(request, "The decision is kept with your name.")
        return redirect("screening", patient_id=patient_id)
    page = {"known": known, "form": form, "finding": finding, "title": presenters.title_of(rule)}
    page["enough"] = enough
    return render(request, "screening/override.html", page, status=422 if form.errors else 200)


def _decide(request: MemberRequest, known: Known, screening: Any, rule: str, form: OverrideForm) -> None:
    clinic_id = request.member.clinic_id

    def act() -> str:
        made = actions.override(
            clinic_id=clinic_id,
            screening_id=screening.id,
            rule=rule,
            reason=form.cleaned_data["reason"],
            member=request.member,
            actor=actor_of(request),
        )
        _screen_as(request, known, screening.case)
        return str(made.id)

    once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=act)


def _screen_as(request: MemberRequest, known: Known, old: Mapping[str, Any]) -> str:
    """Screen with the goals, device, setting and limits of an earlier case and the answers of today."""
    intake = latest_intake(request.member.clinic_id, known.patient.id)
    told = cases.case_document(
        known, intake, old["goals"], old.get("device"), old.get("setting"), old.get("constraints")
    )
    try:
        return _screen(request, known, told)
    except InputError as fault:
        raise Refused(f"The case cannot be: {fault.problems[0]}", "Correct the answers or the plan.") from fault


def _screen(request: MemberRequest, known: Known, told: Mapping[str, Any]) -> str:
    kept = actions.screen_patient(
        clinic_id=request.member.clinic_id,
        patient_id=known.patient.id,
        case=told,
        on=timezone.localdate(),
        by=request.member.user,
        actor=actor_of(request),
    )
    return str(kept.id)


@for_members(*DECIDES)
@require_http_methods(["GET", "HEAD", "POST"])
def end_override(request: MemberRequest, patient_id: UUID, override_id: UUID) -> HttpResponse:
    """No longer rely on an override; the patient is screened again at once."""
    clinic_id = request.member.clinic_id
    known = patient_of(clinic_id, patient_id)
    item = selectors.override_of(clinic_id, patient_id, override_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]

        def act() -> str:
            told = {"clinic_id": clinic_id, "override_id": item.id, "actor": actor_of(request)}
            actions.end_override(reason=reason, member=request.member, **told)
            last = selectors.latest_screening(clinic_id, patient_id)
            _screen_as(request, known, (last or item.screening).case)
            return str(item.id)

        once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=act)
        messages.success(request, "It is no longer relied on. It stays on the record.")
        return redirect("screening", patient_id=patient_id)
    page = {"known": known, "form": form, "item": item, "title": presenters.title_of(item.rule)}
    return render(request, "screening/end_override.html", page, status=422 if form.errors else 200)
