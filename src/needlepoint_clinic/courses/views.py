"""The plan screen: proposals side by side, settings that are forecast as they move, and the acceptance."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint import InputError

from ..clinics.access import DECIDES, MemberRequest, actor_of, for_members
from ..core.once import once
from ..core.refusals import Refused
from ..patients.actions import note_look
from ..patients.selectors import patient_of
from ..screening import presenters as screened
from ..screening.selectors import latest_screening, screening_of
from . import actions, planning, presenters, selectors
from .forms import AcceptForm, SettingsForm, starting_settings


@for_members()
@require_safe
def plan(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """The proposals for the latest screening. Until they are worked out the page says so."""
    known = patient_of(request.member.clinic_id, patient_id)
    screening = latest_screening(request.member.clinic_id, patient_id)
    partial = bool(getattr(request, "htmx", False))
    if not partial:
        _look(request, patient_id)
    if screening is None:
        return render(request, "courses/no_screening.html", {"known": known})
    found = planning.ready_plan(screening, timezone.localdate())
    if found is None and not partial and request.GET.get("now") != "1":
        return render(request, "courses/plan.html", {"known": known, "working": True})
    found = found or _work_out(request, screening)
    return _page(request, known, found, request.GET.get("see"), partial=partial)


@for_members()
@require_safe
def worked(request: MemberRequest, patient_id: UUID, worked_id: UUID) -> HttpResponse:
    """A plan that was worked out before, such as one with settings made by hand."""
    known = patient_of(request.member.clinic_id, patient_id)
    found = selectors.worked_of(request.member.clinic_id, patient_id, worked_id)
    _look(request, patient_id)
    return _page(request, known, found, request.GET.get("see"))


@for_members()
@require_POST
def attempt(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """What other settings would bring: the panel alone for htmx, the whole page without JavaScript."""
    found, option, form = _asked(request, patient_id)
    partial = bool(getattr(request, "htmx", False))
    trial, base, problems = None, None, []
    if form.is_valid():
        try:
            trial = planning.tried(found.screening, found.on, form.settings())
            base = planning.base_of(found, option)
        except InputError as fault:
            problems = [
                f"{item.place}: {item.found}. Allowed: {item.allowed}. {item.remedy}" for item in fault.problems
            ]
    else:
        problems = form.problems()
    panel = presenters.trial_view(trial, base, form.left_out()) if trial and base else None
    tried = {"panel": panel, "problems": problems, "may_decide": request.member.role in DECIDES, "tried": True}
    tried["pictures"] = presenters.drawn(found.document, form.zones_set()) if panel else None
    if partial:
        return render(request, "courses/_trial.html", tried | {"known_id": patient_id}, status=200)
    known = patient_of(request.member.clinic_id, patient_id)
    return _page(request, known, found, option["name"], form=form, more=tried)


@for_members()
@require_POST
def own(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Settings made by hand, worked out in full and shown beside the proposals. Repeated, the same page."""
    found, option, form = _asked(request, patient_id)
    if not form.is_valid():
        known = patient_of(request.member.clinic_id, patient_id)
        more = {"panel": None, "problems": form.problems(), "tried": True}
        return _page(request, known, found, option["name"], form=form, more=more, status=422)
    made = _work_out(request, found.screening, form.settings())
    return redirect("worked_plan", patient_id=patient_id, worked_id=made.id)


@for_members(*DECIDES)
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: MemberRequest, patient_id: UUID, worked_id: UUID, option: str) -> HttpResponse:
    """Look at what will be frozen once more, then accept it as the patient's course."""
    clinic_id, actor = request.member.clinic_id, actor_of(request)
    known = patient_of(clinic_id, patient_id)
    found = selectors.worked_of(clinic_id, patient_id, worked_id)
    chosen = next((item for item in found.document["options"] if item["name"] == option), None)
    if chosen is None:
        raise Http404
    needed = presenters.needs_decision(found.document, found.screening.verdict, chosen)
    form = AcceptForm(request.POST or None, needed=needed)
    if request.method == "POST" and form.is_valid():
        _no_past_day(chosen)

        def act() -> str:
            made = actions.accept_option(
                clinic_id=clinic_id,
                patient_id=patient_id,
                screening_id=found.screening_id,
                case=found.screening.case,
                plan=found.document,
                option=option,
                protocol=found.protocols[option],
                decided=form.cleaned_data.get("decided", ""),
                by=request.member.user,
                actor=actor,
            )
            return str(made.id)

        id = once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=act)
        messages.success(request, "Accepted. The forecast is frozen as it was shown.")
        return redirect("course", course_id=id)
    _look(request, patient_id)
    page = {"known": known, "found": found, "form": form, "needed": needed}
    page |= {"card": next(item for item in presenters.cards(found.document, chosen) if item["seen"])}
    page |= _findings(request, found.screening)
    return render(request, "courses/accept.html", page, status=422 if form.errors else 200)


def _no_past_day(option: dict[str, Any]) -> None:
    first = option["schedule"]["first"]
    if first is not None and first < timezone.localdate().isoformat():
        raise Refused("The first visit of this plan lies in the past.", "Open the plan again: it is made for today.")


def _asked(request: MemberRequest, patient_id: UUID) -> tuple[Any, Any, SettingsForm]:
    """The worked plan and the option that a form departs from, and the form. Http404 for another patient's."""
    clinic_id = request.member.clinic_id
    patient_of(clinic_id, patient_id)
    try:
        worked_id = UUID(request.POST.get("worked", ""))
    except ValueError as fault:
        raise Refused("This form was not whole.", "Open the plan again.") from fault
    found = selectors.worked_of(clinic_id, patient_id, worked_id)
    option = presenters.option_named(found.document, request.POST.get("option"))
    room = planning.room_of(found.screening, found.on)
    if option is None or room is None:
        raise Refused("Nothing may be planned for this patient now.", "Look at the findings of the screening.")
    return found, option, SettingsForm(room, presenters.zones_to_set(found.document, option), request.POST)


def _work_out(request: MemberRequest, screening: Any, settings: dict[str, Any] | None = None) -> Any:
    on, by_id = timezone.localdate(), request.member.user_id
    try:
        return planning.worked_plan(screening, on, settings=settings, by_id=by_id, actor=actor_of(request))
    except InputError as fault:
        item = fault.problems[0]
        raise Refused(f"{item.place}: {item.found}. Allowed: {item.allowed}.", item.remedy) from fault


def _page(
    request: MemberRequest,
    known: Any,
    found: Any,
    see: str | None,
    *,
    form: SettingsForm | None = None,
    more: dict[str, Any] | None = None,
    partial: bool = False,
    status: int = 200,
) -> HttpResponse:
    document = found.document
    option = presenters.option_named(document, see)
    room = planning.room_of(found.screening, found.on) if option else None
    if option and room and form is None:
        planned = presenters.zones_to_set(document, option)
        form = SettingsForm(room, planned, initial=starting_settings(option, planned, room) | {"worked": found.id})
    page = {
        "known": known,
        "found": found,
        "document": document,
        "cards": presenters.cards(document, option),
        "seen": presenters.option_view(document, option, document["screening"]["excluded_zones"]) if option else None,
        "panel": presenters.standing_view(option) if option else None,
        "form": form if room else None,
        "may_decide": request.member.role in DECIDES,
        "closed": found.screening.verdict in ("stop", "wait") or document["screening"]["verdict"] in ("stop", "wait"),
        "stale": _is_stale(found),
        **presenters.choosing_view(document, option),
        **_findings(request, found.screening),
        **(more or {}),
    }
    return render(request, "courses/_proposals.html" if partial else "courses/plan.html", page, status=status)


def _is_stale(found: Any) -> bool:
    """Whether the patient was screened again, or a day has passed, since this plan was worked out."""
    newest = latest_screening(found.clinic_id, found.patient_id)
    return newest is None or newest.id != found.screening_id or found.on != timezone.localdate()


def _findings(request: MemberRequest, screening: Any) -> dict[str, Any]:
    decides = request.member.role in DECIDES
    screening = screening_of(screening.clinic_id, screening.patient_id, screening.id)
    return {
        "screening": screening,
        "verdict": screened.verdict_words(screening.verdict),
        "findings": screened.shown_findings(screening, screening.patient_id, may_decide=decides),
    }


def _look(request: MemberRequest, patient_id: UUID) -> None:
    note_look(clinic_id=request.member.clinic_id, patient_id=patient_id, page="plan", actor=actor_of(request))
