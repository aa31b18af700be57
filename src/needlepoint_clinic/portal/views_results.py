"""What became of it: scores and photographs that a provider released, beside the forecast of the start; how content."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ..core.once import once
from ..outcomes.selectors import released_outcomes
from . import actions, photographs, selectors
from .access import PortalRequest, by_portal, patient_actor
from .forms import SatisfiedForm
from .outlook import chart_of, results_of
from .pages import show


@require_safe
@by_portal
def results(request: PortalRequest) -> HttpResponse:
    """What was released; nothing else is here."""
    return _page(request)


def _page(request: PortalRequest, form: SatisfiedForm | None = None) -> HttpResponse:
    visitor = request.portal
    today = timezone.localdate()
    found = selectors.following(visitor.clinic_id, visitor.patient_id, visitor.language, today)
    shown = results_of(released_outcomes(visitor.clinic_id, visitor.patient_id))
    answered = selectors.satisfied_of(visitor.clinic_id, visitor.patient_id)
    asked = found is not None and found.last_done(today) is not None
    page: dict[str, Any] = {
        "results": shown,
        "chart": chart_of(found, shown, today) if found else None,
        "pairs": photographs.released(visitor.clinic_id, visitor.patient_id),
        "photographs": photographs.address(),
        "form": (form or SatisfiedForm()) if asked else None,
        "answered": answered,
        "answer": dict(SatisfiedForm().fields["answer"].choices).get(answered.answer) if answered else "",  # type: ignore[attr-defined]
    }
    return show(request, "portal/results.html", page, here="results", status=422 if form and form.errors else 200)


@require_POST
@by_portal
def satisfied(request: PortalRequest) -> HttpResponse:
    """The patient's own answer; a later one stands beside the earlier."""
    visitor, form = request.portal, SatisfiedForm(request.POST)
    found = selectors.following(visitor.clinic_id, visitor.patient_id, visitor.language, timezone.localdate())
    if found is None:
        return redirect("me_results")
    if not form.is_valid():
        return _page(request, form)

    def act() -> str:
        kept = actions.say_satisfied(
            clinic_id=visitor.clinic_id,
            patient_id=visitor.patient_id,
            course_id=found.course_id,
            answer=form.cleaned_data["answer"],
            words=form.cleaned_data["words"],
            actor=patient_actor(request),
        )
        return str(kept.id)

    once(form.cleaned_data["submission"], clinic_id=visitor.clinic_id, user_id=None, act=act)
    return redirect("me_results")
