"""Pages of the staff: two photographs laid on each other, the verdict first; released, handed out; research."""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..clinics.access import DECIDES, MemberRequest, actor_of, for_members
from ..clinics.models import Role
from ..consent.selectors import permits
from ..core.once import once
from ..patients.actions import note_look
from ..patients.selectors import patient_of
from . import actions, measuring, opening, presenters, selectors, serving
from .forms import ExportForm, PairForm, ReleaseForm, ResearchForm


@for_members()
@require_POST
def choose(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Two chosen photographs are judged; the page of the pair follows."""
    clinic_id = request.member.clinic_id
    patient_of(clinic_id, patient_id)
    form = PairForm(request.POST)
    chosen = request.POST.getlist("photo")
    if len(chosen) == 2:
        form = PairForm({**request.POST.dict(), "before": chosen[0], "after": chosen[1]})
    if not form.is_valid() or form.cleaned_data["before"] == form.cleaned_data["after"]:
        messages.warning(request, "Choose two photographs of one row, then compare them.")
        return redirect("photographs", patient_id=patient_id)
    told = {"before_id": form.cleaned_data["before"], "after_id": form.cleaned_data["after"]}
    for id in told.values():
        selectors.photo_of(clinic_id, id)
    pair = actions.judge_pair(clinic_id=clinic_id, by=request.member.user, actor=actor_of(request), **told)
    return redirect("photo_pair", pair_id=pair.id)


@for_members()
@require_safe
def show(request: MemberRequest, pair_id: UUID) -> HttpResponse:
    """The verdict, then the two: beside each other always, swiped and blinked only where they are comparable."""
    clinic_id = request.member.clinic_id
    pair = selectors.pair_of(clinic_id, pair_id)
    known = patient_of(clinic_id, pair.patient_id)
    note_look(clinic_id=clinic_id, patient_id=pair.patient_id, page="photograph pair", actor=actor_of(request))
    research = selectors.research_shown(clinic_id)
    page = {
        "known": known,
        "pair": pair,
        "verdict": presenters.verdict(pair),
        "before": presenters.shown(pair.before),
        "after": presenters.shown(pair.after),
        "rows": presenters.measured_rows(pair),
        "decides": request.member.role in DECIDES,
        "form": ReleaseForm(auto_id=False),
        "research": research,
        "measured": measuring.measured(pair) if research else None,
        "warning": measuring.WARNING,
        "owner": request.member.role == Role.OWNER,
        "research_form": ResearchForm(auto_id=False),
    }
    return render(request, "photographs/pair.html", page)


@for_members()
@require_safe
def laid(request: MemberRequest, pair_id: UUID) -> HttpResponse:
    """The later picture in the earlier one's frame."""
    return serving.laid(selectors.pair_of(request.member.clinic_id, pair_id))


@for_members(Role.OWNER, Role.PROVIDER)
@require_POST
def release(request: MemberRequest, pair_id: UUID) -> HttpResponse:
    """The patient sees this pair from now on, or no longer."""
    clinic_id, form = request.member.clinic_id, ReleaseForm(request.POST)
    selectors.pair_of(clinic_id, pair_id)
    if form.is_valid():
        told = {"release": form.cleaned_data["release"], "member": request.member, "actor": actor_of(request)}

        def act() -> str:
            return str(actions.release_pair(clinic_id=clinic_id, pair_id=pair_id, **told).id)

        once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=act)
        seen = "The patient sees this pair now." if told["release"] else "The patient no longer sees this pair."
        messages.success(request, seen)
    return redirect("photo_pair", pair_id=pair_id)


@for_members(Role.OWNER, Role.PROVIDER)
@reauthentication_required
@require_http_methods(["GET", "POST"])
def export(request: MemberRequest, pair_id: UUID) -> HttpResponse:
    """Both pictures as one file that leaves the record. Not comparable stays burnt in."""
    clinic_id = request.member.clinic_id
    pair = selectors.pair_of(clinic_id, pair_id)
    known = patient_of(clinic_id, pair.patient_id)
    uses = [(use, words) for use, words in selectors.USE_WORDS.items() if permits(clinic_id, pair.patient_id, use)]
    form = ExportForm(request.POST or None, uses=uses)
    if request.method == "POST" and form.is_valid():
        content = opening.exported(pair, presenters.captions(pair))
        told = {name: form.cleaned_data[name] for name in ("use", "gone_to")}
        told |= {"pair": pair, "content": content, "member": request.member, "actor": actor_of(request)}
        key = form.cleaned_data["submission"]
        id = once(
            key,
            clinic_id=clinic_id,
            user_id=request.member.user_id,
            act=lambda: str(actions.export(clinic_id=clinic_id, **told).id),
        )
        return serving.download(content, id)
    back = reverse("photo_pair", args=[pair.id])
    page = {"form": form, "uses": uses, "back": back, "known": known, "comparable": pair.comparable}
    return render(request, "photographs/export.html", page, status=422 if form.errors else 200)


@for_members(Role.OWNER)
@require_POST
def research(request: MemberRequest) -> HttpResponse:
    """The owner turns the research panel on or off."""
    clinic_id, form = request.member.clinic_id, ResearchForm(request.POST)
    if form.is_valid():
        told = {"shown": form.cleaned_data["shown"], "member": request.member, "actor": actor_of(request)}

        def act() -> str:
            actions.set_research(clinic_id=clinic_id, **told)
            return ""

        once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=act)
        messages.success(request, f"The research panel is {'on' if told['shown'] else 'off'}.")
    return redirect("today")
