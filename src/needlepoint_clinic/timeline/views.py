"""Pages: today, and one patient's line of time."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..clinics.access import MemberRequest, actor_of, for_members
from ..consent.selectors import to_talk_through
from ..patients.actions import note_look
from ..patients.selectors import patient_of
from ..screening.presenters import VERDICTS
from . import presenters, selectors


@for_members()
@require_safe
def today(request: MemberRequest) -> HttpResponse:
    """What waits today."""
    day = timezone.localdate()
    page = {"day": day, "today": selectors.today(request.member.clinic_id, day)}
    page["talks"] = to_talk_through(request.member.clinic_id)
    return render(request, "timeline/today.html", page)


@for_members()
@require_safe
def patient(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """One patient: what stands, the course on its forecast, everything that happened."""
    known = patient_of(request.member.clinic_id, patient_id)
    note_look(clinic_id=request.member.clinic_id, patient_id=patient_id, page="timeline", actor=actor_of(request))
    history = selectors.history(known)
    newest = next(iter(history.screenings), None)
    page = {
        "known": known,
        "history": history,
        "standing": [item for item in history.overrides if item.ended_at is None],
        "screening": newest,
        "verdict": VERDICTS.get(newest.verdict, newest.verdict) if newest else "",
        "ahead": presenters.ahead(history, timezone.localdate()),
        "years": presenters.moments(history),
    }
    return render(request, "timeline/patient.html", page)
