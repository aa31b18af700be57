"""Reads: the entries that wait for somebody, one entry with its forecast, the entries after a visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import BooleanField, Case, F, Func, IntegerField, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone

from needlepoint.outcome import Band

from ..core.few import first
from ..patients.selectors import Known, known
from ..treatments.models import Treatment
from .foreseen import recovery_bands
from .models import CheckIn

LOOKED_AT = ("urgent", "call the clinic", "watch")
# Written out, as the condition of the index is: SQLite does not see that a parameter would say the same.
NOT_FINE = Func(F("level"), template="NOT (%(expressions)s = 'fine')", output_field=BooleanField())
ORDER = Case(
    *(When(level=level, then=Value(place)) for place, level in enumerate(LOOKED_AT)),
    default=Value(len(LOOKED_AT)),
    output_field=IntegerField(),
)
MOST = 50
HEAVY = ("treatment__course__plan", "treatment__course__case", "treatment__course__protocol")


@dataclass(frozen=True)
class Waiting:
    """An entry with the patient it is of."""

    item: CheckIn
    known: Known


@dataclass(frozen=True)
class Opened:
    """One entry: every entry of its visit by day (corrected ones too), and the forecast of each sign by day."""

    item: CheckIn
    known: Known
    entries: Sequence[CheckIn]
    bands: dict[str, Band]


def queue(clinic_id: UUID, *, most: int = MOST) -> Sequence[Waiting]:
    """What waits for somebody to look: urgent first, then calls, then what to watch; the oldest of each first."""
    rows = CheckIn.objects.filter(NOT_FINE, clinic_id=clinic_id, handled_at__isnull=True)
    found = first(rows, ORDER, "on", "created_at", most=most).select_related("patient", "corrected_by")
    found = found.defer("signs", "bands", "corrected_by__signs", "corrected_by__bands", "corrected_by__reasons")
    return [Waiting(item, known(item.patient)) for item in found]


def lately_closed(clinic_id: UUID, *, most: int = 10) -> Sequence[Waiting]:
    """What was closed last, with who closed it."""
    rows = CheckIn.objects.filter(clinic_id=clinic_id, handled_at__isnull=False, level__in=LOOKED_AT)
    found = first(rows, "-handled_at", most=most).select_related("patient", "handled_by")
    return [Waiting(item, known(item.patient)) for item in found]


def check_in_of(clinic_id: UUID, check_in_id: UUID) -> Opened:
    """One entry of this clinic with all that is needed to judge it. Raises Http404 for every other."""
    rows = CheckIn.objects.filter(clinic_id=clinic_id, id=check_in_id)
    found = rows.select_related(
        "patient", "treatment__course", "handled_by", "created_by", "corrected_by", "corrects", "adverse_event"
    ).first()
    if found is None:
        raise Http404
    course = found.treatment.course
    entries = _of_visit(clinic_id, found.treatment_id)
    return Opened(found, known(found.patient), list(entries), recovery_bands(course.plan, course.option))


def _of_visit(clinic_id: UUID, treatment_id: UUID) -> QuerySet[CheckIn]:
    rows = CheckIn.objects.filter(clinic_id=clinic_id, treatment_id=treatment_id)
    return rows.select_related("corrected_by").order_by("day", "created_at")


def visits_to_ask_about(clinic_id: UUID, patient_id: UUID) -> Sequence[Treatment]:
    """The visits of a patient that an entry can be about, newest first."""
    rows = Treatment.objects.filter(clinic_id=clinic_id, patient_id=patient_id)
    rows = rows.exclude(status=Treatment.Status.ABANDONED).select_related("course")
    heavy = ("course__plan", "course__case", "course__protocol")
    return list(rows.defer(*heavy).order_by("-on", "-created_at")[:20])


def own_check_in(clinic_id: UUID, patient_id: UUID, check_in_id: UUID) -> Opened:
    """One entry of this patient. Raises Http404 for every other, of other patients of the clinic too."""
    found = check_in_of(clinic_id, check_in_id)
    if found.item.patient_id != patient_id:
        raise Http404
    return found


def entry_on(clinic_id: UUID, treatment_id: UUID, on: date) -> CheckIn | None:
    """The entry of a day that stands (was not corrected); None when there is none."""
    rows = CheckIn.objects.filter(clinic_id=clinic_id, treatment_id=treatment_id, on=on, corrected_by__isnull=True)
    return rows.order_by("-created_at").first()


def answers_to_patient(clinic_id: UUID, patient_id: UUID, *, days: int = 14) -> Sequence[CheckIn]:
    """What the clinic wrote back lately, newest first."""
    since = timezone.now() - timedelta(days=days)
    rows = CheckIn.objects.filter(clinic_id=clinic_id, patient_id=patient_id, handled_at__gt=since)
    return list(rows.exclude(to_patient="").select_related("handled_by").order_by("-handled_at")[:3])
