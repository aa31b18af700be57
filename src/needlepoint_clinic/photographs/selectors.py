"""Reads: a patient's photographs, one of them, pairs, what was released, where copies went. Others' are not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from ..checkins.models import CheckIn
from ..courses.models import Course
from ..treatments.models import Treatment
from .angles import ANGLES, WHOLE_FACE
from .models import Pair, Photo, PhotoUse, ResearchSetting

MOST = 400
ORDER = {item.id: place for place, item in enumerate(ANGLES)}
USE_WORDS = {
    "record": _("for the record"),
    "teaching": _("to teach"),
    "publication": _("for a medical publication"),
    "advertising": _("for advertising"),
}


@dataclass(frozen=True)
class Series:
    """Photographs of one zone from one view, newest first."""

    zone: str
    view: str
    photos: Sequence[Photo]


def series_of(clinic_id: UUID, patient_id: UUID, *, released: bool = False) -> Sequence[Series]:
    """What is not hidden, by zone and view; released: only what a provider shows the patient."""
    rows = _visible(clinic_id, patient_id).select_related("created_by")
    if released:
        rows = rows.filter(released_at__isnull=False)
    found = sorted(rows.order_by("-taken_on", "-created_at")[:MOST], key=lambda row: (row.zone, ORDER[row.view]))
    grouped = groupby(found, key=lambda row: (row.zone, row.view))
    return [Series(zone, view, list(photos)) for (zone, view), photos in grouped]


def _visible(clinic_id: UUID, patient_id: UUID) -> QuerySet[Photo]:
    return Photo.objects.filter(clinic_id=clinic_id, patient_id=patient_id, hidden_at__isnull=True)


def hidden_of(clinic_id: UUID, patient_id: UUID) -> Sequence[Photo]:
    """What was hidden, with why."""
    rows = Photo.objects.filter(clinic_id=clinic_id, patient_id=patient_id, hidden_at__isnull=False)
    return list(rows.prefetch_related("changes__created_by").order_by("-hidden_at")[:50])


def photo_of(clinic_id: UUID, photo_id: UUID) -> Photo:
    """One photograph of this clinic. Raises Http404 for every other."""
    rows = Photo.objects.filter(clinic_id=clinic_id, id=photo_id).select_related("created_by", "treatment", "check_in")
    found = rows.prefetch_related("changes__created_by", "uses__created_by").first()
    if found is None:
        raise Http404
    return found


def own_photo(clinic_id: UUID, patient_id: UUID, photo_id: UUID) -> Photo:
    """A photograph that the patient may see: their own, or one released (alone or in a pair). Raises Http404."""
    found = _visible(clinic_id, patient_id).filter(id=photo_id).first()
    if found is None:
        raise Http404
    if found.created_by_id is None or found.released_at is not None:
        return found
    pairs = released_pairs(clinic_id, patient_id)
    if any(found.id in (pair.before_id, pair.after_id) for pair in pairs):
        return found
    raise Http404


def own_photos(clinic_id: UUID, patient_id: UUID) -> Sequence[Photo]:
    """What the patient sent, and single ones that were released, newest first."""
    rows = _visible(clinic_id, patient_id)
    rows = rows.filter(created_by__isnull=True) | rows.filter(released_at__isnull=False)
    return list(rows.order_by("-taken_on", "-created_at")[:60])


def last_photo(clinic_id: UUID, patient_id: UUID, zone: str, view: str, *, own: bool = False) -> Photo | None:
    """The newest photograph of a zone and view, whose outline guides the next. own: only what the patient may see."""
    rows = _visible(clinic_id, patient_id).filter(zone=zone, view=view)
    if own:
        rows = rows.filter(created_by__isnull=True) | rows.filter(released_at__isnull=False)
    return rows.order_by("-taken_on", "-created_at").first()


def photographs_of_check_in(check_in_id: UUID) -> Sequence[Photo]:
    """What the patient sent with an entry. The caller has checked whose entry it is."""
    return list(Photo.objects.filter(check_in_id=check_in_id, hidden_at__isnull=True).order_by("created_at"))


def check_in_today(clinic_id: UUID, patient_id: UUID, day: date) -> UUID | None:
    """The patient's newest entry about a day, which a photograph sent now goes with."""
    rows = CheckIn.objects.filter(clinic_id=clinic_id, patient_id=patient_id, on=day)
    return rows.order_by("-created_at").values_list("id", flat=True).first()


def photographs_of_treatment(clinic_id: UUID, treatment_id: UUID) -> Sequence[Photo]:
    """What was taken at a visit."""
    rows = Photo.objects.filter(clinic_id=clinic_id, treatment_id=treatment_id, hidden_at__isnull=True)
    return list(rows.order_by("created_at"))


def treatment_of(clinic_id: UUID, patient_id: UUID, treatment_id: UUID) -> Treatment:
    """The visit that photographs are taken at. Raises Http404."""
    found = Treatment.objects.filter(clinic_id=clinic_id, patient_id=patient_id, id=treatment_id).first()
    if found is None:
        raise Http404
    return found


def course_zones(clinic_id: UUID, patient_id: UUID) -> Sequence[str]:
    """Zones worth a photograph first: the whole face, those of the newest course, those photographed before."""
    course = Course.objects.filter(clinic_id=clinic_id, patient_id=patient_id).order_by("-created_at").first()
    planned: list[str] = []
    if course is not None:
        chosen = next((item for item in course.plan.get("options", ()) if item["name"] == course.option), None)
        sessions = (chosen or {}).get("sessions") or [{}]
        planned = [item["zone"] for item in sessions[0].get("zones", ())]
    seen = _visible(clinic_id, patient_id).order_by("zone").values_list("zone", flat=True).distinct()
    return list(dict.fromkeys([WHOLE_FACE, *planned, *seen]))


# --- pairs ------------------------------------------------------------------------------------------------------------


def pair_of(clinic_id: UUID, pair_id: UUID) -> Pair:
    """One pair of this clinic with both photographs not hidden. Raises Http404 for every other."""
    found = _pairs(clinic_id).filter(id=pair_id).first()
    if found is None:
        raise Http404
    return found


def _pairs(clinic_id: UUID) -> QuerySet[Pair]:
    rows = Pair.objects.filter(clinic_id=clinic_id, before__hidden_at__isnull=True, after__hidden_at__isnull=True)
    return rows.select_related("before", "after", "created_by")


def released_pairs(clinic_id: UUID, patient_id: UUID) -> Sequence[Pair]:
    """The pairs that a provider released to the patient, newest first. Only comparable ones can be."""
    rows = _pairs(clinic_id).filter(patient_id=patient_id, released_at__isnull=False)
    return list(rows.order_by("-released_at")[:40])


def own_pair(clinic_id: UUID, patient_id: UUID, pair_id: UUID) -> Pair:
    """A pair that was released to this patient. Raises Http404 for every other."""
    found = _pairs(clinic_id).filter(patient_id=patient_id, id=pair_id, released_at__isnull=False).first()
    if found is None:
        raise Http404
    return found


def where_gone(clinic_id: UUID, patient_id: UUID) -> Sequence[Mapping[str, Any]]:
    """Every copy that left the record, newest first: at, what (in words), use, gone_to."""
    rows = PhotoUse.objects.filter(clinic_id=clinic_id, patient_id=patient_id).order_by("-created_at")
    return [
        {
            "at": row.created_at,
            "what": f"{row.gone_to} ({USE_WORDS.get(row.use, row.use)})",
            "use": row.use,
            "gone_to": row.gone_to,
        }
        for row in rows
    ]


def research_shown(clinic_id: UUID) -> bool:
    """Whether the clinic's owner turned the research panel on; off from the start."""
    last = ResearchSetting.objects.filter(clinic_id=clinic_id).order_by("-created_at").first()
    return last is not None and last.shown
