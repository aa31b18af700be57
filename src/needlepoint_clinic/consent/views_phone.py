"""Pages of the patient: the consent step by step, the questions, photographs, the signature, a copy, taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ..core.forms import ClinicForm
from ..core.once import once
from ..courses.selectors import is_untouched
from ..patients.selectors import patient_of
from ..portal.access import PortalRequest, by_portal, patient_actor
from ..portal.pages import show
from . import actions, selectors
from .forms_phone import AnswerForm, PhotographsForm, SignForm, TakeBackForm
from .presenters import plan_view
from .selectors import Progress
from .signature import is_own_name, opened_name
from .template import Template, template

NEXT = {"read": "me_consent_read", "questions": "me_consent_questions", "photographs": "me_consent_photographs"}


@require_http_methods(["GET", "HEAD", "POST"])
@by_portal
def start(request: PortalRequest) -> HttpResponse:
    """Where the consent stands, and what is next; the button that begins."""
    visitor = request.portal
    mine = selectors.my_consent(visitor.clinic_id, visitor.patient_id)
    progress = _progress(mine)
    if request.method == "POST":
        form = ClinicForm(request.POST)
        if mine.course is None or not form.is_valid():
            return redirect("me_consent")
        told = {"clinic_id": visitor.clinic_id, "patient_id": visitor.patient_id, "actor": patient_actor(request)}
        actions.begin_telling(course_id=mine.course.id, **told)
        return redirect("me_consent_read", number=1)
    page = {
        "mine": mine,
        "state": _state(mine, progress),
        "progress": progress,
        "uses": _uses(mine.consent, _words(request)),
        "course": mine.course,
        "first_visit": selectors.first_open_visit(mine.course) if mine.course else None,
        "number": len(progress.read) + 1 if progress else 1,
        "form": ClinicForm(),
    }
    return show(request, "consent/phone_start.html", page, here="more")


@require_http_methods(["GET", "HEAD", "POST"])
@by_portal
def read(request: PortalRequest, number: int) -> HttpResponse:
    """One step of what there is to know, with the plan's own figures."""
    progress, words = _under_way(request), _words(request)
    if progress is None:
        return redirect("me_consent")
    if not 1 <= number <= len(words.sections):
        raise Http404
    section = words.sections[number - 1]
    if request.method == "POST":
        actions.read_step(step=section.id, telling_id=progress.telling.id, language=words.language, **_told(request))
        return redirect("me_consent_read", number=number + 1) if number < len(words.sections) else _onward(request)
    course = selectors.course_for_consent(request.portal.clinic_id, progress.telling.course_id)
    page = {
        "section": section,
        "number": number,
        "most": len(words.sections),
        "plan": plan_view(course, words),
        "course": course,
        "whole": is_untouched(course) if section.id == "helps" else True,
    }
    return show(request, "consent/phone_read.html", page, here="more")


@require_http_methods(["GET", "HEAD", "POST"])
@by_portal
def questions(request: PortalRequest) -> HttpResponse:
    """One question after another; a wrong answer is met with the explanation and another try."""
    progress, words = _under_way(request), _words(request)
    if progress is None or progress.missing == "read":
        return redirect("me_consent")
    open_one = next((item for item in progress.asked if item.state == "open"), None)
    if open_one is None:
        return _onward(request)
    asked = words.asked(open_one.id)
    assert asked is not None
    form = AnswerForm(request.POST or None, asked=asked)
    if request.method == "POST" and form.is_valid():
        told = {"question": asked.id, "choice": form.cleaned_data["choice"], "language": words.language}
        _once(request, form, lambda: actions.answer(telling_id=progress.telling.id, **told, **_told(request)).id)
        return redirect("me_consent_answer", question=asked.id)
    page = {"form": form, "asked": asked, "tries": open_one.tries, "left": words.tries - len(open_one.tries)}
    page |= {"number": [item.id for item in progress.asked].index(asked.id) + 1, "most": len(progress.asked)}
    return show(request, "consent/phone_question.html", page, here="more", status=422 if form.errors else 200)


@require_safe
@by_portal
def answered(request: PortalRequest, question: str) -> HttpResponse:
    """Whether an answer was right, and why; then the next one."""
    progress, words = _under_way(request), _words(request)
    item = next((item for item in progress.asked if item.id == question), None) if progress else None
    if item is None or not item.tries:
        return redirect("me_consent")
    page = {"asked": words.asked(question), "state": item.state, "left": words.tries - len(item.tries)}
    return show(request, "consent/phone_answered.html", page, here="more")


@require_http_methods(["GET", "HEAD", "POST"])
@by_portal
def photographs(request: PortalRequest) -> HttpResponse:
    """Yes or no for each use: before the signature, and whenever the patient thinks otherwise later."""
    visitor, words, progress = request.portal, _words(request), _under_way(request)
    mine = selectors.my_consent(visitor.clinic_id, visitor.patient_id)
    signed = mine.consent if mine.consent is not None and mine.consent.revoked_at is None else None
    if progress is None and signed is None:
        return redirect("me_consent")
    if progress is not None:
        now = dict(progress.telling.photo_permissions or {})
    else:
        assert signed is not None
        now = selectors.permissions_now(signed)
    form = PhotographsForm(request.POST or None, words=words, now=now)
    if request.method == "POST" and form.is_valid():
        given = form.permissions()
        if progress is not None:
            telling_id = progress.telling.id
            actions.choose_photographs(telling_id=telling_id, permissions=given, **_told(request))
            return _onward(request)
        assert signed is not None
        consent_id = signed.id
        _once(
            request,
            form,
            lambda: len(actions.wish_photographs(consent_id=consent_id, permissions=given, **_told(request))),
        )
        messages.success(request, _("We have noted it. It counts from now on."))
        return redirect("me_consent")
    page = {"form": form, "signed": signed if progress is None else None}
    return show(request, "consent/phone_photographs.html", page, here="more", status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@by_portal
def sign(request: PortalRequest) -> HttpResponse:
    """The clock while it runs; then the sentence and the name."""
    progress, words = _under_way(request), _words(request)
    if progress is None:
        return redirect("me_consent")
    if progress.missing in NEXT:
        return _onward(request)
    telling, form = progress.telling, SignForm(request.POST or None, words=words)
    if request.method == "POST" and progress.missing == "sign" and form.is_valid():
        known = patient_of(request.portal.clinic_id, request.portal.patient_id)
        if not is_own_name(form.cleaned_data["name"], known.identity):
            form.add_error("name", _("Write your full name as the practice knows it: first name and family name."))
    if request.method == "POST" and progress.missing == "sign" and form.is_valid():
        told = {"name": form.cleaned_data["name"], "agreed": True, "language": words.language}
        _once(request, form, lambda: actions.sign(telling_id=telling.id, **told, **_told(request)).id)
        messages.success(request, _("Thank you. Your consent is signed."))
        return redirect("me_consent")
    page = {
        "form": form,
        "progress": progress,
        "telling": telling,
        "words": words,
        "talk": [words.asked(item.id) for item in progress.asked if item.state == "talk"],
    }
    return show(request, "consent/phone_sign.html", page, here="more", status=422 if form.errors else 200)


@require_safe
@by_portal
def copy(request: PortalRequest, consent_id: UUID) -> HttpResponse:
    """What was signed, word for word, with the forecast: to print and to keep."""
    visitor = request.portal
    consent = selectors.my_signed(visitor.clinic_id, visitor.patient_id, consent_id)
    words = selectors.words_of(consent)
    course = selectors.course_for_consent(visitor.clinic_id, consent.course_id)
    page = {
        "consent": consent,
        "words": words,
        "known": patient_of(visitor.clinic_id, visitor.patient_id),
        "signature": opened_name(consent.id, consent.signature),
        "said": [(item.ask or item.question, consent.teach_back.get(item.id, "")) for item in words.teach_back],
        "uses": _uses(consent, words),
        "plan": plan_view(course, words) if course.forecast_hash == consent.forecast_hash else None,
    }
    return show(request, "consent/phone_copy.html", page, here="more")


@require_http_methods(["GET", "HEAD", "POST"])
@by_portal
def take_back(request: PortalRequest, consent_id: UUID) -> HttpResponse:
    """Taken back at once; and where pictures had gone."""
    visitor = request.portal
    consent = selectors.my_signed(visitor.clinic_id, visitor.patient_id, consent_id)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and consent.revoked_at is None:
        reason = form.cleaned_data["reason"]
        _once(request, form, lambda: actions.take_back(consent_id=consent_id, reason=reason, **_told(request)).id)
        return redirect("me_take_back", consent_id=consent_id)
    page = {
        "consent": consent,
        "form": form,
        "gone": selectors.where_pictures_went(visitor.clinic_id, visitor.patient_id) if consent.revoked_at else [],
    }
    return show(request, "consent/phone_take_back.html", page, here="more", status=422 if form.errors else 200)


def _words(request: PortalRequest) -> Template:
    return template(request.portal.language)


def _told(request: PortalRequest) -> dict[str, Any]:
    visitor = request.portal
    return {"clinic_id": visitor.clinic_id, "patient_id": visitor.patient_id, "actor": patient_actor(request)}


def _progress(mine: selectors.MyConsent) -> Progress | None:
    if mine.course is None or (mine.consent is not None and selectors.signed_now(mine.consent, mine.course)):
        return None
    found = selectors.telling_of_course(mine.course.clinic_id, mine.course.id)
    return selectors.progress_of(found) if found else None


def _state(mine: selectors.MyConsent, progress: Progress | None) -> str:
    """going, ask, signed, taken_back or nothing."""
    if progress is not None:
        return "going"
    if mine.course is not None and (mine.consent is None or not selectors.signed_now(mine.consent, mine.course)):
        return "ask"
    if mine.consent is None:
        return "nothing"
    return "signed" if mine.consent.revoked_at is None else "taken_back"


def _under_way(request: PortalRequest) -> Progress | None:
    """The telling that is under way; None where there is none, or the consent stands already."""
    return _progress(selectors.my_consent(request.portal.clinic_id, request.portal.patient_id))


def _onward(request: PortalRequest) -> HttpResponse:
    """To whatever is still open."""
    progress = _under_way(request)
    if progress is None:
        return redirect("me_consent")
    if progress.missing == "read":
        unread = [at for at, item in enumerate(_words(request).sections, 1) if item.id not in progress.read]
        return redirect("me_consent_read", number=unread[0])
    return redirect(NEXT.get(progress.missing, "me_consent_sign"))


def _once(request: PortalRequest, form: ClinicForm, act: Callable[[], object]) -> None:
    once(form.cleaned_data["submission"], clinic_id=request.portal.clinic_id, user_id=None, act=lambda: str(act()))


def _uses(consent: Any, words: Template) -> list[tuple[str, bool]]:
    now = selectors.permissions_now(consent) if consent is not None else {}
    return [(item.label, now.get(item.id, False)) for item in words.photo_uses]
