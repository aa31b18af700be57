"""Pages: the consents of a course, one recorded, one as it was given, one taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ..clinics.access import MemberRequest, actor_of, for_members
from ..core.once import once
from ..patients.actions import note_look
from ..patients.selectors import patient_of
from . import actions, selectors
from .forms import ConsentForm, RevokeForm, TalkForm
from .signature import opened_name
from .template import LANGUAGES, template


@for_members()
@require_http_methods(["GET", "POST"])
def record(request: MemberRequest, course_id: UUID) -> HttpResponse:
    """Record a consent in one of the languages."""
    clinic_id, actor = request.member.clinic_id, actor_of(request)
    course = selectors.course_for_consent(clinic_id, course_id)
    known = patient_of(clinic_id, course.patient_id)
    language = request.GET.get("language", known.patient.language)
    words = template(language if language in LANGUAGES else "en")
    form = ConsentForm(request.POST or None, words=words)
    if request.method == "POST" and form.is_valid():

        def keep() -> str:
            told = {name: form.cleaned_data[name] for name in ("how", "informed_at", "signed_at")}
            made = actions.record_consent(
                clinic_id=clinic_id,
                course_id=course_id,
                teach_back=form.answers(),
                photo_permissions=form.photographs(),
                cooling_off_days=int(form.cleaned_data["cooling_off_days"]),
                language=words.language,
                by=request.member.user,
                actor=actor,
                **told,
            )
            return str(made.id)

        id = once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=keep)
        messages.success(request, "The consent is kept.")
        return redirect("consent", consent_id=id)
    note_look(clinic_id=clinic_id, patient_id=course.patient_id, page="consent", actor=actor)
    page = {"form": form, "words": words, "course": course, "known": known, "languages": LANGUAGES}
    return render(request, "consent/record.html", page, status=422 if form.errors else 200)


@for_members()
@require_http_methods(["GET", "POST"])
def phone(request: MemberRequest, course_id: UUID) -> HttpResponse:
    """How far the patient is on the phone; questions that a person has to talk through."""
    clinic_id, actor = request.member.clinic_id, actor_of(request)
    course = selectors.course_for_consent(clinic_id, course_id)
    telling = selectors.telling_of_course(clinic_id, course_id)
    form = TalkForm(request.POST or None)
    if request.method == "POST" and telling is not None and form.is_valid():
        told = {"question": form.cleaned_data["question"], "said": form.cleaned_data["said"], "telling_id": telling.id}

        def talk() -> str:
            return str(actions.talk_through(clinic_id=clinic_id, by=request.member.user, actor=actor, **told).id)

        once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=talk)
        messages.success(request, "Noted. The patient can go on.")
        return redirect("consent_by_phone", course_id=course_id)
    note_look(clinic_id=clinic_id, patient_id=course.patient_id, page="consent", actor=actor)
    words, progress = template("en"), selectors.progress_of(telling) if telling else None
    page = {
        "course": course,
        "known": patient_of(clinic_id, course.patient_id),
        "standing": selectors.standing(course),
        "progress": progress,
        "steps": len(words.sections),
        "asked": [(words.asked(item.id), item) for item in progress.asked] if progress else [],
        "most": words.tries,
        "form": form,
    }
    return render(request, "consent/phone_progress.html", page, status=422 if form.errors else 200)


@for_members()
@require_safe
def show(request: MemberRequest, consent_id: UUID) -> HttpResponse:
    """A consent as it was given."""
    return _page(request, consent_id, RevokeForm())


@for_members()
@require_http_methods(["POST"])
def revoke(request: MemberRequest, consent_id: UUID) -> HttpResponse:
    """Taken back."""
    clinic_id = request.member.clinic_id
    selectors.consent_of(clinic_id, consent_id)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return _page(request, consent_id, form)

    def end() -> str:
        reason, by = form.cleaned_data["reason"], request.member.user
        actions.revoke(clinic_id=clinic_id, consent_id=consent_id, reason=reason, by=by, actor=actor_of(request))
        return str(consent_id)

    once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=end)
    messages.success(request, "The consent is taken back. Nothing more is done on it.")
    return redirect("consent", consent_id=consent_id)


def _page(request: MemberRequest, consent_id: UUID, form: RevokeForm) -> HttpResponse:
    clinic_id = request.member.clinic_id
    consent = selectors.consent_of(clinic_id, consent_id)
    note_look(clinic_id=clinic_id, patient_id=consent.patient_id, page="consent", actor=actor_of(request))
    words = selectors.words_of(consent)
    now = selectors.permissions_now(consent)
    page = {
        "consent": consent,
        "signature": opened_name(consent.id, consent.signature),
        "gone": selectors.where_pictures_went(clinic_id, consent.patient_id) if consent.revoked_at else [],
        "known": patient_of(clinic_id, consent.patient_id),
        "words": words,
        "same_words": words.digest == consent.template_hash,
        "standing": selectors.standing(consent.course),
        "said": [(item.question, consent.teach_back.get(item.id, "")) for item in words.teach_back],
        "uses": [(item.label, now.get(item.id, False)) for item in words.photo_uses],
        "form": form,
    }
    return render(request, "consent/show.html", page, status=422 if form.errors else 200)
