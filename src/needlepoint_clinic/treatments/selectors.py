"""Reads: one chart with everything in it, a patient's treatments, who got a lot. To another clinic nothing is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Value
from django.db.models.functions import Upper
from django.http import Http404

from ..courses.models import PlannedSession
from ..patients.selectors import Known, known
from ..screening.models import Screening
from ..screening.selectors import standing_overrides
from .models import Addendum, AdverseEvent, Anaesthetic, Cartridge, Treatment, ZoneRecord
from .planned import PlannedZone, planned_zones
from .sealed import content_hash

HEAVY = ("course__plan", "course__case", "course__protocol")  # hundreds of kilobytes, read only where they are shown


@dataclass(frozen=True)
class Chart:
    """A treatment with all its rows, the patient, and what was planned."""

    treatment: Treatment
    known: Known
    zones: Sequence[ZoneRecord]
    creams: Sequence[Anaesthetic]
    cartridges: Sequence[Cartridge]
    events: Sequence[AdverseEvent]
    addenda: Sequence[Addendum]
    planned: Sequence[PlannedZone]

    def zone(self, name: str) -> ZoneRecord | None:
        """What was charted for a zone."""
        return next((row for row in self.zones if row.zone == name), None)

    def plan(self, name: str) -> PlannedZone | None:
        """What was planned for a zone."""
        return next((item for item in self.planned if item.zone == name), None)


@dataclass(frozen=True)
class Got:
    """Somebody who got a lot. what: cartridge or product; serial, expiry: of a cartridge."""

    treatment: Treatment
    what: str
    lot: str
    gtin: str = ""
    serial: str = ""
    expiry: date | None = None
    product: str = ""


def treatment_of(clinic_id: UUID, treatment_id: UUID) -> Treatment:
    """One treatment. Raises Http404 for every other clinic's."""
    found = _rows(clinic_id).defer(*HEAVY).filter(id=treatment_id).first()
    if found is None:
        raise Http404
    return found


def chart_of(clinic_id: UUID, treatment_id: UUID) -> Chart:
    """One treatment with everything in it. The number of queries does not grow with what is charted."""
    treatment = _rows(clinic_id).defer("course__case", "course__protocol").filter(id=treatment_id).first()
    if treatment is None:
        raise Http404
    return Chart(
        treatment=treatment,
        known=known(treatment.patient),
        zones=list(treatment.zones.all()),
        creams=list(treatment.anaesthetics.all()),
        cartridges=list(treatment.cartridges.all()),
        events=list(treatment.adverse_events.select_related("created_by")),
        addenda=list(treatment.addenda.select_related("created_by")),
        planned=planned_zones(treatment),
    )


def treatments_of_patient(clinic_id: UUID, patient_id: UUID) -> Sequence[Treatment]:
    """The patient's treatments, newest first."""
    return list(_rows(clinic_id).defer(*HEAVY).filter(patient_id=patient_id).order_by("-on", "-created_at"))


def session_of(clinic_id: UUID, session_id: UUID) -> PlannedSession:
    """A planned session with its course. Raises Http404 for every other clinic's."""
    rows = PlannedSession.objects.filter(clinic_id=clinic_id, id=session_id)
    found = rows.select_related("course", "course__patient").defer(*HEAVY).first()
    if found is None:
        raise Http404
    return found


def last_visit_zone(treatment: Treatment, zone: str) -> ZoneRecord | None:
    """The same zone at this patient's last signed visit before this one."""
    rows = ZoneRecord.objects.filter(
        treatment__clinic_id=treatment.clinic_id,
        treatment__patient_id=treatment.patient_id,
        treatment__status=Treatment.Status.SIGNED,
        treatment__on__lte=treatment.on,
        zone=zone,
    )
    return rows.exclude(treatment=treatment).order_by("-treatment__on", "-treatment__created_at").first()


def last_zone(chart: Chart, zone: str) -> ZoneRecord | None:
    """The zone charted before this one at the same visit."""
    others = [row for row in chart.zones if row.zone != zone]
    return others[-1] if others else None


def excluded_zones(screening: Screening | None) -> frozenset[str]:
    """Zones that today's screening leaves out."""
    return frozenset(screening.findings.get("excluded_zones", ())) if screening else frozenset()


def who_got_lot(clinic_id: UUID, lot: str) -> Sequence[Got]:
    """Everybody who got a lot, of a cartridge or of a product put on afterwards, newest first. Case does not matter."""
    wanted = lot.strip()
    if not wanted:
        return []
    related = ("treatment", "treatment__patient", "treatment__course", "treatment__signed_by")
    rows = Cartridge.objects.alias(anyhow=Upper("lot")).filter(clinic_id=clinic_id, anyhow=Upper(Value(wanted)))
    rows = rows.select_related(*related).defer(*(f"treatment__{name}" for name in HEAVY))
    found = [
        Got(row.treatment, "cartridge", row.lot, gtin=row.gtin, serial=row.serial, expiry=row.expiry) for row in rows
    ]
    products = Treatment.objects.alias(anyhow=Upper("product_lot")).exclude(product_lot="")
    products = products.filter(clinic_id=clinic_id, anyhow=Upper(Value(wanted)))
    products = products.select_related("patient", "course", "signed_by").defer(*HEAVY)
    found += [Got(item, "product", item.product_lot, product=item.product) for item in products]
    return sorted(found, key=lambda got: (got.treatment.on, got.treatment.created_at), reverse=True)


def intact(treatment: Treatment) -> bool:
    """Whether a signed chart still is what was signed."""
    return bool(treatment.content_hash) and content_hash(treatment) == treatment.content_hash


def is_of_today(screening: Screening, treatment: Treatment) -> bool:
    """Whether a screening is of the visit's day and newer than every override that stands."""
    if screening.on != treatment.on:
        return False
    made = [item.created_at for item in standing_overrides(treatment.clinic_id, treatment.patient_id)]
    return all(at <= screening.created_at for at in made)


def used_before(clinic_id: UUID, gtin: str, serial: str) -> bool:
    """Whether a cartridge with this serial was entered before; without a GTIN on either, the serial alone counts."""
    rows = Cartridge.objects.filter(clinic_id=clinic_id, serial=serial)
    return rows.exists() if not gtin else rows.filter(gtin__in=(gtin, "")).exists()


def _rows(clinic_id: UUID) -> QuerySet[Treatment, Any]:
    rows = Treatment.objects.filter(clinic_id=clinic_id)
    return rows.select_related("patient", "course", "session", "screening", "consent", "signed_by", "created_by")
