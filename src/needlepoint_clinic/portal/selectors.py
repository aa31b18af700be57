"""Reads: the entrance of a link or a code, the session of a browser, what staff and the patient see of both."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, When
from django.http import Http404
from django.utils import timezone

from ..core.links import code_digest, digest_of, place_digest, typed_code
from ..courses.models import Course
from ..treatments.models import Treatment
from .following import Following, Stop, followed
from .models import Entrance, Entry, Feed, Passkey, Satisfied, WrongCode

IDLE = timedelta(minutes=30)
WINDOW = timedelta(minutes=15)
MOST_HERE, MOST_EVERYWHERE = 5, 60
NOT_DONE = Q(treatment__isnull=True) | Q(treatment__status="abandoned")
OPEN, USED, ENDED, EXPIRED = "open", "used", "ended", "expired"


def state_of(entrance: Entrance) -> str:
    """open, used, ended (taken back) or expired."""
    if entrance.ended_at is not None:
        return ENDED
    if entrance.used_at is not None:
        return USED
    return OPEN if entrance.until > timezone.now() else EXPIRED


def entrance_of(secret: str) -> Entrance:
    """The entrance of a link, whatever became of it. Raises Http404 when there is none."""
    found = Entrance.objects.select_related("clinic", "patient").filter(digest=digest_of(secret)).first()
    if found is None:
        raise Http404
    return found


def entrance_with_code(text: str) -> Entrance | None:
    """The entrance that a typed code opens now; None when it opens none."""
    code = typed_code(text)
    rows = Entrance.objects.select_related("clinic", "patient").filter(code_digest=code_digest(code or ""))
    return next((item for item in rows if state_of(item) == OPEN), None)


def codes_locked(address: str) -> bool:
    """Whether too many wrong codes came lately, from this place or from everywhere."""
    lately = WrongCode.objects.filter(at__gt=timezone.now() - WINDOW)
    return lately.filter(place=place_digest(address)).count() >= MOST_HERE or lately.count() >= MOST_EVERYWHERE


def entry_in_use(told: Any) -> Entry | None:
    """The session that a browser is in, by what its session cookie holds; None when it ended or never was."""
    id = told.get("entry") if isinstance(told, dict) else None
    if not id:
        return None
    return _live(Entry.objects.filter(id=id)).select_related("clinic", "patient").first()


def entries_of(clinic_id: UUID, patient_id: UUID) -> Sequence[Entry]:
    """The browsers that are in now, the newest first."""
    return list(_live(Entry.objects.filter(clinic_id=clinic_id, patient_id=patient_id)).order_by("-created_at"))


def entrances_of(clinic_id: UUID, patient_id: UUID, *, most: int = 10) -> Sequence[tuple[Entrance, str]]:
    """The entrances of a patient with their state, the newest first."""
    rows = Entrance.objects.filter(clinic_id=clinic_id, patient_id=patient_id).select_related("created_by")
    return [(item, state_of(item)) for item in rows.order_by("-created_at")[:most]]


def passkey_with(id: bytes) -> Passkey | None:
    """The passkey with this credential id, unless it was ended."""
    rows = Passkey.objects.filter(digest=hashlib.sha256(id).hexdigest(), ended_at__isnull=True)
    return rows.select_related("clinic", "patient").first()


def passkeys_of(clinic_id: UUID, patient_id: UUID) -> Sequence[Passkey]:
    """The passkeys of a patient that open something, the newest first."""
    rows = Passkey.objects.filter(clinic_id=clinic_id, patient_id=patient_id, ended_at__isnull=True)
    return list(rows.order_by("-created_at"))


def feed_of(secret: str) -> Feed:
    """The calendar feed of an address. Raises Http404 when there is none or it was ended."""
    rows = Feed.objects.filter(digest=digest_of(secret), ended_at__isnull=True)
    found = rows.select_related("clinic", "patient").first()
    if found is None:
        raise Http404
    return found


def has_feed(clinic_id: UUID, patient_id: UUID) -> bool:
    """Whether a calendar address is open."""
    return Feed.objects.filter(clinic_id=clinic_id, patient_id=patient_id, ended_at__isnull=True).exists()


def satisfied_of(clinic_id: UUID, patient_id: UUID) -> Satisfied | None:
    """The newest answer of a patient."""
    rows = Satisfied.objects.filter(clinic_id=clinic_id, patient_id=patient_id)
    return rows.select_related("course").order_by("-created_at").first()


def _live(rows: Any) -> Any:
    now = timezone.now()
    rows = rows.filter(ended_at__isnull=True, until__gt=now, patient__clinic_id=F("clinic_id"))
    return rows.filter(Q(own_device=True) | Q(seen_at__gt=now - IDLE))


def following(clinic_id: UUID, patient_id: UUID, lang: str, on: date) -> Following | None:
    """The course that a patient follows: the newest running one, else the newest; None when there is none to follow."""
    rows = Course.objects.filter(clinic_id=clinic_id, patient_id=patient_id)
    running = Case(When(status=Course.Status.RUNNING, then=0), default=1, output_field=IntegerField())
    for id in rows.order_by(running, "-created_at").values_list("id", flat=True)[:3]:
        course = rows.get(id=id)  # its documents are heavy: most often one is read
        stops, missed = _stops(course, on)
        found = followed(course, stops, missed, lang, on)
        if found is not None:
            return found
    return None


def _stops(course: Course, on: date) -> tuple[list[Stop], date | None]:
    """Visits that took place and, while the course runs, those ahead; and the newest planned day that passed."""
    done = Treatment.objects.filter(course=course).exclude(status=Treatment.Status.ABANDONED)
    rows = done.select_related("session").order_by("on", "created_at")
    stops = [
        Stop(item.on, item.session.number if item.session else at, True, item.id) for at, item in enumerate(rows, 1)
    ]
    stops = list({stop.on: stop for stop in stops}.values())  # one visit a day is what care counts from
    missed: date | None = None
    if course.status == Course.Status.RUNNING:
        last = stops[-1].on if stops else None
        for session in course.sessions.filter(cancelled_at=None).filter(NOT_DONE).order_by("on", "number"):
            if session.on < on:
                missed = session.on if last is None or session.on > last else missed
            elif last is None or session.on > last:
                stops.append(Stop(session.on, session.number, False))
    return stops, missed
