"""Pages: what patients wrote and waits, one entry on its own forecast band, an entry written down for a patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.errors import InputError

from ..clinics.access import DECIDES, MemberRequest, actor_of, for_members
from ..core.once import once
from ..patients.actions import note_look
from ..patients.selectors import Known, patient_of
from . import actions, selectors
from .forms import AnswerForm, EntryForm, EventForm
from .presenters import signs_of, tag


@for_members()
@require_safe
def waiting(request: MemberRequest) -> HttpResponse:
    """The queue: out of band and red flags first, then what was closed last."""
    clinic_id = request.member.clinic_id
    page = {"waiting": selectors.queue(clinic_id), "closed": selectors.lately_closed(clinic_id), "most": selectors.MOST}
    return render(request, "checkins/queue.html", page)


@for_members()
@require_safe
def show(request: MemberRequest, check_in_id: UUID) -> HttpResponse:
    """One entry."""
    return _page(request, check_in_id)


def _page(
    request: MemberRequest, id: UUID, *, answer: AnswerForm | None = None, event: EventForm | None = None
) -> HttpResponse:
    opened = selectors.check_in_of(request.member.clinic_id, id)
    note_look(
        clinic_id=request.member.clinic_id, patient_id=opened.item.patient_id, page="check-in", actor=actor_of(request)
    )
    decides = request.member.role in DECIDES and opened.item.handled_at is None
    told = {"version": opened.item.version}
    page: dict[str, Any] = {
        "opened": opened,
        "item": opened.item,
        "known": opened.known,
        "signs": signs_of(opened),
        "tag": tag(opened.item),
        "grave": opened.item.level in actions.GRAVE,
        "answer": (answer or AnswerForm(initial=told)) if decides else None,
        "event": (event or EventForm(initial=told, prefix="event")) if decides else None,
    }
    faulty = (answer is not None and answer.errors) or (event is not None and event.errors)
    return render(request, "checkins/show.html", page, status=422 if faulty else 200)


@for_members(*DECIDES)
@require_POST
def close(request: MemberRequest, check_in_id: UUID) -> HttpResponse:
    """Answered, looked at, closed."""
    clinic_id = request.member.clinic_id
    item = selectors.check_in_of(clinic_id, check_in_id).item
    form = AnswerForm(request.POST)
    if form.is_valid() and item.level in actions.GRAVE and not form.has_words():
        form.add_error("answer", "This entry asked for the clinic. Write what was answered or done.")
    if not form.is_valid():
        return _page(request, check_in_id, answer=form)

    def act() -> str:
        actions.answer_check_in(
            clinic_id=clinic_id,
            check_in_id=check_in_id,
            version=form.cleaned_data["version"] or 0,
            answer=form.cleaned_data["answer"],
            to_patient=form.cleaned_data["to_patient"],
            member=request.member,
            actor=actor_of(request),
        )
        return str(check_in_id)

    once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=act)
    return redirect("check_ins")


@for_members(*DECIDES)
@require_POST
def adverse_event(request: MemberRequest, check_in_id: UUID) -> HttpResponse:
    """An adverse event from what the patient wrote; the entry is closed with it."""
    clinic_id = request.member.clinic_id
    item = selectors.check_in_of(clinic_id, check_in_id).item
    form = EventForm(request.POST, prefix="event")
    if not form.is_valid():
        return _page(request, check_in_id, event=form)

    def act() -> str:
        made = actions.open_adverse_event(
            clinic_id=clinic_id,
            check_in_id=check_in_id,
            version=form.cleaned_data["version"] or 0,
            what=form.cleaned_data["what"],
            severity=form.cleaned_data["severity"],
            done=form.cleaned_data["done"],
            member=request.member,
            actor=actor_of(request),
        )
        return str(made.id)

    once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=act)
    return redirect("patient", patient_id=item.patient_id)


@for_members()
@require_http_methods(["GET", "POST"])
def add(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Written down for a patient, such as from a call."""
    known = patient_of(request.member.clinic_id, patient_id)
    visits = selectors.visits_to_ask_about(request.member.clinic_id, patient_id)
    form = EntryForm(request.POST or None, visits=visits)
    return _entry(request, known, form, None)


@for_members()
@require_http_methods(["GET", "POST"])
def correct(request: MemberRequest, check_in_id: UUID) -> HttpResponse:
    """A correction: another entry; both are kept."""
    opened = selectors.check_in_of(request.member.clinic_id, check_in_id)
    item = opened.item
    told = {"treatment": str(item.treatment_id), "on": item.on, "words": item.words}
    first = told | EntryForm.told(item.signs, item.flags)
    form = EntryForm(request.POST or None, visits=[item.treatment], initial=first)
    return _entry(request, opened.known, form, item.id)


def _entry(request: MemberRequest, known: Known, form: EntryForm, corrects: UUID | None) -> HttpResponse:
    clinic_id, patient_id = request.member.clinic_id, known.patient.id
    if request.method == "POST" and form.is_valid():

        def make() -> str:
            kept = actions.check_in(
                clinic_id=clinic_id,
                treatment_id=UUID(form.cleaned_data["treatment"]),
                day=form.day(),
                signs=form.signs(),
                flags=form.flags(),
                words=form.cleaned_data["words"],
                corrects=corrects,
                by=request.member.user,
                actor=actor_of(request),
            )
            return str(kept.id)

        try:
            id = once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=make)
            return redirect("check_in", check_in_id=id)
        except InputError as fault:
            form.add_problems(fault)
    note_look(clinic_id=clinic_id, patient_id=patient_id, page="check-in", actor=actor_of(request))
    page = {"known": known, "form": form, "corrects": corrects}
    return render(request, "checkins/add.html", page, status=422 if form.errors else 200)
