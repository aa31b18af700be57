"""Pages of an accepted course: the frozen forecast, its visits, its end."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ..clinics.access import DECIDES, MemberRequest, actor_of, for_members
from ..core import paper
from ..core.once import once
from ..patients.actions import note_look
from ..patients.selectors import patient_of
from . import actions, planning, presenters, selectors
from .forms import CancelForm, EndForm, MoveForm

SHORTEST_DAYS = 28


@for_members()
@require_safe
def course(request: MemberRequest, course_id: UUID) -> HttpResponse:
    """The course as it was accepted, checked against its hash, with its visits."""
    clinic_id = request.member.clinic_id
    found = selectors.course_of(clinic_id, course_id)
    note_look(clinic_id=clinic_id, patient_id=found.patient_id, page="course", actor=actor_of(request))
    option = selectors.option_of(found)
    page = {
        "known": patient_of(clinic_id, found.patient_id),
        "course": found,
        "untouched": selectors.is_untouched(found),
        "seen": presenters.option_view(found.plan, option, found.plan["screening"]["excluded_zones"]),
        "card": presenters.cards({**found.plan, "options": [option]}, option)[0],
        "visits": presenters.session_rows(selectors.sessions_of(found), found),
        "may_decide": request.member.role in DECIDES,
        **paper.choices(reverse("course_pdf", args=[course_id])),
    }
    return render(request, "courses/course.html", page)


@for_members()
@require_safe
def course_pdf(request: MemberRequest, course_id: UUID) -> HttpResponse:
    """The plan as it is printed, as a file."""
    return paper.as_pdf(course(request, course_id), "plan")


@for_members(*DECIDES)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: MemberRequest, course_id: UUID) -> HttpResponse:
    """Finish or stop a course, with the reason."""
    clinic_id = request.member.clinic_id
    found = selectors.course_of(clinic_id, course_id)
    form = EndForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        act = actions.stop_course if told["how"] == "stop" else actions.finish_course

        def run() -> str:
            act(
                clinic_id=clinic_id,
                course_id=course_id,
                version=told["version"] or 0,
                reason=told["reason"],
                by=request.member.user,
                actor=actor_of(request),
            )
            return str(course_id)

        once(told["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=run)
        messages.success(request, "The course has ended. Everything of it stays on the record.")
        return redirect("course", course_id=course_id)
    page = {"course": found, "form": form, "known": patient_of(clinic_id, found.patient_id)}
    return render(request, "courses/end.html", page, status=422 if form.errors else 200)


@for_members()
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: MemberRequest, course_id: UUID, session_id: UUID) -> HttpResponse:
    """Move a planned visit to another day, or cancel it."""
    clinic_id, actor = request.member.clinic_id, actor_of(request)
    item = selectors.session_of(clinic_id, course_id, session_id)
    cancelling = "cancel" in request.POST
    start = {"version": item.version, "on": item.on}
    move = MoveForm(None if cancelling else request.POST or None, initial=start, auto_id="move_%s")
    cancel = CancelForm(request.POST if cancelling else None, initial=start, auto_id="cancel_%s")
    form = cancel if cancelling else move
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        common = {
            "clinic_id": clinic_id, "session_id": session_id, "version": told["version"] or 0,
            "reason": told["reason"], "actor": actor,
        }  # fmt: skip

        def run() -> str:
            if cancelling:
                actions.cancel_session(**common)
            else:
                least = _shortest_days(item.course)
                actions.move_session(on=told["on"], shortest_days=least, by=request.member.user, **common)
            return str(session_id)

        once(told["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=run)
        messages.success(request, "The visit is cancelled." if cancelling else "The visit is moved.")
        return redirect("course", course_id=course_id)
    page = {"item": item, "course": item.course, "move": move, "cancel": cancel}
    page["known"] = patient_of(clinic_id, item.course.patient_id)
    return render(request, "courses/visit.html", page, status=422 if form.errors else 200)


def _shortest_days(course: selectors.Course) -> int:
    """The fewest days between visits for what is treated; four weeks where the bounds cannot be had any more."""
    found = planning.room_of(course.screening, course.screening.on)
    return found.shared.interval_days_low if found else SHORTEST_DAYS
