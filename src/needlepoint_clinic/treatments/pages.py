"""What the views of a chart share: its page, an action taken once for a form, what every action is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from ..clinics.access import MemberRequest, actor_of
from ..core.forms import ClinicForm
from ..core.once import once
from ..core.refusals import NotAllowed, Refused, Signed, Stale
from ..patients.actions import note_look
from . import presenters, selectors

SHOWN_AS_PAGES = (Stale, Signed, NotAllowed)


def chart_page(
    request: MemberRequest, chart: selectors.Chart, here: str, told: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the chart; looking at it is an event."""
    patient_id = chart.known.patient.id
    note_look(clinic_id=request.member.clinic_id, patient_id=patient_id, page=here, actor=actor_of(request))
    page = {"chart": chart, "treatment": chart.treatment, "steps": presenters.step_row(chart, here), "here": here}
    return render(request, f"treatments/{here}.html", page | told, status=status)


def open_chart(request: MemberRequest, treatment_id: UUID) -> selectors.Chart | None:
    """The chart, or None when it is no longer open. 404 for every other clinic's."""
    chart = selectors.chart_of(request.member.clinic_id, treatment_id)
    return chart if chart.treatment.status == "open" else None


def take(request: MemberRequest, form: ClinicForm, act: Callable[[], object]) -> str | None:
    """Run an action once for a form; None when it refused, with the reason in the form."""
    clinic_id, user_id = request.member.clinic_id, request.member.user_id
    try:
        return once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=user_id, act=lambda: str(act() or ""))
    except SHOWN_AS_PAGES:
        raise
    except Refused as fault:
        form.add_error(None, f"{fault.reason} {fault.remedy}".strip())
        return None


def who(request: MemberRequest, treatment_id: UUID) -> dict[str, Any]:
    """What every action on a chart is told."""
    return {
        "clinic_id": request.member.clinic_id,
        "treatment_id": treatment_id,
        "by": request.member.user,
        "actor": actor_of(request),
    }
