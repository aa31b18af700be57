"""Writes: a worked plan kept ready, a proposal accepted, a course stopped or finished, a session moved or cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

import needlepoint
from needlepoint import InputError
from needlepoint.course import parse_course
from needlepoint.report import check_plan

from ..accounts.models import User
from ..audit.chain import Actor, note
from ..clinics.access import DECIDES
from ..clinics.models import Membership
from ..core.refusals import NotAllowed, Refused, Stale
from ..patients.models import Patient
from ..screening.models import Screening
from .frozen import frozen_digest
from .models import Course, PlannedSession, WorkedPlan

KEPT_PLANS = 4
SHORTEST_REASON = 10


@transaction.atomic
def keep_plan(
    *,
    clinic_id: UUID,
    screening_id: UUID,
    key: str,
    on: date,
    document: Mapping[str, Any],
    protocols: Mapping[str, str],
    settings: Mapping[str, Any],
    by_id: UUID | None,
    actor: Actor,
) -> WorkedPlan:
    """Keep a plan ready; the newest few of a patient are kept. Two at once keep one."""
    screening = Screening.objects.get(clinic_id=clinic_id, id=screening_id)
    mine = WorkedPlan.objects.filter(clinic_id=clinic_id, patient_id=screening.patient_id)
    told = {"screening": screening, "on": on, "document": document, "protocols": protocols, "settings": settings}
    kept, made = mine.get_or_create(
        key=key,
        defaults={"clinic_id": clinic_id, "patient_id": screening.patient_id, "created_by_id": by_id, **told},
    )
    newest = list(mine.order_by("-created_at").values_list("id", flat=True)[:KEPT_PLANS])
    mine.exclude(id__in=[*newest, kept.id]).delete()
    if made:
        note(
            "plan.work",
            clinic_id=clinic_id,
            actor=actor,
            subject_kind="worked_plan",
            subject_id=kept.id,
            patient_id=screening.patient_id,
            detail={"on": on, "version": needlepoint.__version__, "by_hand": bool(settings)},
        )
    return kept


@transaction.atomic
def accept_option(
    *,
    clinic_id: UUID,
    patient_id: UUID,
    screening_id: UUID,
    case: Mapping[str, Any],
    plan: Mapping[str, Any],
    option: str,
    protocol: str,
    by: User | None,
    actor: Actor,
    decided: str = "",
) -> Course:
    """A course with its forecast frozen, and a planned session for each date of the option.

    decided: what the clinician decided where findings leave it to one. The same forecast accepted again while its
    course runs gives that course. Raises NotAllowed for who does not decide; Stale when the patient was screened again
    meanwhile; Refused while screening says stop or wait, for settings beyond a limit that nobody may pass, for dates
    that are not known, and for what is no plan with this option.
    """
    _may_decide(clinic_id, by, actor)
    Patient.objects.select_for_update().filter(clinic_id=clinic_id, id=patient_id).first()  # two at once wait here
    screening = _newest_screening(clinic_id, patient_id, screening_id)
    chosen = _option(plan, option)
    _check_findings(screening, plan, chosen, decided)
    days = _days(chosen, protocol)
    frozen = {"plan": plan, "option": option, "protocol": protocol, "case": case}
    hash = frozen_digest(engine_version=needlepoint.__version__, **frozen)
    twin = Course.objects.filter(
        clinic_id=clinic_id, patient_id=patient_id, forecast_hash=hash, status=Course.Status.RUNNING
    ).first()
    if twin is not None:
        return twin
    course = Course.objects.create(
        clinic_id=clinic_id,
        created_by=by,
        patient_id=patient_id,
        screening=screening,
        title=_title(plan),
        engine_version=needlepoint.__version__,
        forecast_hash=hash,
        decided=decided,
        **frozen,
    )
    PlannedSession.objects.bulk_create(
        PlannedSession(clinic_id=clinic_id, created_by=by, course=course, number=number, on=day)
        for number, day in enumerate(days, 1)
    )
    _note("course.accept", course, actor, {"hash": hash, "option": option, "sessions": len(days)})
    return course


def _may_decide(clinic_id: UUID, by: User | None, actor: Actor) -> None:
    """Owners and providers of the clinic decide; the system (a demonstration) may, too."""
    if by is None and actor.kind == "system":
        return
    member = Membership.objects.filter(clinic_id=clinic_id, user=by, ended_at__isnull=True).first()
    if member is None or member.role not in DECIDES:
        raise NotAllowed("Your role does not include this.", "Ask a provider or the owner of the clinic.")


def _newest_screening(clinic_id: UUID, patient_id: UUID, screening_id: UUID) -> Screening:
    newest = Screening.objects.filter(clinic_id=clinic_id, patient_id=patient_id).order_by("-created_at").first()
    if newest is None:
        raise Refused("This patient was not screened here.", "Screen first.")
    if newest.id != screening_id:
        raise Stale(
            "The patient was screened again since this plan was made.",
            theirs={"verdict": newest.verdict, "screened": f"{newest.created_at:%d %B %Y, %H:%M} UTC"},
            yours={"verdict": "", "screened": "an earlier screening"},
        )
    return newest


def _option(plan: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    try:
        check_plan(plan)
    except InputError as fault:
        raise Refused(f"This is no plan: {fault.problems[0]}") from fault
    found = next((item for item in plan["options"] if item["name"] == name), None)
    if found is None:
        raise Refused("This plan has no such option.", "Open the plan again and choose one of those shown.")
    return found


def _check_findings(screening: Screening, plan: Mapping[str, Any], chosen: Mapping[str, Any], decided: str) -> None:
    for verdict in (screening.verdict, plan["screening"]["verdict"]):
        if verdict in ("stop", "wait"):
            what = "not to treat" if verdict == "stop" else "to wait"
            raise Refused(f"Screening says {what}, so no course can be accepted.", "Decide on its findings first.")
    effects = {item["effect"] for item in chosen.get("findings") or ()}
    if "stop" in effects:
        raise Refused("These settings pass a limit that nobody may pass.", "Change the settings and forecast again.")
    if ("clinician" in effects or "clinician" in (screening.verdict, plan["screening"]["verdict"])) and (
        len(decided.strip()) < SHORTEST_REASON
    ):
        raise Refused("A clinician has to decide here, and say why.", "Write what you decided, in a sentence.")


def _days(chosen: Mapping[str, Any], protocol: str) -> list[date]:
    days = [item["date"] for item in chosen["sessions"]]
    if not days or None in days:
        raise Refused("No day can be named for these visits yet.", "Wait until what screening waits for is over.")
    try:
        course = parse_course(protocol, "the protocol")
    except InputError as fault:
        raise Refused(f"The protocol cannot be read: {fault.problems[0]}") from fault
    if len(course.sessions) != len(days):
        raise Refused("The protocol and the forecast do not have the same number of visits.")
    return [date.fromisoformat(day) for day in days]


def _title(plan: Mapping[str, Any]) -> str:
    named = dict.fromkeys(goal["concern"].replace("_", " ") for goal in plan["case"]["goals"])
    title = ", ".join(named)
    return f"{title[:1].upper()}{title[1:]}"[:200] or "Course"


@transaction.atomic
def stop_course(*, clinic_id: UUID, course_id: UUID, version: int, reason: str, by: User, actor: Actor) -> Course:
    """Ended before its plan was carried out, with the reason; visits to come are cancelled."""
    return _end(clinic_id, course_id, version, Course.Status.STOPPED, reason, by, actor)


@transaction.atomic
def finish_course(*, clinic_id: UUID, course_id: UUID, version: int, reason: str, by: User, actor: Actor) -> Course:
    """Carried out, with what was found; visits that are left are cancelled."""
    return _end(clinic_id, course_id, version, Course.Status.FINISHED, reason, by, actor)


def _end(
    clinic_id: UUID, course_id: UUID, version: int, status: Course.Status, reason: str, by: User, actor: Actor
) -> Course:
    _may_decide(clinic_id, by, actor)
    reason = _reason(reason)
    course = _course(clinic_id, course_id)
    if course.version != version:
        raise Stale(
            "Somebody changed this course meanwhile.",
            theirs={"status": course.get_status_display(), "reason": course.ended_why},
            yours={"status": status.label, "reason": reason},
        )
    if course.status != Course.Status.RUNNING:
        raise Refused("This course has ended before.")
    course.status, course.ended_why, course.ended_at = status, reason, timezone.now()
    course.version += 1
    course.save(update_fields=["status", "ended_why", "ended_at", "version"])
    left = course.sessions.filter(cancelled_at=None, treatment=None)
    cancelled = left.update(cancelled_at=timezone.now(), cancelled_why=f"the course was {status.label.lower()}")
    _note(f"course.{'stop' if status == Course.Status.STOPPED else 'finish'}", course, actor, {"cancelled": cancelled})
    return course


@transaction.atomic
def move_session(
    *,
    clinic_id: UUID,
    session_id: UUID,
    version: int,
    on: date,
    reason: str,
    shortest_days: int,
    by: User,
    actor: Actor,
) -> PlannedSession:
    """Another day for a visit, between the ones before and after it.

    shortest_days: between visits, as published; closer takes somebody who decides. Raises Stale, Refused, NotAllowed.
    """
    session = _open_session(clinic_id, session_id, version, {"day": on.isoformat()})
    reason = _reason(reason)
    others = {item.number: item.on for item in session.course.sessions.filter(cancelled_at=None).exclude(id=session.id)}
    before = max((day for number, day in others.items() if number < session.number), default=None)
    after = min((day for number, day in others.items() if number > session.number), default=None)
    if (before and on <= before) or (after and on >= after):
        raise Refused(
            "Visits stay in their order.",
            f"Choose a day after {before or 'today'}{f' and before {after}' if after else ''}.",
        )
    near = min(abs((on - day).days) for day in (before, after) if day) if before or after else shortest_days
    if near < shortest_days:
        try:
            _may_decide(clinic_id, by, actor)
        except NotAllowed as fault:
            why = f"That leaves {near} days between two visits; {shortest_days} are the fewest that were published."
            raise NotAllowed(why, "Ask a provider or the owner of the clinic.") from fault
    was, session.on, session.moved_why = session.on, on, reason
    session.version += 1
    session.save(update_fields=["on", "moved_why", "version"])
    detail = {"session": session.number, "from": was, "to": on, "nearest_days": near, "shortest_days": shortest_days}
    _note("session.move", session.course, actor, detail)
    return session


@transaction.atomic
def cancel_session(*, clinic_id: UUID, session_id: UUID, version: int, reason: str, actor: Actor) -> PlannedSession:
    """A visit that will not take place, with the reason. Raises Stale, Refused."""
    session = _open_session(clinic_id, session_id, version, {"day": "cancelled"})
    session.cancelled_why, session.cancelled_at = _reason(reason), timezone.now()
    session.version += 1
    session.save(update_fields=["cancelled_at", "cancelled_why", "version"])
    _note("session.cancel", session.course, actor, {"session": session.number, "on": session.on})
    return session


def _open_session(clinic_id: UUID, session_id: UUID, version: int, yours: dict[str, str]) -> PlannedSession:
    rows = PlannedSession.objects.select_for_update(of=("self",)).select_related("course")
    session = rows.filter(clinic_id=clinic_id, id=session_id).first()
    if session is None:
        raise Refused("There is no such visit here.")
    if session.version != version:
        state = "cancelled" if session.cancelled_at else session.on.isoformat()
        raise Stale("Somebody changed this visit meanwhile.", theirs={"day": state}, yours=yours)
    if session.course.status != Course.Status.RUNNING or session.cancelled_at is not None:
        raise Refused("This visit is off: it was cancelled, or its course has ended.")
    if hasattr(session, "treatment"):
        raise Refused("The chart of this visit is open already.", "Close the chart instead.")
    return session


def _course(clinic_id: UUID, course_id: UUID) -> Course:
    course = Course.objects.select_for_update().filter(clinic_id=clinic_id, id=course_id).first()
    if course is None:
        raise Refused("There is no such course here.")
    return course


def _reason(text: str) -> str:
    told = " ".join(text.split())
    if not 3 <= len(told) <= 300:
        raise Refused("Please give the reason in a few words.", "Between 3 and 300 letters.")
    return told


def _note(action: str, course: Course, actor: Actor, detail: Mapping[str, Any]) -> None:
    note(
        action,
        clinic_id=course.clinic_id,
        actor=actor,
        subject_kind="course",
        subject_id=course.id,
        patient_id=course.patient_id,
        detail=detail,
    )
