"""Pages of the house: the first run, members, which clinic."""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ..accounts import actions as accounts
from ..audit.chain import SYSTEM
from ..core.once import once
from . import actions, selectors
from .access import MemberRequest, actor_of, for_members
from .forms import ClinicDetails, FirstRunForm, MemberForm, RoleForm
from .middleware import FirstRun
from .models import Role

NOT_DETAILS = ("submission", "version", "code")
FIRST = UUID(int=1)


@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Make the clinic and its owner; gone once there is one."""
    if selectors.any_clinic():
        FirstRun.known = True
        raise Http404
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name not in NOT_DETAILS}

        def make() -> str:
            return str(actions.make_clinic(actor=SYSTEM, **told).id)

        once(FIRST, clinic_id=FIRST, user_id=None, act=make)  # two at the same moment make one
        messages.success(request, "The practice is set up. Sign in, and add a second factor.")
        return redirect("account_login")
    return render(request, "clinics/first_run.html", {"form": form}, status=422 if form.errors else 200)


@for_members(Role.OWNER)
@require_http_methods(["GET", "POST"])
def members(request: MemberRequest) -> HttpResponse:
    """Who belongs here; add a colleague."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("name", "email", "password", "role", "licence", "level")}
        clinic_id, actor = request.member.clinic_id, actor_of(request)

        def add() -> str:
            return str(actions.add_member(clinic_id=clinic_id, actor=actor, **told).id)

        once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=add)
        messages.success(request, f"{told['name']} can sign in now.")
        return redirect("members")
    found = selectors.colleagues(request.member.clinic_id)
    page = {"form": form, "members": [(item, RoleForm(initial={"role": item.role})) for item in found]}
    return render(request, "clinics/members.html", page, status=422 if form.errors else 200)


@for_members(Role.OWNER)
@require_POST
def change_role(request: MemberRequest, membership_id: UUID) -> HttpResponse:
    """Another role, or none any more."""
    form = RoleForm(request.POST)
    clinic_id, actor = request.member.clinic_id, actor_of(request)
    selectors.member_of(clinic_id, membership_id)
    if "end" in request.POST:
        actions.end_membership(clinic_id=clinic_id, membership_id=membership_id, actor=actor)
        messages.success(request, "This person no longer belongs to the practice. What they signed stays.")
    elif form.is_valid():
        role, level = Role(form.cleaned_data["role"]), form.cleaned_data["level"]
        told = {"clinic_id": clinic_id, "membership_id": membership_id, "actor": actor}
        actions.change_role(role=role, level=level, **told)
        messages.success(request, "It is changed.")
    else:
        messages.error(request, "Nothing was changed: this is no role.")
    return redirect("members")


@for_members(Role.OWNER)
@reauthentication_required
@require_http_methods(["GET", "POST"])
def reset_factor(request: MemberRequest, membership_id: UUID) -> HttpResponse:
    """Take away a colleague's second factor after they lost it; they set up a new one at the next sign-in."""
    other = selectors.member_of(request.member.clinic_id, membership_id)
    if request.method == "POST":
        accounts.reset_factor(clinic_id=request.member.clinic_id, user_id=other.user_id, actor=actor_of(request))
        messages.success(request, f"{other.user.name} sets up a new second factor at the next sign-in.")
        return redirect("members")
    return render(request, "clinics/reset_factor.html", {"other": other})


@for_members(Role.OWNER)
@require_http_methods(["GET", "POST"])
def details(request: MemberRequest) -> HttpResponse:
    """The practice's own details."""
    clinic = request.member.clinic
    before = {
        name: getattr(clinic, name) for name in ("name", "phone", "time_zone", "currency", "session_price", "version")
    }
    form = ClinicDetails(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name not in NOT_DETAILS}
        version, actor = form.cleaned_data["version"] or 0, actor_of(request)

        def save() -> str:
            return str(actions.change_clinic(clinic_id=clinic.id, version=version, actor=actor, **told).id)

        once(form.cleaned_data["submission"], clinic_id=clinic.id, user_id=request.member.user_id, act=save)
        messages.success(request, "Saved.")
        return redirect("clinic_details")
    return render(request, "clinics/details.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Which clinic to work in, for people who belong to several."""
    found = selectors.memberships_of(request.user.pk)
    if request.method == "POST":
        wanted = request.POST.get("clinic", "")
        if wanted not in {str(item.clinic_id) for item in found}:
            raise Http404
        request.session["clinic"] = wanted
        return redirect("today")
    return render(request, "clinics/choose.html", {"memberships": found})
