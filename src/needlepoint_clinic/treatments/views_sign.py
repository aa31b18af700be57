"""Pages of the last step and after it: what is said at the end, the signature, the record, what is added to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..clinics.access import DECIDES, MemberRequest, actor_of, for_members
from ..core import paper
from . import actions, presenters, selectors, steps
from .forms import ADVICE, AddendumForm, AfterForm, EventForm, SignForm
from .numbing import clocks_of
from .pages import chart_page, open_chart, take, who
from .planned import IDENTIFIERS
from .refusals import WrongPassword


def _sign_page(request: MemberRequest, chart: selectors.Chart, *, status: int = 200, **told: Any) -> HttpResponse:
    """The whole step; ``told`` replaces the fresh forms by those that were sent."""
    treatment = chart.treatment
    after = {name: getattr(treatment, name) for name in steps.PARTS["after"]}
    page: dict[str, Any] = {
        "after": AfterForm(initial=after | {"version": steps.part_version(treatment, "after")}, auto_id="after-%s"),
        "event": EventForm(treatment=treatment, auto_id="event-%s"),
        "sign": SignForm(initial={"version": steps.chart_version(treatment)}, auto_id="sign-%s"),
        "missing": steps.still_missing(treatment),
        "meaning": actions.MEANING,
        "may_sign": request.member.role in DECIDES,
        "rows": presenters.rows_of(chart),
    }
    return chart_page(request, chart, "sign", page | told, status=status)


@for_members()
@require_http_methods(["GET", "POST"])
def sign(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """Read it through; sign with the password."""
    chart = open_chart(request, treatment_id)
    if chart is None and request.method != "POST":
        return redirect("treatment_record", treatment_id=treatment_id)
    chart = chart or selectors.chart_of(request.member.clinic_id, treatment_id)
    if request.method != "POST":
        return _sign_page(request, chart)
    form = SignForm(request.POST, auto_id="sign-%s")
    if form.is_valid():
        if not ratelimit.consume(request, action="reauthenticate", user=request.user):
            form.add_error("password", "Too many tries. Wait a minute.")
        elif _signed(request, treatment_id, form):
            messages.success(request, "Signed. From now on it is only added to.")
            return redirect("treatment_record", treatment_id=treatment_id)
    return _sign_page(request, chart, sign=form, status=422)


def _signed(request: MemberRequest, treatment_id: UUID, form: SignForm) -> bool:
    """Whether it is signed now; a wrong password leaves a line in the audit trail."""
    told = {"clinic_id": request.member.clinic_id, "treatment_id": treatment_id, "actor": actor_of(request)}
    password, shown = form.cleaned_data["password"], form.cleaned_data["version"]
    wrong: list[WrongPassword] = []

    def put() -> object:
        try:
            return actions.sign(password=password, member=request.member, content_shown=shown, **told).id
        except WrongPassword as fault:
            wrong.append(fault)
            raise

    done = take(request, form, put)
    if wrong:
        actions.note_refused(what="signature", **told)
    return bool(done)


@for_members()
@require_POST
def after(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """Advice, product, an explicit none, a stop."""
    chart = selectors.chart_of(request.member.clinic_id, treatment_id)
    form = AfterForm(request.POST, auto_id="after-%s")
    if form.is_valid():
        told = who(request, treatment_id) | {name: form.cleaned_data[name] for name in steps.PARTS["after"]}
        told["no_adverse_event"] = True if told["no_adverse_event"] else (False if chart.events else None)
        if take(request, form, lambda: actions.finish_up(shown=form.cleaned_data["version"], **told).id):
            return redirect("treatment_sign", treatment_id=treatment_id)
    return _sign_page(request, chart, after=form, status=422)


@for_members()
@require_POST
def event(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """An adverse event, at the visit or noticed later."""
    chart = selectors.chart_of(request.member.clinic_id, treatment_id)
    form = EventForm(request.POST, treatment=chart.treatment, auto_id="event-%s")
    open_still = chart.treatment.status == "open"
    if form.is_valid():
        names = ("what", "onset", "severity", "action", "outcome")
        told = who(request, treatment_id) | {name: form.cleaned_data[name] for name in names}
        if take(request, form, lambda: actions.report_adverse_event(**told).id):
            messages.success(request, "The adverse event is reported.")
            return redirect("treatment", treatment_id) if not open_still else redirect("treatment_sign", treatment_id)
    if open_still:
        return _sign_page(request, chart, event=form, status=422)
    return _record_page(request, chart, event=form, status=422)


def _record_page(request: MemberRequest, chart: selectors.Chart, *, status: int = 200, **told: Any) -> HttpResponse:
    """The record as it is kept, and printed on one sheet."""
    treatment = chart.treatment
    later = [item for item in chart.events if treatment.signed_at and item.created_at > treatment.signed_at]
    page: dict[str, Any] = {
        "clocks": clocks_of(chart.creams),
        "rows": [row for row in presenters.rows_of(chart) if row.done or row.plan],
        "identifiers": [IDENTIFIERS.get(name, name) for name in treatment.identified_by],
        "advice": ADVICE.get(treatment.advice, treatment.advice),
        "events": [item for item in chart.events if item not in later],
        "later": later,
        "intact": selectors.intact(treatment) if treatment.status == "signed" else None,
        "addendum": AddendumForm(auto_id="addendum-%s"),
        "event": EventForm(treatment=treatment, auto_id="event-%s"),
        **paper.choices(reverse("treatment_pdf", args=[treatment.id])),
    }
    return chart_page(request, chart, "record", page | told, status=status)


@for_members()
@require_safe
def record(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """A signed treatment, or one that was not carried out."""
    chart = selectors.chart_of(request.member.clinic_id, treatment_id)
    if chart.treatment.status == "open":
        return redirect("treatment", treatment_id=treatment_id)
    return _record_page(request, chart)


@for_members()
@require_safe
def record_pdf(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """The session sheet as it is printed, as a file."""
    return paper.as_pdf(record(request, treatment_id), "session-sheet")


@for_members()
@require_POST
def addendum(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """Added to a signed record."""
    chart = selectors.chart_of(request.member.clinic_id, treatment_id)
    form = AddendumForm(request.POST, auto_id="addendum-%s")
    if form.is_valid():
        told = who(request, treatment_id)
        if take(request, form, lambda: actions.add_addendum(text=form.cleaned_data["text"], **told).id):
            return redirect("treatment_record", treatment_id=treatment_id)
    return _record_page(request, chart, addendum=form, status=422)
